#include "domain/mailing/mail_token.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kProofBytes = 10;
constexpr std::size_t kCheckBytes = 5;
constexpr std::size_t kTokenMost = 200;

std::string check_of(const Key& key, SendingId sending, std::string_view email_key) {
  const std::string said = fmt::format("who:{}:{}", sending.value, email_key);
  return to_base32(key.mac(KeyPurpose::mail_link, said).substr(0, kCheckBytes));
}

std::string check_of(std::string_view url) { return to_base32(sha256(url).substr(0, kCheckBytes)); }

std::string proof(const Key& key, MailTokenKind kind, std::string_view claim) {
  const std::string said = fmt::format("{}:{}", static_cast<char>(kind), claim);
  return to_base32(key.mac(KeyPurpose::mail_link, said).substr(0, kProofBytes));
}

std::string proved(const Key& key, MailTokenKind kind, std::string claim) {
  const std::string by = proof(key, kind, claim);
  return claim.append("-").append(by);
}

std::string claim_of(const Key& key, const MailIdentity& mail) {
  return fmt::format("{}-{}-{}", mail.sending.value, mail.recipient.value,
                     check_of(key, mail.sending, mail.email_key));
}

bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char differs = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differs |= static_cast<unsigned char>(a[i] ^ b[i]);
  return differs == 0;
}

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t dash = text.find('-');
    parts.push_back(text.substr(0, dash));
    if (dash == std::string_view::npos) return parts;
    text.remove_prefix(dash + 1);
  }
}

}  // namespace

std::string mail_token(const Key& key, MailTokenKind kind, const MailIdentity& mail) {
  return proved(key, kind, claim_of(key, mail));
}

std::string click_token(const Key& key, const MailIdentity& mail, std::int64_t link,
                        std::string_view url) {
  return proved(key, MailTokenKind::click,
                fmt::format("{}-{}-{}", claim_of(key, mail), link, check_of(url)));
}

bool MailToken::is_for(const Keys& keys, std::string_view email_key) const {
  const Key* const key = keys.find(key_id);
  return key != nullptr && same(recipient_check, check_of(*key, sending, email_key));
}

bool MailToken::matches_url(std::string_view url) const { return same(link_check, check_of(url)); }

std::optional<MailToken> parse_mail_token(const Keys& keys, MailTokenKind kind,
                                          std::string_view text) {
  if (text.size() > kTokenMost) return std::nullopt;
  const auto parts = parts_of(text);
  if (parts.size() != (kind == MailTokenKind::click ? 6U : 4U)) return std::nullopt;
  const auto sending = whole_number<std::int64_t>(parts[0]);
  const auto recipient = whole_number<std::int64_t>(parts[1]);
  if (!sending || !recipient) return std::nullopt;
  MailToken token;
  token.sending = {*sending};
  token.recipient = {*recipient};
  token.recipient_check = parts[2];
  if (kind == MailTokenKind::click) {
    const auto link = whole_number<std::int64_t>(parts[3]);
    if (!link) return std::nullopt;
    token.link = *link;
    token.link_check = parts[4];
  }
  const std::string_view claim = text.substr(0, text.rfind('-'));
  const bool ours = keys.any([&](const Key& key) {
    const bool made = same(proof(key, kind, claim), parts.back());
    if (made) token.key_id = key.id();
    return made;
  });
  if (!ours) return std::nullopt;
  return token;
}

}  // namespace usher::domain
