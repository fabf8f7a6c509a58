/// The Hash of an activation, which authorizes status requests (docs/invariants.md, 4), and the
/// token of its confirmation link.
#pragma once

#include <string>

#include "base/key_ring.hpp"
#include "domain/provisioning/activation.hpp"

namespace usher::domain {

/// Returns the Hash: 26 characters, the first 128 bits of an HMAC over both ids. The Hash
/// is never stored.
std::string status_hash(const Key& key, ActivationId activation, ApplicationId application);

/// Returns the token of a confirmation link: the activation's id and an HMAC, in alphanumerics and
/// '-'.
std::string confirm_token(const Key& key, ActivationId activation);
/// Returns the activation's id in a token, nullopt if the token is malformed. Does not verify the
/// token: the caller compares it with confirm_token().
std::optional<ActivationId> parse_confirm_token(std::string_view token);

}  // namespace usher::domain
