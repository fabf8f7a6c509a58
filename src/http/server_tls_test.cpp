#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "http/loopback_test.hpp"
#include "http/tls.hpp"

namespace usher::http {
namespace {

using Path = std::filesystem::path;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(FILE* file) const { fclose(file); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Writes a new P-256 key and a self-signed certificate to `cert.pem` and `key.pem`.
void write_certificate(const Path& folder, const char* name) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  const Owned<X509> certificate(X509_new());
  X509* const x = certificate.get();
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), 0);
  X509_gmtime_adj(X509_getm_notAfter(x), 3600);
  X509_NAME* const subject = X509_get_subject_name(x);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(x, subject);
  X509_set_pubkey(x, key.get());
  X509_sign(x, key.get(), EVP_sha256());
  PEM_write_X509(Owned<FILE>(fopen((folder / "cert.pem").c_str(), "w")).get(), x);
  PEM_write_PrivateKey(Owned<FILE>(fopen((folder / "key.pem").c_str(), "w")).get(), key.get(),
                       nullptr, nullptr, 0, nullptr, nullptr);
}

class ServerTlsTest : public testing::Test {
 protected:
  ServerTlsTest() {
    std::string pattern = testing::TempDir() + "usher_tls_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    write_certificate(folder_, "first");
  }
  ~ServerTlsTest() override { std::filesystem::remove_all(folder_); }

  ServerOptions options() const {
    return {.tls_certificate = folder_ / "cert.pem", .tls_key = folder_ / "key.pem"};
  }
  /// Returns the text of the ConfigurationError for these options.
  std::string error_of(const ServerOptions& options) const {
    try {
      TestServer server(options);
    } catch (const ConfigurationError& error) {
      return error.what();
    }
    return "";
  }

  Path folder_;
};

/// A TLS connection.
class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int version = TLS1_3_VERSION,
                     SSL_SESSION* session = nullptr)
      : client_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(SSL_new(context_.get())) {
    SSL_set_max_proto_version(ssl_.get(), version);
    SSL_set_min_proto_version(ssl_.get(), version);
    SSL_set_security_level(ssl_.get(), 0);
    SSL_set_fd(ssl_.get(), client_.socket());
    if (session != nullptr) SSL_set_session(ssl_.get(), session);
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  bool connected() const { return connected_; }
  /// Sends bytes below TLS.
  void send_raw(std::string_view bytes) { client_.send(bytes); }
  SSL* ssl() { return ssl_.get(); }
  Answer ask(const std::string& request) {
    SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    for (std::string bytes, piece(16384, '\0');;) {
      const int received = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
      if (received <= 0) return {};
      bytes.append(piece, 0, static_cast<std::size_t>(received));
      const Answer answer = take_answer(bytes);
      if (answer.status != 0) return answer;
    }
  }
  /// Returns whether the server closes with close_notify.
  bool ends_with_close_notify() {
    char byte;
    const int received = SSL_read(ssl_.get(), &byte, 1);
    return SSL_get_error(ssl_.get(), received) == SSL_ERROR_ZERO_RETURN;
  }
  std::string certificate_name() {
    const Owned<X509> certificate(SSL_get1_peer_certificate(ssl_.get()));
    char name[64] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name,
                              sizeof name);
    return name;
  }

 private:
  Client client_;
  std::unique_ptr<SSL_CTX, SslDeleter> context_;
  SslHandle ssl_;
  bool connected_ = false;
};

TEST_F(ServerTlsTest, ServesTls12And13) {
  TestServer server(options());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server.port(), version);
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(client.ask(get("/item/7")).body, "7||127.0.0.1|tls");
    EXPECT_EQ(client.ask(post("/item/8", std::string(300'000, 'x'))).body.size(), 300'016U);
    EXPECT_EQ(client.ask(get("/big")).body.size(), 1024U * 1024U);
    EXPECT_EQ(client.ask(get("/hello", "Connection: close\r\n")).status, 200);
    EXPECT_TRUE(client.ends_with_close_notify());
  }
}

TEST_F(ServerTlsTest, RefusesOlderVersions) {
  TestServer server(options());
  EXPECT_FALSE(TlsClient(server.port(), TLS1_1_VERSION).connected());
}

TEST_F(ServerTlsTest, ResumesSessions) {
  TestServer server(options());
  TlsClient first(server.port());
  EXPECT_EQ(first.ask(get("/hello")).status, 200);  // session tickets arrive after the handshake
  const Owned<SSL_SESSION> session(SSL_get1_session(first.ssl()));
  TlsClient second(server.port(), TLS1_3_VERSION, session.get());
  EXPECT_EQ(second.ask(get("/hello")).status, 200);
  EXPECT_EQ(SSL_session_reused(second.ssl()), 1);
}

TEST_F(ServerTlsTest, ReloadsTheCertificateForNewConnections) {
  TestServer server(options());
  TlsClient old(server.port());
  EXPECT_EQ(old.certificate_name(), "first");
  write_certificate(folder_, "second");
  EXPECT_TRUE(server.server().reload_certificate());
  EXPECT_EQ(TlsClient(server.port()).certificate_name(), "second");
  EXPECT_EQ(old.ask(get("/hello")).status, 200) << "existing connections stay open";

  std::ofstream(folder_ / "cert.pem") << "nonsense";
  EXPECT_FALSE(server.server().reload_certificate());
  EXPECT_EQ(TlsClient(server.port()).certificate_name(), "second");
}

TEST_F(ServerTlsTest, TimesOutSlowAndInvalidHandshakes) {
  ServerOptions short_timeout = options();
  short_timeout.limits.handshake_time = std::chrono::milliseconds(200);
  TestServer server(short_timeout);
  Client silent(server.port());
  EXPECT_TRUE(silent.at_end());
  Client plain(server.port());
  EXPECT_EQ(plain.ask(get("/hello")).status, 0);
  EXPECT_EQ(TlsClient(server.port()).ask(get("/hello")).status, 200);
}

TEST_F(ServerTlsTest, StopSendsCloseNotify) {
  TestServer server(options());
  TlsClient client(server.port());
  EXPECT_EQ(client.ask(get("/hello")).status, 200);
  server.server().stop(std::chrono::seconds(30));
  EXPECT_TRUE(client.ends_with_close_notify());
}

TEST_F(ServerTlsTest, StopDoesNotWaitForTheRestOfARecord) {
  TestServer server(options());
  TlsClient client(server.port());
  EXPECT_EQ(client.ask(get("/hello")).status, 200);
  client.send_raw("\x17\x03\x03");  // the beginning of a record (RFC 8446, 5.1)
  const auto start = std::chrono::steady_clock::now();
  server.server().stop(std::chrono::seconds(30));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST_F(ServerTlsTest, ReportsWhichFileIsInvalid) {
  ServerOptions wrong = options();
  wrong.tls_key.clear();
  EXPECT_NE(error_of(wrong).find("both a certificate and a key"), std::string::npos);
  wrong = options();
  wrong.tls_certificate = folder_ / "none.pem";
  EXPECT_NE(error_of(wrong).find("none.pem' can't be used: No such file"), std::string::npos)
      << error_of(wrong);
  std::ofstream(folder_ / "nonsense.pem") << "nonsense";
  wrong.tls_certificate = folder_ / "nonsense.pem";
  EXPECT_NE(error_of(wrong).find("certificate '"), std::string::npos) << error_of(wrong);
  std::filesystem::create_directory(folder_ / "other");
  write_certificate(folder_ / "other", "other");
  wrong = options();
  wrong.tls_key = folder_ / "other" / "key.pem";
  EXPECT_NE(error_of(wrong).find("does not belong to"), std::string::npos) << error_of(wrong);
}

}  // namespace
}  // namespace usher::http
