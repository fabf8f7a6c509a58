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
  if (unlocked->is_delivery_unproved()) {
    locked.activation = lock_activation(tx, unlocked->activation);
    CHECK(locked.activation.has_value());
  }
  locked.account = *store::account::lock(tx, id);
  if (!locked.activation && locked.account.is_delivery_unproved()) {
    throw store::Conflict("new credentials were made meanwhile");
  }
  return locked;
}

bool confirm_delivery(store::WriteTx& tx, const LockedAccount& locked) {
  if (!locked.activation) return true;
  const domain::ActivationId id = locked.account.activation;
  const auto& [activation, task] = *locked.activation;
  Code code = activation.code;
  if (code == Code::blocked) return false;
  if (code == Code::error || code == Code::manual) {
    move_after_sign_in(tx, id, code, Code::re_elaborated);
    code = Code::re_elaborated;
  }
  if (code != Code::processed) move_after_sign_in(tx, id, code, Code::processed);
  // Without a password to deliver, a task mails a link or a notice.
  const bool had_password = !locked.account.nonce.empty();
  if (task && (had_password || task->kind == domain::TaskKind::advance)) {
    store::task::remove(tx, task->id);
  }
  if (had_password) store::account::erase_nonces(tx, std::span(&id, 1));
  if (activation.code == Code::error) store::activation::note_failure(tx, id, "", std::nullopt);
  store::account::note_sign_in(tx, locked.account.id);
  return true;
}

}  // namespace usher::service
