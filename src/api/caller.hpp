/// The caller of a request: IP address behind trusted proxies, and credentials.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "domain/ip_address.hpp"
#include "http/message.hpp"
#include "service/provisioning/client_authentication.hpp"

namespace usher::api {

/// The proxies whose header with the addresses of earlier hops is trusted.
struct TrustedProxies {
  std::vector<domain::IpRange> ranges;
  std::string header = "X-Forwarded-For";
};

/// Returns the right-most hop that is not a trusted proxy. Headers of other peers are ignored, so
/// that callers cannot forge their address. The header "Forwarded" has the syntax of RFC 7239, any
/// other is a list of addresses. Throws std::runtime_error if a trusted proxy's hop is no address:
/// the request gets 500 and the log names the hop.
std::string caller_ip(const http::Request& request, const TrustedProxies& proxies);

/// Reads `Authorization: Bearer` (RFC 6750, 2.1). Empty if it is missing.
Secret bearer_token(const http::Request& request);

/// Reads `Authorization: Basic` (RFC 7617). Empty if it is missing or malformed.
service::ClientCredentials basic_credentials(const http::Request& request);
/// The same with form-encoded credentials, as OAuth requires (RFC 6749, 2.3.1).
service::ClientCredentials form_encoded_credentials(const http::Request& request);

}  // namespace usher::api
