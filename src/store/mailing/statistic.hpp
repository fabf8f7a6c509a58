/// Reads the statistics of messages. Totals are stored and never computed.
#pragma once

#include "domain/mailing/statistic.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::statistic {

/// Returns the number of a message's events; 0 if the account has no such message.
std::int64_t count_of_message(ReadTx& tx, domain::AccountId account, std::int64_t message,
                              domain::Topic topic);
/// Returns the number of a recipient's events in all messages; 0 if the account has no such
/// recipient.
std::int64_t count_of_recipient(ReadTx& tx, domain::AccountId account, std::int64_t recipient,
                                domain::Topic topic);

/// Returns the message's recipients with events of the topic, ordered by id.
domain::ResultPage<domain::ReaderCount> readers(ReadTx& tx, domain::AccountId account,
                                                std::int64_t message, domain::Topic topic,
                                                const domain::PageQuery& query);
/// Returns the clicks of the message's recipients, per link.
domain::ResultPage<domain::ReaderCount> clickers(ReadTx& tx, domain::AccountId account,
                                                 std::int64_t message,
                                                 const domain::PageQuery& query);
/// Returns the message's links that were clicked.
domain::ResultPage<domain::LinkCount> links(ReadTx& tx, domain::AccountId account,
                                            std::int64_t message, const domain::PageQuery& query);

/// Returns the messages for which the recipient has events of the topic, newest first.
domain::ResultPage<domain::MessageCount> messages(ReadTx& tx, domain::AccountId account,
                                                  std::int64_t recipient, domain::Topic topic,
                                                  const domain::PageQuery& query);
/// Returns the recipient's clicks, per message and link.
domain::ResultPage<domain::MessageCount> clicked(ReadTx& tx, domain::AccountId account,
                                                 std::int64_t recipient,
                                                 const domain::PageQuery& query);

}  // namespace usher::store::statistic
