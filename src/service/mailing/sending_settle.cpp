#include "service/mailing/sending_settle.hpp"

#include <optional>
#include <vector>

#include "service/mailing/subscription.hpp"
#include "store/mailing/reader.hpp"
#include "store/mailing/sending.hpp"

namespace usher::service {
namespace {

using domain::DeliveryVerdict;
using store::WriteTx;
using store::delivery::About;
using store::delivery::DeliveryState;
using store::delivery::Held;
using store::reader::Bounce;

/// One turn's settlement.
class DeliverySettlement {
 public:
  DeliverySettlement(WriteTx& tx, const SendingTools& tools)
      : tx_(tx), random_(tools.random), policy_(tools.rules.retry) {}

  /// Returns the number of results whose lease was lost.
  int run(std::span<const DeliveryResult> results) {
    std::vector<Held> held;
    for (const DeliveryResult& result : results) held.push_back(result.held);
    const auto about = store::delivery::held(tx_, held);
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
  void settle(const DeliveryResult& result, const About& about) {
    const DeliveryVerdict verdict =
        domain::after_delivery(result.outcome, policy_, uniform(random_));
    store::sending::Change& change = changes_[result.held.sending];
    change.id = result.held.sending;
    switch (verdict.state) {
      case DeliveryVerdict::State::sent:
        ++change.sent;
        ++change.closed;
        change.bytes += result.bytes;
        ended_.push_back(result.held);
        if (about.message_there) ++reader(result, about).deliveries;
        return;
      case DeliveryVerdict::State::again:
        if (about.given_up) {
          ++change.closed;
          ended_.push_back(result.held);
          return return_quota(about);
        }
        return keep(result, verdict, DeliveryState::retry,
                    about.goes_on ? std::optional(tx_.now() + *verdict.again_in) : std::nullopt);
      case DeliveryVerdict::State::uncertain:
        ++change.uncertain;
        ++change.closed;
        return keep(result, verdict, DeliveryState::unknown, std::nullopt);
      case DeliveryVerdict::State::failed:
        ++change.failed;
        ++change.closed;
        keep(result, verdict, DeliveryState::failed, std::nullopt);
        return fail(result, about, verdict);
    }
  }

  void keep(const DeliveryResult& result, const DeliveryVerdict& verdict, DeliveryState state,
            std::optional<TimePoint> due) {
    kept_.push_back(
        {result.held.sending, result.held.recipient, state, verdict.attempts, due, result.answer});
  }

  void fail(const DeliveryResult& result, const About& about, const DeliveryVerdict& verdict) {
    if (verdict.hard_bounce) {
      subscription::end(tx_, {about.account, about.list, result.held.recipient},
                        domain::OptOut::hard_bounce, about.message);
    }
    return_quota(about);
    if (!about.message_there) return;
    if (verdict.hard_bounce) reader(result, about).bounce = Bounce::hard;
    if (verdict.soft_bounce) reader(result, about).bounce = Bounce::soft;
  }

  /// Uncounts a mail that was not delivered from the plan's number of emails.
  void return_quota(const About& about) {
    if (about.message != domain::kConfirmationMessage) --quota_[about.account];
  }

  store::reader::Change& reader(const DeliveryResult& result, const About& about) {
    return readers_[{about.account, about.message, result.held.recipient}];
  }

  void write() {
    store::delivery::end(tx_, ended_);
    store::delivery::fail(tx_, kept_);
    std::vector<store::sending::Change> changes;
    for (const auto& [id, change] : changes_) changes.push_back(change);
    store::sending::settle(tx_, changes);
    store::reader::change(tx_, readers_);
    store::delivery::count_mails(tx_, quota_);
  }

  WriteTx& tx_;
  Random& random_;
  const domain::RetryPolicy& policy_;
  std::vector<Held> ended_;
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
    change.uncertain = count;
    change.closed = count;
    changes.push_back(change);
  }
  store::sending::settle(tx, changes);
}

}  // namespace usher::service
