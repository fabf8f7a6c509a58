#include "store/mailing/mail_content.hpp"

#include <algorithm>
#include <map>

#include "store/mailing/mailing_list.hpp"

namespace usher::store::mail_content {
namespace {

using domain::AccountId;

constexpr Query kListOf{
    "SELECT m.list FROM message m "
    "JOIN mailing_list l ON l.account_id = m.account_id AND l.number = m.list "
    "WHERE m.id = $1 AND m.account_id = $2 AND l.removed_at IS NULL"};
// Whoever makes links of a message takes it first: each address gets one number.
constexpr Command kTake{"SELECT id FROM message WHERE id = $1 AND account_id = $2 {for_update}"};
constexpr Query kLinks{
    "SELECT id, url FROM message_link WHERE account_id = $1 AND message_id = $2 ORDER BY id DESC"};
constexpr Command kInsertLink{
    "INSERT INTO message_link (account_id, message_id, url) VALUES ($1, $2, $3) RETURNING id"};
constexpr Query kAttachments{
    "SELECT name, content FROM attachment WHERE account_id = $1 AND message_id = $2 ORDER BY slot"};

std::map<std::string, std::int64_t, std::less<>> known_links(ReadTx& tx, AccountId account,
                                                             std::int64_t message) {
  std::map<std::string, std::int64_t, std::less<>> out;
  tx.run(kLinks, {number(account.value), number(message)},
         [&](const Row& row) { out[std::string(row.text(1))] = row.integer(0); });
  return out;
}

}  // namespace

std::optional<std::int64_t> find_list(ReadTx& tx, AccountId account, std::int64_t message) {
  std::optional<std::int64_t> out;
  tx.run(kListOf, {number(message), number(account.value)},
         [&](const Row& row) { out = row.integer(0); });
  return out;
}

std::vector<std::int64_t> links(WriteTx& tx, AccountId account, std::int64_t message,
                                const std::vector<std::string>& urls) {
  std::vector<std::int64_t> out;
  if (urls.empty()) return out;
  auto known = known_links(tx, account, message);
  const auto is_known = [&](const std::string& url) { return known.contains(url); };
  if (!std::all_of(urls.begin(), urls.end(), is_known)) {
    tx.run(kTake, {number(message), number(account.value)});
    known = known_links(tx, account, message);
  }
  for (const std::string& url : urls) {
    if (!is_known(url)) {
      tx.run(kInsertLink, {number(account.value), number(message), text(url)},
             [&](const Row& row) { known[url] = row.integer(0); });
    }
    out.push_back(known.at(url));
  }
  return out;
}

std::vector<File> attachments(ReadTx& tx, AccountId account, std::int64_t message) {
  std::vector<File> out;
  tx.run(kAttachments, {number(account.value), number(message)}, [&](const Row& row) {
    out.push_back({std::string(row.text(0)), std::string(row.text(1))});
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
