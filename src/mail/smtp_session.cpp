#include "mail/smtp_session.hpp"

#include <curl/curl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.hpp"
#include "base/error.hpp"
#include "mail/smtp_server_name.hpp"

namespace usher::mail {
namespace {

constexpr Duration kConnectLimit = std::chrono::seconds(10);

struct RecipientsDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

// libcurl's own text, except where it is no more than an errno.
std::string explanation(CURLcode code, const char* text) {
  if (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING) {
    return "the connection to the mail server broke";
  }
  return text[0] != '\0' ? text : curl_easy_strerror(code);
}

bool is_readable(const std::string& file) { return ::access(file.c_str(), R_OK) == 0; }

}  // namespace

struct SmtpSession::Callbacks {
  static std::size_t read(char* buffer, std::size_t size, std::size_t count, void* session) {
    auto& self = *static_cast<SmtpSession*>(session);
    const std::size_t taken = std::min(size * count, self.rest_of_mail_.size());
    std::memcpy(buffer, self.rest_of_mail_.data(), taken);
    self.rest_of_mail_.remove_prefix(taken);
    if (self.rest_of_mail_.empty()) self.conversation_.whole_mail_given();
    return taken;
  }

  static std::size_t discard(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
  }

  static int watch(CURL*, curl_infotype type, char* data, std::size_t size, void* session) {
    auto& self = *static_cast<SmtpSession*>(session);
    const std::string_view bytes(data, size);
    if (type == CURLINFO_HEADER_IN) self.conversation_.received(bytes);
    if (type == CURLINFO_HEADER_OUT) {
      self.conversation_.sent(bytes);
      // libcurl would wait for the reply to QUIT up to two minutes, whatever the time limit says.
      if (bytes.starts_with("QUIT")) self.stop_listening();
    }
    return 0;
  }

  static curl_socket_t open(void* session, curlsocktype, curl_sockaddr* address) {
    const int socket =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    if (socket < 0) return CURL_SOCKET_BAD;
    static_cast<SmtpSession*>(session)->sockets_.insert(socket);
    return socket;
  }

  static int close(void* session, curl_socket_t socket) {
    static_cast<SmtpSession*>(session)->sockets_.erase(socket);
    return ::close(socket);
  }
};

void SmtpSession::HandleDeleter::operator()(void* handle) const { curl_easy_cleanup(handle); }

template <class Value>
void SmtpSession::set(int option, Value value) {
  const CURLcode code = curl_easy_setopt(handle_.get(), static_cast<CURLoption>(option), value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  CHECK(code == CURLE_OK);
}

SmtpSession::SmtpSession(const MailerOptions& options) : handle_(curl_easy_init()) {
  if (!handle_) throw Unavailable("libcurl can't be started");
  set_up_connection(options);
  set_up_callbacks();
}

SmtpSession::~SmtpSession() {
  // The farewell in curl_easy_cleanup() bypasses our callback but would wait just as long.
  stop_listening();
}

void SmtpSession::set_up_connection(const MailerOptions& options) {
  const SmtpServerName server = parse_smtp_server(options.url, options.helo_name);
  set(CURLOPT_URL, server.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");       // not even one from the environment
  set(CURLOPT_NOSIGNAL, 1L);    // we have threads
  set(CURLOPT_QUICK_EXIT, 1L);  // a resolver that hangs must not hold up the time limit
  set(CURLOPT_MAXCONNECTS, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  if (!options.user.empty()) {
    set(CURLOPT_USERNAME, options.user.c_str());
    set(CURLOPT_PASSWORD, options.password.reveal().c_str());
  }
  set_up_tls(options, server.tls_from_start, server.loopback);
}

void SmtpSession::set_up_tls(const MailerOptions& options, bool tls_from_start, bool loopback) {
  const bool demanded =
      tls_from_start || options.require_tls || (!options.user.empty() && !loopback);
  set(CURLOPT_USE_SSL, static_cast<long>(demanded ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // Where TLS is only an offer, whoever could present a false certificate could as well hide the
  // offer; to check it would protect nobody and lock out every mail server with a self-made one.
  const bool verified = demanded || !options.ca_file.empty();
  set(CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
  if (options.ca_file.empty()) return;
  if (!is_readable(options.ca_file)) {
    throw ConfigurationError("can't read the mail server's authorities, " + options.ca_file);
  }
  set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void SmtpSession::set_up_callbacks() {
  set(CURLOPT_READFUNCTION, &Callbacks::read);
  set(CURLOPT_READDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Callbacks::discard);
  set(CURLOPT_VERBOSE, 1L);  // asks for the calls to the next one; nothing is printed
  set(CURLOPT_DEBUGFUNCTION, &Callbacks::watch);
  set(CURLOPT_DEBUGDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_CLOSESOCKETFUNCTION, &Callbacks::close);
  set(CURLOPT_CLOSESOCKETDATA, this);
}

SmtpRun SmtpSession::send(const Envelope& envelope, std::string_view mail, Duration time_limit) {
  const std::unique_ptr<curl_slist, RecipientsDeleter> recipients(
      curl_slist_append(nullptr, envelope.to.c_str()));
  if (!recipients) throw std::bad_alloc();
  set(CURLOPT_NOBODY, 0L);
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_CUSTOMREQUEST, static_cast<const char*>(nullptr));
  set(CURLOPT_MAIL_FROM, envelope.from.c_str());
  set(CURLOPT_MAIL_RCPT, recipients.get());
  rest_of_mail_ = mail;
  SmtpRun out = run(time_limit);
  set(CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
  rest_of_mail_ = {};
  return out;
}

SmtpRun SmtpSession::noop(Duration time_limit) {
  set(CURLOPT_UPLOAD, 0L);
  set(CURLOPT_NOBODY, 1L);
  set(CURLOPT_CUSTOMREQUEST, "NOOP");
  return run(time_limit);
}

SmtpRun SmtpSession::run(Duration time_limit) {
  const Duration limit = std::max(time_limit, Duration(1));
  std::array<char, CURL_ERROR_SIZE> text{};
  conversation_ = {};
  set(CURLOPT_ERRORBUFFER, text.data());
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(limit, kConnectLimit).count()));
  const CURLcode code = curl_easy_perform(handle_.get());
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  long new_connections = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_NUM_CONNECTS, &new_connections);
  SmtpRun out{std::move(conversation_), new_connections > 0, {}};
  if (code != CURLE_OK) out.error = explanation(code, text.data());
  // libcurl keeps the connection even after a time-out in the wait for the reply to the mail. That
  // reply would then pass for the reply to the next mail's first command.
  if (code != CURLE_OK && out.conversation.answer().empty()) drop_connection();
  return out;
}

void SmtpSession::drop_connection() {
  // libcurl finds it dead and closes it before it would be used again.
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
}

void SmtpSession::stop_listening() {
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RD);
}

}  // namespace usher::mail
