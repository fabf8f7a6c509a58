#include "store/mailing/mail_content.hpp"

#include <algorithm>
#include <map>

#include "store/mailing/mailing_list.hpp"
#include "store/row_reader.hpp"

namespace usher::store::mail_content {
namespace {

using domain::AccountId;

constexpr Query kFindList{
    "SELECT m.list FROM message m "
    "JOIN mailing_list l ON l.account_id = m.account_id AND l.number = m.list "
    "WHERE m.id = $1 AND m.account_id = $2 AND l.removed_at IS NULL"};
// The lock serialises the creation of a message's links, so that each URL gets one id.
constexpr Command kLockMessage{
    "SELECT id FROM message WHERE id = $1 AND account_id = $2 {for_update}"};
constexpr Query kLinks{
    "SELECT url, id FROM message_link WHERE account_id = $1 AND message_id = $2 ORDER BY id DESC"};
constexpr Command kInsertLink{
    "INSERT INTO message_link (account_id, message_id, url) VALUES ($1, $2, $3) RETURNING id"};
constexpr Query kAttachments{
    "SELECT name, content FROM attachment WHERE account_id = $1 AND message_id = $2 ORDER BY slot"};

std::map<std::string, std::int64_t, std::less<>> read_links(ReadTx& tx, AccountId account,
                                                            std::int64_t message) {
  std::map<std::string, std::int64_t, std::less<>> out;
  tx.run(kLinks, {number(account.value), number(message)}, [&](const Row& row) {
    RowReader in(row);
    std::string url = in.string();
    out[std::move(url)] = in.integer();
  });
  return out;
}

}  // namespace

std::optional<std::int64_t> find_list(ReadTx& tx, AccountId account, std::int64_t message) {
  std::optional<std::int64_t> out;
  tx.run(kFindList, {number(message), number(account.value)},
         [&](const Row& row) { out = RowReader(row).integer(); });
  return out;
}

std::vector<std::int64_t> links(WriteTx& tx, AccountId account, std::int64_t message,
                                const std::vector<std::string>& urls) {
  std::vector<std::int64_t> out;
  if (urls.empty()) return out;
  auto ids = read_links(tx, account, message);
  const auto has_id = [&](const std::string& url) { return ids.contains(url); };
  if (!std::all_of(urls.begin(), urls.end(), has_id)) {
    tx.run(kLockMessage, {number(message), number(account.value)});
    ids = read_links(tx, account, message);
  }
  for (const std::string& url : urls) {
    if (!has_id(url)) {
      tx.run(kInsertLink, {number(account.value), number(message), text(url)},
             [&](const Row& row) { ids[url] = RowReader(row).integer(); });
    }
    out.push_back(ids.at(url));
  }
  return out;
}

std::vector<File> attachments(ReadTx& tx, AccountId account, std::int64_t message) {
  std::vector<File> out;
  tx.run(kAttachments, {number(account.value), number(message)}, [&](const Row& row) {
    RowReader in(row);
    out.push_back({in.string(), in.string()});
  });
  return out;
}

Sender sender(ReadTx& tx, const domain::Plan& plan, const domain::Account& account,
              std::int64_t list) {
  domain::ListValues values = domain::default_list_values(plan, account);
  mailing_list::read_settings(tx, account.id, list, values);
  return {std::move(values[domain::list_setting("NLSenderName")]),
          std::move(values[domain::list_setting("ReplyTo")])};
}

}  // namespace usher::store::mail_content
