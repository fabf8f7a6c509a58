#include "service/provisioning/activation_delivery.hpp"

#include "base/check.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"

namespace usher::service::activation {
namespace {

using domain::Code;

void move(store::WriteTx& tx, domain::ActivationId id, Code from, Code to) {
  const store::activation::Move move{id, from, to, "applicant", "signed in"};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
}

}  // namespace

std::optional<TakenAccount> take_account(store::WriteTx& tx, domain::AccountId id) {
  const auto seen = store::account::find(tx, id);
  if (!seen) return std::nullopt;
  TakenAccount taken;
  if (!seen->nonce.empty()) {
    taken.activation = lock_activation(tx, seen->activation);
    CHECK(taken.activation.has_value());
  }
  taken.account = *store::account::lock(tx, id);
  if (seen->nonce.empty() && !taken.account.nonce.empty()) {
    throw store::Conflict("new credentials were made meanwhile");
  }
  return taken;
}

bool note_delivery(store::WriteTx& tx, const TakenAccount& taken) {
  if (taken.account.nonce.empty()) return true;  // long since
  const domain::ActivationId id = taken.account.activation;
  const auto& [activation, task] = *taken.activation;
  Code code = activation.code;
  if (code == Code::blocked) return false;
  if (code == Code::error || code == Code::manual) {
    move(tx, id, code, Code::re_elaborated);
    code = Code::re_elaborated;
  }
  if (code != Code::processed) move(tx, id, code, Code::processed);
  if (task) store::task::remove(tx, task->id);
  store::account::erase_nonces(tx, std::span(&id, 1));
  return true;
}

}  // namespace usher::service::activation
