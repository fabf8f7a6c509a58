/// What became of messages, as it is asked about, in the database. Totals are kept, never counted.
#pragma once

#include "domain/mailing/statistic.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::statistic {

/// How often it has happened in all; 0 for a message or a recipient that is none of the account's.
std::int64_t count_of_message(ReadTx& tx, domain::AccountId account, std::int64_t message,
                              domain::Topic topic);
std::int64_t count_of_recipient(ReadTx& tx, domain::AccountId account, std::int64_t recipient,
                                domain::Topic topic);

/// To whom it has happened, by their numbers.
domain::ResultPage<domain::ReaderCount> readers(ReadTx& tx, domain::AccountId account,
                                                std::int64_t message, domain::Topic topic,
                                                const domain::PageQuery& query);
/// Who followed which link.
domain::ResultPage<domain::ReaderCount> clickers(ReadTx& tx, domain::AccountId account,
                                                 std::int64_t message,
                                                 const domain::PageQuery& query);
/// Links of a message that were followed.
domain::ResultPage<domain::LinkCount> links(ReadTx& tx, domain::AccountId account,
                                            std::int64_t message, const domain::PageQuery& query);

/// With which messages it has happened to a recipient, the newest first.
domain::ResultPage<domain::MessageCount> messages(ReadTx& tx, domain::AccountId account,
                                                  std::int64_t recipient, domain::Topic topic,
                                                  const domain::PageQuery& query);
/// Which links he followed in which of them.
domain::ResultPage<domain::MessageCount> clicked(ReadTx& tx, domain::AccountId account,
                                                 std::int64_t recipient,
                                                 const domain::PageQuery& query);

}  // namespace usher::store::statistic
