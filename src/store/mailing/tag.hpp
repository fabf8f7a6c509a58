/// Tags of lists and of messages in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/message.hpp"
#include "domain/mailing/tag.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::tag {

/// Its new id; nothing when the list has one of that name.
std::optional<domain::TagId> insert(WriteTx& tx, domain::AccountId account, const domain::Tag& tag);
std::int64_t count(ReadTx& tx, domain::AccountId account, std::int64_t list);
std::optional<domain::Tag> find(ReadTx& tx, domain::AccountId account, domain::TagId id);
/// Writes name and enabled. False, and nothing changed, when another one has the name.
bool update(WriteTx& tx, domain::AccountId account, const domain::Tag& tag);
/// Also from the messages that have it.
void remove(WriteTx& tx, domain::AccountId account, domain::TagId id);
domain::ResultPage<domain::Tag> page(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                     const domain::PageQuery& query);

/// Which of these a list has.
std::vector<domain::TagId> find_existing(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                         std::span<const domain::TagId> ids);
std::vector<domain::TagId> find_existing(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                         std::span<const std::string> names);

/// A message's tags, the newest first.
std::vector<domain::Tag> find_by_message(ReadTx& tx, domain::AccountId account,
                                         domain::MessageId message);
/// Gives a message these tags and no others. REQUIRES: none is named twice.
void set(WriteTx& tx, domain::AccountId account, domain::MessageId message,
         std::span<const domain::TagId> tags);

}  // namespace usher::store::tag
