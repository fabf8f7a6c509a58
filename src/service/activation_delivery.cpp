#include "service/activation_delivery.hpp"

#include "base/check.hpp"
#include "store/account.hpp"

namespace usher::service::activation {
namespace {

using domain::Code;

void move(store::Tx& tx, domain::ActivationId id, Code from, Code to) {
  const store::activation::Move move{id, from, to, "applicant", "signed in"};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
}

}  // namespace

std::optional<TakenAccount> take_account(store::Tx& tx, domain::AccountId id) {
  const auto seen = store::account::find(tx, id);
  if (!seen) return std::nullopt;
  TakenAccount taken;
  // In the order in which everybody takes them: task, activation, account.
  if (!seen->nonce.empty()) {
    taken.task = store::task::take(tx, seen->activation);
    taken.activation = store::activation::take(tx, std::span(&seen->activation, 1)).front();
    CHECK(taken.activation.has_value());
    // Whoever came before us may have made another task while we waited for the activation.
    store::task::check_current(tx, seen->activation, taken.task);
  }
  taken.account = *store::account::take(tx, id);
  if (seen->nonce.empty() && !taken.account.nonce.empty()) {
    throw store::Conflict("new credentials were made meanwhile");
  }
  return taken;
}

bool note_delivery(store::Tx& tx, const TakenAccount& taken) {
  if (taken.account.nonce.empty()) return true;  // long since
  const domain::ActivationId id = taken.account.activation;
  Code code = taken.activation->code;
  if (code == Code::blocked) return false;
  if (code == Code::error || code == Code::manual) {
    move(tx, id, code, Code::re_elaborated);
    code = Code::re_elaborated;
  }
  if (code != Code::processed) move(tx, id, code, Code::processed);
  if (taken.task) store::task::remove(tx, taken.task->id);
  store::account::erase_nonces(tx, std::span(&id, 1));
  return true;
}

}  // namespace usher::service::activation
