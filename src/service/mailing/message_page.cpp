#include "service/mailing/message_page.hpp"

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/message.hpp"
#include "store/mailing/tag.hpp"

namespace usher::service::message_page {

using domain::Account;
using Tx = store::WriteTx;
using store::message::Visibility;

Result<OfList::Value> OfList::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  if (input.tags.empty()) {
    return store::message::page(tx, account.id, input.list, Visibility::all, input.query);
  }
  const auto tags = store::tag::find_existing(tx, account.id, input.list, input.tags);
  // No message has a tag that there is not.
  if (tags.size() < input.tags.size()) return Value(input.query);
  return store::message::page(tx, account.id, input.list, tags, input.query);
}

Result<OfUser::Value> OfUser::operator()(Tx& tx, const Account& account, const Input& query) {
  return store::message::page(tx, account.id, query);
}

Result<Online::Value> Online::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  const auto found =
      store::message::page(tx, account.id, input.list, Visibility::online, input.query);
  Value out(input.query);
  out.total = found.total;
  for (const domain::MessageSummary& message : found.items) {
    out.items.push_back({message, domain::online_token(keys.newest(), message)});
  }
  return out;
}

Result<Archived::Value> Archived::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto list = mailing_list::need(tx, account, input.list);
  if (!list) return list.error();
  return store::message::page(tx, account.id, input.list, Visibility::archived, input.query);
}

}  // namespace usher::service::message_page
