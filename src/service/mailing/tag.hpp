/// What an application can ask about the tags of a list.
#pragma once

#include <span>
#include <vector>

#include "base/error.hpp"
#include "domain/mailing/tag.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service::tag {

/// The newest first.
struct List {
  struct Input {
    std::int64_t list = 0;
    domain::PageQuery query;
  };
  using Value = domain::ResultPage<domain::Tag>;
  static constexpr std::string_view kMethod = "GetTags";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// `invalid` when the list has a tag of that name already, or as many as it can have.
struct Create {
  using Input = domain::Tag;  ///< without an id
  using Value = domain::Tag;
  static constexpr std::string_view kMethod = "CreateTag";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Changes what is given.
struct Update {
  struct Input {
    std::int64_t list = 0;
    domain::TagId id;
    std::optional<std::string> name;
    std::optional<bool> enabled;
  };
  using Value = domain::Tag;
  static constexpr std::string_view kMethod = "UpdateTag";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Also from the messages that have it.
struct Remove {
  struct Input {
    std::int64_t list = 0;
    domain::TagId id;
  };
  struct Value {};
  static constexpr std::string_view kMethod = "DeleteTag";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// These tags, each once; `invalid` when the list does not have all of them, or when they are more
/// than a message can have.
Result<std::vector<domain::TagId>> need_all(store::WriteTx& tx, const domain::Account& account,
                                            std::int64_t list, std::span<const domain::TagId> ids);

}  // namespace usher::service::tag
