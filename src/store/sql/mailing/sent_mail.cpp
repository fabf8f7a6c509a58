#include "store/mailing/sent_mail.hpp"

#include <map>

namespace usher::store::sent_mail {
namespace {

constexpr Query kFind{
    "SELECT s.id, r.id, s.account_id, s.list, s.message_id, "
    "CASE WHEN m.id IS NULL THEN 0 ELSE 1 END, r.email_key FROM {batch sending:int recipient:int} "
    "JOIN sending s ON s.id = batch.sending "
    "JOIN recipient r ON r.id = batch.recipient AND r.account_id = s.account_id "
    "LEFT JOIN message m ON m.id = s.message_id AND m.account_id = s.account_id"};
constexpr Query kLink{
    "SELECT l.url FROM sending s JOIN message_link l ON l.id = $1 "
    "AND l.account_id = s.account_id AND l.message_id = s.message_id WHERE s.id = $2"};
constexpr Query kFilling{
    "SELECT r.id, r.email, r.email_key, r.name, r.fields, s.fields, COALESCE(m.fields, '') "
    "FROM sending s JOIN recipient r ON r.id = $1 AND r.account_id = s.account_id "
    "LEFT JOIN message m ON m.id = s.message_id AND m.account_id = s.account_id WHERE s.id = $2"};

domain::RecipientFields fields_at(const Row& row, int column) {
  if (row.text(column).empty()) return {};
  return domain::parse_fields(row.text(column));
}

}  // namespace

std::vector<std::optional<Mail>> find(ReadTx& tx, std::span<const Key> mails) {
  std::vector<std::optional<Mail>> out(mails.size());
  std::map<Key, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < mails.size(); ++i) places[mails[i]].push_back(i);
  Batch batch(2);
  for (const auto& [key, at] : places) {
    batch.add({number(key.sending.value), number(key.recipient.value)});
  }
  if (batch.empty()) return out;
  tx.run(kFind, batch, {}, [&](const Row& row) {
    for (const std::size_t i : places.at({{row.integer(0)}, {row.integer(1)}})) {
      out[i] = Mail{{row.integer(2)},
                    row.integer(3),
                    row.integer(4),
                    row.integer(5) != 0,
                    std::string(row.text(6))};
    }
  });
  return out;
}

std::optional<std::string> find_link(ReadTx& tx, domain::SendingId sending, std::int64_t link) {
  std::optional<std::string> out;
  tx.run(kLink, {number(link), number(sending.value)},
         [&](const Row& row) { out = std::string(row.text(0)); });
  return out;
}

std::optional<MergeData> find_merge_data(ReadTx& tx, const Key& mail) {
  std::optional<MergeData> out;
  tx.run(kFilling, {number(mail.recipient.value), number(mail.sending.value)}, [&](const Row& row) {
    out.emplace();
    out->recipient = {{row.integer(0)},
                      std::string(row.text(1)),
                      std::string(row.text(2)),
                      std::string(row.text(3)),
                      fields_at(row, 4)};
    for (auto& [number, value] : fields_at(row, 5)) {
      out->recipient.fields[number] = value;
    }
    out->defaults = fields_at(row, 6);
  });
  return out;
}

}  // namespace usher::store::sent_mail
