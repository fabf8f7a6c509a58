#include "service/mailing/statistic.hpp"

#include "store/mailing/statistic.hpp"

namespace usher::service {

using domain::Account;
using store::ReadTx;

Result<std::int64_t> count_message_statistic(ReadTx& tx, const Account& account,
                                             const StatisticCountQuery& message) {
  return store::statistic::count_of_message(tx, account.id, message.id, message.topic);
}

Result<std::int64_t> count_recipient_statistic(ReadTx& tx, const Account& account,
                                               const StatisticCountQuery& recipient) {
  return store::statistic::count_of_recipient(tx, account.id, recipient.id, recipient.topic);
}

Result<domain::ResultPage<domain::ReaderCount>> list_message_statistic(
    ReadTx& tx, const Account& account, const StatisticListQuery& query) {
  return store::statistic::readers(tx, account.id, query.id, query.topic, query.page);
}

Result<domain::ResultPage<domain::MessageCount>> list_recipient_statistic(
    ReadTx& tx, const Account& account, const StatisticListQuery& query) {
  return store::statistic::messages(tx, account.id, query.id, query.topic, query.page);
}

Result<domain::ResultPage<domain::LinkCount>> list_clicked_links(ReadTx& tx, const Account& account,
                                                                 const ClicksQuery& query) {
  return store::statistic::links(tx, account.id, query.id, query.page);
}

Result<domain::ResultPage<domain::ReaderCount>> list_message_clicks(ReadTx& tx,
                                                                    const Account& account,
                                                                    const ClicksQuery& query) {
  return store::statistic::clickers(tx, account.id, query.id, query.page);
}

Result<domain::ResultPage<domain::MessageCount>> list_recipient_clicks(ReadTx& tx,
                                                                       const Account& account,
                                                                       const ClicksQuery& query) {
  return store::statistic::clicked(tx, account.id, query.id, query.page);
}

}  // namespace usher::service
