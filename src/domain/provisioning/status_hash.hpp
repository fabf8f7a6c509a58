/// The Hash that proves knowledge of an activation (hard points, 4).
#pragma once

#include <string>

#include "base/key_ring.hpp"
#include "domain/provisioning/activation.hpp"

namespace usher::domain {

/// 26 characters: the first 128 bits of an HMAC over both ids. Not stored anywhere, recomputed.
std::string status_hash(const Key& key, ActivationId activation, ApplicationId application);

/// The token in a confirmation link: activation and proof in one, only alphanumerics and '-'.
std::string confirm_token(const Key& key, ActivationId activation);
/// The activation that a token claims to be for; nothing when it is not even shaped like one. The
/// proof has still to be checked against confirm_token().
std::optional<ActivationId> parse_confirm_token(std::string_view token);

}  // namespace usher::domain
