#include "service/mailing/enrolment.hpp"

#include <unordered_map>

#include "service/mailing/storage.hpp"
#include "store/mailing/recipient.hpp"
#include "store/mailing/storage.hpp"
#include "store/mailing/subscription.hpp"
#include "store/provisioning/account.hpp"
#include "store/provisioning/plan.hpp"

namespace usher::service {
namespace {

using domain::GivenRecipient;
using domain::Recipient;
using domain::RecipientId;
using domain::Subscription;

/// Applies the given members to a recipient.
void apply_given(const GivenRecipient& given, bool clear, Recipient& recipient) {
  if (given.name && (clear || !given.name->empty())) recipient.name = *given.name;
  if (given.mobile_prefix) recipient.mobile_prefix = given.mobile_prefix;
  if (given.mobile_number) recipient.mobile_number = given.mobile_number;
  if (clear) recipient.fields.clear();
  for (const auto& [number, value] : given.fields) {
    if (!value.empty()) recipient.fields[number] = value;
  }
}

bool has_same_values(const Recipient& a, const Recipient& b) {
  return a.name == b.name && a.mobile_prefix == b.mobile_prefix &&
         a.mobile_number == b.mobile_number && a.fields == b.fields;
}

/// The enrolment of one batch of rows.
class EnrolmentBatch {
 public:
  EnrolmentBatch(store::WriteTx& tx, const domain::Account& account, const Enrolment& enrolment)
      : tx_(tx), account_(account), enrolment_(enrolment) {}

  EnrolmentResult run(std::span<const GivenRecipient> rows) {
    // The lock serialises writers of the account's recipients and subscriptions.
    store::account::lock(tx_, account_.id);
    merge_rows(rows);
    find_known();
    write_recipients();
    write_subscriptions();
    write_group();
    for (const std::size_t entry : entry_of_row_) result_.ids.push_back(entries_[entry].value.id);
    return std::move(result_);
  }

 private:
  /// The rows of one address in order, and the recipient with their values.
  struct Entry {
    std::vector<const GivenRecipient*> rows;
    std::optional<store::recipient::StoredRecipient> known;
    Recipient value;
  };

  /// Merges the rows of one address into one entry. Later rows override earlier rows.
  void merge_rows(std::span<const GivenRecipient> rows) {
    std::unordered_map<std::string, std::size_t> entry_of_key;
    for (const GivenRecipient& row : rows) {
      std::string key = domain::email_key(*row.email);
      const auto [found, is_new] = entry_of_key.emplace(std::move(key), entries_.size());
      entry_of_row_.push_back(found->second);
      if (is_new) {
        keys_.push_back(found->first);
        entries_.emplace_back();
      } else {
        ++result_.repeated_email;
      }
      entries_[found->second].rows.push_back(&row);
    }
  }

  void find_known() {
    auto known = store::recipient::find_by_keys(tx_, account_.id, keys_);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      Entry& entry = entries_[i];
      entry.known = std::move(known[i]);
      if (entry.known) entry.value = entry.known->recipient;
      if (!entry.known) entry.value.email = *entry.rows.front()->email;
      for (const GivenRecipient* row : entry.rows) {
        apply_given(*row, enrolment_.clear_fields, entry.value);
      }
    }
  }

  /// Inserts new recipients up to the plan's limit, and updates known recipients.
  void write_recipients() {
    const std::int64_t limit = store::plan::get(tx_, account_.plan)->max_recipients;
    std::int64_t room = limit == 0 ? INT64_MAX : limit - store::recipient::count(tx_, account_.id);
    bytes_left_ = storage_left(tx_, account_);
    std::vector<Recipient> inserted;
    std::vector<Entry*> inserted_entries;
    std::vector<Recipient> updated;
    for (Entry& entry : entries_) {
      if (!take_bytes(entry)) {
        count_over_limit(entry);
      } else if (entry.known) {
        if (count_known(entry)) updated.push_back(entry.value);
      } else if (room-- > 0) {
        ++result_.email_new;
        inserted_entries.push_back(&entry);
        inserted.push_back(entry.value);
      } else {
        count_over_limit(entry);
        bytes_ -= domain::stored_size(entry.value);
      }
    }
    const auto ids = store::recipient::insert(tx_, account_.id, inserted, enrolment_.import);
    for (std::size_t i = 0; i < ids.size(); ++i) inserted_entries[i]->value.id = ids[i];
    store::recipient::update(tx_, account_.id, updated, enrolment_.import);
    store::recipient::add_to_count(tx_, account_.id, static_cast<std::int64_t>(ids.size()));
    store::storage::add(tx_, account_.id, bytes_);
  }

  void count_over_limit(const Entry& entry) {
    const auto rows = static_cast<std::int64_t>(entry.rows.size());
    result_.over_limit += rows;
    result_.repeated_email -= rows - 1;
  }

  /// Takes the bytes of a new recipient, or those that a known one has more. Returns false if the
  /// plan does not allow them; then a known recipient keeps its values.
  bool take_bytes(Entry& entry) {
    const std::int64_t before = entry.known ? domain::stored_size(entry.known->recipient) : 0;
    const std::int64_t more = domain::stored_size(entry.value) - before;
    if (more > 0 && bytes_ + more > bytes_left_) {
      if (entry.known) entry.value = entry.known->recipient;
      return false;
    }
    bytes_ += more;
    return true;
  }

  /// Counts a known recipient as updated or repeated. Returns whether the row must be written.
  bool count_known(const Entry& entry) {
    const bool repeated = enrolment_.import != 0 && entry.known->import == enrolment_.import;
    ++(repeated ? result_.repeated_email : result_.email_update);
    const bool is_marked = enrolment_.import == 0 || repeated;  // the row stores the import's id
    return !is_marked || !has_same_values(entry.value, entry.known->recipient);
  }

  void write_subscriptions() {
    std::vector<RecipientId> known_ids;
    for (const Entry& entry : entries_) {
      if (entry.known) known_ids.push_back(entry.value.id);
    }
    const auto standings =
        store::subscription::find_by_recipients(tx_, account_.id, enrolment_.list, known_ids);
    std::vector<store::subscription::Change> changes;
    std::size_t next = 0;
    for (const Entry& entry : entries_) {
      const RecipientId id = entry.value.id;
      if (id.value == 0) continue;
      std::optional<store::subscription::State> now;
      if (entry.known) now = standings[next++];
      const auto from = now ? std::optional(now->status) : std::nullopt;
      const Subscription to = domain::after_enrolment(from, now ? now->opt_out : std::nullopt,
                                                      enrolment_.mode, enrolment_.confirm);
      if (to != from) changes.push_back({id, from, to});
      if (to != from && to == Subscription::pending) result_.pending.push_back(id);
    }
    store::subscription::write(tx_, account_.id, enrolment_.list, changes, enrolment_.ip);
  }

  void write_group() {
    if (enrolment_.group.value == 0) return;
    std::vector<RecipientId> ids;
    for (const Entry& entry : entries_) {
      if (entry.value.id.value == 0) continue;
      ids.push_back(entry.value.id);
      if (enrolment_.leave_groups) leave_other_groups(entry.value.id);
    }
    store::subscription::join(tx_, account_.id, enrolment_.group, ids);
  }

  void leave_other_groups(RecipientId id) {
    for (const auto group :
         store::subscription::find_groups(tx_, account_.id, enrolment_.list, id)) {
      if (group == enrolment_.group) continue;
      store::subscription::leave(tx_, account_.id, group, id);
    }
  }

  store::WriteTx& tx_;
  const domain::Account& account_;
  const Enrolment& enrolment_;
  EnrolmentResult result_;
  std::int64_t bytes_left_ = 0;    // that the account may store
  std::int64_t bytes_ = 0;         // that the batch stores
  std::vector<std::string> keys_;  // of entries_, in the same order
  std::vector<Entry> entries_;
  std::vector<std::size_t> entry_of_row_;
};

}  // namespace

EnrolmentResult enrol_recipients(store::WriteTx& tx, const domain::Account& account,
                                 const Enrolment& enrolment, std::span<const GivenRecipient> rows) {
  return EnrolmentBatch(tx, account, enrolment).run(rows);
}

}  // namespace usher::service
