#include "service/mailing/message_template.hpp"

#include <fmt/format.h>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/message_template.hpp"

namespace usher::service {

using domain::Account;
using domain::MessageTemplate;
using store::ReadTx;

Result<domain::ResultPage<MessageTemplate>> list_message_templates(
    ReadTx& tx, const Account& account, const MessageTemplatesQuery& query) {
  const auto list = mailing_list::need(tx, account, query.list);
  if (!list) return list.error();
  return store::message_template::page(tx, domain::message_templates(account.language), query.page);
}

Result<MessageTemplate> read_message_template(ReadTx& tx, const Account& account,
                                              const MessageTemplateRef& ref) {
  const auto list = mailing_list::need(tx, account, ref.list);
  if (!list) return list.error();
  auto found = domain::message_template(account.language, ref.id);
  if (!found) return Error{Errc::not_found, fmt::format("There is no template {}.", ref.id)};
  return std::move(*found);
}

}  // namespace usher::service
