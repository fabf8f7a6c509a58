#include "store/mailing/purge.hpp"

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
constexpr Command kFinishList{
    "UPDATE mailing_list SET purged = 1 WHERE account_id = $1 AND number = $2"};
constexpr Command kFinishGroup{
    "UPDATE recipient_group SET purged = 1, members = 0 WHERE account_id = $1 AND id = $2"};

// Up to the last key of the bite, which is found in the same index.
constexpr Command kMembers{
    "DELETE FROM group_member WHERE account_id = $1 AND group_id = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM group_member WHERE account_id = $3 "
    "AND group_id = $4 ORDER BY recipient_id LIMIT $5) AS bite)"};
constexpr Command kSubscriptions{
    "DELETE FROM subscription WHERE account_id = $1 AND list = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM subscription WHERE account_id = $3 "
    "AND list = $4 ORDER BY recipient_id LIMIT $5) AS bite)"};
constexpr Command kReaders{
    "DELETE FROM reader WHERE account_id = $1 AND message_id = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM reader WHERE account_id = $3 "
    "AND message_id = $4 ORDER BY recipient_id LIMIT $5) AS bite)"};
constexpr Query kLinks{
    "SELECT id FROM message_link WHERE account_id = $1 AND message_id = $2 ORDER BY id"};
constexpr Command kClicks{
    "DELETE FROM link_click WHERE account_id = $1 AND link_id = $2 AND recipient_id <= "
    "(SELECT max(recipient_id) FROM (SELECT recipient_id FROM link_click WHERE account_id = $3 "
    "AND link_id = $4 ORDER BY recipient_id LIMIT $5) AS bite)"};
constexpr Command kGroups{
    "UPDATE recipient_group SET removed_at = $1 WHERE account_id = $2 AND list = $3 "
    "AND removed_at IS NULL AND name <= "
    "(SELECT max(name) FROM (SELECT name FROM recipient_group WHERE account_id = $4 AND list = $5 "
    "AND removed_at IS NULL ORDER BY name LIMIT $6) AS bite)"};
constexpr Command kTags{
    "DELETE FROM tag WHERE account_id = $1 AND list = $2 AND name <= "
    "(SELECT max(name) FROM (SELECT name FROM tag WHERE account_id = $3 AND list = $4 "
    "ORDER BY name LIMIT $5) AS bite)"};
constexpr Command kSettings{"DELETE FROM mailing_list_setting WHERE account_id = $1 AND list = $2"};

constexpr Query kFirstMessage{
    "SELECT id FROM message WHERE account_id = $1 AND list = $2 ORDER BY id LIMIT 1"};
constexpr Command kMessageTags{"DELETE FROM message_tag WHERE account_id = $1 AND message_id = $2"};
constexpr Command kAttachments{"DELETE FROM attachment WHERE account_id = $1 AND message_id = $2"};
constexpr Command kCounts{
    "DELETE FROM message_statistic WHERE account_id = $1 AND message_id = $2"};
constexpr Command kMessageLinks{
    "DELETE FROM message_link WHERE account_id = $1 AND message_id = $2"};
constexpr Command kMessage{"DELETE FROM message WHERE account_id = $1 AND id = $2"};

std::int64_t bite(auto& tx, const auto& statement, AccountId account, std::int64_t key,
                  std::int64_t most) {
  const Value owner = number(account.value);
  return tx.run(statement, {owner, number(key), owner, number(key), number(most)});
}

}  // namespace

std::optional<RemovedList> next_list(WriteTx& tx) {
  std::optional<RemovedList> out;
  tx.run(kNextList, {ms(tx.now() - kPurgeAfter)}, [&](const Row& row) {
    out = RemovedList{{row.integer(0)}, row.integer(1), from_ms(row.integer(2))};
  });
  return out;
}

std::optional<RemovedGroup> next_group(WriteTx& tx) {
  std::optional<RemovedGroup> out;
  tx.run(kNextGroup, {ms(tx.now() - kPurgeAfter)}, [&](const Row& row) {
    out = RemovedGroup{{row.integer(0)}, {row.integer(1)}};
  });
  return out;
}

void finish(WriteTx& tx, const RemovedList& list) {
  tx.run(kFinishList, {number(list.account.value), number(list.number)});
}

void finish(WriteTx& tx, const RemovedGroup& group) {
  tx.run(kFinishGroup, {number(group.account.value), number(group.id.value)});
}

std::int64_t members(WriteTx& tx, const RemovedGroup& group, std::int64_t most) {
  return bite(tx, kMembers, group.account, group.id.value, most);
}

std::int64_t subscriptions(WriteTx& tx, const RemovedList& list, std::int64_t most) {
  return bite(tx, kSubscriptions, list.account, list.number, most);
}

std::int64_t tags(WriteTx& tx, const RemovedList& list, std::int64_t most) {
  return bite(tx, kTags, list.account, list.number, most);
}

std::int64_t groups(WriteTx& tx, const RemovedList& list, std::int64_t most) {
  const Value owner = number(list.account.value);
  const Value key = number(list.number);
  return tx.run(kGroups, {ms(list.removed_at), owner, key, owner, key, number(most)});
}

std::optional<std::int64_t> first_message(ReadTx& tx, const RemovedList& list) {
  std::optional<std::int64_t> out;
  tx.run(kFirstMessage, {number(list.account.value), number(list.number)},
         [&](const Row& row) { out = row.integer(0); });
  return out;
}

std::int64_t readers(WriteTx& tx, AccountId account, std::int64_t message, std::int64_t most) {
  return bite(tx, kReaders, account, message, most);
}

std::int64_t clicks(WriteTx& tx, AccountId account, std::int64_t message, std::int64_t most) {
  std::vector<std::int64_t> links;
  tx.run(kLinks, {number(account.value), number(message)},
         [&](const Row& row) { links.push_back(row.integer(0)); });
  std::int64_t taken = 0;
  for (const std::int64_t link : links) {
    if (taken == most) break;
    taken += bite(tx, kClicks, account, link, most - taken);
  }
  return taken;
}

std::int64_t message(WriteTx& tx, AccountId account, std::int64_t message) {
  std::int64_t taken = 0;
  for (const Command* const command :
       {&kMessageTags, &kAttachments, &kCounts, &kMessageLinks, &kMessage}) {
    taken += tx.run(*command, {number(account.value), number(message)});
  }
  return taken;
}

std::int64_t settings(WriteTx& tx, const RemovedList& list) {
  return tx.run(kSettings, {number(list.account.value), number(list.number)});
}

}  // namespace usher::store::purge
