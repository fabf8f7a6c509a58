#include "store/mailing/attachment.hpp"

#include "store/row_reader.hpp"

namespace usher::store::attachment {
namespace {

using domain::AccountId;
using domain::Attachment;
using domain::MessageId;

constexpr Query kFindByMessage{
    "SELECT slot, name FROM attachment WHERE account_id = $1 AND message_id = $2 ORDER BY slot"};
constexpr Query kBytesBeside{
    "SELECT COALESCE(sum(length(content)), 0) FROM attachment "
    "WHERE account_id = $1 AND message_id = $2 AND slot <> $3"};
constexpr Command kPut{
    "INSERT INTO attachment (account_id, message_id, slot, name, content) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account_id, message_id, slot) "
    "DO UPDATE SET name = excluded.name, content = excluded.content"};
constexpr Command kRemove{
    "DELETE FROM attachment WHERE account_id = $1 AND message_id = $2 AND slot = $3"};

}  // namespace

std::vector<Attachment> find_by_message(ReadTx& tx, AccountId account, MessageId message) {
  std::vector<Attachment> out;
  tx.run(kFindByMessage, {number(account.value), number(message.value)}, [&](const Row& row) {
    RowReader in(row);
    out.push_back({message, in.as<int>(), in.string(), {}});
  });
  return out;
}

std::int64_t bytes_beside(ReadTx& tx, AccountId account, MessageId message, int slot) {
  return read_integer(tx, kBytesBeside,
                      {number(account.value), number(message.value), number(slot)});
}

void put(WriteTx& tx, AccountId account, const Attachment& attachment) {
  tx.run(kPut, {number(account.value), number(attachment.message.value), number(attachment.slot),
                text(attachment.name), Bytes{attachment.content}});
}

bool remove(WriteTx& tx, AccountId account, MessageId message, int slot) {
  return tx.run(kRemove, {number(account.value), number(message.value), number(slot)}) == 1;
}

}  // namespace usher::store::attachment
