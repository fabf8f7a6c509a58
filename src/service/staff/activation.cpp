#include "service/staff/activation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "domain/email.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/task.hpp"
#include "service/access/grant.hpp"
#include "service/access/password.hpp"
#include "service/provisioning/activation_taken.hpp"
#include "service/provisioning/alert.hpp"
#include "store/access/password_reset.hpp"
#include "store/access/session.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/application.hpp"
#include "store/provisioning/former_address.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/setting.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::activation {
namespace {

/// Longer than any transaction that writes history can last.
constexpr Duration kLongestTransaction = std::chrono::seconds(20);

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using Tx = store::WriteTx;

Described describe(Tx& tx, const Activation& activation) {
  Described out;
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

Error no_such(ActivationId id) {
  return Error{Errc::not_found, fmt::format("There is no activation {}.", id.value)};
}

Result<Activation> find(Tx& tx, ActivationId id) {
  auto found = store::activation::find(tx, std::span(&id, 1)).front();
  if (!found) return no_such(id);
  return std::move(*found);
}

Error not_now(const Activation& activation, std::string_view advice) {
  return Error{Errc::conflict, fmt::format("Activation {} is at Code {} ({}). {}",
                                           activation.id.value, static_cast<int>(activation.code),
                                           domain::name_of(activation.code), advice)};
}

void record(Tx& tx, const Activation& activation, std::string_view why) {
  const store::history::NewEntry entry{activation.id, activation.code, activation.code, "staff",
                                       why};
  store::history::insert(tx, std::span(&entry, 1));
}

bool move(Tx& tx, const Activation& activation, Code to, std::string_view why) {
  const store::activation::Move move{activation.id, activation.code, to, "staff", why};
  return store::activation::move(tx, std::span(&move, 1)).front();
}

/// Puts it back to work at once with a full set of attempts.
void take_up(Tx& tx, const Taken& taken, std::string_view why) {
  const Activation& activation = taken.activation;
  move(tx, activation, Code::re_elaborated, why);
  store::activation::note_failure(tx, activation.id, "", std::nullopt);
  if (taken.task) store::task::remove(tx, taken.task->id);
  const store::task::NewTask task{domain::TaskKind::advance, activation.id, tx.now()};
  store::task::insert(tx, std::span(&task, 1));
  tx.wake_workers();
}

/// Nothing when it is done; true when a worker holds it and will do it.
bool block_one(Tx& tx, const Taken& taken, std::string_view reason) {
  const auto& [activation, task] = taken;
  if (task && store::task::is_leased(*task, tx.now())) {
    store::task::request_block(tx, task->id, reason);
    return true;
  }
  move(tx, activation, Code::blocked, reason);
  if (task) store::task::remove(tx, task->id);
  return false;
}

/// Whoever came in with the old password goes with it.
void end_access(Tx& tx, const domain::Account& account) {
  revoke_all_grants(tx, {account.id, {}}, "new credentials: access ended");
  store::session::remove_others(tx, account.id, 0);
  store::password_reset::expire(tx, account.id);
}

/// Instead of new credentials, to who has chosen a password.
Resend::Output send_link(Tx& tx, const Keys& keys, Random& random, const Taken& taken,
                         domain::Account account, const std::string& address) {
  const auto ordered =
      order_reset_link(tx, OwnerTools{keys, random}, account, ResetRequester::staff);
  if (!ordered) return ordered.error();
  const bool moved = !address.empty() && address != account.address;
  if (moved) {
    store::former_address::insert(tx, account.activation, account.address);
    account.address = address;
    store::account::update_address(tx, account);
  }
  record(tx, taken.activation,
         moved ? "link to choose a password sent by staff to another address"
               : "link to choose a password sent by staff");
  return Resend::Sent::link;
}

}  // namespace

List::Output List::operator()(Tx& tx, const Input& input) {
  store::activation::Filter filter = input.filter;
  if (!input.client_id.empty()) {
    const auto application = store::application::find(tx, input.client_id);
    if (!application) {
      return Error{Errc::not_found, fmt::format("There is no application {}.", input.client_id)};
    }
    filter.application = application->id;
  }
  std::vector<Described> out;
  for (const Activation& activation : store::activation::list(tx, filter)) {
    out.push_back(describe(tx, activation));
  }
  return out;
}

Show::Output Show::operator()(Tx& tx, const Input& id) {
  const Result<Activation> activation = find(tx, id);
  if (!activation) return activation.error();
  Found found;
  found.described = describe(tx, *activation);
  found.history = store::history::find_by_activation(tx, id);
  if (const auto task = store::task::find_by_activation(tx, id)) {
    found.next_try = task->due;
    found.attempts = task->attempts;
  }
  return found;
}

Changes::Output Changes::operator()(Tx& tx, const Input& input) {
  Output out;
  if (!input.after) {
    out.settled = store::history::last_id(tx);
    return out;
  }
  out.entries = store::history::after(tx, *input.after, input.limit);
  out.settled = *input.after;
  for (const auto& entry : out.entries) {
    if (entry.at > tx.now() - kLongestTransaction) break;
    out.settled = entry.id;
  }
  return out;
}

Retry::Output Retry::operator()(Tx& tx, const Input& id) {
  const auto taken = lock_activation(tx, id);
  if (!taken) return no_such(id);
  const auto& [activation, task] = *taken;
  if (activation.code == Code::manual) {
    return not_now(activation, "It goes on by itself when maintenance ends.");
  }
  if (activation.code != Code::error && activation.code != Code::blocked) {
    return not_now(activation, "Only 3 and 6 can be retried.");
  }
  if (task && store::task::is_leased(*task, tx.now())) {
    return not_now(activation, "It is being worked on at this moment.");
  }
  take_up(tx, *taken, "retried by staff");
  return {};
}

Resend::Output Resend::operator()(Tx& tx, const Input& input) {
  const auto taken = lock_activation(tx, input.id);
  if (!taken) return no_such(input.id);
  const auto& [activation, task] = *taken;
  std::string address;
  if (!input.email.empty()) {
    Result<domain::Email> email = domain::parse_email(input.email);
    if (!email) return Error{Errc::invalid, "--email " + email.error().message + "."};
    address = email->address;
  }
  const bool finished = activation.code == Code::processed;
  if (!finished && activation.code != Code::error) {
    return not_now(activation, "Credentials can be sent again after 2 and 3.");
  }
  if (task && store::task::is_leased(*task, tx.now())) {
    return not_now(activation, "A mail is being sent at this moment; try again in a minute.");
  }
  auto account = store::account::find_by_activation(tx, std::span(&input.id, 1)).front();
  if (!account) return not_now(activation, "It has no account yet: retry it instead.");
  account = store::account::lock(tx, account->id);
  // Nobody else may set a password that its owner has chosen (hard points, 1).
  if (account->password_chosen_at) return send_link(tx, keys_, random_, *taken, *account, address);
  // The request keeps the address that it came with: its repeats must still be known by it.
  const bool moved = !address.empty() && address != account->address;
  // Without a nonce the credentials have arrived there: whoever has them hears of it.
  if (moved && account->nonce.empty()) {
    store::former_address::insert(tx, input.id, account->address);
  }
  if (moved) account->address = address;
  account->nonce = random_.bytes(domain::kNonceBytes);
  const Key& key = keys_.newest();
  account->key_id = key.id();
  account->password_hash = sha256(domain::generated_password(key, account->nonce).reveal());
  account->credentials_reissued_at = tx.now();
  store::account::update_credentials(tx, *account);
  end_access(tx, *account);
  const std::string why =
      moved ? "new credentials sent by staff to another address" : "new credentials sent by staff";
  if (!finished) {
    take_up(tx, *taken, why);
    return Sent::credentials;
  }
  record(tx, activation, why);
  if (task) store::task::remove(tx, task->id);
  const store::task::NewTask resend{domain::TaskKind::resend, input.id, tx.now()};
  store::task::insert(tx, std::span(&resend, 1));
  tx.wake_workers();
  return Sent::credentials;
}

Block::Output Block::operator()(Tx& tx, const Input& input) {
  const auto taken = lock_activation(tx, input.id);
  if (!taken) return no_such(input.id);
  const Activation& activation = taken->activation;
  if (!domain::may_follow(activation.code, Code::blocked)) {
    return not_now(activation, activation.code == Code::processed ? "The account exists already."
                                                                  : "It is blocked already.");
  }
  if (block_one(tx, *taken, input.reason)) return Done::later;
  alert::raise(tx, "activation", activation.id, alert::blocked_text(activation, input.reason));
  return Done::now;
}

Blocked block_all_of(Tx& tx, domain::ApplicationId application, std::string_view reason) {
  Blocked out;
  for (const auto& open : store::activation::count_open(tx)) {
    if (!domain::may_follow(open.code, Code::blocked)) continue;
    store::activation::Filter filter;
    filter.code = open.code;
    filter.application = application;
    filter.limit = static_cast<int>(std::min<std::int64_t>(open.count, INT32_MAX));
    // Oldest first, as settling takes them: so that nobody waits crosswise.
    std::vector<Activation> listed = store::activation::list(tx, filter);
    std::reverse(listed.begin(), listed.end());
    for (const Activation& one : listed) {
      const auto taken = lock_activation(tx, one.id);
      if (!taken || !domain::may_follow(taken->activation.code, Code::blocked)) continue;
      ++(block_one(tx, *taken, reason) ? out.later : out.now);
    }
  }
  if (out.now > 0) {
    alert::raise(tx, "application", {},
                 fmt::format("{} queued activations of application {} were blocked: {}", out.now,
                             application.value, reason));
  }
  return out;
}

ReleaseIp::Output ReleaseIp::operator()(Tx& tx, const Input& input) {
  const auto taken = lock_activation(tx, input.id);
  if (!taken) return no_such(input.id);
  const Activation& activation = taken->activation;
  if (activation.code != Code::processed && activation.code != Code::error &&
      activation.code != Code::blocked) {
    return not_now(activation, "Its IP address can be released after 2, 3 and 6.");
  }
  if (!store::activation::release_ip(tx, input.id)) {
    return Error{Errc::conflict, "Its IP address has been released already."};
  }
  std::string why = "IP address released";
  if (!input.reason.empty()) why += ": " + input.reason;
  record(tx, activation, why);
  return {};
}

}  // namespace usher::service::activation
