#include "store/mailing/group.hpp"

#include "store/result_page.hpp"
#include "store/sql_text.hpp"

namespace usher::store::group {
namespace {

using domain::AccountId;
using domain::Group;
using domain::GroupId;

constexpr Command kInsert{
    "INSERT INTO recipient_group (account_id, list, name, notes, deletable, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id"};
// The condition excludes the groups of a removed list, which are removed later.
constexpr SqlText kListed{"g.id, g.list, g.name, g.notes, g.deletable"};
constexpr Query kFind{joined<
    "SELECT ", kListed,
    " FROM recipient_group g "
    "JOIN mailing_list l ON l.account_id = g.account_id AND l.number = g.list "
    "WHERE g.id = $1 AND g.account_id = $2 AND g.removed_at IS NULL AND l.removed_at IS NULL">};
// The name is checked first, because a violated unique index aborts the transaction on PostgreSQL.
constexpr Command kUpdate{
    "UPDATE recipient_group SET name = $1, notes = $2, deletable = $3 "
    "WHERE id = $4 AND account_id = $5 AND removed_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM recipient_group o WHERE o.account_id = $6 AND o.list = $7 AND o.name = $8 "
    "AND o.removed_at IS NULL AND o.id <> $9)"};
constexpr Command kRemove{
    "UPDATE recipient_group SET removed_at = $1 WHERE id = $2 AND account_id = $3"};
constexpr auto kColumns = columns_of<domain::kGroupProperties>({
    {"Deletable", "g.deletable"},
    {"Name", "g.name"},
    {"Notes", "g.notes"},
    {"idGroup", "g.id"},
    {"idList", "g.list"},
});
constexpr PageSource kPage{joined<kListed>,
                           "recipient_group g WHERE g.account_id = $1 AND g.list = $2 "
                           "AND g.removed_at IS NULL",
                           "g.id DESC",
                           {kColumns}};

constexpr PageSource kPageOfRecipient{
    joined<kListed>,
    "recipient_group g JOIN group_member m ON m.account_id = g.account_id AND m.group_id = g.id "
    "AND m.recipient_id = $1 WHERE g.account_id = $2 AND g.list = $3 AND g.removed_at IS NULL",
    "g.id DESC",
    {kColumns}};

Group read(RowReader& in) {
  return {{in.integer()}, in.integer(), in.string(), in.string(), in.flag()};
}

}  // namespace

std::optional<GroupId> insert(WriteTx& tx, AccountId account, const Group& group) {
  return read_optional(tx, kInsert,
                       {number(account.value), number(group.list), text(group.name),
                        text(group.notes), flag(group.deletable), ms(tx.now())},
                       [](RowReader& in) { return GroupId{in.integer()}; });
}

std::optional<Group> find(ReadTx& tx, AccountId account, GroupId id) {
  return read_optional(tx, kFind, {number(id.value), number(account.value)}, read);
}

bool update(WriteTx& tx, AccountId account, const Group& group) {
  const Value owner = number(account.value);
  const Value id = number(group.id.value);
  return tx.run(kUpdate, {text(group.name), text(group.notes), flag(group.deletable), id, owner,
                          owner, number(group.list), text(group.name), id}) == 1;
}

void remove(WriteTx& tx, AccountId account, GroupId id) {
  tx.run(kRemove, {ms(tx.now()), number(id.value), number(account.value)});
}

domain::ResultPage<Group> page(ReadTx& tx, AccountId account, std::int64_t list,
                               const domain::PageQuery& query) {
  return page_of(tx, kPage, {number(account.value), number(list)}, query, read);
}

domain::ResultPage<Group> page_of_recipient(ReadTx& tx, AccountId account, std::int64_t list,
                                            domain::RecipientId recipient,
                                            const domain::PageQuery& query) {
  return page_of(tx, kPageOfRecipient,
                 {number(recipient.value), number(account.value), number(list)}, query, read);
}

}  // namespace usher::store::group
