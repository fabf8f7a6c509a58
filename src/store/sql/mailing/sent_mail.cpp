#include "store/mailing/sent_mail.hpp"

#include <map>

#include "store/row_reader.hpp"

namespace usher::store::sent_mail {
namespace {

constexpr Query kFind{
    "SELECT s.id, r.id, s.account_id, s.list, s.message_id, "
    "CASE WHEN m.id IS NULL THEN 0 ELSE 1 END, r.email_key FROM {batch sending:int recipient:int} "
    "JOIN sending s ON s.id = batch.sending "
    "JOIN recipient r ON r.id = batch.recipient AND r.account_id = s.account_id "
    "LEFT JOIN message m ON m.id = s.message_id AND m.account_id = s.account_id"};
constexpr Query kFindLink{
    "SELECT l.url FROM sending s JOIN message_link l ON l.id = $1 "
    "AND l.account_id = s.account_id AND l.message_id = s.message_id WHERE s.id = $2"};
constexpr Query kFindMergeData{
    "SELECT r.id, r.email, r.email_key, r.name, r.fields, s.fields, COALESCE(m.fields, '') "
    "FROM sending s JOIN recipient r ON r.id = $1 AND r.account_id = s.account_id "
    "LEFT JOIN message m ON m.id = s.message_id AND m.account_id = s.account_id WHERE s.id = $2"};

domain::RecipientFields read_fields(RowReader& in) {
  const std::string_view fields = in.text();
  return fields.empty() ? domain::RecipientFields{} : domain::parse_fields(fields);
}

}  // namespace

std::vector<std::optional<Mail>> find(ReadTx& tx, std::span<const Key> mails) {
  std::vector<std::optional<Mail>> out(mails.size());
  std::map<Key, std::vector<std::size_t>> positions;
  for (std::size_t i = 0; i < mails.size(); ++i) positions[mails[i]].push_back(i);
  Batch batch(2);
  for (const auto& [key, indices] : positions) {
    batch.add({number(key.sending.value), number(key.recipient.value)});
  }
  if (batch.empty()) return out;
  tx.run(kFind, batch, {}, [&](const Row& row) {
    RowReader in(row);
    const Key key{{in.integer()}, {in.integer()}};
    const Mail mail{{in.integer()}, in.integer(), in.integer(), in.flag(), in.string()};
    for (const std::size_t i : positions.at(key)) out[i] = mail;
  });
  return out;
}

std::optional<std::string> find_link(ReadTx& tx, domain::SendingId sending, std::int64_t link) {
  std::optional<std::string> out;
  tx.run(kFindLink, {number(link), number(sending.value)},
         [&](const Row& row) { out = RowReader(row).string(); });
  return out;
}

std::optional<MergeData> find_merge_data(ReadTx& tx, const Key& mail) {
  std::optional<MergeData> out;
  tx.run(
      kFindMergeData, {number(mail.recipient.value), number(mail.sending.value)},
      [&](const Row& row) {
        RowReader in(row);
        out.emplace();
        out->recipient = {{in.integer()}, in.string(), in.string(), in.string(), read_fields(in)};
        for (auto& [number, value] : read_fields(in)) out->recipient.fields[number] = value;
        out->defaults = read_fields(in);
      });
  return out;
}

}  // namespace usher::store::sent_mail
