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
/// Returns the recipients with these keys (domain::email_key), in order; nullopt if there is none.
std::vector<std::optional<StoredRecipient>> find_by_keys(ReadTx& tx, domain::AccountId account,
                                                         std::span<const std::string> keys);
std::optional<domain::Recipient> find(ReadTx& tx, domain::AccountId account,
                                      domain::RecipientId id);

/// Returns the new ids in order. REQUIRES: the account is locked (store::account::lock) and has no
/// recipients with these addresses.
std::vector<domain::RecipientId> insert(WriteTx& tx, domain::AccountId account,
                                        std::span<const domain::Recipient> recipients,
                                        std::int64_t import);
/// Writes all columns but the address.
void update(WriteTx& tx, domain::AccountId account, std::span<const domain::Recipient> recipients,
            std::int64_t import);
/// REQUIRES: no other recipient of the account has the address.
void update_email(WriteTx& tx, domain::AccountId account, domain::RecipientId id,
                  std::string_view email);
/// REQUIRES: the recipient has no subscription and is in no group (store/mailing/subscription.hpp).
void remove(WriteTx& tx, domain::AccountId account, domain::RecipientId id);

/// Returns the account's recipient count.
std::int64_t count(ReadTx& tx, domain::AccountId account);
/// Adds `more` to the account's recipient count; may be negative.
void add_to_count(WriteTx& tx, domain::AccountId account, std::int64_t more);

/// Returns a list's recipients with that status. `total`: how many the list counts.
domain::ResultPage<domain::Recipient> page_of_list(ReadTx& tx, domain::AccountId account,
                                                   std::int64_t list, domain::Subscription status,
                                                   std::int64_t total,
                                                   const domain::PageQuery& query);
/// Returns a group's members. `total`: how many the group counts.
domain::ResultPage<domain::Recipient> page_of_group(ReadTx& tx, domain::AccountId account,
                                                    domain::GroupId group, std::int64_t total,
                                                    const domain::PageQuery& query);

}  // namespace usher::store::recipient
