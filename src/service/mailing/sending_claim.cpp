#include "service/mailing/sending_claim.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "domain/email.hpp"
#include "domain/provisioning/account_status.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/message.hpp"
#include "store/mailing/sending.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/confirmation_mail.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::RecipientId;
using domain::Sending;
using domain::SendingState;
using store::WriteTx;
using store::audience::Addressee;

constexpr int kSendingsPerTurn = 8;
constexpr Duration kMaxPaceWait = std::chrono::seconds(10);
constexpr std::string_view kFlooded =
    "this address has reached today's limit of confirmation emails";
/// The memory of a mail with the largest content and attachments.
constexpr std::int64_t kLargeMail = 16 * 1024 * 1024;

struct SendingOwner {
  Account account;
  std::shared_ptr<const domain::Plan> plan;
};

/// The accounts and compiled messages that one turn uses.
class TurnCache {
 public:
  TurnCache(WriteTx& tx, const SendingRules& rules, Duration steady, const CompiledMessages& cached)
      : tx_(tx), rules_(rules), steady_(steady), messages_(cached) {}

  /// Returns the account of a sending, null if the account may not send.
  const SendingOwner* owner_of(domain::AccountId id) {
    auto [entry, is_new] = owners_.try_emplace(id);
    if (is_new) {
      auto account = store::account::find(tx_, id);
      if (account &&
          domain::may(domain::status_of(*account, tx_.now()), domain::Capability::send)) {
        auto plan = store::plan::get(tx_, account->plan);
        entry->second = SendingOwner{std::move(*account), std::move(plan)};
      }
    }
    return entry->second ? &*entry->second : nullptr;
  }

  /// Returns the compiled message, null if the list or the message no longer exists.
  std::shared_ptr<const CompiledMessage> message_of(Sending& sending, const SendingOwner& owner) {
    if (auto cached = find_cached(sending)) return cached;
    auto message = compile_message(tx_, rules_, owner.account, *owner.plan, sending);
    if (message == nullptr) return nullptr;
    messages_[sending.id] = {message, steady_};
    verified_.insert(sending.id);
    return message;
  }

  CompiledMessages take_messages() { return std::move(messages_); }

 private:
  std::shared_ptr<const CompiledMessage> find_cached(Sending& sending) {
    const auto cached = messages_.find(sending.id);
    if (cached == messages_.end()) return nullptr;
    const auto& message = cached->second.message;
    if (!verified_.contains(sending.id)) {
      const bool exists = store::mailing_list::find(tx_, sending.account, sending.list) &&
                          (message->confirmation ||
                           store::message::find_summary(tx_, sending.account, {sending.message}));
      if (!exists) return nullptr;
      verified_.insert(sending.id);
    }
    sending.sender_name = message->sender_name;
    sending.sender_address = message->sender_address;
    return message;
  }

  WriteTx& tx_;
  const SendingRules& rules_;
  const Duration steady_;
  CompiledMessages messages_;
  std::map<domain::AccountId, std::optional<SendingOwner>> owners_;
  std::set<domain::SendingId> verified_;  // sendings whose list and message exist
};

/// The memory that is left for the mails of a turn. While some is left, one mail fits.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::int64_t bytes) : bytes_(bytes) {}

  bool is_left() const { return bytes_ > 0; }
  /// Returns how many mails of this message fit; at least 1.
  int fitting(const CompiledMessage& message) const {
    return fitting(bytes_ - static_cast<std::int64_t>(message.bytes),
                   static_cast<std::int64_t>(message.mail_bytes));
  }
  int fitting_large() const { return fitting(bytes_, kLargeMail); }

  /// Returns the memory that a mail counts. The first mail of a sending also counts what its mails
  /// share.
  std::size_t take(domain::SendingId sending, const CompiledMessage& message) {
    const bool is_first = counted_.insert(sending).second;
    const std::size_t out = message.mail_bytes + (is_first ? message.bytes : 0);
    bytes_ -= static_cast<std::int64_t>(out);
    return out;
  }

 private:
  static int fitting(std::int64_t bytes, std::int64_t size) {
    constexpr std::int64_t kMax = 1'000'000;
    return static_cast<int>(std::clamp<std::int64_t>(bytes / size, 1, kMax));
  }

  std::int64_t bytes_;
  std::set<domain::SendingId> counted_;
};

/// One turn's claim.
class DeliveryClaim {
 public:
  DeliveryClaim(WriteTx& tx, const SendingTools& tools, const ClaimRoom& room, Duration steady,
                const CompiledMessages& cached)
      : tx_(tx),
        rules_(tools.rules),
        pace_(tools.pace),
        steady_(steady),
        lease_until_(tx.now() + tools.rules.lease),
        lease_token_(random_positive_number(tools.random)),
        memory_(room.bytes),
        cache_(tx, tools.rules, steady, cached) {}

  ClaimedMails run(int count) {
    room_ = pace_.allowance(count, steady_);
    claim_retries();
    if (has_room()) {
      std::vector<Sending> due = store::sending::claim(tx_, kSendingsPerTurn);
      out_.more = static_cast<int>(due.size()) == kSendingsPerTurn;
      for (Sending& sending : due) {
        if (has_room()) claim_from(sending);
      }
    }
    out_.more = out_.more || (!out_.mails.empty() && !has_room());
    write();
    out_.messages = cache_.take_messages();
    return std::move(out_);
  }

 private:
  /// Claims few retries at a time: their sizes are known only afterwards.
  void claim_retries() {
    while (has_room() && claim_retries(std::min(room_, memory_.fitting_large()))) {
    }
  }

  bool claim_retries(int max) {
    const auto retries = store::delivery::claim(tx_, max, lease_until_, lease_token_);
    for (const auto& retry : retries) {
      const store::delivery::Lease lease{retry.sending, retry.recipient, lease_token_};
      auto sending = store::sending::find(tx_, retry.sending);
      const SendingOwner* const owner = sending ? cache_.owner_of(sending->account) : nullptr;
      const auto message = owner == nullptr ? nullptr : cache_.message_of(*sending, *owner);
      auto addressee = message == nullptr
                           ? std::nullopt
                           : store::audience::find_addressee(tx_, *sending, retry.recipient);
      if (addressee) {
        add_mail(*sending, lease, retry.attempts, message, std::move(*addressee));
        ++claimed_[sending->account];
        out_.by_account.push_back({sending->account, owner->plan->emails_per_second, 1});
      } else {
        cancel(lease, sending);
      }
    }
    return static_cast<int>(retries.size()) == max;
  }

  bool has_room() const { return room_ > 0 && memory_.is_left(); }

  /// Drops a retry whose recipient, message or account is gone.
  void cancel(const store::delivery::Lease& lease, const std::optional<Sending>& sending) {
    cancelled_.push_back(lease);
    store::sending::Change& change = change_of(lease.sending);
    ++change.closed;
    if (sending && sending->message != domain::kConfirmationMessage) --quota_[sending->account];
  }

  void add_mail(const Sending& sending, const store::delivery::Lease& lease, int attempts,
                std::shared_ptr<const CompiledMessage> message, Addressee to) {
    for (const auto& [number, value] : sending.fields) to.fields[number] = value;
    const std::size_t bytes = memory_.take(sending.id, *message);
    out_.mails.push_back({lease, attempts, std::move(message), std::move(to), tx_.now(), bytes});
    --room_;
  }

  void claim_from(Sending& sending) {
    // The sending is paused and not finished, because staff can extend the account or change its
    // plan.
    const SendingOwner* const owner = cache_.owner_of(sending.account);
    if (owner == nullptr) return store::sending::halt(tx_, sending.account, sending.id);
    const std::int64_t rate = owner->plan->emails_per_second;
    int max = pace_.allowance(sending.account, rate, room_ + claimed_[sending.account], steady_) -
              claimed_[sending.account];
    if (max <= 0) return postpone(sending, rate);
    const auto message = cache_.message_of(sending, *owner);
    if (message == nullptr) return finish(sending);
    max = std::min(max, memory_.fitting(*message));
    if (!message->confirmation && owner->plan->max_emails > 0) {
      const std::int64_t left = owner->plan->max_emails -
                                store::delivery::lock_emails_sent(tx_, sending.account) -
                                quota_[sending.account];
      if (left <= 0) return store::sending::halt(tx_, sending.account, sending.id);
      max = static_cast<int>(std::min<std::int64_t>(max, left));
    }
    claim_next_recipients(sending, message, max, rate);
  }

  void claim_next_recipients(Sending& sending,
                             const std::shared_ptr<const CompiledMessage>& message, int max,
                             std::int64_t rate) {
    std::vector<Addressee> next = store::audience::next(tx_, sending, max);
    std::vector<RecipientId> ids;
    for (const Addressee& each : next) ids.push_back(each.id);
    const std::vector<RecipientId> inserted =
        store::delivery::insert(tx_, sending, ids, lease_until_, lease_token_);
    sending.exhausted =
        static_cast<int>(next.size()) < max || sending.audience == domain::Audience::recipient;
    std::erase_if(next, [&](const Addressee& each) {
      return std::find(inserted.begin(), inserted.end(), each.id) == inserted.end();
    });
    if (message->confirmation && rules_.confirmations_per_day > 0) reject_flooded(sending, next);
    for (Addressee& each : next) {
      const store::delivery::Lease lease{sending.id, each.id, lease_token_};
      add_mail(sending, lease, 1, message, std::move(each));
    }
    const int mails = static_cast<int>(inserted.size());
    if (mails > 0) {
      claimed_[sending.account] += mails;
      out_.by_account.push_back({sending.account, rate, mails});
      if (!message->confirmation) quota_[sending.account] += mails;
    }
    if (!ids.empty()) sending.reached = ids.back().value;
    if (sending.state == SendingState::deferred) store::sending::resume(tx_, sending);
    sending.state = SendingState::immediate;
    std::optional<TimePoint> due;
    if (!sending.exhausted) due = tx_.now() + wait(sending.account, rate);
    store::sending::advance(tx_, sending, due, mails);
    if (sending.exhausted) change_of(sending.id);  // the sending may be done already
  }

  /// Rejects recipients whose address reached today's limit of confirmation emails.
  void reject_flooded(const Sending& sending, std::vector<Addressee>& next) {
    std::set<std::int64_t> addresses;
    for (const Addressee& each : next) addresses.insert(domain::address_key(each.email_key));
    const auto allowed =
        store::confirmation_mail::count(tx_, addresses, rules_.confirmations_per_day);
    const auto is_flooded = [&](const Addressee& each) {
      return !allowed.contains(domain::address_key(each.email_key));
    };
    for (const Addressee& each : next) {
      if (is_flooded(each)) reject(sending, each.id);
    }
    std::erase_if(next, is_flooded);
  }

  void reject(const Sending& sending, RecipientId recipient) {
    rejected_.push_back({sending.id, recipient, store::delivery::DeliveryState::failed, 1,
                         std::nullopt, std::string(kFlooded)});
    store::sending::Change& change = change_of(sending.id);
    ++change.failed;
    ++change.closed;
  }

  Duration wait(domain::AccountId account, std::int64_t rate) {
    return std::min(pace_.wait(account, rate, claimed_[account], steady_), kMaxPaceWait);
  }

  void postpone(const Sending& sending, std::int64_t rate) {
    store::sending::postpone(tx_, sending.id,
                             tx_.now() + std::max(wait(sending.account, rate), Duration{1}));
  }

  /// Ends a sending whose list or message no longer exists.
  void finish(Sending& sending) {
    sending.state = SendingState::immediate;
    sending.exhausted = true;
    store::sending::advance(tx_, sending, std::nullopt, 0);
    change_of(sending.id);
  }

  store::sending::Change& change_of(domain::SendingId id) {
    store::sending::Change& change = changes_[id];
    change.id = id;
    return change;
  }

  void write() {
    store::delivery::remove(tx_, cancelled_);
    store::delivery::update_failed(tx_, rejected_);
    std::vector<store::sending::Change> changes;
    for (const auto& [id, change] : changes_) changes.push_back(change);
    store::sending::settle(tx_, changes);
    store::delivery::add_emails_sent(tx_, quota_);
  }

  WriteTx& tx_;
  const SendingRules& rules_;
  const Pace& pace_;
  const Duration steady_;
  const TimePoint lease_until_;
  const std::int64_t lease_token_;
  MemoryBudget memory_;
  TurnCache cache_;
  int room_ = 0;  // the number of mails that may still be claimed
  std::map<domain::AccountId, int> claimed_;
  std::map<domain::AccountId, std::int64_t> quota_;  // changes of the accounts' used emails
  std::map<domain::SendingId, store::sending::Change> changes_;
  std::vector<store::delivery::Lease> cancelled_;
  std::vector<store::delivery::Failed> rejected_;
  ClaimedMails out_;
};

}  // namespace

ClaimedMails claim_deliveries(WriteTx& tx, const SendingTools& tools, const ClaimRoom& room,
                              Duration steady, const CompiledMessages& cached) {
  return DeliveryClaim(tx, tools, room, steady, cached).run(room.mails);
}

}  // namespace usher::service
