#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <stdexcept>
#include <vector>

#include "answer.hpp"
#include "usher/client/transport.hpp"

namespace usher::client {
namespace {

constexpr std::size_t kLargestHeaders = std::size_t{256} << 10;
constexpr std::size_t kMaxIdle = 16;  // handles
constexpr long kMaxKept = 2;          // connections of each
constexpr std::size_t kLongestRequestId = 100;
constexpr curl_off_t kLongestRetryAfter = 366 * 24 * 3600;  // callers compute with it

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;

/// curl_slist that grows.
class Headers {
 public:
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list_); }

  void add(const std::string& line) {
    // curl sends what it gets: a line break would begin a header of somebody else's choice.
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw std::invalid_argument("a header may have no line break in it");
    }
    curl_slist* const longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// Takes an answer in up to its limits.
struct Receiver {
  std::size_t most = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
  std::string body;

  static std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* self) {
    auto& receiver = *static_cast<Receiver*>(self);
    const std::size_t bytes = size * count;
    receiver.too_large = bytes > receiver.most - receiver.body.size();
    if (receiver.too_large) return 0;  // curl takes this as "stop"
    receiver.body.append(data, bytes);
    return bytes;
  }

  static std::size_t on_header(const char*, std::size_t size, std::size_t count, void* self) {
    auto& receiver = *static_cast<Receiver*>(self);
    receiver.header_bytes += size * count;
    receiver.too_large = receiver.header_bytes > kLargestHeaders;
    return receiver.too_large ? 0 : size * count;
  }
};

TransportError::Kind kind_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return TransportError::Kind::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return TransportError::Kind::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return TransportError::Kind::untrusted;
    default:
      return TransportError::Kind::broken;
  }
}

std::string request_id_of(CURL* curl) {
  curl_header* header = nullptr;
  if (curl_easy_header(curl, "X-Request-Id", 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  return one_line(std::string_view(header->value).substr(0, kLongestRequestId));
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlOptions options) : options_(std::move(options)) {
    // libcurl counts these calls and locks around them; the last clean-up would end OpenSSL for
    // everybody in the process, so there is none.
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error("libcurl can't be used");
  }

  HttpResponse send(const HttpRequest& request) override;

 private:
  Handle take();
  void give_back(Handle handle);
  void prepare(CURL* curl, const HttpRequest& request) const;

  const CurlOptions options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;  ///< each with the connections that it keeps
};

Handle CurlTransport::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Handle handle = std::move(idle_.back());
      idle_.pop_back();
      return handle;
    }
  }
  Handle handle(curl_easy_init(), curl_easy_cleanup);
  if (!handle) throw std::bad_alloc();
  return handle;
}

void CurlTransport::give_back(Handle handle) {
  curl_easy_reset(handle.get());  // forgets secrets and options, keeps connections
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(handle));
}

void CurlTransport::prepare(CURL* curl, const HttpRequest& request) const {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, options_.proxy.c_str());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options_.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options_.connect_limit.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.time_limit.count()));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);  // that file and nothing else
  }
  curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, kMaxKept);
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, request.once ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (request.body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body->data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body->size()));
  }
  if (!request.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(curl, CURLOPT_USERNAME, request.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, request.password.reveal().c_str());
  }
}

HttpResponse CurlTransport::send(const HttpRequest& request) {
  Handle handle = take();
  CURL* const curl = handle.get();
  Headers headers;
  headers.add("Accept: " + request.accept);
  if (request.body) headers.add("Content-Type: " + request.content_type);
  if (!request.bearer.empty()) headers.add("Authorization: Bearer " + request.bearer.reveal());
  Receiver receiver;
  receiver.most = options_.max_response_bytes;
  prepare(curl, request);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Receiver::on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, Receiver::on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiver);
  const CURLcode code = curl_easy_perform(curl);
  if (receiver.too_large) throw ProtocolError(named(request) + ": the answer is too large");
  if (code != CURLE_OK) {
    throw TransportError(kind_of(code), named(request) + ": " + curl_easy_strerror(code));
  }
  HttpResponse answer;
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  answer.status = static_cast<int>(status);
  if (retry_after > 0) {
    answer.retry_after = std::chrono::seconds(std::min(retry_after, kLongestRetryAfter));
  }
  answer.request_id = request_id_of(curl);
  answer.body = std::move(receiver.body);
  give_back(std::move(handle));
  return answer;
}

}  // namespace

std::shared_ptr<Transport> curl_transport(CurlOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace usher::client
