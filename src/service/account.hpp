/// What an application may know of the account that it works on.
#pragma once

#include <string>
#include <vector>

#include "base/secret.hpp"
#include "domain/account.hpp"
#include "domain/plan.hpp"
#include "service/rate_limit.hpp"
#include "store/mailing_list.hpp"
#include "store/tx.hpp"

namespace usher::service::account {

/// The account behind an access token, with its plan.
class Show {
 public:
  struct Input {
    Secret token;
    Arrival arrival;
    bool with_lists = false;  ///< also the numbers of its lists
  };
  struct Shown {
    domain::Account account;
    domain::Plan plan;
    std::vector<std::int64_t> lists;  ///< if they were asked for
  };
  using Output = Result<Shown>;
  explicit Show(RateLimit& rate) : rate_(rate) {}
  Output operator()(store::Tx& tx, const Input& input);

 private:
  RateLimit& rate_;
};

/// A page of the account's lists, highest number first.
class Lists {
 public:
  struct Input {
    Secret token;
    Arrival arrival;
    std::int64_t skip = 0;
    std::int64_t limit = 20;
  };
  struct Page {
    std::string company;
    std::vector<store::mailing_list::List> lists;
    std::int64_t total = 0;
  };
  using Output = Result<Page>;
  explicit Lists(RateLimit& rate) : rate_(rate) {}
  Output operator()(store::Tx& tx, const Input& input);

 private:
  RateLimit& rate_;
};

}  // namespace usher::service::account
