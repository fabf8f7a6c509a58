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

/// The server's TLS configuration with certificate and key. The object must outlive its handles.
/// Immutable, thread-safe.
class TlsContext {
 public:
  /// Reads PEM files; the certificate file may contain a chain, leaf first. Throws
  /// ConfigurationError with the name of the unusable file and the reason.
  TlsContext(const std::string& certificate_file, const std::string& key_file);

  /// Returns the server side of a TLS connection. The caller keeps ownership of the non-blocking
  /// socket.
  SslHandle open(int socket) const;

 private:
  std::unique_ptr<SSL_CTX, SslDeleter> context_;
  std::unique_ptr<BIO_METHOD, SslDeleter> socket_method_;
};

}  // namespace usher::http
