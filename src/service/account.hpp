/// What an application may know of the account that it works on.
#pragma once

#include <string>
#include <vector>

#include "base/secret.hpp"
#include "domain/account.hpp"
#include "domain/plan.hpp"
#include "store/mailing_list.hpp"
#include "store/tx.hpp"

namespace usher::service::account {

/// The account behind an access token, with its plan.
struct Show {
  struct Input {
    Secret token;
    bool with_lists = false;  ///< also the numbers of its lists
  };
  struct Shown {
    domain::Account account;
    domain::Plan plan;
    std::vector<std::int64_t> lists;  ///< if they were asked for
  };
  using Output = Result<Shown>;
  Output operator()(store::Tx& tx, const Input& input);
};

/// A page of the account's lists, highest number first.
struct Lists {
  struct Input {
    Secret token;
    std::int64_t skip = 0;
    std::int64_t limit = 20;
  };
  struct Page {
    std::string company;
    std::vector<store::mailing_list::List> lists;
    std::int64_t total = 0;
  };
  using Output = Result<Page>;
  Output operator()(store::Tx& tx, const Input& input);
};

}  // namespace usher::service::account
