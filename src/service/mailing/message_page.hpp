/// What an application can ask about the messages of a list, and of all lists.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "domain/mailing/message.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service::message_page {

/// Those of a list that have all the tags, the newest first.
struct OfList {
  struct Input {
    std::int64_t list = 0;
    std::vector<std::string> tags;  ///< their names
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::MessageSummary>;
  static constexpr std::string_view kMethod = "GetMailMessagesByList";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Those of all lists.
struct OfUser {
  using Input = domain::PageQuery;
  using Value = domain::ResultPage<domain::MessageSummary>;
  static constexpr std::string_view kMethod = "GetMailMessagesByUser";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct ListAndQuery {
  std::int64_t list = 0;
  domain::PageQuery query;
};

/// Those that anybody can read on the web, with what stands in their addresses.
struct Online {
  using Input = ListAndQuery;
  struct Item {
    domain::MessageSummary message;
    std::string token;
  };
  using Value = domain::ResultPage<Item>;
  static constexpr std::string_view kMethod = "GetPublishedMailMessagesByList";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);

  const Keys& keys;
};

/// Those that were out, by mail or on the web, and are not to be read on the web now.
struct Archived {
  using Input = ListAndQuery;
  using Value = domain::ResultPage<domain::MessageSummary>;
  static constexpr std::string_view kMethod = "GetArchivedMailMessagesByList";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

}  // namespace usher::service::message_page
