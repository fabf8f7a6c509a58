/// Sendings in the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/mailing/sending.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::sending {

struct NewSending {
  domain::AccountId account;
  std::int64_t list = 0;
  std::int64_t message = domain::kConfirmationMessage;
  domain::Audience audience = domain::Audience::list;
  std::int64_t audience_id = 0;  ///< the list's number, or the id of the group, recipient or import
  domain::SendingState state = domain::SendingState::undefined;
  std::optional<TimePoint> due;  ///< nullopt: not scheduled
  std::string sender_name{};
  std::string sender_address{};
  domain::RecipientFields fields{};
};
/// Inserts a sending, and wakes the workers if it is scheduled.
domain::SendingId insert(WriteTx& tx, const NewSending& sending);

/// Locks a sending that is not deleted.
std::optional<domain::Sending> lock(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// Schedules the sending as `deferred` or `immediate`. `immediate` resumes its parked deliveries,
/// `deferred` parks them.
void schedule(WriteTx& tx, domain::AccountId account, domain::SendingId id,
              domain::SendingState state, TimePoint due);
/// Resumes the parked deliveries of a sending that is due.
void resume(WriteTx& tx, const domain::Sending& sending);
/// Stops the sending on request and parks its deliveries that wait for a retry.
void stop(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// Marks the sending as deleted and removes its deliveries that wait for a retry. Returns the
/// number of these deliveries.
std::int64_t remove(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// Stops the sending without a request, so that last_stop() does not change.
void halt(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// Returns the last time that a sending of the account was stopped on request.
std::optional<TimePoint> last_stop(ReadTx& tx, domain::AccountId account);
/// Returns the last time that a sending of the account was deleted.
std::optional<TimePoint> last_removal(ReadTx& tx, domain::AccountId account);

/// A sending with texts of its message.
struct Described {
  domain::Sending sending;
  std::string subject;
  std::string notes;
};
std::optional<Described> describe(ReadTx& tx, domain::AccountId account, domain::SendingId id);
/// Returns the sendings in this state, newest first.
domain::ResultPage<Described> queue(ReadTx& tx, domain::AccountId account,
                                    domain::SendingState state, const domain::PageQuery& query);
/// Returns the started sendings of a message, newest first.
domain::ResultPage<domain::Sending> history(ReadTx& tx, domain::AccountId account,
                                            std::int64_t message, const domain::PageQuery& query);

// The following functions are for workers.

/// Locks up to `limit` due sendings that are not locked by another node, ordered by due time.
std::vector<domain::Sending> claim(WriteTx& tx, int limit);
/// Returns a sending of any account.
std::optional<domain::Sending> find(ReadTx& tx, domain::SendingId id);
/// Writes the progress of a sending. `due` is the time of its next turn; nullopt: none. `created`
/// is the number of deliveries that this turn created.
void advance(WriteTx& tx, const domain::Sending& sending, std::optional<TimePoint> due,
             std::int64_t created);
/// Moves the sending's next turn to `due`.
void postpone(WriteTx& tx, domain::SendingId id, TimePoint due);

/// The settled deliveries of one sending.
struct Change {
  domain::SendingId id;
  std::int64_t sent = 0;
  std::int64_t failed = 0;
  std::int64_t unknown = 0;
  std::int64_t bytes = 0;
  std::int64_t closed = 0;  ///< the number of deliveries that are no longer in flight
};
/// Adds the changes to the counts, ordered by id. Sendings without remaining deliveries
/// become `done`.
void settle(WriteTx& tx, std::span<const Change> changes);
std::optional<TimePoint> next_due(ReadTx& tx);

}  // namespace usher::store::sending
