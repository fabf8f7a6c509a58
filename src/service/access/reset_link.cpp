#include "service/access/reset_link.hpp"

#include "domain/access/password.hpp"
#include "store/access/password_reset.hpp"

namespace usher::service {

std::optional<ResetLink> find_reset_link(store::ReadTx& tx, const Keys& keys,
                                         domain::AccountId account) {
  const auto reset = store::password_reset::find(tx, account);
  if (!reset || tx.now() >= reset->expires_at) return std::nullopt;
  ResetLink link;
  link.ordered_at = reset->created_at;
  const Key* const key = keys.find(reset->key_id);
  if (key == nullptr) return link;
  link.token = domain::reset_token(*key, account, reset->nonce);
  link.key = key;
  return link;
}

}  // namespace usher::service
