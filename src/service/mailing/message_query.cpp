#include "service/mailing/message_query.hpp"

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/message.hpp"
#include "store/mailing/tag.hpp"

namespace usher::service {

using domain::Account;
using domain::MessageSummary;
using store::ReadTx;
using store::message::Visibility;

Result<domain::ResultPage<MessageSummary>> list_messages(ReadTx& tx, const Account& account,
                                                         const TaggedMessagesQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  if (query.tags.empty()) {
    return store::message::page(tx, account.id, query.list, Visibility::all, query.page);
  }
  const auto tags = store::tag::find_existing(tx, account.id, query.list, query.tags);
  // One of the tags does not exist, so that no message has all of them.
  if (tags.size() < query.tags.size()) return domain::ResultPage<MessageSummary>(query.page);
  return store::message::page(tx, account.id, query.list, tags, query.page);
}

Result<domain::ResultPage<MessageSummary>> list_all_messages(ReadTx& tx, const Account& account,
                                                             const domain::PageQuery& page) {
  return store::message::page(tx, account.id, page);
}

Result<domain::ResultPage<OnlineMessage>> list_online_messages(ReadTx& tx,
                                                               const PublicationTools& tools,
                                                               const Account& account,
                                                               const MessagesQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  const auto found =
      store::message::page(tx, account.id, query.list, Visibility::online, query.page);
  domain::ResultPage<OnlineMessage> out(query.page);
  out.total = found.total;
  for (const MessageSummary& message : found.items) {
    out.items.push_back({message, domain::online_token(tools.keys.newest(), message)});
  }
  return out;
}

Result<domain::ResultPage<MessageSummary>> list_archived_messages(ReadTx& tx,
                                                                  const Account& account,
                                                                  const MessagesQuery& query) {
  const auto list = require_list(tx, account, query.list);
  if (!list) return list.error();
  return store::message::page(tx, account.id, query.list, Visibility::archived, query.page);
}

}  // namespace usher::service
