/// TLS 1.2 and 1.3 for accepted sockets. Internal to http.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace usher::http {

struct SslDeleter {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};
using SslHandle = std::unique_ptr<SSL, SslDeleter>;

/// A certificate with its key, and how TLS is spoken. Immutable, thread-safe; must outlive the
/// handles that it makes.
class TlsContext {
 public:
  /// PEM files; the certificate's may hold a chain, leaf first. Throws ConfigurationError saying
  /// which file can't be used and why.
  TlsContext(const std::string& certificate_file, const std::string& key_file);

  /// The server's side of a connection on this non-blocking socket, which stays the caller's.
  SslHandle open(int socket) const;

 private:
  std::unique_ptr<SSL_CTX, SslDeleter> context_;
  std::unique_ptr<BIO_METHOD, SslDeleter> socket_method_;
};

}  // namespace usher::http
