/// Tags of lists and of messages in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/message.hpp"
#include "domain/mailing/tag.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::tag {

/// Inserts a tag and returns its id, nullopt if the list has a tag with this name.
std::optional<domain::TagId> insert(WriteTx& tx, domain::AccountId account, const domain::Tag& tag);
/// Returns the number of the list's tags.
std::int64_t count(ReadTx& tx, domain::AccountId account, std::int64_t list);
std::optional<domain::Tag> find(ReadTx& tx, domain::AccountId account, domain::TagId id);
/// Finds a tag by its name in a list.
std::optional<domain::Tag> find_by_name(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                        std::string_view name);
/// Writes name and enabled. Returns false and changes nothing if another tag of the list has the
/// name.
bool update(WriteTx& tx, domain::AccountId account, const domain::Tag& tag);
/// Removes the tag from its messages and from the list.
void remove(WriteTx& tx, domain::AccountId account, domain::TagId id);
domain::ResultPage<domain::Tag> page(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                     const domain::PageQuery& query);

/// Returns the ids that are tags of the list.
std::vector<domain::TagId> find_existing(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                         std::span<const domain::TagId> ids);
/// Returns the ids of the list's tags with these names.
std::vector<domain::TagId> find_existing(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                         std::span<const std::string> names);

/// Returns a message's tags, newest first.
std::vector<domain::Tag> find_by_message(ReadTx& tx, domain::AccountId account,
                                         domain::MessageId message);
/// Replaces a message's tags. REQUIRES: the tags are distinct.
void set(WriteTx& tx, domain::AccountId account, domain::MessageId message,
         std::span<const domain::TagId> tags);

}  // namespace usher::store::tag
