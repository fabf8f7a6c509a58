/// Takes away what removed lists and groups have left behind, in bites. By whole ranges of keys, so
/// that a bite costs as much as it takes, however much there is.
///
/// What has a number and could be met again under it keeps the highest one: SQLite would give it to
/// the next row.
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

/// Whoever has seen it while it was there has ended, and adds nothing to it any more.
inline constexpr Duration kPurgeAfter{2000};

/// The first that has rows left, locked; where several nodes work, one that nobody else has.
std::optional<RemovedList> next_list(WriteTx& tx);
std::optional<RemovedGroup> next_group(WriteTx& tx);
/// Has no rows any more. The row itself stays for good: its number is never given again.
void finish(WriteTx& tx, const RemovedList& list);
void finish(WriteTx& tx, const RemovedGroup& group);

// Each takes away at most `most` rows and returns how many it did: fewer when there are no more.

std::int64_t members(WriteTx& tx, const RemovedGroup& group, std::int64_t most);
std::int64_t subscriptions(WriteTx& tx, const RemovedList& list, std::int64_t most);
std::int64_t tags(WriteTx& tx, const RemovedList& list, std::int64_t most);
/// Removes the list's groups: what they have is taken away as that of others.
std::int64_t groups(WriteTx& tx, const RemovedList& list, std::int64_t most);

/// The list's first message.
std::optional<std::int64_t> first_message(ReadTx& tx, const RemovedList& list);
/// What its recipients did: their rows, then those of its links' clicks.
std::int64_t readers(WriteTx& tx, domain::AccountId account, std::int64_t message,
                     std::int64_t most);
std::int64_t clicks(WriteTx& tx, domain::AccountId account, std::int64_t message,
                    std::int64_t most);

/// The message with its links, tags, attachments and counts; of each there are few.
std::int64_t message(WriteTx& tx, domain::AccountId account, std::int64_t message);
/// What the list said about itself.
std::int64_t settings(WriteTx& tx, const RemovedList& list);

}  // namespace usher::store::purge
