#include "store/mailing/subscription.hpp"

#include <array>
#include <unordered_map>

#include "store/result_page.hpp"
#include "store/sql_text.hpp"

namespace usher::store::subscription {
namespace {

using domain::AccountId;
using domain::GroupId;
using domain::RecipientId;
using domain::Subscription;

constexpr auto kSubscribed = literal<Subscription::subscribed>;
constexpr auto kUnsubscribed = literal<Subscription::unsubscribed>;
constexpr auto kPending = literal<Subscription::pending>;

constexpr Query kFindByRecipients{
    "SELECT batch.position, s.status, s.opt_out FROM "
    "{batch account_id:int list:int recipient_id:int position:int} JOIN subscription s "
    "ON s.account_id = batch.account_id AND s.list = batch.list "
    "AND s.recipient_id = batch.recipient_id"};
constexpr Command kInsert{
    "INSERT INTO subscription (account_id, list, recipient_id, status, requested_at, requested_ip, "
    "subscribed_at, unsubscribed_at, opt_out, opt_out_message_id) "
    "SELECT account_id, list, recipient_id, status, requested_at, requested_ip, subscribed_at, "
    "unsubscribed_at, opt_out, opt_out_message_id FROM "
    "{batch account_id:int list:int recipient_id:int status:int requested_at:int requested_ip:text "
    "subscribed_at:int unsubscribed_at:int opt_out:int opt_out_message_id:int}"};
constexpr SqlText kWhereBatch{
    "WHERE subscription.account_id = batch.account_id AND subscription.list = batch.list "
    "AND subscription.recipient_id = batch.recipient_id"};
constexpr Command kSubscribe{
    joined<"UPDATE subscription SET status = ", kSubscribed,
           ", subscribed_at = batch.at, unsubscribed_at = NULL, opt_out = NULL, "
           "opt_out_message_id = NULL FROM "
           "{batch account_id:int list:int recipient_id:int at:int} ",
           kWhereBatch>};
constexpr Command kSetPending{
    joined<"UPDATE subscription SET status = ", kPending,
           ", requested_at = batch.at, requested_ip = batch.ip FROM "
           "{batch account_id:int list:int recipient_id:int at:int ip:text} ",
           kWhereBatch>};
constexpr Command kUnsubscribe{
    joined<"UPDATE subscription SET status = ", kUnsubscribed,
           ", unsubscribed_at = batch.at, opt_out = batch.cause, "
           "opt_out_message_id = batch.message FROM "
           "{batch account_id:int list:int recipient_id:int at:int cause:int message:int} ",
           kWhereBatch>};
constexpr Command kRemove{
    "DELETE FROM subscription WHERE account_id = $1 AND list = $2 AND recipient_id = $3"};
constexpr Command kAddToCounts{
    "UPDATE mailing_list SET subscribed = subscribed + $1, unsubscribed = unsubscribed + $2, "
    "pending = pending + $3 WHERE account_id = $4 AND number = $5"};
constexpr Query kFindByRecipient{
    "SELECT l.number, s.status, s.opt_out FROM mailing_list l JOIN subscription s "
    "ON s.account_id = l.account_id AND s.list = l.number AND s.recipient_id = $1 "
    "WHERE l.account_id = $2 ORDER BY l.number"};
constexpr Command kJoin{
    "INSERT INTO group_member (account_id, group_id, recipient_id) "
    "SELECT account_id, group_id, recipient_id FROM "
    "{batch account_id:int group_id:int recipient_id:int} WHERE true ON CONFLICT DO NOTHING"};
constexpr Command kLeave{
    "DELETE FROM group_member WHERE account_id = $1 AND group_id = $2 AND recipient_id = $3"};
constexpr Command kAddToMembers{
    "UPDATE recipient_group SET members = members + $1 WHERE id = $2 AND account_id = $3"};
constexpr Query kCountMembers{
    "SELECT members FROM recipient_group WHERE id = $1 AND account_id = $2"};
constexpr SqlText kFindGroups{
    "SELECT g.id FROM recipient_group g JOIN group_member m ON m.account_id = g.account_id "
    "AND m.group_id = g.id AND m.recipient_id = $1 "
    "WHERE g.account_id = $2 AND g.removed_at IS NULL "};
constexpr Query kFindAllGroups{joined<kFindGroups, "ORDER BY g.id">};
constexpr Query kFindGroupsOfList{joined<kFindGroups, "AND g.list = $3 ORDER BY g.id">};

constexpr auto kOptInColumns = columns_of<domain::kOptInProperties>({
    {"Email", "r.email", "r.email_key"},
    {"idRecipient", "r.id"},
});
constexpr PageSource kOptIns{
    "r.id, r.email, s.status, s.opt_out, s.requested_at, s.requested_ip, s.subscribed_at, "
    "s.unsubscribed_at, s.opt_out_message_id",
    "subscription s JOIN recipient r ON r.id = s.recipient_id AND r.account_id = s.account_id "
    "WHERE s.account_id = $1 AND s.list = $2",
    "s.recipient_id DESC",
    {kOptInColumns}};
State read_state(RowReader& in) {
  return {in.as<Subscription>(), in.optional_as<domain::OptOut>()};
}

OptIn read_opt_in(RowReader& in) {
  OptIn item;
  item.recipient = {in.integer()};
  item.email = in.text();
  item.state = read_state(in);
  item.requested_at = in.optional_time();
  item.requested_ip = in.text();
  item.subscribed_at = in.optional_time();
  item.unsubscribed_at = in.optional_time();
  item.opt_out_message_id = in.optional_integer();
  return item;
}

/// The changes of a list's counts, by status.
struct CountChanges {
  std::array<std::int64_t, 4> more{};

  std::int64_t& of(Subscription status) { return more[static_cast<std::size_t>(status)]; }
  void write(WriteTx& tx, AccountId account, std::int64_t list) {
    if (more == std::array<std::int64_t, 4>{}) return;
    tx.queue(kAddToCounts,
             {number(of(Subscription::subscribed)), number(of(Subscription::unsubscribed)),
              number(of(Subscription::pending)), number(account.value), number(list)});
  }
};

/// The rows of one write(), grouped by statement.
class Writer {
 public:
  Writer(WriteTx& tx, AccountId account, std::int64_t list, std::string_view ip)
      : now_(ms(tx.now())), account_(number(account.value)), list_(number(list)), ip_(text(ip)) {}

  void add(const Change& change) {
    const Value id = number(change.recipient.value);
    const bool out = change.to == Subscription::unsubscribed;
    const Value why = out ? number(static_cast<int>(change.why)) : Value{};
    const Value message = out && change.message != 0 ? number(change.message) : Value{};
    if (!change.from) {
      const bool in = change.to == Subscription::subscribed;
      inserted_.add({account_, list_, id, number(static_cast<int>(change.to)), now_, ip_,
                     in ? now_ : Value{}, out ? now_ : Value{}, why, message});
    } else if (change.to == Subscription::subscribed) {
      subscribed_.add({account_, list_, id, now_});
    } else if (out) {
      unsubscribed_.add({account_, list_, id, now_, why, message});
    } else {
      pending_.add({account_, list_, id, now_, ip_});
    }
  }
  void run(WriteTx& tx) const {
    if (!inserted_.empty()) tx.run(kInsert, inserted_);
    if (!subscribed_.empty()) tx.run(kSubscribe, subscribed_);
    if (!unsubscribed_.empty()) tx.run(kUnsubscribe, unsubscribed_);
    if (!pending_.empty()) tx.run(kSetPending, pending_);
  }

 private:
  const Value now_;
  const Value account_;
  const Value list_;
  const Value ip_;
  Batch inserted_{10};
  Batch subscribed_{4};
  Batch unsubscribed_{6};
  Batch pending_{5};
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
  tx.run(kFindByRecipients, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const auto position = in.as<std::size_t>();
    out[position] = read_state(in);
  });
  return out;
}

void write(WriteTx& tx, AccountId account, std::int64_t list, std::span<const Change> changes,
           std::string_view ip) {
  Writer writer(tx, account, list, ip);
  CountChanges counts;
  for (const Change& change : changes) {
    if (change.from == change.to) continue;
    if (change.from) --counts.of(*change.from);
    ++counts.of(change.to);
    writer.add(change);
  }
  writer.run(tx);
  counts.write(tx, account, list);
}

bool remove(WriteTx& tx, AccountId account, std::int64_t list, RecipientId recipient) {
  const auto state = find_by_recipients(tx, account, list, std::span(&recipient, 1)).front();
  if (!state) return false;
  tx.run(kRemove, {number(account.value), number(list), number(recipient.value)});
  CountChanges counts;
  --counts.of(state->status);
  counts.write(tx, account, list);
  return true;
}

std::vector<ListState> find_by_recipient(ReadTx& tx, AccountId account, RecipientId recipient) {
  return read_all(tx, kFindByRecipient, {number(recipient.value), number(account.value)},
                  [](RowReader& in) {
                    return ListState{in.integer(), read_state(in)};
                  });
}

domain::ResultPage<OptIn> opt_ins(ReadTx& tx, AccountId account, std::int64_t list,
                                  std::int64_t total, const domain::PageQuery& query) {
  return page_of(tx, kOptIns, {number(account.value), number(list)}, query, read_opt_in, total);
}

void join(WriteTx& tx, AccountId account, GroupId group, std::span<const RecipientId> recipients) {
  if (recipients.empty()) return;
  Batch batch(3, recipients.size());
  for (const RecipientId id : recipients) {
    batch.add({number(account.value), number(group.value), number(id.value)});
  }
  const std::int64_t joined = tx.run(kJoin, batch);
  if (joined == 0) return;
  tx.queue(kAddToMembers, {number(joined), number(group.value), number(account.value)});
}

bool leave(WriteTx& tx, AccountId account, GroupId group, RecipientId recipient) {
  const std::int64_t left =
      tx.run(kLeave, {number(account.value), number(group.value), number(recipient.value)});
  if (left == 0) return false;
  tx.queue(kAddToMembers, {number(-left), number(group.value), number(account.value)});
  return true;
}

std::vector<GroupId> find_groups(ReadTx& tx, AccountId account, std::int64_t list,
                                 RecipientId recipient) {
  return read_ids<GroupId>(tx, kFindGroupsOfList,
                           {number(recipient.value), number(account.value), number(list)});
}

std::vector<GroupId> find_groups(ReadTx& tx, AccountId account, RecipientId recipient) {
  return read_ids<GroupId>(tx, kFindAllGroups, {number(recipient.value), number(account.value)});
}

std::int64_t count_members(ReadTx& tx, AccountId account, GroupId group) {
  return read_integer(tx, kCountMembers, {number(group.value), number(account.value)});
}

}  // namespace usher::store::subscription
