#include "service/credential.hpp"

#include "base/digest.hpp"
#include "service/activation_delivery.hpp"
#include "store/account.hpp"

namespace usher::service::credential {

Result<domain::Account> check(store::Tx& tx, std::string_view user_name, const Secret& password) {
  const Error refused{Errc::not_found, "The user name or the password is wrong."};
  const auto id = domain::account_of_user_name(user_name);
  const auto account = id ? store::account::find(tx, *id) : std::nullopt;
  // An unknown name costs the same hash and compare as a known one.
  const std::string hash = sha256(password.reveal());
  const std::string nobody(hash.size(), '\0');
  const bool right = constant_time_equal(hash, account ? account->password_hash : nobody);
  if (!account || !right) return refused;
  if (account->ends_at && *account->ends_at <= tx.now()) {
    return Error{Errc::not_found, "This account has ended."};
  }
  if (!activation::note_delivery(tx, *account)) return refused;
  return *account;
}

}  // namespace usher::service::credential
