#include "store/mailing/reader.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "store/row_reader.hpp"

namespace usher::store::reader {
namespace {

constexpr Command kInsertMissing{
    "INSERT INTO reader (account_id, message_id, recipient_id, deliveries) "
    "SELECT account, message, recipient, 0 FROM {batch account:int message:int recipient:int} "
    "WHERE true ON CONFLICT DO NOTHING"};
constexpr Command kLock{
    "SELECT r.account_id, r.message_id, r.recipient_id, r.deliveries, r.views, r.clicks, "
    "r.bounce, r.unsubscribed, r.opened_by_click_at FROM {batch account:int message:int "
    "recipient:int} "
    "JOIN reader r ON r.account_id = batch.account AND r.message_id = batch.message "
    "AND r.recipient_id = batch.recipient "
    "ORDER BY r.account_id, r.message_id, r.recipient_id {for_update_of r}"};
constexpr Command kUpdate{
    "UPDATE reader SET deliveries = batch.deliveries, views = batch.views, clicks = batch.clicks, "
    "bounce = batch.bounce, unsubscribed = batch.unsubscribed, "
    "opened_by_click_at = batch.opened FROM "
    "{batch account:int message:int recipient:int deliveries:int views:int clicks:int bounce:int "
    "unsubscribed:int opened:int} WHERE reader.account_id = batch.account "
    "AND reader.message_id = batch.message AND reader.recipient_id = batch.recipient"};
constexpr Command kAddToMessage{
    "INSERT INTO message_statistic (account_id, message_id, deliveries, recipients, views, "
    "viewers, clicks, clickers, bounces, unsubscriptions) "
    "SELECT account, message, deliveries, recipients, views, viewers, clicks, clickers, bounces, "
    "unsubscriptions FROM {batch account:int message:int deliveries:int recipients:int views:int "
    "viewers:int clicks:int clickers:int bounces:int unsubscriptions:int} WHERE true "
    "ON CONFLICT (account_id, message_id) DO UPDATE SET "
    "deliveries = message_statistic.deliveries + excluded.deliveries, "
    "recipients = message_statistic.recipients + excluded.recipients, "
    "views = message_statistic.views + excluded.views, "
    "viewers = message_statistic.viewers + excluded.viewers, "
    "clicks = message_statistic.clicks + excluded.clicks, "
    "clickers = message_statistic.clickers + excluded.clickers, "
    "bounces = message_statistic.bounces + excluded.bounces, "
    "unsubscriptions = message_statistic.unsubscriptions + excluded.unsubscriptions"};
constexpr Command kAddToLink{
    "UPDATE message_link SET clicks = message_link.clicks + batch.more "
    "FROM {batch account:int link:int more:int} "
    "WHERE message_link.id = batch.link AND message_link.account_id = batch.account"};
constexpr Command kAddLinkClicks{
    "INSERT INTO link_click (account_id, link_id, recipient_id, clicks) "
    "SELECT account, link, recipient, more FROM "
    "{batch account:int link:int recipient:int more:int} WHERE true "
    "ON CONFLICT (account_id, link_id, recipient_id) "
    "DO UPDATE SET clicks = link_click.clicks + excluded.clicks"};

struct Counts {
  std::int64_t deliveries = 0;
  std::int64_t recipients = 0;
  std::int64_t views = 0;
  std::int64_t viewers = 0;
  std::int64_t clicks = 0;
  std::int64_t clickers = 0;
  std::int64_t bounces = 0;
  std::int64_t unsubscriptions = 0;
};
using MessageKey = std::pair<domain::AccountId, std::int64_t>;

/// Adds `more` to `value`. Returns true if the value changes from 0.
bool add_first(std::int64_t& value, std::int64_t more) {
  const bool first = value == 0 && more > 0;
  value += more;
  return first;
}

/// A reader's counts so far.
struct Reader : Change {
  std::optional<TimePoint> opened_by_click_at;
};

constexpr Duration kSameReading = std::chrono::minutes(1);

/// Applies `change` to the state of one reader and adds its effect to the counts of the message.
void apply(Reader& now, Change change, TimePoint time, Counts& counts) {
  if (now.opened_by_click_at && time - *now.opened_by_click_at < kSameReading) change.views = 0;
  if (change.clicks > 0 && now.views + change.views == 0) {
    change.views = 1;
    now.opened_by_click_at = time;
  }
  counts.deliveries += change.deliveries;
  counts.views += change.views;
  counts.clicks += change.clicks;
  if (add_first(now.deliveries, change.deliveries)) ++counts.recipients;
  if (add_first(now.views, change.views)) ++counts.viewers;
  if (add_first(now.clicks, change.clicks)) ++counts.clickers;
  if (change.bounce != Bounce::none && now.bounce == Bounce::none) ++counts.bounces;
  if (change.bounce == Bounce::hard || now.bounce == Bounce::none) now.bounce = change.bounce;
  if (change.unsubscribed && !now.unsubscribed) ++counts.unsubscriptions;
  now.unsubscribed = now.unsubscribed || change.unsubscribed;
}

void add_to_messages(WriteTx& tx, const std::map<MessageKey, Counts>& messages) {
  Batch batch(10);
  for (const auto& [key, counts] : messages) {
    batch.add({number(key.first.value), number(key.second), number(counts.deliveries),
               number(counts.recipients), number(counts.views), number(counts.viewers),
               number(counts.clicks), number(counts.clickers), number(counts.bounces),
               number(counts.unsubscriptions)});
  }
  tx.run(kAddToMessage, batch);
}

}  // namespace

void change(WriteTx& tx, const std::map<Key, Change>& changes) {
  if (changes.empty()) return;
  Batch keys(3);
  for (const auto& [key, change] : changes) {
    keys.add({number(key.account.value), number(key.message), number(key.recipient.value)});
  }
  tx.run(kInsertMissing, keys);
  Batch rows(9);
  std::map<MessageKey, Counts> messages;
  tx.run(kLock, keys, {}, [&](const Row& row) {
    RowReader in(row);
    const Key key{{in.integer()}, in.integer(), {in.integer()}};
    Reader now{{in.integer(), in.integer(), in.integer(), in.as<Bounce>(), in.flag()},
               in.optional_time()};
    apply(now, changes.at(key), tx.now(), messages[{key.account, key.message}]);
    rows.add({number(key.account.value), number(key.message), number(key.recipient.value),
              number(now.deliveries), number(now.views), number(now.clicks),
              number(static_cast<int>(now.bounce)), flag(now.unsubscribed),
              now.opened_by_click_at ? ms(*now.opened_by_click_at) : Value{}});
  });
  tx.run(kUpdate, rows);
  add_to_messages(tx, messages);
}

void change_links(WriteTx& tx, const std::map<LinkKey, std::int64_t>& clicks) {
  if (clicks.empty()) return;
  std::map<MessageKey, std::int64_t> links;
  Batch each(4);
  for (const auto& [key, more] : clicks) {
    links[{key.account, key.link}] += more;
    each.add(
        {number(key.account.value), number(key.link), number(key.recipient.value), number(more)});
  }
  Batch all(3);
  for (const auto& [key, more] : links) {
    all.add({number(key.first.value), number(key.second), number(more)});
  }
  tx.run(kAddToLink, all);
  tx.run(kAddLinkClicks, each);
}

}  // namespace usher::store::reader
