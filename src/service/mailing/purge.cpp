#include "service/mailing/purge.hpp"

#include "store/mailing/purge.hpp"

namespace usher::service {
namespace {

namespace purge = store::purge;
using Tx = store::WriteTx;

/// So that many that are empty do not become one long transaction.
constexpr int kMaxGroups = 50;

/// True when there may be more.
bool purge_groups(Tx& tx, std::int64_t most, std::int64_t& rows) {
  const std::int64_t end = rows + most;
  for (int groups = 0; groups < kMaxGroups; ++groups) {
    const auto group = purge::next_group(tx);
    if (!group) return false;
    const std::int64_t room = end - rows;
    const std::int64_t taken = purge::members(tx, *group, room);
    rows += taken;
    if (taken == room) return true;
    purge::finish(tx, *group);
  }
  return true;
}

/// One message at a time: its attachments may be large.
bool purge_message(Tx& tx, const purge::RemovedList& list, std::int64_t most, std::int64_t& rows) {
  const auto message = purge::first_message(tx, list);
  if (!message) return false;
  const std::int64_t readers = purge::readers(tx, list.account, *message, most);
  const std::int64_t clicks = purge::clicks(tx, list.account, *message, most);
  rows += readers + clicks;
  if (readers < most && clicks < most) rows += purge::message(tx, list.account, *message);
  return true;
}

bool purge_list(Tx& tx, std::int64_t most, std::int64_t& rows) {
  const auto list = purge::next_list(tx);
  if (!list) return false;
  const std::int64_t groups = purge::groups(tx, *list, most);
  const std::int64_t subscriptions = purge::subscriptions(tx, *list, most);
  rows += subscriptions;
  if (purge_message(tx, *list, most, rows))
    return true;  // tags are on messages until these are gone
  const std::int64_t tags = purge::tags(tx, *list, most);
  rows += tags + purge::settings(tx, *list);
  if (groups < most && subscriptions < most && tags < most) purge::finish(tx, *list);
  return true;
}

}  // namespace

Purge::Output Purge::operator()(Tx& tx, const Input& input) {
  Output out;
  const bool lists = purge_list(tx, input.most, out.rows);
  const bool groups = purge_groups(tx, input.most, out.rows);
  out.more = lists || groups;
  return out;
}

}  // namespace usher::service
