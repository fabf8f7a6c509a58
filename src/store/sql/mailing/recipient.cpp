#include "store/mailing/recipient.hpp"

#include "store/result_page.hpp"
#include "store/sql_text.hpp"

namespace usher::store::recipient {
namespace {

using domain::AccountId;
using domain::Recipient;
using domain::RecipientId;

constexpr SqlText kColumns{"r.id, r.email, r.name, r.mobile_prefix, r.mobile_number, r.fields"};

constexpr Query kFindByKeys{
    joined<"SELECT batch.position, ", kColumns,
           ", r.import_id FROM "
           "{batch account_id:int email_key:text position:int} JOIN recipient r "
           "ON r.account_id = batch.account_id AND r.email_key = batch.email_key">};
constexpr Query kFind{
    joined<"SELECT ", kColumns, " FROM recipient r WHERE r.id = $1 AND r.account_id = $2">};
constexpr Command kInsert{
    "INSERT INTO recipient (account_id, email, email_key, name, mobile_prefix, mobile_number, "
    "fields, created_at, changed_at, import_id) SELECT account_id, email, email_key, name, "
    "mobile_prefix, mobile_number, fields, created_at, created_at, import_id FROM "
    "{batch account_id:int email:text email_key:text name:text mobile_prefix:text "
    "mobile_number:text fields:text created_at:int import_id:int}"};
// RETURNING is not used, because SQLite opens a temporary table for every row.
constexpr Query kFindIds{
    "SELECT batch.position, r.id FROM {batch account_id:int email_key:text position:int} "
    "JOIN recipient r ON r.account_id = batch.account_id AND r.email_key = batch.email_key"};
constexpr Command kUpdate{
    "UPDATE recipient SET name = batch.name, mobile_prefix = batch.mobile_prefix, "
    "mobile_number = batch.mobile_number, fields = batch.fields, changed_at = batch.changed_at, "
    "import_id = batch.import_id FROM {batch id:int account_id:int name:text mobile_prefix:text "
    "mobile_number:text fields:text changed_at:int import_id:int} "
    "WHERE recipient.id = batch.id AND recipient.account_id = batch.account_id"};
constexpr Command kUpdateEmail{
    "UPDATE recipient SET email = $1, email_key = $2 WHERE id = $3 AND account_id = $4"};
constexpr Command kRemove{"DELETE FROM recipient WHERE id = $1 AND account_id = $2"};
constexpr Query kCount{"SELECT recipients FROM account WHERE id = $1"};
constexpr Command kAddToCount{"UPDATE account SET recipients = recipients + $1 WHERE id = $2"};

constexpr auto kFilterColumns = columns_of<domain::kRecipientProperties>({
    {"Email", "r.email", "r.email_key"},
    {"MobileNumber", "COALESCE(r.mobile_number, '')"},
    {"MobilePrefix", "COALESCE(r.mobile_prefix, '')"},
    {"Name", "r.name"},
    {"idRecipient", "r.id"},
});
constexpr FilterColumns kFilter{kFilterColumns, "r.fields"};
// The rows are ordered by the subscription's key, so that a page needs no sorting.
constexpr PageSource kListPage{
    joined<kColumns>,
    "subscription s JOIN recipient r ON r.id = s.recipient_id AND r.account_id = s.account_id "
    "WHERE s.account_id = $1 AND s.list = $2 AND s.status = $3",
    "s.recipient_id DESC", kFilter};
constexpr PageSource kGroupPage{
    joined<kColumns>,
    "group_member m JOIN recipient r ON r.id = m.recipient_id AND r.account_id = m.account_id "
    "WHERE m.account_id = $1 AND m.group_id = $2",
    "m.recipient_id DESC", kFilter};

Recipient read(RowReader& in) {
  return {{in.integer()},       in.string(),          in.string(),
          in.optional_string(), in.optional_string(), domain::parse_fields(in.text())};
}

Value value_of(const std::optional<std::string>& text) { return text ? Value{*text} : Value{}; }

}  // namespace

std::vector<std::optional<StoredRecipient>> find_by_keys(ReadTx& tx, AccountId account,
                                                         std::span<const std::string> keys) {
  std::vector<std::optional<StoredRecipient>> out(keys.size());
  if (keys.empty()) return out;
  Batch batch(3, keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    batch.add({number(account.value), text(keys[i]), number(static_cast<std::int64_t>(i))});
  }
  tx.run(kFindByKeys, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const auto position = in.as<std::size_t>();
    out[position] = StoredRecipient{read(in), in.integer()};
  });
  return out;
}

std::optional<Recipient> find(ReadTx& tx, AccountId account, RecipientId id) {
  return read_optional(tx, kFind, {number(id.value), number(account.value)}, read);
}

std::vector<RecipientId> insert(WriteTx& tx, AccountId account,
                                std::span<const Recipient> recipients, std::int64_t import) {
  std::vector<RecipientId> out(recipients.size());
  if (recipients.empty()) return out;
  Batch batch(9, recipients.size());
  std::vector<std::string> keys;
  std::vector<std::string> fields;
  keys.reserve(recipients.size());
  fields.reserve(recipients.size());
  Batch added(3, recipients.size());
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    const Recipient& r = recipients[i];
    keys.push_back(domain::email_key(r.email));
    fields.push_back(domain::fields_text(r.fields));
    added.add({number(account.value), text(keys.back()), number(static_cast<std::int64_t>(i))});
    batch.add({number(account.value), text(r.email), text(keys.back()), text(r.name),
               value_of(r.mobile_prefix), value_of(r.mobile_number), text(fields.back()),
               ms(tx.now()), number(import)});
  }
  tx.queue(kInsert, batch);
  tx.run(kFindIds, added, {}, [&](const Row& row) {
    RowReader in(row);
    const auto position = in.as<std::size_t>();
    out[position] = RecipientId{in.integer()};
  });
  return out;
}

void update(WriteTx& tx, AccountId account, std::span<const Recipient> recipients,
            std::int64_t import) {
  if (recipients.empty()) return;
  Batch batch(8, recipients.size());
  std::vector<std::string> fields;
  fields.reserve(recipients.size());
  for (const Recipient& r : recipients) {
    fields.push_back(domain::fields_text(r.fields));
    batch.add({number(r.id.value), number(account.value), text(r.name), value_of(r.mobile_prefix),
               value_of(r.mobile_number), text(fields.back()), ms(tx.now()), number(import)});
  }
  tx.run(kUpdate, batch);
}

void update_email(WriteTx& tx, AccountId account, RecipientId id, std::string_view email) {
  const std::string key = domain::email_key(email);
  tx.run(kUpdateEmail, {text(email), text(key), number(id.value), number(account.value)});
}

void remove(WriteTx& tx, AccountId account, RecipientId id) {
  tx.run(kRemove, {number(id.value), number(account.value)});
}

std::int64_t count(ReadTx& tx, AccountId account) {
  return read_integer(tx, kCount, {number(account.value)});
}

void add_to_count(WriteTx& tx, AccountId account, std::int64_t more) {
  if (more != 0) tx.queue(kAddToCount, {number(more), number(account.value)});
}

domain::ResultPage<Recipient> page_of_list(ReadTx& tx, AccountId account, std::int64_t list,
                                           domain::Subscription status, std::int64_t total,
                                           const domain::PageQuery& query) {
  return page_of(tx, kListPage,
                 {number(account.value), number(list), number(static_cast<int>(status))}, query,
                 read, total);
}

domain::ResultPage<Recipient> page_of_group(ReadTx& tx, AccountId account, domain::GroupId group,
                                            std::int64_t total, const domain::PageQuery& query) {
  return page_of(tx, kGroupPage, {number(account.value), number(group.value)}, query, read, total);
}

}  // namespace usher::store::recipient
