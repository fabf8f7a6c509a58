#include "domain/access/grant.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

// A token is three hexadecimal numbers of fixed width and a MAC of them in base32.
constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kGenerationDigits = 8;
constexpr std::size_t kTimeDigits = 12;
constexpr std::size_t kHeadCharacters = kIdDigits + kGenerationDigits + kTimeDigits;
constexpr std::size_t kMacCharacters = 52;  // 256 bits in base32
constexpr std::int64_t kLastGeneration = 0xFFFF'FFFF;
/// The maximum number of rotations within one grace period, because each of them is stored.
constexpr std::size_t kMaxRecentUses = 16;

}  // namespace

RefreshClaim claim_of(const Grant& grant, std::int64_t generation) {
  return {grant.id, generation, to_ms(grant.created_at)};
}

Secret refresh_token(const Key& key, const RefreshClaim& claim) {
  const std::string head =
      fmt::format("{:0{}x}{:0{}x}{:0{}x}", claim.grant.value, kIdDigits, claim.generation,
                  kGenerationDigits, claim.created_at_ms, kTimeDigits);
  return Secret(head + to_base32(key.mac(KeyPurpose::refresh_token, head)));
}

std::optional<RefreshClaim> read_refresh_token(std::string_view token) {
  if (token.size() != kHeadCharacters + kMacCharacters) return std::nullopt;
  const auto number = [&](std::size_t start, std::size_t digits) {
    return parse_integer<std::int64_t>(token.substr(start, digits), 16);
  };
  const auto grant = number(0, kIdDigits);
  const auto generation = number(kIdDigits, kGenerationDigits);
  const auto created_at = number(kIdDigits + kGenerationDigits, kTimeDigits);
  if (!grant || !generation || !created_at || *grant <= 0 || *generation <= 0 || *created_at < 0) {
    return std::nullopt;
  }
  return RefreshClaim{{*grant}, *generation, *created_at};
}

bool is_made_with(const Key& key, const RefreshClaim& claim, const Secret& token) {
  const Secret real = refresh_token(key, claim);
  return constant_time_equal(real.reveal(), token.reveal());
}

bool is_refresh_token(const Keys& keys, const Secret& token) {
  const auto claim = read_refresh_token(token.reveal());
  return claim && keys.any([&](const Key& key) { return is_made_with(key, *claim, token); });
}

RefreshOutcome redeem(Grant& grant, std::int64_t generation, TimePoint now) {
  if (!grant.is_live(now) || generation > grant.generation || generation < 1 ||
      grant.generation == kLastGeneration) {
    return RefreshOutcome::unknown;
  }
  std::erase_if(grant.recent_uses, [&](TimePoint used) { return used + kRefreshGrace <= now; });
  if (generation < grant.generation) {
    const auto ago = static_cast<std::size_t>(grant.generation - generation);
    return ago <= grant.recent_uses.size() ? RefreshOutcome::repeated
                                           : RefreshOutcome::reuse_detected;
  }
  if (grant.recent_uses.size() == kMaxRecentUses) return RefreshOutcome::too_often;
  grant.recent_uses.insert(grant.recent_uses.begin(), now);
  ++grant.generation;
  grant.expires_at = now + kRefreshTokenLife;
  return RefreshOutcome::advanced;
}

std::string recent_uses_text(const Grant& grant) {
  std::string out;
  for (const TimePoint used : grant.recent_uses) {
    out += fmt::format("{}{}", out.empty() ? "" : " ", to_ms(used));
  }
  return out;
}

std::vector<TimePoint> read_recent_uses(std::string_view text) {
  std::vector<TimePoint> out;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (const auto used = parse_integer<std::int64_t>(text.substr(0, space))) {
      out.push_back(from_ms(*used));
    }
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out;
}

}  // namespace usher::domain
