#include "domain/provisioning/account.hpp"

#include <algorithm>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {

TimePoint Account::password_set_at() const {
  return std::max({created_at, credentials_reissued_at.value_or(created_at),
                   password_chosen_at.value_or(created_at)});
}

std::string user_name_of(AccountId id) { return "m" + std::to_string(id.value); }

std::optional<AccountId> parse_user_name(std::string_view user_name) {
  user_name = trim(user_name);
  if (user_name.size() < 2 || (user_name[0] != 'm' && user_name[0] != 'M')) return std::nullopt;
  const auto number = parse_integer<std::int64_t>(user_name.substr(1));
  // "m007" is refused, because failed sign-ins are counted by name and an account has one name.
  if (!number || *number <= 0 || user_name[1] == '0') return std::nullopt;
  return AccountId{*number};
}

Secret generated_password(const Key& key, std::string_view nonce) {
  return Secret(to_base32(key.mac(KeyPurpose::password, nonce).substr(0, 16)));
}

std::string message_id_part(const Key& key, std::string_view nonce) {
  return to_base32(key.mac(KeyPurpose::message_id, nonce).substr(0, 16));
}

}  // namespace usher::domain
