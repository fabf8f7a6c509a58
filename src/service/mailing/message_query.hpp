/// Queries for result pages of an account's messages, by list, tags and publication.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/mailing/message.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "service/mailing/message.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct TaggedMessagesQuery {
  std::int64_t list = 0;
  std::vector<std::string> tags;  ///< the names of the tags
  domain::PageQuery page;
};
/// Returns the messages of a list that have all tags of the query, newest first.
Result<domain::ResultPage<domain::MessageSummary>> list_messages(store::ReadTx& tx,
                                                                 const domain::Account& account,
                                                                 const TaggedMessagesQuery& query);

/// Returns the messages of all lists of the account.
Result<domain::ResultPage<domain::MessageSummary>> list_all_messages(store::ReadTx& tx,
                                                                     const domain::Account& account,
                                                                     const domain::PageQuery& page);

struct MessagesQuery {
  std::int64_t list = 0;
  domain::PageQuery page;
};

struct OnlineMessage {
  domain::MessageSummary message;
  std::string token;  ///< the last segment of its public address
};
/// Returns the published messages of a list.
Result<domain::ResultPage<OnlineMessage>> list_online_messages(store::ReadTx& tx,
                                                               const PublicationTools& tools,
                                                               const domain::Account& account,
                                                               const MessagesQuery& query);

/// Returns the messages of a list that were sent or published and are not published now.
Result<domain::ResultPage<domain::MessageSummary>> list_archived_messages(
    store::ReadTx& tx, const domain::Account& account, const MessagesQuery& query);

}  // namespace usher::service
