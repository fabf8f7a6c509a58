/// What an application can ask about the account's lists.
#pragma once

#include <optional>

#include "base/error.hpp"
#include "base/random.hpp"
#include "domain/mailing/mailing_list.hpp"
#include "domain/mailing/mailing_list_settings.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::service::mailing_list {

/// A page of them, the highest number first.
struct List {
  using Input = domain::PageQuery;
  struct Value {
    std::string company;  ///< the account's
    domain::ResultPage<domain::MailingList> page;
  };
  static constexpr std::string_view kMethod = "GetExistingLists";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// A list with all that it says.
struct Described {
  domain::MailingList list;
  domain::ListValues values;  ///< of all members
};

struct Show {
  using Input = std::int64_t;  ///< its number
  using Value = Described;
  static constexpr std::string_view kMethod = "GetExistingListById";
  static constexpr store::Access kAccess = store::Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& number);
};

/// `invalid` when the account has as many as it may, or the model is none of its lists.
class Create {
 public:
  struct Input {
    domain::GivenListValues given;  ///< its name at least
    /// Number of the list whose settings it takes on; nothing: those of the account's plan.
    std::optional<std::int64_t> model;
  };
  using Value = Described;
  static constexpr std::string_view kMethod = "CreateNewList";
  static constexpr store::Access kAccess = store::Access::write;
  explicit Create(Random& random) : random_(random) {}
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);

 private:
  Random& random_;
};

/// Changes what is given.
struct Update {
  struct Input {
    std::int64_t list = 0;
    domain::GivenListValues given;
  };
  using Value = Described;
  static constexpr std::string_view kMethod = "UpdateExistingList";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// `invalid` for the account's last one.
struct Remove {
  using Input = std::int64_t;
  struct Value {};
  static constexpr std::string_view kMethod = "DeleteList";
  static constexpr store::Access kAccess = store::Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& number);
};

/// All that a list says.
Described describe(store::WriteTx& tx, const domain::Account& account, domain::MailingList list);

/// A list of the account; `not_found` for what is none.
Result<domain::MailingList> need(store::ReadTx& tx, const domain::Account& account,
                                 std::int64_t number);

}  // namespace usher::service::mailing_list
