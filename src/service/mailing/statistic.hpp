/// Operations on the statistics of messages and recipients (docs/contract/resources.md, D). Unknown
/// messages and recipients have a count of 0 and empty lists.
#pragma once

#include "base/error.hpp"
#include "domain/mailing/statistic.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The id of a message or a recipient, and the events to count.
struct StatisticCountQuery {
  std::int64_t id = 0;
  domain::Topic topic = domain::Topic::deliveries;
};
Result<std::int64_t> count_message_statistic(store::ReadTx& tx, const domain::Account& account,
                                             const StatisticCountQuery& message);
Result<std::int64_t> count_recipient_statistic(store::ReadTx& tx, const domain::Account& account,
                                               const StatisticCountQuery& recipient);

struct StatisticListQuery {
  std::int64_t id = 0;  ///< the id of a message or a recipient
  domain::Topic topic = domain::Topic::deliveries;
  domain::PageQuery page;
};
/// Returns the recipients of a message with an event of the topic.
Result<domain::ResultPage<domain::ReaderCount>> list_message_statistic(
    store::ReadTx& tx, const domain::Account& account, const StatisticListQuery& query);
/// Returns the messages to a recipient with an event of the topic, newest first.
Result<domain::ResultPage<domain::MessageCount>> list_recipient_statistic(
    store::ReadTx& tx, const domain::Account& account, const StatisticListQuery& query);

struct ClicksQuery {
  std::int64_t id = 0;  ///< the id of a message or a recipient
  domain::PageQuery page;
};
/// Returns the clicked links of a message.
Result<domain::ResultPage<domain::LinkCount>> list_clicked_links(store::ReadTx& tx,
                                                                 const domain::Account& account,
                                                                 const ClicksQuery& query);
/// Returns the clicks on a message's links, per recipient and link.
Result<domain::ResultPage<domain::ReaderCount>> list_message_clicks(store::ReadTx& tx,
                                                                    const domain::Account& account,
                                                                    const ClicksQuery& query);
/// Returns the clicks of a recipient, per message and link.
Result<domain::ResultPage<domain::MessageCount>> list_recipient_clicks(
    store::ReadTx& tx, const domain::Account& account, const ClicksQuery& query);

}  // namespace usher::service
