#include "http/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/x509err.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <new>
#include <string_view>
#include <system_error>

#include "base/check.hpp"
#include "base/error.hpp"

namespace usher::http {
namespace {

int socket_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool is_temporary(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

// OpenSSL's own socket BIO uses write(), which raises SIGPIPE if the peer has closed.
int send_bytes(BIO* bio, const char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto sent = ::send(socket_of(bio), bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
  if (sent < 0 && is_temporary(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

int receive_bytes(BIO* bio, char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto received = ::recv(socket_of(bio), bytes, static_cast<std::size_t>(count), 0);
  if (received < 0 && is_temporary(errno)) BIO_set_retry_read(bio);
  return static_cast<int>(received);
}

long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

std::unique_ptr<BIO_METHOD, SslDeleter> make_socket_method() {
  std::unique_ptr<BIO_METHOD, SslDeleter> method(
      BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "usher socket"));
  if (!method) throw std::bad_alloc();
  BIO_meth_set_write(method.get(), send_bytes);
  BIO_meth_set_read(method.get(), receive_bytes);
  BIO_meth_set_ctrl(method.get(), control);
  return method;
}

[[noreturn]] void reject_file(const std::string& what, const std::string& file) {
  const unsigned long error = ERR_peek_error();
  const char* reason = ERR_SYSTEM_ERROR(error) ? nullptr : ERR_reason_error_string(error);
  std::string text = "The TLS " + what + " '" + file + "' can't be used: ";
  if (ERR_SYSTEM_ERROR(error)) {
    text += std::system_category().message(ERR_GET_REASON(error));
  } else {
    text += reason == nullptr ? "it is not a PEM file of that kind" : reason;
  }
  ERR_clear_error();
  throw ConfigurationError(text + ".");
}

void load_files(SSL_CTX* context, const std::string& certificate_file,
                const std::string& key_file) {
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
    reject_file("certificate", certificate_file);
  }
  const bool usable = SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) == 1;
  if (!usable && ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH) {
    ERR_clear_error();
    throw ConfigurationError("The TLS key '" + key_file + "' does not belong to the certificate '" +
                             certificate_file + "'.");
  }
  if (!usable) reject_file("key", key_file);
  if (SSL_CTX_check_private_key(context) != 1) reject_file("key", key_file);
}

/// Fails for encrypted keys: OpenSSL's default would prompt on the terminal and block.
int no_password(char*, int, int, void*) { return -1; }

/// Selects HTTP/1.1 if the client offers it by ALPN; otherwise continues without ALPN.
int select_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  constexpr std::string_view kHttp11 = "\x08http/1.1";
  const std::string_view offers(reinterpret_cast<const char*>(offered), offered_size);
  for (std::size_t at = 0; at < offers.size(); at += 1 + static_cast<unsigned char>(offers[at])) {
    if (!offers.substr(at).starts_with(kHttp11)) continue;
    *out = offered + at + 1;
    *out_size = static_cast<unsigned char>(kHttp11.size() - 1);
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

TlsContext::TlsContext(const std::string& certificate_file, const std::string& key_file)
    : context_(SSL_CTX_new(TLS_server_method())), socket_method_(make_socket_method()) {
  if (!context_) throw std::bad_alloc();
  SSL_CTX* const context = context_.get();
  CHECK(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  CHECK(SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // Idle connections release their record buffers; a retried write may use another buffer.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);  // reads a record's header and body in one system call
  // Sessions are resumed by tickets, which cost the server no memory.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  constexpr unsigned char kName[] = "usher";
  CHECK(SSL_CTX_set_session_id_context(context, kName, sizeof kName - 1) == 1);
  SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(context, no_password);
  load_files(context, certificate_file, key_file);
}

SslHandle TlsContext::open(int socket) const {
  SslHandle ssl(SSL_new(context_.get()));
  BIO* const bio = BIO_new(socket_method_.get());
  if (!ssl || bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl.get(), bio, bio);
  SSL_set_accept_state(ssl.get());
  return ssl;
}

}  // namespace usher::http
