#include "service/provisioning/confirmation.hpp"

#include <optional>

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "domain/provisioning/status_hash.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/task.hpp"
#include "store/setting.hpp"

namespace usher::service {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using store::ReadTx;
using store::WriteTx;

std::optional<Activation> find_by_confirm_token(ReadTx& tx, const Keys& keys,
                                                const std::string& token) {
  const auto id = domain::parse_confirm_token(token);
  if (!id) return std::nullopt;
  auto found = store::activation::find(tx, std::span(&*id, 1)).front();
  if (!found) return std::nullopt;
  const std::string expected = domain::confirm_token(keys.get(found->key_id), found->id);
  if (!constant_time_equal(expected, token)) return std::nullopt;
  return found;
}

void change_code(WriteTx& tx, ActivationId id, Code from, Code to, std::string_view who,
                 std::string_view why) {
  const store::activation::Move move{id, from, to, who, why};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
}

}  // namespace

ConfirmationResult read_confirmation(ReadTx& tx, const ActivationTools& tools,
                                     const std::string& token) {
  const auto activation = find_by_confirm_token(tx, tools.keys, token);
  if (!activation) return {};
  ConfirmationResult result{LinkState::used, activation->applicant.language,
                            store::plan::get(tx, activation->plan)->brand};
  if (activation->code == Code::not_confirmed) result.link = LinkState::valid;
  if (activation->code == Code::blocked) result.link = LinkState::invalid;
  return result;
}

ConfirmationResult confirm_address(WriteTx& tx, const ActivationTools& tools,
                                   const std::string& token) {
  const auto claimed = domain::parse_confirm_token(token);
  if (!claimed) return {};
  const ActivationId id = *claimed;
  const auto task = store::task::lock(tx, id);
  store::activation::lock(tx, std::span(&id, 1));  // the lock serialises concurrent confirmations
  ConfirmationResult result = read_confirmation(tx, tools, token);
  if (result.link != LinkState::valid) return result;
  if (task) store::task::remove(tx, task->id);
  if (task && !task->block_reason.empty()) {
    // The block was requested first and waited for the mail in flight.
    change_code(tx, id, Code::not_confirmed, Code::blocked, "staff", task->block_reason);
    result.link = LinkState::invalid;
    return result;
  }
  change_code(tx, id, Code::not_confirmed, Code::confirmed, "applicant", "address confirmed");
  const bool maintenance = store::setting::maintenance(tx).on;
  if (maintenance) {
    change_code(tx, id, Code::confirmed, Code::manual, "worker", "maintenance");
  }
  const store::task::NewTask advance{domain::TaskKind::advance, id,
                                     maintenance ? std::nullopt : std::optional(tx.now())};
  store::task::insert(tx, std::span(&advance, 1));
  tx.wake_workers();
  return result;
}

}  // namespace usher::service
