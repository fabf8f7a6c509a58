/// Recipients of an account in the database.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/group.hpp"
#include "domain/mailing/recipient.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::recipient {

struct StoredRecipient {
  domain::Recipient recipient;
  std::int64_t import = 0;  ///< the last import that contained the recipient; 0: none
};
/// Returns the recipients, indexed by `keys` (domain::email_key); nullopt if there is none.
std::vector<std::optional<StoredRecipient>> find_by_keys(ReadTx& tx, domain::AccountId account,
                                                         std::span<const std::string> keys);
std::optional<domain::Recipient> find(ReadTx& tx, domain::AccountId account,
                                      domain::RecipientId id);

/// Inserts recipients and returns their ids, indexed by `recipients`. REQUIRES: the account is
/// locked (store::account::lock) and has no recipients with these addresses.
std::vector<domain::RecipientId> insert(WriteTx& tx, domain::AccountId account,
                                        std::span<const domain::Recipient> recipients,
                                        std::int64_t import);
/// Writes all columns except the address.
void update(WriteTx& tx, domain::AccountId account, std::span<const domain::Recipient> recipients,
            std::int64_t import);
/// Writes the address. REQUIRES: no other recipient of the account has the address.
void update_email(WriteTx& tx, domain::AccountId account, domain::RecipientId id,
                  std::string_view email);
/// Deletes a recipient. REQUIRES: the recipient has no subscription and is in no group
/// (store/mailing/subscription.hpp).
void remove(WriteTx& tx, domain::AccountId account, domain::RecipientId id);

/// Returns the account's recipient count.
std::int64_t count(ReadTx& tx, domain::AccountId account);
/// Adds `more`, which may be negative, to the account's recipient count.
void add_to_count(WriteTx& tx, domain::AccountId account, std::int64_t more);

/// Returns a list's recipients with this status. `total` is their number.
domain::ResultPage<domain::Recipient> page_of_list(ReadTx& tx, domain::AccountId account,
                                                   std::int64_t list, domain::Subscription status,
                                                   std::int64_t total,
                                                   const domain::PageQuery& query);
/// Returns a group's members. `total` is their number.
domain::ResultPage<domain::Recipient> page_of_group(ReadTx& tx, domain::AccountId account,
                                                    domain::GroupId group, std::int64_t total,
                                                    const domain::PageQuery& query);

}  // namespace usher::store::recipient
