#include "service/mailing/sending_settle.hpp"

#include <optional>
#include <vector>

#include "service/mailing/subscription.hpp"
#include "store/mailing/reader.hpp"
#include "store/mailing/sending.hpp"

namespace usher::service {
namespace {

using domain::DeliveryDecision;
using store::WriteTx;
using store::delivery::DeliveryState;
using store::delivery::Lease;
using store::delivery::LeasedDelivery;
using store::reader::Bounce;

/// The settlement of one turn's results.
class DeliverySettlement {
 public:
  DeliverySettlement(WriteTx& tx, const SendingTools& tools)
      : tx_(tx), random_(tools.random), policy_(tools.rules.retry) {}

  /// Settles the results. Returns the number of results whose lease was lost.
  int run(std::span<const DeliveryResult> results) {
    std::vector<Lease> lease;
    for (const DeliveryResult& result : results) lease.push_back(result.lease);
    const auto about = store::delivery::lock_leased(tx_, lease);
    int lost = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (about[i]) {
        settle(results[i], *about[i]);
      } else {
        ++lost;
      }
    }
    write();
    return lost;
  }

 private:
  void settle(const DeliveryResult& result, const LeasedDelivery& about) {
    const DeliveryDecision decision =
        domain::after_delivery(result.outcome, policy_, uniform(random_));
    store::sending::Change& change = changes_[result.lease.sending];
    change.id = result.lease.sending;
    switch (decision.state) {
      case DeliveryDecision::State::sent:
        ++change.sent;
        ++change.closed;
        change.bytes += result.bytes;
        ended_.push_back(result.lease);
        if (about.message_exists) ++reader(result, about).deliveries;
        return;
      case DeliveryDecision::State::retry:
        if (about.sending_is_deleted) {
          ++change.closed;
          ended_.push_back(result.lease);
          return return_quota(about);
        }
        return keep(
            result, decision, DeliveryState::retry,
            about.sending_is_active ? std::optional(tx_.now() + *decision.retry_in) : std::nullopt);
      case DeliveryDecision::State::unknown:
        ++change.unknown;
        ++change.closed;
        return keep(result, decision, DeliveryState::unknown, std::nullopt);
      case DeliveryDecision::State::failed:
        ++change.failed;
        ++change.closed;
        keep(result, decision, DeliveryState::failed, std::nullopt);
        return fail(result, about, decision);
    }
  }

  void keep(const DeliveryResult& result, const DeliveryDecision& decision, DeliveryState state,
            std::optional<TimePoint> due) {
    kept_.push_back({result.lease.sending, result.lease.recipient, state, decision.attempts, due,
                     result.answer});
  }

  void fail(const DeliveryResult& result, const LeasedDelivery& about,
            const DeliveryDecision& decision) {
    if (decision.hard_bounce) {
      end_subscription(tx_, {about.account, about.list, result.lease.recipient},
                       domain::OptOut::hard_bounce, about.message);
    }
    return_quota(about);
    if (!about.message_exists) return;
    if (decision.hard_bounce) reader(result, about).bounce = Bounce::hard;
    if (decision.soft_bounce) reader(result, about).bounce = Bounce::soft;
  }

  /// Returns an undelivered mail to the plan's quota of emails.
  void return_quota(const LeasedDelivery& about) {
    if (about.message != domain::kConfirmationMessage) --quota_[about.account];
  }

  store::reader::Change& reader(const DeliveryResult& result, const LeasedDelivery& about) {
    return readers_[{about.account, about.message, result.lease.recipient}];
  }

  void write() {
    store::delivery::remove(tx_, ended_);
    store::delivery::update_failed(tx_, kept_);
    std::vector<store::sending::Change> changes;
    for (const auto& [id, change] : changes_) changes.push_back(change);
    store::sending::settle(tx_, changes);
    store::reader::change(tx_, readers_);
    store::delivery::add_emails_sent(tx_, quota_);
  }

  WriteTx& tx_;
  Random& random_;
  const domain::RetryPolicy& policy_;
  std::vector<Lease> ended_;
  std::vector<store::delivery::Failed> kept_;
  std::map<domain::SendingId, store::sending::Change> changes_;
  std::map<store::reader::Key, store::reader::Change> readers_;
  std::map<domain::AccountId, std::int64_t> quota_;  // changes of the accounts' used emails
};

}  // namespace

int settle_deliveries(WriteTx& tx, const SendingTools& tools,
                      std::span<const DeliveryResult> results) {
  return DeliverySettlement(tx, tools).run(results);
}

void count_unknown_deliveries(WriteTx& tx, const std::map<domain::SendingId, std::int64_t>& mails) {
  std::vector<store::sending::Change> changes;
  for (const auto& [id, count] : mails) {
    store::sending::Change change{id};
    change.unknown = count;
    change.closed = count;
    changes.push_back(change);
  }
  store::sending::settle(tx, changes);
}

}  // namespace usher::service
