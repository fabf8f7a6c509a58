#include "domain/provisioning/activation_mail.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kSignatureBytes = 10;
constexpr std::size_t kMaxActivationToken = 64;
constexpr std::string_view kMailKinds = "cfrva";

std::string signature_of(const Key& key, std::string_view claim) {
  const std::string text = fmt::format("activation mail:{}", claim);
  return to_base32(key.mac(KeyPurpose::message_id, text).substr(0, kSignatureBytes));
}

/// Removes the part before the next '-' and returns it.
std::string_view cut_part(std::string_view& text) {
  const std::size_t end = std::min(text.find('-'), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

std::string activation_mail_token(const Key& key, const ActivationMail& mail) {
  const std::string claim =
      fmt::format("{}-{}-{}", static_cast<char>(mail.kind), mail.activation.value, mail.number);
  return claim + "-" + signature_of(key, claim);
}

std::optional<ActivationMail> parse_activation_mail_token(const Keys& keys, std::string_view text) {
  const std::size_t last = text.rfind('-');
  if (text.size() > kMaxActivationToken || last == std::string_view::npos) return std::nullopt;
  const std::string_view claim = text.substr(0, last);
  const std::string_view mac = text.substr(last + 1);
  std::string_view rest = claim;
  const std::string_view kind = cut_part(rest);
  const auto activation = parse_integer<std::int64_t>(cut_part(rest));
  const auto number = parse_integer<std::int64_t>(rest);
  if (kind.size() != 1 || kMailKinds.find(kind) == std::string_view::npos || !activation ||
      !number) {
    return std::nullopt;
  }
  const bool is_signed =
      keys.any([&](const Key& key) { return constant_time_equal(signature_of(key, claim), mac); });
  if (!is_signed) return std::nullopt;
  return ActivationMail{static_cast<ActivationMailKind>(kind[0]), {*activation}, *number};
}

}  // namespace usher::domain
