/// Operations on the templates for new messages. All lists of an account have the same templates.
#pragma once

#include "base/error.hpp"
#include "domain/mailing/message_template.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct MessageTemplatesQuery {
  std::int64_t list = 0;
  domain::PageQuery page;
};
/// Returns the templates in the account's language, lowest number first.
Result<domain::ResultPage<domain::MessageTemplate>> list_message_templates(
    store::ReadTx& tx, const domain::Account& account, const MessageTemplatesQuery& query);

struct MessageTemplateRef {
  std::int64_t list = 0;
  std::int64_t id = 0;
};
Result<domain::MessageTemplate> read_message_template(store::ReadTx& tx,
                                                      const domain::Account& account,
                                                      const MessageTemplateRef& ref);

}  // namespace usher::service
