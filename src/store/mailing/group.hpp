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

/// Its new id; nothing when the list has one of that name.
std::optional<domain::GroupId> insert(WriteTx& tx, domain::AccountId account,
                                      const domain::Group& group);
std::optional<domain::Group> find(ReadTx& tx, domain::AccountId account, domain::GroupId id);
/// Writes name, notes and deletable. False, and nothing changed, when another one has the name.
bool update(WriteTx& tx, domain::AccountId account, const domain::Group& group);
/// Nobody sees it any more; its rows are taken away in bites (store/mailing/purge).
void remove(WriteTx& tx, domain::AccountId account, domain::GroupId id);

domain::ResultPage<domain::Group> page(ReadTx& tx, domain::AccountId account, std::int64_t list,
                                       const domain::PageQuery& query);

/// Those of the list that a recipient is in.
domain::ResultPage<domain::Group> page_of_recipient(ReadTx& tx, domain::AccountId account,
                                                    std::int64_t list,
                                                    domain::RecipientId recipient,
                                                    const domain::PageQuery& query);

}  // namespace usher::store::group
