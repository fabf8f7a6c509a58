/// Orders to send a message, in the database.
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
  std::int64_t audience_id = 0;  ///< the list's number, or the id of what else it is
  domain::SendingState state = domain::SendingState::undefined;
  std::optional<TimePoint> due;  ///< nothing: nobody has said when
  std::string sender_name{};
  std::string sender_address{};
  domain::RecipientFields fields{};
};
/// Wakes whoever sends, when it is due.
domain::SendingId insert(WriteTx& tx, const NewSending& sending);

/// One that is not deleted, for whoever is going to change it.
std::optional<domain::Sending> lock(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// Waits for that time, as `deferred` or `immediate`; its mails that wait go on with it.
void schedule(WriteTx& tx, domain::AccountId account, domain::SendingId id,
              domain::SendingState state, TimePoint due);
/// Mails that were parked go on now: its date has come.
void resume(WriteTx& tx, const domain::Sending& sending);
/// Takes up nobody more; its mails that wait are parked.
void stop(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// Its mails that wait are gone; how many they were.
std::int64_t remove(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// The same as stop(), but nobody has asked for it.
void halt(WriteTx& tx, domain::AccountId account, domain::SendingId id);
/// When one of the account's sendings was last stopped, or deleted, on somebody's request.
std::optional<TimePoint> last_stop(ReadTx& tx, domain::AccountId account);
std::optional<TimePoint> last_removal(ReadTx& tx, domain::AccountId account);

/// A sending with what its message says.
struct Described {
  domain::Sending sending;
  std::string subject;
  std::string notes;
};
std::optional<Described> describe(ReadTx& tx, domain::AccountId account, domain::SendingId id);
/// Those in that state, the newest first.
domain::ResultPage<Described> queue(ReadTx& tx, domain::AccountId account,
                                    domain::SendingState state, const domain::PageQuery& query);
/// Those of a message that have begun, the newest first.
domain::ResultPage<domain::Sending> history(ReadTx& tx, domain::AccountId account,
                                            std::int64_t message, const domain::PageQuery& query);

// For those who send.

/// Up to so many that are due, those that have waited longest first; nobody else takes them until
/// the transaction ends.
std::vector<domain::Sending> claim(WriteTx& tx, int most);
/// Without an account: for mails that wait to be tried again.
std::optional<domain::Sending> find(ReadTx& tx, domain::SendingId id);
/// How far a sending has come. `due`: when it is looked at again; nothing: not any more.
void advance(WriteTx& tx, const domain::Sending& sending, std::optional<TimePoint> due,
             std::int64_t taken_up);
/// Not now, but then.
void postpone(WriteTx& tx, domain::SendingId id, TimePoint due);

/// What settling has changed about one sending.
struct Change {
  domain::SendingId id;
  std::int64_t sent = 0;
  std::int64_t failed = 0;
  std::int64_t unknown = 0;
  std::int64_t bytes = 0;
  std::int64_t closed = 0;  ///< mails that are not under way any more
};
/// Counts; those of which nothing is left to do are done. In the order of their ids.
void settle(WriteTx& tx, std::span<const Change> changes);
std::optional<TimePoint> next_due(ReadTx& tx);

}  // namespace usher::store::sending
