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
  std::int64_t import = 0;  ///< that brought it last
};
/// Those with these keys (domain::email_key), in order; nothing where there is none.
std::vector<std::optional<StoredRecipient>> find_by_keys(ReadTx& tx, domain::AccountId account,
                                                         std::span<const std::string> keys);
std::optional<domain::Recipient> find(ReadTx& tx, domain::AccountId account,
                                      domain::RecipientId id);

/// New ones, their ids in order. REQUIRES: none of their keys is there, and nobody else writes
/// recipients of the account (store::account::take).
std::vector<domain::RecipientId> insert(WriteTx& tx, domain::AccountId account,
                                        std::span<const domain::Recipient> recipients,
                                        std::int64_t import);
/// Writes all but the address.
void update(WriteTx& tx, domain::AccountId account, std::span<const domain::Recipient> recipients,
            std::int64_t import);
/// Another address. REQUIRES: nobody has its key.
void update_email(WriteTx& tx, domain::AccountId account, domain::RecipientId id,
                  std::string_view email);
/// REQUIRES: no list and no group that is still there knows it (store/mailing/subscription).
void remove(WriteTx& tx, domain::AccountId account, domain::RecipientId id);

/// How many an account has.
std::int64_t count(ReadTx& tx, domain::AccountId account);
/// So many more (or fewer).
void add_to_count(WriteTx& tx, domain::AccountId account, std::int64_t more);

/// Those that stand so in a list. `all`: how many do, as the list counts them.
domain::ResultPage<domain::Recipient> page_of_list(ReadTx& tx, domain::AccountId account,
                                                   std::int64_t list, domain::Subscription status,
                                                   std::int64_t all,
                                                   const domain::PageQuery& query);
domain::ResultPage<domain::Recipient> page_of_group(ReadTx& tx, domain::AccountId account,
                                                    domain::GroupId group, std::int64_t all,
                                                    const domain::PageQuery& query);

}  // namespace usher::store::recipient
