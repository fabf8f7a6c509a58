#include "store/mailing/purge.hpp"

#include "store/row_reader.hpp"

namespace usher::store::purge {
namespace {

using domain::AccountId;

constexpr Command kNextList{
    "SELECT account_id, number, removed_at FROM mailing_list "
    "WHERE removed_at IS NOT NULL AND purged = 0 AND removed_at <= $1 "
    "ORDER BY removed_at LIMIT 1 {skip_locked}"};
constexpr Command kNextGroup{
    "SELECT account_id, id FROM recipient_group "
    "WHERE removed_at IS NOT NULL AND purged = 0 AND removed_at <= $1 ORDER BY removed_at LIMIT 1 "
    "{skip_locked}"};
constexpr Command kMarkListPurged{
    "UPDATE mailing_list SET purged = 1 WHERE account_id = $1 AND number = $2"};
constexpr Command kMarkGroupPurged{
    "UPDATE recipient_group SET purged = 1, members = 0 WHERE account_id = $1 AND id = $2"};

// Each command deletes up to the last key of the batch, which the subquery finds in the same index.
constexpr Command kRemoveMembers{
    "DELETE FROM group_member WHERE account_id = $1 AND group_id = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM group_member WHERE account_id = $3 "
    "AND group_id = $4 ORDER BY recipient_id LIMIT $5) AS last_batch)"};
constexpr Command kRemoveSubscriptions{
    "DELETE FROM subscription WHERE account_id = $1 AND list = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM subscription WHERE account_id = $3 "
    "AND list = $4 ORDER BY recipient_id LIMIT $5) AS last_batch)"};
constexpr Command kRemoveReaders{
    "DELETE FROM reader WHERE account_id = $1 AND message_id = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM reader WHERE account_id = $3 "
    "AND message_id = $4 ORDER BY recipient_id LIMIT $5) AS last_batch)"};
constexpr Query kLinks{
    "SELECT id FROM message_link WHERE account_id = $1 AND message_id = $2 ORDER BY id"};
constexpr Command kRemoveClicks{
    "DELETE FROM link_click WHERE account_id = $1 AND link_id = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM link_click WHERE account_id = $3 "
    "AND link_id = $4 ORDER BY recipient_id LIMIT $5) AS last_batch)"};
constexpr Command kMarkGroupsRemoved{
    "UPDATE recipient_group SET removed_at = $1 WHERE account_id = $2 AND list = $3 "
    "AND removed_at IS NULL AND name <= "
    "(SELECT max(name) FROM (SELECT name FROM recipient_group WHERE account_id = $4 AND list = $5 "
    "AND removed_at IS NULL ORDER BY name LIMIT $6) AS last_batch)"};
constexpr Command kRemoveTags{
    "DELETE FROM tag WHERE account_id = $1 AND list = $2 AND name <= "
    "(SELECT max(name) FROM (SELECT name FROM tag WHERE account_id = $3 AND list = $4 "
    "ORDER BY name LIMIT $5) AS last_batch)"};
constexpr Command kRemoveSettings{
    "DELETE FROM mailing_list_setting WHERE account_id = $1 AND list = $2"};

constexpr Query kFirstMessage{
    "SELECT id FROM message WHERE account_id = $1 AND list = $2 ORDER BY id LIMIT 1"};
constexpr Command kRemoveMessageTags{
    "DELETE FROM message_tag WHERE account_id = $1 AND message_id = $2"};
constexpr Command kRemoveAttachments{
    "DELETE FROM attachment WHERE account_id = $1 AND message_id = $2"};
constexpr Command kRemoveStatistic{
    "DELETE FROM message_statistic WHERE account_id = $1 AND message_id = $2"};
constexpr Command kMarkLinksRemoved{
    "UPDATE message_link SET removed_at = $1, clicks = 0 WHERE account_id = $2 AND message_id = $3 "
    "AND removed_at IS NULL"};
// For a worker, which purges every account's links.
constexpr Command kRemoveOldLinks{
    "DELETE FROM message_link WHERE removed_at <= "
    "(SELECT max(removed_at) FROM (SELECT removed_at FROM message_link WHERE removed_at <= $1 "
    "ORDER BY removed_at LIMIT $2) AS last_batch)"};
constexpr Command kRemoveMessage{"DELETE FROM message WHERE account_id = $1 AND id = $2"};

std::int64_t remove_batch(WriteTx& tx, const Command& command, AccountId account, std::int64_t key,
                          std::int64_t limit) {
  const Value owner = number(account.value);
  return tx.run(command, {owner, number(key), owner, number(key), number(limit)});
}

}  // namespace

std::optional<RemovedList> next_list(WriteTx& tx) {
  std::optional<RemovedList> out;
  tx.run(kNextList, {ms(tx.now() - kPurgeAfter)}, [&](const Row& row) {
    RowReader in(row);
    out = RemovedList{{in.integer()}, in.integer(), in.time()};
  });
  return out;
}

std::optional<RemovedGroup> next_group(WriteTx& tx) {
  std::optional<RemovedGroup> out;
  tx.run(kNextGroup, {ms(tx.now() - kPurgeAfter)}, [&](const Row& row) {
    RowReader in(row);
    out = RemovedGroup{{in.integer()}, {in.integer()}};
  });
  return out;
}

void finish(WriteTx& tx, const RemovedList& list) {
  tx.run(kMarkListPurged, {number(list.account.value), number(list.number)});
}

void finish(WriteTx& tx, const RemovedGroup& group) {
  tx.run(kMarkGroupPurged, {number(group.account.value), number(group.id.value)});
}

std::int64_t members(WriteTx& tx, const RemovedGroup& group, std::int64_t limit) {
  return remove_batch(tx, kRemoveMembers, group.account, group.id.value, limit);
}

std::int64_t subscriptions(WriteTx& tx, const RemovedList& list, std::int64_t limit) {
  return remove_batch(tx, kRemoveSubscriptions, list.account, list.number, limit);
}

std::int64_t tags(WriteTx& tx, const RemovedList& list, std::int64_t limit) {
  return remove_batch(tx, kRemoveTags, list.account, list.number, limit);
}

std::int64_t groups(WriteTx& tx, const RemovedList& list, std::int64_t limit) {
  const Value owner = number(list.account.value);
  const Value key = number(list.number);
  return tx.run(kMarkGroupsRemoved, {ms(list.removed_at), owner, key, owner, key, number(limit)});
}

std::optional<std::int64_t> first_message(ReadTx& tx, const RemovedList& list) {
  std::optional<std::int64_t> out;
  tx.run(kFirstMessage, {number(list.account.value), number(list.number)},
         [&](const Row& row) { out = RowReader(row).integer(); });
  return out;
}

std::int64_t readers(WriteTx& tx, AccountId account, std::int64_t message, std::int64_t limit) {
  return remove_batch(tx, kRemoveReaders, account, message, limit);
}

std::int64_t clicks(WriteTx& tx, AccountId account, std::int64_t message, std::int64_t limit) {
  std::vector<std::int64_t> links;
  tx.run(kLinks, {number(account.value), number(message)},
         [&](const Row& row) { links.push_back(RowReader(row).integer()); });
  std::int64_t removed = 0;
  for (const std::int64_t link : links) {
    if (removed == limit) break;
    removed += remove_batch(tx, kRemoveClicks, account, link, limit - removed);
  }
  return removed;
}

std::int64_t message(WriteTx& tx, AccountId account, std::int64_t message) {
  std::int64_t removed = 0;
  removed += tx.run(kMarkLinksRemoved, {ms(tx.now()), number(account.value), number(message)});
  for (const Command* const command :
       {&kRemoveMessageTags, &kRemoveAttachments, &kRemoveStatistic, &kRemoveMessage}) {
    removed += tx.run(*command, {number(account.value), number(message)});
  }
  return removed;
}

std::int64_t old_links(WriteTx& tx, std::int64_t limit) {
  return tx.run(kRemoveOldLinks, {ms(tx.now() - kKeepLinks), number(limit)});
}

std::int64_t settings(WriteTx& tx, const RemovedList& list) {
  return tx.run(kRemoveSettings, {number(list.account.value), number(list.number)});
}

}  // namespace usher::store::purge
