#include "mail/smtp_connection.hpp"

#include <curl/curl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/error.hpp"
#include "mail/smtp_server_name.hpp"

namespace usher::mail {
namespace {

constexpr Duration kConnectLimit = std::chrono::seconds(10);
constexpr const char* kBroken = "the connection to the mail server broke";
constexpr const char* kTooLate = "the mail server did not answer in time";

/// Returns the time until `end`, at least one millisecond.
Duration left_until(SmtpConnection::SteadyTime end) {
  const auto left = end - std::chrono::steady_clock::now();
  return std::max(std::chrono::ceil<Duration>(left), Duration(1));
}

/// Returns libcurl's text, or kBroken if libcurl has only an errno.
std::string explanation(CURLcode code, const char* text) {
  if (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING) {
    return kBroken;
  }
  return text[0] != '\0' ? text : curl_easy_strerror(code);
}

bool is_readable(const std::string& file) { return ::access(file.c_str(), R_OK) == 0; }

int record(CURL*, curl_infotype type, char* data, std::size_t size, void* conversation) {
  auto& record = *static_cast<SmtpConversation*>(conversation);
  if (type == CURLINFO_HEADER_IN) record.received({data, size});
  if (type == CURLINFO_HEADER_OUT) record.sent({data, size});
  return 0;
}

curl_socket_t open_socket(void*, curlsocktype, curl_sockaddr* address) {
  const int socket = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  return socket < 0 ? CURL_SOCKET_BAD : socket;
}

}  // namespace

void SmtpConnection::HandleDeleter::operator()(void* handle) const { curl_easy_cleanup(handle); }

template <class Value>
void SmtpConnection::set(int option, Value value) {
  const CURLcode code = curl_easy_setopt(handle_.get(), static_cast<CURLoption>(option), value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  CHECK(code == CURLE_OK);
}

SmtpConnection::SmtpConnection(const MailerOptions& options, SocketLoop& loop)
    : loop_(loop), handle_(curl_easy_init()) {
  if (!handle_) throw Unavailable("libcurl can't be started");
  set_up(options);
}

void SmtpConnection::set_up(const MailerOptions& options) {
  const SmtpServerName server = parse_smtp_server(options.url, options.helo_name);
  set(CURLOPT_URL, server.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  // libcurl only connects: it has no pipelining and waits for the reply to QUIT.
  set(CURLOPT_CONNECT_ONLY, 1L);
  set(CURLOPT_PROXY, "");       // ignores proxies in the environment
  set(CURLOPT_NOSIGNAL, 1L);    // signals are unsafe in a process with threads
  set(CURLOPT_QUICK_EXIT, 1L);  // does not wait for a blocked resolver
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  if (!options.user.empty()) {
    set(CURLOPT_USERNAME, options.user.c_str());
    set(CURLOPT_PASSWORD, options.password.reveal().c_str());
  }
  set_up_tls(options, server.tls_from_start, server.loopback);
}

void SmtpConnection::set_up_tls(const MailerOptions& options, bool tls_from_start, bool loopback) {
  const bool required =
      tls_from_start || options.require_tls || (!options.user.empty() && !loopback);
  set(CURLOPT_USE_SSL, static_cast<long>(required ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  // Opportunistic TLS is not verified: an attacker with a false certificate could also suppress the
  // STARTTLS offer, and verification would exclude servers with self-signed certificates.
  const bool verified = required || !options.ca_file.empty();
  set(CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
  if (options.ca_file.empty()) return;
  if (!is_readable(options.ca_file)) {
    throw ConfigurationError("can't read the certificate authorities of the mail server: " +
                             options.ca_file);
  }
  set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

Task<std::string> SmtpConnection::open(SmtpConversation& conversation, SteadyTime end) {
  std::string error;
  // The name resolution, the connection and the sign-in are one blocking call of libcurl, which is
  // rare.
  const std::function<void()> work = [&] { error = connect(conversation, end); };
  co_await loop_.run_on_thread(work);
  co_return error;
}

std::string SmtpConnection::connect(SmtpConversation& conversation, SteadyTime end) {
  const Duration limit = left_until(end);
  std::array<char, CURL_ERROR_SIZE> text{};
  set(CURLOPT_ERRORBUFFER, text.data());
  set(CURLOPT_VERBOSE, 1L);  // enables the debug function; nothing is printed
  set(CURLOPT_DEBUGFUNCTION, &record);
  set(CURLOPT_DEBUGDATA, &conversation);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(limit, kConnectLimit).count()));
  const CURLcode code = curl_easy_perform(handle_.get());
  set(CURLOPT_VERBOSE, 0L);
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  if (code != CURLE_OK) return explanation(code, text.data());
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(handle_.get(), CURLINFO_ACTIVESOCKET, &socket);
  if (socket == CURL_SOCKET_BAD) return kBroken;
  const curl_tlssessioninfo* tls = nullptr;
  curl_easy_getinfo(handle_.get(), CURLINFO_TLS_SSL_PTR, &tls);
  tls_ = tls != nullptr && tls->internals != nullptr;
  socket_ = socket;
  open_ = true;
  supports_pipelining_ = conversation.offers_pipelining();
  return {};
}

Task<std::string> SmtpConnection::send(std::string_view& rest, SteadyTime end) {
  while (!rest.empty()) {
    std::size_t sent = 0;
    const CURLcode code = curl_easy_send(handle_.get(), rest.data(), rest.size(), &sent);
    rest.remove_prefix(sent);
    if (std::chrono::steady_clock::now() >= end && !rest.empty()) co_return kTooLate;
    if (code == CURLE_OK) continue;
    if (code != CURLE_AGAIN) co_return kBroken;
    const bool ready = co_await loop_.ready(socket_, POLLOUT, end);
    if (!ready) co_return kTooLate;
  }
  co_return "";
}

Task<std::string> SmtpConnection::receive(std::string& bytes, SteadyTime end) {
  std::array<char, 4096> buffer;
  while (true) {
    // The reply to a command that was just sent has not arrived yet.
    if (!may_have_buffered_) {
      const bool ready = co_await loop_.ready(socket_, POLLIN, end);
      if (!ready) co_return kTooLate;
    }
    if (std::chrono::steady_clock::now() >= end) co_return kTooLate;
    std::size_t count = 0;
    const CURLcode code = curl_easy_recv(handle_.get(), buffer.data(), buffer.size(), &count);
    may_have_buffered_ = code == CURLE_OK && (tls_ || count == buffer.size());
    if (code == CURLE_OK && count > 0) {
      bytes.append(buffer.data(), count);
      co_return "";
    }
    if (code != CURLE_AGAIN) co_return kBroken;
  }
}

std::string SmtpConnection::check_silence() {
  char byte = 0;
  std::size_t count = 0;
  const CURLcode code = curl_easy_recv(handle_.get(), &byte, 1, &count);
  return code == CURLE_AGAIN ? "" : kBroken;
}

void SmtpConnection::send_quit() {
  constexpr std::string_view kQuit = "QUIT\r\n";
  std::size_t sent = 0;
  curl_easy_send(handle_.get(), kQuit.data(), kQuit.size(), &sent);
}

}  // namespace usher::mail
