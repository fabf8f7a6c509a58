/// E-mail messages in the database.
#pragma once

#include <optional>
#include <span>

#include "domain/mailing/message.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::message {

domain::MessageId insert(WriteTx& tx, domain::AccountId account, const domain::Message& message);
/// One more, like it in all but that it was never out, with the same tags and attachments.
/// REQUIRES: it is there.
domain::MessageId clone(WriteTx& tx, domain::AccountId account, domain::MessageId id);
/// How many an account has.
std::int64_t count(ReadTx& tx, domain::AccountId account);

/// What lists say of it.
std::optional<domain::MessageSummary> find_summary(ReadTx& tx, domain::AccountId account,
                                                   domain::MessageId id);
/// The same for whoever is going to change what belongs to it.
std::optional<domain::MessageSummary> lock(WriteTx& tx, domain::AccountId account,
                                           domain::MessageId id);
std::optional<domain::Message> find(ReadTx& tx, domain::AccountId account, domain::MessageId id);

/// Writes everything that is not said by what became of it.
void update(WriteTx& tx, domain::AccountId account, const domain::Message& message);
void set_publication(WriteTx& tx, domain::AccountId account, domain::MessageId id,
                     domain::Publication publication);
/// With its tags, attachments and statistics.
void remove(WriteTx& tx, domain::AccountId account, domain::MessageId id);
/// Whether it has a sending that is not over.
bool is_being_sent(ReadTx& tx, domain::AccountId account, domain::MessageId id);

/// A message that anybody may read, whose account and list are there, and whose it is.
struct Published {
  domain::AccountId account;
  domain::MessageSummary summary;
};
std::optional<Published> find_published(ReadTx& tx, domain::MessageId id);

/// Which messages of a list.
enum class Visibility { all, online, archived };
domain::ResultPage<domain::MessageSummary> page(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                          Visibility visibility, const domain::PageQuery& query);
/// Those that have all of these tags. REQUIRES: none is named twice.
domain::ResultPage<domain::MessageSummary> page(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                          std::span<const domain::TagId> tags,
                                          const domain::PageQuery& query);
/// Those of all lists.
domain::ResultPage<domain::MessageSummary> page(ReadTx& tx, domain::AccountId account,
                                          const domain::PageQuery& query);

}  // namespace usher::store::message
