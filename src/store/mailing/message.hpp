/// Messages in the database.
#pragma once

#include <optional>
#include <span>

#include "domain/mailing/message.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::message {

domain::MessageId insert(WriteTx& tx, domain::AccountId account, const domain::Message& message);
/// Inserts an unsent and unpublished copy with the message's tags and attachments. REQUIRES:
/// the message exists.
domain::MessageId clone(WriteTx& tx, domain::AccountId account, domain::MessageId id);
/// Returns the number of the account's messages.
std::int64_t count(ReadTx& tx, domain::AccountId account);

/// Returns the columns that lists of messages show.
std::optional<domain::MessageSummary> find_summary(ReadTx& tx, domain::AccountId account,
                                                   domain::MessageId id);
/// Locks the message, for a change of its tags, attachments or sendings.
std::optional<domain::MessageSummary> lock(WriteTx& tx, domain::AccountId account,
                                           domain::MessageId id);
std::optional<domain::Message> find(ReadTx& tx, domain::AccountId account, domain::MessageId id);

/// Returns the bytes that the message and its attachments take; 0 if there is no such message.
std::int64_t stored_size(ReadTx& tx, domain::AccountId account, domain::MessageId id);

/// Writes the columns that the author sets: all but publication and times.
void update(WriteTx& tx, domain::AccountId account, const domain::Message& message);
void set_publication(WriteTx& tx, domain::AccountId account, domain::MessageId id,
                     domain::Publication publication);
/// Removes the message with its tags, attachments and statistics.
void remove(WriteTx& tx, domain::AccountId account, domain::MessageId id);
/// Returns whether a sending of the message has not ended.
bool is_being_sent(ReadTx& tx, domain::AccountId account, domain::MessageId id);

/// A message that is readable on the web, and its account.
struct Published {
  domain::AccountId account;
  domain::MessageSummary summary;
};
/// Returns nullopt if the message is not online, its list was removed, or its account has expired.
std::optional<Published> find_published(ReadTx& tx, domain::MessageId id);

/// The selection of a list's messages. `archived` means sent or published earlier, and not online.
enum class Visibility { all, online, archived };
domain::ResultPage<domain::MessageSummary> page(ReadTx& tx, domain::AccountId account,
                                                std::int64_t list, Visibility visibility,
                                                const domain::PageQuery& query);
/// Returns the list's messages that have all tags. REQUIRES: the tags are distinct.
domain::ResultPage<domain::MessageSummary> page(ReadTx& tx, domain::AccountId account,
                                                std::int64_t list,
                                                std::span<const domain::TagId> tags,
                                                const domain::PageQuery& query);
/// Returns the messages of all lists.
domain::ResultPage<domain::MessageSummary> page(ReadTx& tx, domain::AccountId account,
                                                const domain::PageQuery& query);

}  // namespace usher::store::message
