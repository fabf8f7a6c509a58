#include "api/caller.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api {
namespace {

bool is_trusted(const domain::IpAddress& address, const TrustedProxies& proxies) {
  return std::any_of(proxies.ranges.begin(), proxies.ranges.end(),
                     [&](const domain::IpRange& range) { return range.contains(address); });
}

/// Returns the hops of all headers with this name, in order.
std::vector<std::string_view> hops_of(const http::Request& request, std::string_view header) {
  std::vector<std::string_view> hops;
  for (const http::Header& candidate : request.headers) {
    if (!ascii_iequals(candidate.name, header)) continue;
    std::string_view list = candidate.value;
    while (true) {
      const std::size_t comma = list.find(',');
      hops.push_back(trim(list.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      list.remove_prefix(comma + 1);
    }
  }
  return hops;
}

/// Returns the credentials after the scheme; empty if the header has another scheme.
std::string_view authorization_credentials(const http::Request& request, std::string_view scheme) {
  const std::string_view header = request.header("Authorization");
  if (header.size() < scheme.size() || !ascii_iequals(header.substr(0, scheme.size()), scheme)) {
    return {};
  }
  return trim(header.substr(scheme.size()));
}

}  // namespace

std::string caller_ip(const http::Request& request, const TrustedProxies& proxies) {
  std::string caller(request.peer);
  if (proxies.ranges.empty()) return caller;
  Result<domain::IpAddress> hop = domain::IpAddress::parse(caller);
  std::vector<std::string_view> hops = hops_of(request, proxies.header);
  while (hop && is_trusted(*hop, proxies) && !hops.empty()) {
    const Result<domain::IpAddress> next = domain::IpAddress::parse(hops.back());
    hops.pop_back();
    if (!next) break;  // malformed hop
    hop = next;
    caller = next->text();
  }
  return caller;
}

Secret bearer_token(const http::Request& request) {
  return Secret(std::string(authorization_credentials(request, "Bearer ")));
}

service::ClientCredentials basic_credentials(const http::Request& request) {
  const auto decoded = from_base64(authorization_credentials(request, "Basic "));
  if (!decoded) return {};
  const std::size_t colon = decoded->find(':');
  if (colon == std::string::npos) return {};
  return {decoded->substr(0, colon), Secret(decoded->substr(colon + 1))};
}

service::ClientCredentials form_encoded_credentials(const http::Request& request) {
  service::ClientCredentials out = basic_credentials(request);
  // Issued credentials contain neither '%' nor '+', so clients that do not encode work too.
  out.client_id = http::form_decode(out.client_id);
  out.secret = Secret(http::form_decode(out.secret.reveal()));
  return out;
}

}  // namespace usher::api
