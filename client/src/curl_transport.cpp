#include <curl/curl.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <stdexcept>
#include <vector>

#include "response.hpp"
#include "usher/client/transport.hpp"

namespace usher::client {
namespace {

constexpr std::size_t kMaxHeaderBytes = std::size_t{256} << 10;
constexpr std::size_t kMaxIdleHandles = 16;
constexpr long kMaxConnectionsPerHandle = 2;
constexpr std::size_t kMaxRequestId = 100;
constexpr curl_off_t kMaxRetryAfter = 366 * 24 * 3600;  // the limit avoids overflow in callers

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;

/// A curl_slist of header lines.
class Headers {
 public:
  Headers() = default;
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() { curl_slist_free_all(list_); }

  void add(const std::string& line) {
    // curl does not check for line breaks, which would inject another header.
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw std::invalid_argument("a header must not contain a line break");
    }
    curl_slist* const longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

/// Receives a response up to the limits.
struct Receiver {
  std::size_t max_bytes = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
  std::string body;

  static std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* self) {
    auto& receiver = *static_cast<Receiver*>(self);
    const std::size_t bytes = size * count;
    receiver.too_large = bytes > receiver.max_bytes - receiver.body.size();
    if (receiver.too_large) return 0;  // aborts the transfer
    receiver.body.append(data, bytes);
    return bytes;
  }

  static std::size_t on_header(const char*, std::size_t size, std::size_t count, void* self) {
    auto& receiver = *static_cast<Receiver*>(self);
    receiver.header_bytes += size * count;
    receiver.too_large = receiver.header_bytes > kMaxHeaderBytes;
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
  return one_line(std::string_view(header->value).substr(0, kMaxRequestId));
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(CurlOptions options) : options_(std::move(options)) {
    // libcurl counts these calls. curl_global_cleanup() is not called: it would end OpenSSL for the
    // whole process.
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (ready != CURLE_OK) throw std::runtime_error("libcurl failed to initialize");
  }

  HttpResponse send(const HttpRequest& request) override;

 private:
  Handle acquire();
  void release(Handle handle);
  void prepare(CURL* curl, const HttpRequest& request) const;

  const CurlOptions options_;
  std::mutex mutex_;
  std::vector<Handle> idle_;  ///< idle handles, which keep their connections open
};

Handle CurlTransport::acquire() {
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

void CurlTransport::release(Handle handle) {
  curl_easy_reset(handle.get());  // clears secrets and options, keeps connections
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdleHandles) idle_.push_back(std::move(handle));
}

void CurlTransport::prepare(CURL* curl, const HttpRequest& request) const {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, options_.proxy.c_str());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, options_.user_agent.c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options_.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options_.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);  // trusts the certificates of ca_file only
  }
  curl_easy_setopt(curl, CURLOPT_MAXCONNECTS, kMaxConnectionsPerHandle);
  curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, request.at_most_once ? 1L : 0L);
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
  Handle handle = acquire();
  CURL* const curl = handle.get();
  Headers headers;
  headers.add("Accept: " + request.accept);
  if (request.body) headers.add("Content-Type: " + request.content_type);
  if (!request.bearer.empty()) headers.add("Authorization: Bearer " + request.bearer.reveal());
  Receiver receiver;
  receiver.max_bytes = options_.max_response_bytes;
  prepare(curl, request);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Receiver::on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &receiver);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, Receiver::on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &receiver);
  const CURLcode code = curl_easy_perform(curl);
  if (receiver.too_large) throw ProtocolError(describe(request) + ": the response is too large");
  if (code != CURLE_OK) {
    throw TransportError(kind_of(code), describe(request) + ": " + curl_easy_strerror(code));
  }
  HttpResponse response;
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  response.status = static_cast<int>(status);
  if (retry_after > 0) {
    response.retry_after = std::chrono::seconds(std::min(retry_after, kMaxRetryAfter));
  }
  response.request_id = request_id_of(curl);
  response.body = std::move(receiver.body);
  release(std::move(handle));
  return response;
}

}  // namespace

std::shared_ptr<Transport> curl_transport(CurlOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace usher::client
