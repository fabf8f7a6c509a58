/// Deletes the rows of removed lists and groups in batches, each a range of keys, so that the cost
/// of a batch does not depend on the number of rows.
///
/// The rows of removed lists and groups remain, because SQLite would assign the highest number
/// again.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/mailing/group.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::purge {

struct RemovedList {
  domain::AccountId account;
  std::int64_t number = 0;
  TimePoint removed_at;
};
struct RemovedGroup {
  domain::AccountId account;
  domain::GroupId id;
};

/// Time after a removal after which no earlier transaction can add rows.
inline constexpr Duration kPurgeAfter{2000};

/// How long the links of removed messages lead on.
inline constexpr Duration kKeepLinks = std::chrono::hours(24 * 730);

/// Locks the first removed list that is not purged and not locked by another node.
std::optional<RemovedList> next_list(WriteTx& tx);
std::optional<RemovedGroup> next_group(WriteTx& tx);
/// Marks the list as purged. Its row remains, so that its number is never reused.
void finish(WriteTx& tx, const RemovedList& list);
/// Marks the group as purged. Its row remains, so that its number is never reused.
void finish(WriteTx& tx, const RemovedGroup& group);

// Each function deletes at most `limit` rows and returns their number. Fewer than `limit` rows mean
// that no rows remain.

std::int64_t members(WriteTx& tx, const RemovedGroup& group, std::int64_t limit);
std::int64_t subscriptions(WriteTx& tx, const RemovedList& list, std::int64_t limit);
std::int64_t tags(WriteTx& tx, const RemovedList& list, std::int64_t limit);
/// Removes the list's groups, which are then purged like other removed groups.
std::int64_t groups(WriteTx& tx, const RemovedList& list, std::int64_t limit);

/// Returns the list's message with the lowest id.
std::optional<std::int64_t> first_message(ReadTx& tx, const RemovedList& list);
/// Deletes the message's counts per recipient.
std::int64_t readers(WriteTx& tx, domain::AccountId account, std::int64_t message,
                     std::int64_t limit);
/// Deletes the clicks on the message's links.
std::int64_t clicks(WriteTx& tx, domain::AccountId account, std::int64_t message,
                    std::int64_t limit);

/// Deletes the message with its tags, attachments and counts. Its links are kept for kKeepLinks,
/// because mails that were delivered refer to them.
std::int64_t message(WriteTx& tx, domain::AccountId account, std::int64_t message);
/// Deletes links whose message was removed kKeepLinks ago.
std::int64_t old_links(WriteTx& tx, std::int64_t limit);
/// Deletes the list's settings.
std::int64_t settings(WriteTx& tx, const RemovedList& list);

}  // namespace usher::store::purge
