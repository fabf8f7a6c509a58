#include "service/mailing/purge.hpp"

#include "store/mailing/message.hpp"
#include "store/mailing/purge.hpp"
#include "store/mailing/storage.hpp"

namespace usher::service {
namespace {

namespace purge = store::purge;
using store::WriteTx;

constexpr std::int64_t kMaxPurgedRows = 500;  ///< rows of each table
/// The maximum number of groups in one transaction, which bounds its length if many are empty.
constexpr int kMaxPurgedGroups = 50;

/// Purges removed groups. Returns true if more may remain.
bool purge_groups(WriteTx& tx, PurgeResult& out) {
  const std::int64_t end = out.rows + kMaxPurgedRows;
  for (int groups = 0; groups < kMaxPurgedGroups; ++groups) {
    const auto group = purge::next_group(tx);
    if (!group) return false;
    const std::int64_t room = end - out.rows;
    const std::int64_t deleted = purge::members(tx, *group, room);
    out.rows += deleted;
    if (deleted == room) return true;
    purge::finish(tx, *group);
  }
  return true;
}

/// Purges one message, because its attachments may be large. Returns false if there was none.
bool purge_message(WriteTx& tx, const purge::RemovedList& list, PurgeResult& out) {
  const auto message = purge::first_message(tx, list);
  if (!message) return false;
  const std::int64_t readers = purge::readers(tx, list.account, *message, kMaxPurgedRows);
  const std::int64_t clicks = purge::clicks(tx, list.account, *message, kMaxPurgedRows);
  out.rows += readers + clicks;
  if (readers < kMaxPurgedRows && clicks < kMaxPurgedRows) {
    const std::int64_t size = store::message::stored_size(tx, list.account, {*message});
    out.rows += purge::message(tx, list.account, *message);
    store::storage::add(tx, list.account, -size);
  }
  return true;
}

/// Purges a removed list. Returns true if more may remain.
bool purge_list(WriteTx& tx, PurgeResult& out) {
  const auto list = purge::next_list(tx);
  if (!list) return false;
  const std::int64_t groups = purge::groups(tx, *list, kMaxPurgedRows);
  const std::int64_t subscriptions = purge::subscriptions(tx, *list, kMaxPurgedRows);
  out.rows += subscriptions;
  // Messages are purged first, because they refer to tags.
  if (purge_message(tx, *list, out)) return true;
  const std::int64_t tags = purge::tags(tx, *list, kMaxPurgedRows);
  out.rows += tags + purge::settings(tx, *list);
  if (groups < kMaxPurgedRows && subscriptions < kMaxPurgedRows && tags < kMaxPurgedRows) {
    purge::finish(tx, *list);
  }
  return true;
}

}  // namespace

PurgeResult purge_removed_lists(WriteTx& tx) {
  PurgeResult out;
  const bool lists = purge_list(tx, out);
  const bool groups = purge_groups(tx, out);
  const std::int64_t links = purge::old_links(tx, kMaxPurgedRows);
  out.rows += links;
  out.more = lists || groups || links >= kMaxPurgedRows;
  return out;
}

}  // namespace usher::service
