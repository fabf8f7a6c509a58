/// Groups of recipients in the database.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::group {

/// Inserts a group and returns its id, nullopt if the list has a group with this name.
std::optional<domain::GroupId> insert(WriteTx& tx, domain::AccountId account,
                                      const domain::Group& group);
std::optional<domain::Group> find(ReadTx& tx, domain::AccountId account, domain::GroupId id);
/// Writes name, notes and deletable. Returns false and changes nothing if another group of the list
/// has the name.
bool update(WriteTx& tx, domain::AccountId account, const domain::Group& group);
/// Hides the group. Its rows are deleted in batches (store/mailing/purge.hpp).
void remove(WriteTx& tx, domain::AccountId account, domain::GroupId id);

domain::ResultPage<domain::Group> page(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                       const domain::PageQuery& query);

/// Returns the groups of the list that contain the recipient.
domain::ResultPage<domain::Group> page_of_recipient(ReadTx& tx, domain::AccountId account,
                                                    std::int64_t list,
                                                    domain::RecipientId recipient,
                                                    const domain::PageQuery& query);

}  // namespace usher::store::group
