#include "domain/account.hpp"

#include "base/encoding.hpp"

namespace usher::domain {

std::string user_name_of(AccountId id) { return "m" + std::to_string(id.value); }

Secret generated_password(const Key& key, std::string_view nonce) {
  return Secret(to_base32(key.mac(KeyPurpose::password, nonce).substr(0, 16)));
}

std::string message_id_part(const Key& key, std::string_view nonce) {
  return to_base32(key.mac(KeyPurpose::message_id, nonce).substr(0, 16));
}

}  // namespace usher::domain
