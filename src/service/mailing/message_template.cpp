#include "service/mailing/message_template.hpp"

#include <fmt/format.h>

#include "service/mailing/mailing_list.hpp"
#include "store/mailing/message_template.hpp"

namespace usher::service::message_template {

using domain::Account;

Result<List::Value> List::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  const auto list = require_list(tx, account, input.list);
  if (!list) return list.error();
  return store::message_template::page(tx, domain::message_templates(account.language),
                                       input.query);
}

Result<Show::Value> Show::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  const auto list = require_list(tx, account, input.list);
  if (!list) return list.error();
  auto found = domain::message_template(account.language, input.id);
  if (!found) return Error{Errc::not_found, fmt::format("There is no template {}.", input.id)};
  return std::move(*found);
}

}  // namespace usher::service::message_template
