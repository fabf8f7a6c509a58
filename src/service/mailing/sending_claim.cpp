#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "domain/email.hpp"
#include "domain/mailing/embed.hpp"
#include "service/mailing/sending_turn.hpp"
#include "store/mailing/image.hpp"
#include "store/mailing/mail_content.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/message.hpp"
#include "store/mailing/sending.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/confirmation_mail.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service::sending {
namespace {

using domain::Account;
using domain::RecipientId;
using domain::Sending;
using domain::SendingState;
using Tx = store::WriteTx;
using store::audience::Addressee;

/// Looked at in one turn: more are looked at in the next.
constexpr int kSendingsATurn = 8;
constexpr Duration kLongestWait = std::chrono::seconds(10);
/// Images that go along with one mail; those beyond stay where they are.
constexpr std::size_t kEmbeddedMost = 20;
constexpr std::size_t kEmbeddedBytesMost = 2 * 1024 * 1024;

void resolve_sender(Tx& tx, const domain::Plan& plan, const Account& account,
                    const std::string& from, Sending& sending) {
  const auto of_list = store::mail_content::sender(tx, plan, account, sending.list);
  const mail::Mailbox otherwise = mail::parse_mailbox(plan.sender.empty() ? from : plan.sender);
  if (sending.sender_address.empty() && domain::parse_email(of_list.address)) {
    sending.sender_address = of_list.address;
  }
  if (sending.sender_address.empty()) sending.sender_address = otherwise.address;
  if (sending.sender_name.empty()) sending.sender_name = of_list.name;
  if (sending.sender_name.empty()) sending.sender_name = otherwise.name;
}

/// Takes up mails of one turn.
class Claiming {
 public:
  Claiming(Tx& tx, Random& random, const TurnRules& rules, const Pace& pace, Duration steady,
           const CompiledMessages& known)
      : tx_(tx),
        rules_(rules),
        pace_(pace),
        steady_(steady),
        lease_until_(tx.now() + rules.lease),
        lease_token_(positive_number(random)) {
    out_.issues = known;
  }

  Claimed claim(int count) {
    room_ = pace_.allowance(count, steady_);
    if (room_ > 0) try_again();
    if (room_ > 0) {
      std::vector<Sending> due = store::sending::claim(tx_, kSendingsATurn);
      out_.more = static_cast<int>(due.size()) == kSendingsATurn;
      for (Sending& sending : due) {
        if (room_ > 0) take_up(sending);
      }
    }
    out_.more = out_.more || (room_ == 0 && static_cast<int>(out_.mails.size()) == count);
    store::delivery::remove(tx_, dropped_);
    store::delivery::update_failed(tx_, refused_);
    std::vector<store::sending::Change> changes;
    for (const auto& [id, change] : changes_) changes.push_back(change);
    store::sending::settle(tx_, changes);
    store::delivery::add_emails_sent(tx_, mails_);
    return std::move(out_);
  }

 private:
  /// What is known of an account in this turn.
  struct Owner {
    Account account;
    std::shared_ptr<const domain::Plan> plan;
  };

  /// Null when the account is no more, or has ended.
  const Owner* owner_of(domain::AccountId id) {
    auto [place, is_new] = owners_.try_emplace(id);
    if (is_new) {
      auto account = store::account::find(tx_, id);
      if (account && !account->is_expired(tx_.now())) {
        auto plan = store::plan::get(tx_, account->plan);
        place->second = Owner{std::move(*account), std::move(plan)};
      }
    }
    return place->second ? &*place->second : nullptr;
  }

  /// Null when the list or the message is no more.
  std::shared_ptr<const CompiledMessage> issue_of(Sending& sending, const Owner& owner) {
    if (auto known = known_issue(sending)) return known;
    const auto list = store::mailing_list::find(tx_, sending.account, sending.list);
    if (!list) return nullptr;
    CompiledMessage issue;
    issue.account = sending.account;
    issue.language = owner.account.language;
    issue.company = owner.account.company;
    issue.list = sending.list;
    issue.list_name = list->name;
    resolve_sender(tx_, *owner.plan, owner.account, rules_.from, sending);
    issue.sender_name = sending.sender_name;
    issue.sender_address = sending.sender_address;
    issue.confirmation = sending.message == domain::kConfirmationMessage;
    if (!issue.confirmation && !fill(issue, sending)) return nullptr;
    auto made = std::make_shared<const CompiledMessage>(std::move(issue));
    out_.issues[sending.id] = {made, steady_};
    checked_.insert(sending.id);
    return made;
  }

  /// Null when it has to be made anew.
  std::shared_ptr<const CompiledMessage> known_issue(Sending& sending) {
    const auto known = out_.issues.find(sending.id);
    if (known == out_.issues.end()) return nullptr;
    const auto& issue = known->second.issue;
    if (!checked_.contains(sending.id)) {
      const bool there = store::mailing_list::find(tx_, sending.account, sending.list) &&
                         (issue->confirmation ||
                          store::message::find_summary(tx_, sending.account, {sending.message}));
      if (!there) return nullptr;
      checked_.insert(sending.id);
    }
    sending.sender_name = issue->sender_name;
    sending.sender_address = issue->sender_address;
    return issue;
  }

  bool fill(CompiledMessage& issue, const Sending& sending) {
    const auto message = store::message::find(tx_, sending.account, {sending.message});
    if (!message) return false;
    issue.subject = domain::parse_merge_text(message->subject);
    const std::string html = domain::html_document(*message);
    issue.html =
        domain::parse_merge_html(message->embed ? embed(html, issue) : html, message->tracking);
    issue.pre_header = message->pre_header;
    issue.defaults = message->fields;
    issue.tracked = message->tracking.enabled;
    const auto ids =
        store::mail_content::links(tx_, sending.account, sending.message, issue.html.links);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      issue.links.push_back({ids[i], issue.html.links[i]});
    }
    for (auto& file : store::mail_content::attachments(tx_, sending.account, sending.message)) {
      issue.attachments.push_back({std::move(file.name), std::move(file.content)});
    }
    return true;
  }

  std::string embed(const std::string& html, CompiledMessage& issue) {
    std::map<std::string, std::optional<std::string>> ids;  // by folder and name
    std::size_t bytes = 0;
    const auto content_id_of = [&](const domain::ImageAddress& address) {
      const auto [place, is_new] = ids.try_emplace(address.folder + '/' + address.name);
      if (!is_new || ids.size() > kEmbeddedMost) return place->second;
      auto image = store::image::find_own(tx_, issue.account, address);
      if (!image || bytes + image->content.size() > kEmbeddedBytesMost) return place->second;
      bytes += image->content.size();
      place->second = fmt::format("image{}@usher", ids.size());
      issue.images.push_back(
          {*place->second, std::move(image->content_type), std::move(image->content)});
      return place->second;
    };
    return domain::embed_images(html, rules_.public_url, content_id_of);
  }

  void try_again() {
    for (const auto& again : store::delivery::claim(tx_, room_, lease_until_, lease_token_)) {
      const store::delivery::Lease held{again.sending, again.recipient, lease_token_};
      auto sending = store::sending::find(tx_, again.sending);
      const Owner* const owner = sending ? owner_of(sending->account) : nullptr;
      const auto issue = owner == nullptr ? nullptr : issue_of(*sending, *owner);
      auto addressee = issue == nullptr
                           ? std::nullopt
                           : store::audience::find_addressee(tx_, *sending, again.recipient);
      if (addressee) {
        order(*sending, held, again.attempts, issue, std::move(*addressee));
        ++taken_[sending->account];
        out_.paced.push_back({sending->account, owner->plan->emails_per_second, 1});
      } else {
        drop(held, sending);
      }
    }
  }

  /// Nobody is to get that mail any more.
  void drop(const store::delivery::Lease& held, const std::optional<Sending>& sending) {
    dropped_.push_back(held);
    store::sending::Change& change = changes_[held.sending];
    change.id = held.sending;
    ++change.closed;
    if (sending && sending->message != domain::kConfirmationMessage) --mails_[sending->account];
  }

  void order(const Sending& sending, const store::delivery::Lease& held, int attempts,
             std::shared_ptr<const CompiledMessage> issue, Addressee to) {
    for (const auto& [number, value] : sending.fields) to.fields[number] = value;
    out_.mails.push_back({held, attempts, std::move(issue), std::move(to), tx_.now()});
    --room_;
  }

  void take_up(Sending& sending) {
    // An account that has ended, or used up its mails, can go on when that has changed.
    const Owner* const owner = owner_of(sending.account);
    if (owner == nullptr) return store::sending::halt(tx_, sending.account, sending.id);
    const std::int64_t rate = owner->plan->emails_per_second;
    int most = pace_.allowance(sending.account, rate, room_ + taken_[sending.account], steady_) -
               taken_[sending.account];
    if (most <= 0) return postpone(sending, rate);
    const auto issue = issue_of(sending, *owner);
    if (issue == nullptr) return finish(sending);
    if (!issue->confirmation && owner->plan->max_emails > 0) {
      const std::int64_t left = owner->plan->max_emails -
                                store::delivery::lock_emails_sent(tx_, sending.account) -
                                mails_[sending.account];
      if (left <= 0) return store::sending::halt(tx_, sending.account, sending.id);
      most = static_cast<int>(std::min<std::int64_t>(most, left));
    }
    take_up_some(sending, issue, most, rate);
  }

  void take_up_some(Sending& sending, const std::shared_ptr<const CompiledMessage>& issue, int most,
                    std::int64_t rate) {
    std::vector<Addressee> next = store::audience::next(tx_, sending, most);
    std::vector<RecipientId> ids;
    for (const Addressee& one : next) ids.push_back(one.id);
    const std::vector<RecipientId> taken =
        store::delivery::insert(tx_, sending, ids, lease_until_, lease_token_);
    sending.exhausted =
        static_cast<int>(next.size()) < most || sending.audience == domain::Audience::recipient;
    std::erase_if(next, [&](const Addressee& one) {
      return std::find(taken.begin(), taken.end(), one.id) == taken.end();
    });
    if (issue->confirmation && rules_.confirmations_a_day > 0) refuse_flooded(sending, next);
    for (Addressee& one : next) {
      const store::delivery::Lease held{sending.id, one.id, lease_token_};
      order(sending, held, 1, issue, std::move(one));
    }
    const int mails = static_cast<int>(taken.size());
    if (mails > 0) {
      taken_[sending.account] += mails;
      out_.paced.push_back({sending.account, rate, mails});
      if (!issue->confirmation) mails_[sending.account] += mails;
    }
    if (!ids.empty()) sending.reached = ids.back().value;
    if (sending.state == SendingState::deferred) store::sending::resume(tx_, sending);
    sending.state = SendingState::immediate;
    std::optional<TimePoint> due;
    if (!sending.exhausted) due = tx_.now() + wait(sending.account, rate);
    store::sending::advance(tx_, sending, due, mails);
    if (sending.exhausted) changes_[sending.id].id = sending.id;  // it may be done already
  }

  /// Whose address has had as many confirmations today as it may gets none.
  void refuse_flooded(const Sending& sending, std::vector<Addressee>& taken) {
    std::set<std::int64_t> addresses;
    for (const Addressee& one : taken) addresses.insert(domain::address_key(one.email_key));
    const auto allowed =
        store::confirmation_mail::count(tx_, addresses, rules_.confirmations_a_day);
    const auto is_flooded = [&](const Addressee& one) {
      return !allowed.contains(domain::address_key(one.email_key));
    };
    for (const Addressee& one : taken) {
      if (is_flooded(one)) refuse(sending, one.id);
    }
    std::erase_if(taken, is_flooded);
  }

  void refuse(const Sending& sending, RecipientId recipient) {
    refused_.push_back({sending.id, recipient, store::delivery::DeliveryState::failed, 1,
                        std::nullopt,
                        "this address has had as many of these mails today as it may"});
    store::sending::Change& change = changes_[sending.id];
    change.id = sending.id;
    ++change.failed;
    ++change.closed;
  }

  Duration wait(domain::AccountId account, std::int64_t rate) {
    return std::min(pace_.wait(account, rate, taken_[account], steady_), kLongestWait);
  }

  void postpone(const Sending& sending, std::int64_t rate) {
    store::sending::postpone(tx_, sending.id,
                             tx_.now() + std::max(wait(sending.account, rate), Duration{1}));
  }

  /// What it was to send is no more.
  void finish(Sending& sending) {
    sending.state = SendingState::immediate;
    sending.exhausted = true;
    store::sending::advance(tx_, sending, std::nullopt, 0);
    changes_[sending.id].id = sending.id;
  }

  Tx& tx_;
  const TurnRules& rules_;
  const Pace& pace_;
  const Duration steady_;
  const TimePoint lease_until_;
  const std::int64_t lease_token_;
  int room_ = 0;
  std::map<domain::AccountId, std::optional<Owner>> owners_;
  std::set<domain::SendingId> checked_;  // their list and their message are there
  std::map<domain::AccountId, int> taken_;
  std::map<domain::AccountId, std::int64_t> mails_;
  std::map<domain::SendingId, store::sending::Change> changes_;
  std::vector<store::delivery::Lease> dropped_;
  std::vector<store::delivery::Failed> refused_;
  Claimed out_;
};

}  // namespace

Claimed claim(Tx& tx, Random& random, const TurnRules& rules, const Pace& pace, Duration steady,
              int count, const CompiledMessages& known) {
  return Claiming(tx, random, rules, pace, steady, known).claim(count);
}

}  // namespace usher::service::sending
