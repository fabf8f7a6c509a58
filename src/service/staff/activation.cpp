#include "service/staff/activation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "domain/email.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/task.hpp"
#include "service/access/grant.hpp"
#include "service/access/password.hpp"
#include "service/provisioning/activation_lock.hpp"
#include "service/provisioning/alert.hpp"
#include "store/access/password_reset.hpp"
#include "store/access/session.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/application.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::Activation;
using domain::ActivationId;
using domain::Code;
using store::ReadTx;
using store::WriteTx;

/// The maximum duration of a transaction that writes history.
constexpr Duration kLongestTransaction = std::chrono::seconds(20);

ActivationDetails details_of(ReadTx& tx, const Activation& activation) {
  ActivationDetails out;
  out.activation = activation;
  out.address = activation.applicant.address;
  if (const auto application = store::application::get(tx, activation.application)) {
    out.client_id = application->client_id;
  }
  if (const auto plan = store::plan::get(tx, activation.plan)) out.plan = plan->name;
  if (const auto account =
          store::account::find_by_activation(tx, std::span(&activation.id, 1)).front()) {
    out.user_name = domain::user_name_of(account->id);
    out.address = account->address;
  }
  return out;
}

Error unknown_activation(ActivationId id) {
  return Error{Errc::not_found, fmt::format("There is no activation {}.", id.value)};
}

Error wrong_code(const Activation& activation, std::string_view advice) {
  return Error{Errc::conflict, fmt::format("Activation {} is at Code {} ({}). {}",
                                           activation.id.value, static_cast<int>(activation.code),
                                           domain::name_of(activation.code), advice)};
}

void record_staff_action(WriteTx& tx, const Activation& activation, std::string_view why) {
  const store::history::NewEntry entry{activation.id, activation.code, activation.code, "staff",
                                       why};
  store::history::insert(tx, std::span(&entry, 1));
}

void move_by_staff(WriteTx& tx, const Activation& activation, Code to, std::string_view why) {
  const store::activation::Move move{activation.id, activation.code, to, "staff", why};
  store::activation::move(tx, std::span(&move, 1));
}

void replace_task(WriteTx& tx, const LockedActivation& locked, domain::TaskKind kind) {
  if (locked.task) store::task::remove(tx, locked.task->id);
  const store::task::NewTask task{kind, locked.activation.id, tx.now()};
  store::task::insert(tx, std::span(&task, 1));
  tx.wake_workers();
}

/// Makes an activation due now and resets its attempts.
void restart(WriteTx& tx, const LockedActivation& locked, std::string_view why) {
  move_by_staff(tx, locked.activation, Code::re_elaborated, why);
  store::activation::note_failure(tx, locked.activation.id, "", std::nullopt);
  replace_task(tx, locked, domain::TaskKind::advance);
}

bool is_in_flight(WriteTx& tx, const LockedActivation& locked) {
  return locked.task && store::task::is_leased(*locked.task, tx.now());
}

BlockOutcome block_locked(WriteTx& tx, const LockedActivation& locked, std::string_view reason) {
  if (is_in_flight(tx, locked)) {
    store::task::request_block(tx, locked.task->id, reason);
    return BlockOutcome::later;
  }
  move_by_staff(tx, locked.activation, Code::blocked, reason);
  if (locked.task) store::task::remove(tx, locked.task->id);
  return BlockOutcome::now;
}

/// Enqueues a reset link for an owner who has chosen a password.
Result<ResentMail> resend_reset_link(WriteTx& tx, const OwnerTools& tools,
                                     const LockedActivation& locked, Account account,
                                     const std::string& address) {
  const auto ordered = order_reset_link(tx, tools, account, ResetRequester::staff);
  if (!ordered) return ordered.error();
  const bool moved = !address.empty() && address != account.address;
  if (moved) {
    store::former_address::insert(tx, account.activation, account.address);
    account.address = address;
    store::account::update_address(tx, account);
  }
  record_staff_action(tx, locked.activation,
                      moved ? "link to choose a password sent by staff to another address"
                            : "link to choose a password sent by staff");
  return ResentMail::reset_link;
}

/// Replaces the generated password, and revokes access that was granted with the former password.
void replace_credentials(WriteTx& tx, const OwnerTools& tools, Account& account) {
  account.nonce = tools.random.bytes(domain::kNonceBytes);
  const Key& key = tools.keys.newest();
  account.key_id = key.id();
  account.password_hash = sha256(domain::generated_password(key, account.nonce).reveal());
  account.credentials_reissued_at = tx.now();
  store::account::update_credentials(tx, account);
  revoke_all_grants(tx, {account.id, {}}, "new credentials: access ended");
  store::session::remove_others(tx, account.id, 0);
  store::password_reset::expire(tx, account.id);
}

/// Returns the normalised address; empty if `email` is empty.
Result<std::string> check_new_address(const std::string& email) {
  if (email.empty()) return std::string();
  Result<domain::Email> parsed = domain::parse_email(email);
  if (!parsed) return Error{Errc::invalid, "--email " + parsed.error().message + "."};
  return parsed->address;
}

}  // namespace

Result<std::vector<ActivationDetails>> list_activations(ReadTx& tx, const ActivationsQuery& query) {
  store::activation::Filter filter = query.filter;
  if (!query.client_id.empty()) {
    const auto application = store::application::find(tx, query.client_id);
    if (!application) {
      return Error{Errc::not_found, fmt::format("There is no application {}.", query.client_id)};
    }
    filter.application = application->id;
  }
  std::vector<ActivationDetails> out;
  for (const Activation& activation : store::activation::list(tx, filter)) {
    out.push_back(details_of(tx, activation));
  }
  return out;
}

Result<ActivationHistory> read_activation(ReadTx& tx, const ActivationId& id) {
  const auto activation = store::activation::find(tx, std::span(&id, 1)).front();
  if (!activation) return unknown_activation(id);
  ActivationHistory out;
  out.details = details_of(tx, *activation);
  out.history = store::history::find_by_activation(tx, id);
  if (const auto task = store::task::find_by_activation(tx, id)) {
    out.next_attempt = task->due;
    out.attempts = task->attempts;
  }
  return out;
}

ActivationChanges read_activation_changes(ReadTx& tx, const ChangesQuery& query) {
  ActivationChanges out;
  if (!query.after) {
    out.settled = store::history::last_id(tx);
    return out;
  }
  out.entries = store::history::after(tx, *query.after, query.limit);
  out.settled = *query.after;
  for (const auto& entry : out.entries) {
    if (entry.at > tx.now() - kLongestTransaction) break;
    out.settled = entry.id;
  }
  return out;
}

Result<Done> retry_activation(WriteTx& tx, const ActivationId& id) {
  const auto locked = lock_activation(tx, id);
  if (!locked) return unknown_activation(id);
  const Activation& activation = locked->activation;
  if (activation.code == Code::manual) {
    return wrong_code(activation, "It resumes automatically when maintenance ends.");
  }
  if (activation.code != Code::error && activation.code != Code::blocked) {
    return wrong_code(activation, "Only 3 and 6 can be retried.");
  }
  if (is_in_flight(tx, *locked)) {
    return wrong_code(activation, "A worker is processing it; try again in a minute.");
  }
  restart(tx, *locked, "retried by staff");
  return Done{};
}

Result<ResentMail> resend_credentials(WriteTx& tx, const OwnerTools& tools,
                                      const ResendRequest& request) {
  const auto locked = lock_activation(tx, request.id);
  if (!locked) return unknown_activation(request.id);
  const Activation& activation = locked->activation;
  const auto address = check_new_address(request.email);
  if (!address) return address.error();
  const bool finished = activation.code == Code::processed;
  if (!finished && activation.code != Code::error) {
    return wrong_code(activation, "Credentials can be sent again after 2 and 3.");
  }
  if (is_in_flight(tx, *locked)) {
    return wrong_code(activation, "An email is being sent; try again in a minute.");
  }
  auto account = store::account::find_by_activation(tx, std::span(&request.id, 1)).front();
  if (!account) return wrong_code(activation, "It has no account yet: retry it instead.");
  account = store::account::lock(tx, account->id);
  // Only the owner may replace a password that the owner has chosen (docs/invariants.md, 1).
  if (account->password_chosen_at) {
    return resend_reset_link(tx, tools, *locked, *account, *address);
  }
  const bool moved = !address->empty() && *address != account->address;
  // A missing nonce means that the credentials were delivered, so the former address gets a notice.
  if (moved && account->nonce.empty()) {
    store::former_address::insert(tx, request.id, account->address);
  }
  // The activation keeps the address of its request, which identifies repeats.
  if (moved) account->address = *address;
  replace_credentials(tx, tools, *account);
  const std::string_view why =
      moved ? "new credentials sent by staff to another address" : "new credentials sent by staff";
  if (finished) {
    record_staff_action(tx, activation, why);
    replace_task(tx, *locked, domain::TaskKind::resend);
  } else {
    restart(tx, *locked, why);
  }
  return ResentMail::credentials;
}

Result<BlockOutcome> block_activation(WriteTx& tx, const ActivationBlock& block) {
  const auto locked = lock_activation(tx, block.id);
  if (!locked) return unknown_activation(block.id);
  const Activation& activation = locked->activation;
  if (!domain::may_follow(activation.code, Code::blocked)) {
    return wrong_code(activation, activation.code == Code::processed ? "The account exists already."
                                                                     : "It is blocked already.");
  }
  const BlockOutcome outcome = block_locked(tx, *locked, block.reason);
  if (outcome == BlockOutcome::now) {
    raise_alert(tx, "activation", activation.id, blocked_alert_text(activation, block.reason));
  }
  return outcome;
}

BlockedActivations block_activations_of_application(WriteTx& tx, domain::ApplicationId application,
                                                    std::string_view reason) {
  BlockedActivations out;
  for (const auto& open : store::activation::count_open(tx)) {
    if (!domain::may_follow(open.code, Code::blocked)) continue;
    store::activation::Filter filter;
    filter.code = open.code;
    filter.application = application;
    filter.limit = static_cast<int>(std::min<std::int64_t>(open.count, INT32_MAX));
    // Settling locks the oldest activation first too, which prevents deadlocks.
    std::vector<Activation> listed = store::activation::list(tx, filter);
    std::reverse(listed.begin(), listed.end());
    for (const Activation& activation : listed) {
      const auto locked = lock_activation(tx, activation.id);
      if (!locked || !domain::may_follow(locked->activation.code, Code::blocked)) continue;
      ++(block_locked(tx, *locked, reason) == BlockOutcome::later ? out.later : out.now);
    }
  }
  if (out.now > 0) {
    raise_alert(tx, "application", {},
                fmt::format("{} queued activations of application {} were blocked: {}", out.now,
                            application.value, reason));
  }
  return out;
}

Result<Done> release_activation_ip(WriteTx& tx, const IpRelease& release) {
  const auto locked = lock_activation(tx, release.id);
  if (!locked) return unknown_activation(release.id);
  const Activation& activation = locked->activation;
  if (activation.code != Code::processed && activation.code != Code::error &&
      activation.code != Code::blocked) {
    return wrong_code(activation, "Its IP address can be released after 2, 3 and 6.");
  }
  if (!store::activation::release_ip(tx, release.id)) {
    return Error{Errc::conflict, "Its IP address has been released already."};
  }
  std::string why = "IP address released";
  if (!release.reason.empty()) why += ": " + release.reason;
  record_staff_action(tx, activation, why);
  return Done{};
}

}  // namespace usher::service
