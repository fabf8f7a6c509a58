#include "domain/provisioning/status_hash.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/encoding.hpp"

namespace usher::domain {

std::string status_hash(const Key& key, ActivationId activation, ApplicationId application) {
  const std::string ids = fmt::format("{}:{}", activation.value, application.value);
  return to_base32(key.mac(KeyPurpose::status_hash, ids).substr(0, 16));
}

std::string confirm_token(const Key& key, ActivationId activation) {
  const std::string id = std::to_string(activation.value);
  return id + "-" + to_base32(key.mac(KeyPurpose::confirm_link, id).substr(0, 16));
}

std::optional<ActivationId> parse_confirm_token(std::string_view token) {
  ActivationId id;
  const char* const end = token.data() + token.size();
  const auto [rest, error] = std::from_chars(token.data(), end, id.value);
  if (error != std::errc() || id.value <= 0 || rest == end || *rest != '-') return std::nullopt;
  return id;
}

}  // namespace usher::domain
