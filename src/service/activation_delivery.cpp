#include "service/activation_delivery.hpp"

#include "base/check.hpp"
#include "store/account.hpp"
#include "store/activation.hpp"
#include "store/task.hpp"

namespace usher::service::activation {
namespace {

using domain::Code;

void move(store::Tx& tx, domain::ActivationId id, Code from, Code to) {
  const store::activation::Move move{id, from, to, "applicant", "signed in"};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
}

}  // namespace

bool note_delivery(store::Tx& tx, const domain::Account& account) {
  if (account.nonce.empty()) return true;  // long since
  const auto task = store::task::take(tx, account.activation);
  const auto found = store::activation::take(tx, std::span(&account.activation, 1)).front();
  CHECK(found.has_value());
  Code code = found->code;
  if (code == Code::blocked) return false;
  if (code == Code::error || code == Code::manual) {
    move(tx, account.activation, code, Code::re_elaborated);
    code = Code::re_elaborated;
  }
  if (code != Code::processed) move(tx, account.activation, code, Code::processed);
  if (task) store::task::remove(tx, task->id);
  store::account::erase_nonces(tx, std::span(&account.activation, 1));
  return true;
}

}  // namespace usher::service::activation
