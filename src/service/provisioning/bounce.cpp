#include "service/provisioning/bounce.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "service/provisioning/activation_lock.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/history.hpp"

namespace usher::service {
namespace {

using domain::ActivationMailKind;
using domain::Code;
using domain::RefusalCause;
using store::WriteTx;

std::string_view name_of(ActivationMailKind kind) {
  switch (kind) {
    case ActivationMailKind::credentials:
      return "the credentials mail";
    case ActivationMailKind::confirmation:
      return "the confirmation mail";
    case ActivationMailKind::reset:
      return "the mail with a link to choose a password";
    case ActivationMailKind::moved:
      return "the notice to the former address";
    case ActivationMailKind::alert:
      break;
  }
  return "a mail";
}

std::string_view reason_of(RefusalCause cause) {
  switch (cause) {
    case RefusalCause::no_mailbox:
      return "the mailbox does not exist";
    case RefusalCause::undeliverable:
      return "the recipient can't be reached";
    case RefusalCause::policy:
      break;
  }
  return "the recipient's mail server refuses it";
}

/// Returns whether the bounce is about the current credentials, before any sign-in with them.
bool concerns_current_credentials(WriteTx& tx, const ActivationBounce& bounce) {
  const auto& id = bounce.mail.activation;
  auto account = store::account::find_by_activation(tx, std::span(&id, 1)).front();
  if (account) account = store::account::lock(tx, account->id);
  return account && bounce.mail.number == to_ms(account->credentials_made_at()) &&
         !account->credentials_used_at && !account->password_chosen_at;
}

/// Returns the Code that follows; nullopt if the bounce is only noted.
std::optional<Code> next_code(WriteTx& tx, const ActivationBounce& bounce,
                              const domain::Activation& activation) {
  if (bounce.cause != RefusalCause::no_mailbox) return std::nullopt;
  if (bounce.mail.kind == ActivationMailKind::confirmation) {
    const bool waits = activation.code == Code::not_confirmed &&
                       bounce.mail.number == to_ms(activation.accepted_at);
    return waits ? std::optional(Code::blocked) : std::nullopt;
  }
  // A report may come before the worker has settled the mail.
  const bool delivered = domain::may_follow(activation.code, Code::error);
  if (bounce.mail.kind != ActivationMailKind::credentials || !delivered ||
      !concerns_current_credentials(tx, bounce)) {
    return std::nullopt;
  }
  return Code::error;
}

void note(WriteTx& tx, const domain::Activation& activation, Code code, std::string_view why) {
  const store::history::NewEntry entry{activation.id, code, code, "worker", why};
  store::history::insert(tx, std::span(&entry, 1));
}

/// Writes a note, unless the last entry is the same: a report can arrive many times.
void note_once(WriteTx& tx, const domain::Activation& activation, std::string_view why) {
  const auto history = store::history::find_by_activation(tx, activation.id);
  if (!history.empty() && history.back().why == why) return;
  note(tx, activation, activation.code, why);
}

}  // namespace

ActivationBounceResult record_activation_bounce(WriteTx& tx, const ActivationBounce& bounce) {
  const auto locked = lock_activation(tx, bounce.mail.activation);
  if (!locked) return ActivationBounceResult::unknown;
  const domain::Activation& activation = locked->activation;
  const std::string why =
      fmt::format("{} came back: {}", name_of(bounce.mail.kind), reason_of(bounce.cause));
  const auto next = next_code(tx, bounce, activation);
  if (!next) {
    note_once(tx, activation, why);
    return ActivationBounceResult::noted;
  }
  const store::activation::Move move{activation.id, activation.code, *next, "worker", why};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
  // Ends the lease of a worker that has not settled the mail yet.
  if (locked->task) store::task::remove(tx, locked->task->id);
  store::activation::note_bounce(tx, activation.id, bounce.answer.empty() ? why : bounce.answer);
  // Without an account another request must be possible; an account keeps its IP address.
  if (*next == Code::blocked && store::activation::release_ip(tx, activation.id)) {
    note(tx, activation, *next, "IP address released: the e-mail address was refused");
  }
  raise_alert(tx, "activation", activation.id,
              fmt::format("Activation {} ({}): {}: {}", activation.id.value,
                          activation.applicant.company, why, bounce.answer));
  return ActivationBounceResult::failed;
}

}  // namespace usher::service
