#include "store/mailing/subscription.hpp"

#include <array>
#include <unordered_map>

#include "store/result_page.hpp"

namespace usher::store::subscription {
namespace {

using domain::AccountId;
using domain::GroupId;
using domain::RecipientId;
using domain::Subscription;

constexpr Query kOf{
    "SELECT s.status, s.opt_out, batch.place FROM "
    "{batch account_id:int list:int recipient_id:int place:int} JOIN subscription s "
    "ON s.account_id = batch.account_id AND s.list = batch.list "
    "AND s.recipient_id = batch.recipient_id"};
constexpr Command kInsert{
    "INSERT INTO subscription (account_id, list, recipient_id, status, requested_at, requested_ip, "
    "subscribed_at, "
    "unsubscribed_at, opt_out, opt_out_message_id) SELECT account_id, list, recipient_id, status, "
    "requested_at, "
    "requested_ip, subscribed_at, unsubscribed_at, opt_out, opt_out_message_id FROM "
    "{batch account_id:int list:int recipient_id:int status:int requested_at:int requested_ip:text "
    "subscribed_at:int unsubscribed_at:int opt_out:int opt_out_message_id:int}"};
constexpr Command kSubscribe{
    "UPDATE subscription SET status = 1, subscribed_at = batch.at, unsubscribed_at = NULL, opt_out "
    "= NULL, "
    "opt_out_message_id = NULL FROM {batch account_id:int list:int recipient_id:int at:int} "
    "WHERE subscription.account_id = batch.account_id AND subscription.list = batch.list "
    "AND subscription.recipient_id = batch.recipient_id"};
constexpr Command kAsk{
    "UPDATE subscription SET status = 3, requested_at = batch.at, requested_ip = batch.ip FROM "
    "{batch account_id:int list:int recipient_id:int at:int ip:text} "
    "WHERE subscription.account_id = batch.account_id AND subscription.list = batch.list "
    "AND subscription.recipient_id = batch.recipient_id"};
constexpr Command kEnd{
    "UPDATE subscription SET status = 2, unsubscribed_at = batch.at, opt_out = batch.why, "
    "opt_out_message_id = batch.message FROM "
    "{batch account_id:int list:int recipient_id:int at:int why:int message:int} "
    "WHERE subscription.account_id = batch.account_id AND subscription.list = batch.list "
    "AND subscription.recipient_id = batch.recipient_id"};
constexpr Command kRemove{
    "DELETE FROM subscription WHERE account_id = $1 AND list = $2 AND recipient_id = $3"};
constexpr Command kCountList{
    "UPDATE mailing_list SET subscribed = subscribed + $1, unsubscribed = unsubscribed + $2, "
    "pending = pending + $3 WHERE account_id = $4 AND number = $5"};
constexpr Query kPlaces{
    "SELECT l.number, s.status, s.opt_out FROM mailing_list l JOIN subscription s "
    "ON s.account_id = l.account_id AND s.list = l.number AND s.recipient_id = $1 "
    "WHERE l.account_id = $2 ORDER BY l.number"};
constexpr Command kJoin{
    "INSERT INTO group_member (account_id, group_id, recipient_id) "
    "SELECT account_id, group_id, recipient_id FROM "
    "{batch account_id:int group_id:int recipient_id:int} WHERE true ON CONFLICT DO NOTHING"};
constexpr Command kLeave{
    "DELETE FROM group_member WHERE account_id = $1 AND group_id = $2 AND recipient_id = $3"};
constexpr Command kCountGroup{
    "UPDATE recipient_group SET members = members + $1 WHERE id = $2 AND account_id = $3"};
constexpr Query kMembers{"SELECT members FROM recipient_group WHERE id = $1 AND account_id = $2"};
#define USHER_GROUPS_OF                                                                    \
  "SELECT g.id FROM recipient_group g JOIN group_member m ON m.account_id = g.account_id " \
  "AND m.group_id = g.id AND m.recipient_id = $1 "                                         \
  "WHERE g.account_id = $2 AND g.removed_at IS NULL "
constexpr Query kGroupsOf{USHER_GROUPS_OF "ORDER BY g.id"};
constexpr Query kGroupsOfList{USHER_GROUPS_OF "AND g.list = $3 ORDER BY g.id"};
#undef USHER_GROUPS_OF

constexpr std::array<FilterColumn, 2> kOptInColumns = {{{"r.email", "r.email_key"}, {"r.id"}}};
constexpr PageSource kOptIns{
    "r.id, r.email, s.status, s.opt_out, s.requested_at, s.requested_ip, s.subscribed_at, "
    "s.unsubscribed_at, s.opt_out_message_id",
    "subscription s JOIN recipient r ON r.id = s.recipient_id AND r.account_id = s.account_id "
    "WHERE s.account_id = $1 AND s.list = $2",
    "s.recipient_id DESC",
    {kOptInColumns}};
State read_state(const Row& row, int status) {
  State out{static_cast<Subscription>(row.integer(status)), std::nullopt};
  if (!row.is_null(status + 1)) out.opt_out = static_cast<domain::OptOut>(row.integer(status + 1));
  return out;
}

std::optional<TimePoint> time_or_none(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return from_ms(row.integer(column));
}

/// How many more a list has in each status.
struct Counts {
  std::array<std::int64_t, 4> more{};

  void add(Subscription status, int by) { more[static_cast<std::size_t>(status)] += by; }
  void write(WriteTx& tx, AccountId account, std::int64_t list) const {
    if (more == std::array<std::int64_t, 4>{}) return;
    tx.queue(kCountList, {number(more[1]), number(more[2]), number(more[3]), number(account.value),
                          number(list)});
  }
};

/// The rows of one `write`, by what happens to them.
class Writing {
 public:
  Writing(WriteTx& tx, AccountId account, std::int64_t list, std::string_view ip)
      : now_(ms(tx.now())), account_(number(account.value)), list_(number(list)), ip_(text(ip)) {}

  void add(const Change& change) {
    const Value id = number(change.recipient.value);
    const bool out = change.to == Subscription::unsubscribed;
    const Value why = out ? number(static_cast<int>(change.why)) : Value{};
    const Value message = out && change.message != 0 ? number(change.message) : Value{};
    if (!change.from) {
      const bool in = change.to == Subscription::subscribed;
      fresh_.add({account_, list_, id, number(static_cast<int>(change.to)), now_, ip_,
                  in ? now_ : Value{}, out ? now_ : Value{}, why, message});
    } else if (change.to == Subscription::subscribed) {
      subscribed_.add({account_, list_, id, now_});
    } else if (out) {
      ended_.add({account_, list_, id, now_, why, message});
    } else {
      asked_.add({account_, list_, id, now_, ip_});
    }
  }
  void run(WriteTx& tx) const {
    if (!fresh_.empty()) tx.run(kInsert, fresh_);
    if (!subscribed_.empty()) tx.run(kSubscribe, subscribed_);
    if (!ended_.empty()) tx.run(kEnd, ended_);
    if (!asked_.empty()) tx.run(kAsk, asked_);
  }

 private:
  const Value now_;
  const Value account_;
  const Value list_;
  const Value ip_;
  Batch fresh_{10};
  Batch subscribed_{4};
  Batch ended_{6};
  Batch asked_{5};
};

}  // namespace

std::vector<std::optional<State>> find_by_recipients(ReadTx& tx, AccountId account,
                                                     std::int64_t list,
                                                     std::span<const RecipientId> recipients) {
  std::vector<std::optional<State>> out(recipients.size());
  if (recipients.empty()) return out;
  Batch batch(4, recipients.size());
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    batch.add({number(account.value), number(list), number(recipients[i].value),
               number(static_cast<std::int64_t>(i))});
  }
  tx.run(kOf, batch, {}, [&](const Row& row) {
    out[static_cast<std::size_t>(row.integer(2))] = read_state(row, 0);
  });
  return out;
}

void write(WriteTx& tx, AccountId account, std::int64_t list, std::span<const Change> changes,
           std::string_view ip) {
  Writing writing(tx, account, list, ip);
  Counts counts;
  for (const Change& change : changes) {
    if (change.from == change.to) continue;
    if (change.from) counts.add(*change.from, -1);
    counts.add(change.to, 1);
    writing.add(change);
  }
  writing.run(tx);
  counts.write(tx, account, list);
}

bool remove(WriteTx& tx, AccountId account, std::int64_t list, RecipientId recipient) {
  const auto state = find_by_recipients(tx, account, list, std::span(&recipient, 1)).front();
  if (!state) return false;
  tx.run(kRemove, {number(account.value), number(list), number(recipient.value)});
  Counts counts;
  counts.add(state->status, -1);
  counts.write(tx, account, list);
  return true;
}

std::vector<ListState> find_by_recipient(ReadTx& tx, AccountId account, RecipientId recipient) {
  std::vector<ListState> out;
  tx.run(kPlaces, {number(recipient.value), number(account.value)}, [&](const Row& row) {
    out.push_back({row.integer(0), read_state(row, 1)});
  });
  return out;
}

domain::ResultPage<OptIn> opt_ins(ReadTx& tx, AccountId account, std::int64_t list,
                                  std::int64_t all, const domain::PageQuery& query) {
  const auto read = [](const Row& row) {
    OptIn item;
    item.recipient = {row.integer(0)};
    item.email = row.text(1);
    item.state = read_state(row, 2);
    item.requested_at = time_or_none(row, 4);
    item.requested_ip = row.text(5);
    item.subscribed_at = time_or_none(row, 6);
    item.unsubscribed_at = time_or_none(row, 7);
    if (!row.is_null(8)) item.opt_out_message_id = row.integer(8);
    return item;
  };
  return page_of(tx, kOptIns, {number(account.value), number(list)}, query, read, all);
}

void join(WriteTx& tx, AccountId account, GroupId group, std::span<const RecipientId> recipients) {
  if (recipients.empty()) return;
  Batch batch(3, recipients.size());
  for (const RecipientId id : recipients) {
    batch.add({number(account.value), number(group.value), number(id.value)});
  }
  const std::int64_t joined = tx.run(kJoin, batch);
  if (joined == 0) return;
  tx.queue(kCountGroup, {number(joined), number(group.value), number(account.value)});
}

bool leave(WriteTx& tx, AccountId account, GroupId group, RecipientId recipient) {
  const std::int64_t left =
      tx.run(kLeave, {number(account.value), number(group.value), number(recipient.value)});
  if (left == 0) return false;
  tx.queue(kCountGroup, {number(-left), number(group.value), number(account.value)});
  return true;
}

std::vector<GroupId> find_groups(ReadTx& tx, AccountId account, std::int64_t list,
                                 RecipientId recipient) {
  std::vector<GroupId> out;
  tx.run(kGroupsOfList, {number(recipient.value), number(account.value), number(list)},
         [&](const Row& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::vector<GroupId> find_groups(ReadTx& tx, AccountId account, RecipientId recipient) {
  std::vector<GroupId> out;
  tx.run(kGroupsOf, {number(recipient.value), number(account.value)},
         [&](const Row& row) { out.push_back({row.integer(0)}); });
  return out;
}

std::int64_t count_members(ReadTx& tx, AccountId account, GroupId group) {
  std::int64_t out = 0;
  tx.run(kMembers, {number(group.value), number(account.value)},
         [&](const Row& row) { out = row.integer(0); });
  return out;
}

}  // namespace usher::store::subscription
