#include "service/provisioning/credentials_delivery.hpp"

#include "base/check.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"

namespace usher::service {
namespace {

using domain::Code;

void move_after_sign_in(store::WriteTx& tx, domain::ActivationId id, Code from, Code to) {
  const store::activation::Move move{id, from, to, "applicant", "signed in"};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
}

}  // namespace

std::optional<LockedAccount> lock_account(store::WriteTx& tx, domain::AccountId id) {
  const auto unlocked = store::account::find(tx, id);
  if (!unlocked) return std::nullopt;
  LockedAccount locked;
  if (!unlocked->nonce.empty()) {
    locked.activation = lock_activation(tx, unlocked->activation);
    CHECK(locked.activation.has_value());
  }
  locked.account = *store::account::lock(tx, id);
  if (unlocked->nonce.empty() && !locked.account.nonce.empty()) {
    throw store::Conflict("new credentials were made meanwhile");
  }
  return locked;
}

bool confirm_delivery(store::WriteTx& tx, const LockedAccount& locked) {
  if (locked.account.nonce.empty()) return true;
  const domain::ActivationId id = locked.account.activation;
  const auto& [activation, task] = *locked.activation;
  Code code = activation.code;
  if (code == Code::blocked) return false;
  if (code == Code::error || code == Code::manual) {
    move_after_sign_in(tx, id, code, Code::re_elaborated);
    code = Code::re_elaborated;
  }
  if (code != Code::processed) move_after_sign_in(tx, id, code, Code::processed);
  if (task) store::task::remove(tx, task->id);
  store::account::erase_nonces(tx, std::span(&id, 1));
  return true;
}

}  // namespace usher::service
