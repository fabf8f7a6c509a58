#include "service/mailing/enrolment.hpp"

#include <unordered_map>

#include "store/mailing/recipient.hpp"
#include "store/mailing/subscription.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::GivenRecipient;
using domain::Recipient;
using domain::RecipientId;
using domain::Subscription;

/// What is given of a recipient, over what is known of it.
void overlay(Recipient& recipient, const GivenRecipient& given, bool clear) {
  if (given.name && (clear || !given.name->empty())) recipient.name = *given.name;
  if (given.mobile_prefix) recipient.mobile_prefix = given.mobile_prefix;
  if (given.mobile_number) recipient.mobile_number = given.mobile_number;
  if (clear) recipient.fields.clear();
  for (const auto& [number, value] : given.fields) {
    if (!value.empty()) recipient.fields[number] = value;
  }
}

bool same(const Recipient& a, const Recipient& b) {
  return a.name == b.name && a.mobile_prefix == b.mobile_prefix &&
         a.mobile_number == b.mobile_number && a.fields == b.fields;
}

class Enrolling {
 public:
  Enrolling(store::WriteTx& tx, const domain::Account& account, const Enrolment& into)
      : tx_(tx), account_(account), into_(into) {}

  Enrolled run(std::span<const GivenRecipient> rows) {
    // From here on nobody else writes recipients or subscriptions of this account.
    store::account::lock(tx_, account_.id);
    merge(rows);
    look_up();
    write_recipients();
    subscribe();
    group();
    for (const std::size_t place : place_of_row_) out_.ids.push_back(one_[place].id);
    return std::move(out_);
  }

 private:
  /// An address that comes more than once is one recipient; what comes later counts.
  void merge(std::span<const GivenRecipient> rows) {
    std::unordered_map<std::string, std::size_t> places;
    for (const GivenRecipient& row : rows) {
      std::string key = domain::email_key(*row.email);
      const auto [place, is_new] = places.emplace(std::move(key), one_.size());
      place_of_row_.push_back(place->second);
      if (is_new) {
        keys_.push_back(place->first);
        given_.push_back({&row});
        one_.emplace_back();
      } else {
        ++out_.repeated_email;
        given_[place->second].push_back(&row);
      }
    }
  }

  void look_up() {
    known_ = store::recipient::find_by_keys(tx_, account_.id, keys_);
    for (std::size_t i = 0; i < one_.size(); ++i) {
      if (known_[i]) one_[i] = known_[i]->recipient;
      if (!known_[i]) one_[i].email = *given_[i].front()->email;
      for (const GivenRecipient* row : given_[i]) overlay(one_[i], *row, into_.clear_fields);
    }
  }

  void write_recipients() {
    const auto plan = store::plan::get(tx_, account_.plan);
    const std::int64_t limit = plan->max_recipients;
    std::int64_t room = limit == 0 ? INT64_MAX : limit - store::recipient::count(tx_, account_.id);
    std::vector<Recipient> fresh;
    std::vector<std::size_t> fresh_places;
    std::vector<Recipient> changed;
    for (std::size_t i = 0; i < one_.size(); ++i) {
      if (!known_[i]) {
        if (room-- <= 0) {
          out_.over_limit += static_cast<std::int64_t>(given_[i].size());
          out_.repeated_email -= static_cast<std::int64_t>(given_[i].size()) - 1;
          continue;
        }
        ++out_.email_new;
        fresh_places.push_back(i);
        fresh.push_back(one_[i]);
        continue;
      }
      const bool before = into_.import != 0 && known_[i]->import == into_.import;
      ++(before ? out_.repeated_email : out_.email_update);
      const bool told = into_.import == 0 || before;
      if (!told || !same(one_[i], known_[i]->recipient)) changed.push_back(one_[i]);
    }
    const auto ids = store::recipient::insert(tx_, account_.id, fresh, into_.import);
    for (std::size_t i = 0; i < ids.size(); ++i) one_[fresh_places[i]].id = ids[i];
    store::recipient::update(tx_, account_.id, changed, into_.import);
    store::recipient::add_to_count(tx_, account_.id, static_cast<std::int64_t>(ids.size()));
  }

  void subscribe() {
    std::vector<RecipientId> ids;
    for (std::size_t i = 0; i < one_.size(); ++i) {
      if (known_[i]) ids.push_back(one_[i].id);
    }
    const auto standings =
        store::subscription::find_by_recipients(tx_, account_.id, into_.list, ids);
    std::vector<store::subscription::Change> changes;
    std::size_t next = 0;
    for (std::size_t i = 0; i < one_.size(); ++i) {
      if (one_[i].id.value == 0) continue;
      std::optional<store::subscription::State> now;
      if (known_[i]) now = standings[next++];
      const auto from = now ? std::optional(now->status) : std::nullopt;
      const Subscription to = domain::after_enrolment(from, now ? now->opt_out : std::nullopt,
                                                      into_.mode, into_.confirm);
      if (to != from) changes.push_back({one_[i].id, from, to});
      if (to != from && to == Subscription::pending) out_.pending.push_back(one_[i].id);
    }
    store::subscription::write(tx_, account_.id, into_.list, changes, into_.ip);
  }

  void group() {
    if (into_.group.value == 0) return;
    std::vector<RecipientId> ids;
    for (const Recipient& recipient : one_) {
      if (recipient.id.value == 0) continue;
      ids.push_back(recipient.id);
      if (!into_.leave_groups) continue;
      for (const auto group :
           store::subscription::find_groups(tx_, account_.id, into_.list, recipient.id)) {
        if (group != into_.group) {
          store::subscription::leave(tx_, account_.id, group, recipient.id);
        }
      }
    }
    store::subscription::join(tx_, account_.id, into_.group, ids);
  }

  store::WriteTx& tx_;
  const domain::Account& account_;
  const Enrolment& into_;
  Enrolled out_;
  // One place for each address.
  std::vector<std::string> keys_;
  std::vector<std::vector<const GivenRecipient*>> given_;
  std::vector<Recipient> one_;
  std::vector<std::optional<store::recipient::StoredRecipient>> known_;
  std::vector<std::size_t> place_of_row_;
};

}  // namespace

Enrolled enrol(store::WriteTx& tx, const domain::Account& account, const Enrolment& into,
               std::span<const GivenRecipient> rows) {
  return Enrolling(tx, account, into).run(rows);
}

}  // namespace usher::service
