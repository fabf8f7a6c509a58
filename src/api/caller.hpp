/// Who is calling: the address behind trusted proxies, and the Basic credentials.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "domain/ip_address.hpp"
#include "http/message.hpp"
#include "service/provisioning/client_authentication.hpp"

namespace usher::api {

/// Which hops may speak for others, and in which header they do.
struct TrustedProxies {
  std::vector<domain::IpRange> ranges;
  std::string header = "X-Forwarded-For";
};

/// The right-most hop that is not one of our proxies. A header from anybody else is not looked at,
/// so nobody can choose his own address.
std::string caller_ip(const http::Request& request, const TrustedProxies& proxies);

/// From `Authorization: Bearer` (RFC 6750, 2.1). Empty when there is none.
Secret bearer_token(const http::Request& request);

/// From `Authorization: Basic` (RFC 7617). Empty when there is none or it can't be read.
service::ClientCredentials basic_credentials(const http::Request& request);
/// The same where OAuth has them encoded as in a form first (RFC 6749, 2.3.1).
service::ClientCredentials form_encoded_credentials(const http::Request& request);

}  // namespace usher::api
