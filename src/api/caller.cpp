#include "api/caller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api {
namespace {

bool is_trusted(const domain::IpAddress& address, const TrustedProxies& proxies) {
  return std::any_of(proxies.ranges.begin(), proxies.ranges.end(),
                     [&](const domain::IpRange& range) { return range.contains(address); });
}

/// Removes and returns the text before the next `separator` outside of quotes (RFC 9110, 5.6.4).
std::string_view next_part(std::string_view& list, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < list.size() && (quoted || list[end] != separator); ++end) {
    if (quoted && list[end] == '\\') {
      ++end;
    } else if (list[end] == '"') {
      quoted = !quoted;
    }
  }
  end = std::min(end, list.size());
  const std::string_view part = trim(list.substr(0, end));
  list.remove_prefix(std::min(end + 1, list.size()));
  return part;
}

/// Returns the node of a Forwarded element's `for` parameter (RFC 7239, 4); empty if it has none.
std::string_view for_parameter(std::string_view element) {
  constexpr std::string_view kFor = "for=";
  while (!element.empty()) {
    const std::string_view pair = next_part(element, ';');
    if (pair.size() < kFor.size() || !ascii_iequals(pair.substr(0, kFor.size()), kFor)) continue;
    std::string_view node = pair.substr(kFor.size());
    if (node.size() >= 2 && node.front() == '"' && node.back() == '"') {
      node = node.substr(1, node.size() - 2);
    }
    return node;
  }
  return {};
}

/// Returns the hops of all headers with this name, in order.
std::vector<std::string_view> hops_of(const http::Request& request, std::string_view header) {
  const bool standard = ascii_iequals(header, "Forwarded");
  std::vector<std::string_view> hops;
  for (const http::Header& candidate : request.headers) {
    if (!ascii_iequals(candidate.name, header)) continue;
    std::string_view list = candidate.value;
    while (!list.empty()) {
      const std::string_view element = next_part(list, ',');
      if (!element.empty()) hops.push_back(standard ? for_parameter(element) : element);
    }
  }
  return hops;
}

/// Parses an address with or without a port, an IPv6 address also in brackets (RFC 7239, 6).
Result<domain::IpAddress> parse_hop(std::string_view hop) {
  if (hop.starts_with('[')) {
    const std::size_t end = hop.find(']');
    const std::string_view rest = end == hop.npos ? hop : hop.substr(end + 1);
    if (!rest.empty() && !rest.starts_with(':')) {
      return Error{Errc::invalid, "is not an IPv4 or IPv6 address"};
    }
    return domain::IpAddress::parse(hop.substr(1, end - 1));
  }
  const bool has_port = std::count(hop.begin(), hop.end(), ':') == 1;
  return domain::IpAddress::parse(has_port ? hop.substr(0, hop.find(':')) : hop);
}

/// Returns the credentials after the scheme; empty for other schemes.
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
    const Result<domain::IpAddress> next = parse_hop(hops.back());
    if (!next) {
      // The proxy's own address would count for all clients behind it.
      throw std::runtime_error(fmt::format("the trusted proxy {} names a client in {} as \"{}\"",
                                           caller, proxies.header, hops.back().substr(0, 60)));
    }
    hops.pop_back();
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
