#include "service/mailing/sending_turn.hpp"
#include "service/mailing/subscription.hpp"
#include "store/mailing/reader.hpp"
#include "store/mailing/sending.hpp"

namespace usher::service::sending {
namespace {

using domain::DeliveryDecision;
using Tx = store::WriteTx;
using store::delivery::LeasedDelivery;
using store::delivery::DeliveryState;
using store::delivery::Lease;
using store::reader::Bounce;

/// Settles the mails of one turn: reads whose they are, decides, writes.
class Settlement {
 public:
  Settlement(Tx& tx, Random& random, const domain::RetryPolicy& policy)
      : tx_(tx), random_(random), policy_(policy) {}

  /// Returns how many outcomes came too late.
  int settle(const std::vector<Ended>& ended) {
    std::vector<Lease> held;
    for (const Ended& one : ended) held.push_back(one.held);
    const auto about = store::delivery::lock_leased(tx_, held);
    int dropped = 0;
    for (std::size_t i = 0; i < ended.size(); ++i) {
      if (about[i]) {
        settle_one(ended[i], *about[i]);
      } else {
        ++dropped;
      }
    }
    write();
    return dropped;
  }

 private:
  void settle_one(const Ended& ended, const LeasedDelivery& about) {
    const DeliveryDecision decision =
        domain::after_delivery(ended.outcome, policy_, uniform(random_));
    store::sending::Change& change = changes_[ended.held.sending];
    change.id = ended.held.sending;
    switch (decision.state) {
      case DeliveryDecision::State::sent:
        ++change.sent;
        ++change.closed;
        change.bytes += ended.bytes;
        gone_.push_back(ended.held);
        if (about.message_exists) ++reader(ended, about).deliveries;
        return;
      case DeliveryDecision::State::retry:
        if (about.sending_is_deleted) {
          ++change.closed;
          gone_.push_back(ended.held);
          return not_used(about);
        }
        return keep(ended, decision, DeliveryState::retry,
                    about.sending_is_active ? std::optional(tx_.now() + *decision.retry_in) : std::nullopt);
      case DeliveryDecision::State::unknown:
        ++change.unknown;
        ++change.closed;
        return keep(ended, decision, DeliveryState::unknown, std::nullopt);
      case DeliveryDecision::State::failed:
        ++change.failed;
        ++change.closed;
        keep(ended, decision, DeliveryState::failed, std::nullopt);
        return fail(ended, about, decision);
    }
  }

  void keep(const Ended& ended, const DeliveryDecision& decision, DeliveryState state,
            std::optional<TimePoint> due) {
    kept_.push_back(
        {ended.held.sending, ended.held.recipient, state, decision.attempts, due, ended.answer});
  }

  void fail(const Ended& ended, const LeasedDelivery& about, const DeliveryDecision& decision) {
    if (decision.hard_bounce) {
      subscription::end(tx_, {about.account, about.list, ended.held.recipient},
                        domain::OptOut::hard_bounce, about.message);
    }
    not_used(about);
    if (!about.message_exists) return;
    if (decision.hard_bounce) reader(ended, about).bounce = Bounce::hard;
    if (decision.soft_bounce) reader(ended, about).bounce = Bounce::soft;
  }

  /// What did not arrive does not count against the plan.
  void not_used(const LeasedDelivery& about) {
    if (about.message != domain::kConfirmationMessage) --mails_[about.account];
  }

  store::reader::Change& reader(const Ended& ended, const LeasedDelivery& about) {
    return readers_[{about.account, about.message, ended.held.recipient}];
  }

  void write() {
    store::delivery::remove(tx_, gone_);
    store::delivery::update_failed(tx_, kept_);
    std::vector<store::sending::Change> changes;
    for (const auto& [id, change] : changes_) changes.push_back(change);
    store::sending::settle(tx_, changes);
    store::reader::change(tx_, readers_);
    store::delivery::add_emails_sent(tx_, mails_);
  }

  Tx& tx_;
  Random& random_;
  const domain::RetryPolicy& policy_;
  std::vector<Lease> gone_;
  std::vector<store::delivery::Failed> kept_;
  std::map<domain::SendingId, store::sending::Change> changes_;
  std::map<store::reader::Key, store::reader::Change> readers_;
  std::map<domain::AccountId, std::int64_t> mails_;
};

}  // namespace

int settle(Tx& tx, Random& random, const domain::RetryPolicy& policy,
           const std::vector<Ended>& ended) {
  return Settlement(tx, random, policy).settle(ended);
}

}  // namespace usher::service::sending
