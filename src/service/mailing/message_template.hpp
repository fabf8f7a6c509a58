/// What an application can ask about the templates that messages are made from. Every list of an
/// account has the same.
#pragma once

#include "base/error.hpp"
#include "domain/mailing/message_template.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service::message_template {

/// The lowest numbers first.
struct List {
  struct Input {
    std::int64_t list = 0;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::MessageTemplate>;
  static constexpr std::string_view kMethod = "GetEmailTemplates";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct Show {
  struct Input {
    std::int64_t list = 0;
    std::int64_t id = 0;
  };
  using Value = domain::MessageTemplate;
  static constexpr std::string_view kMethod = "GetEmailTemplateDetails";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

}  // namespace usher::service::message_template
