/// What can be asked on an account with an access token: the frame around each such service.
///
/// A piece of work is an object with
///   Input, Value            what it is asked and what it answers
///   kMethod                 its operation's name in the contract: what its calls are counted under
///   kAccess                 whether it writes
///   Result<Value> operator()(Tx&, const domain::Account&, const Input&)
/// and every statement that it runs asks for the account's own rows.
#pragma once

#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "service/endpoint.hpp"
#include "service/rate_limit.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The account behind an access token, after its call was counted. `unauthorized` for what is no
/// live token, `too_many` over the limit, `forbidden` when the account has expired.
Result<domain::Account> open_account(store::Tx& tx, const Secret& token, RateLimit& rate,
                                     Method method, const Arrival& arrival);

template <class Work>
class OnAccount {
 public:
  struct Input {
    Secret token;
    Arrival arrival;
    /// What is wrong with a request is told only to who may ask at all.
    Result<typename Work::Input> asked;
  };
  using Output = Result<typename Work::Value>;

  template <class... Arguments>
  explicit OnAccount(RateLimit& rate, Arguments&&... arguments)
      : rate_(rate), work_{std::forward<Arguments>(arguments)...} {}

  Output operator()(store::Tx& tx, const Input& input) {
    const auto account =
        open_account(tx, input.token, rate_, method_named(Work::kMethod), input.arrival);
    if (!account) return account.error();
    if (!input.asked) return input.asked.error();
    return work_(tx, *account, *input.asked);
  }

 private:
  RateLimit& rate_;
  Work work_;
};

/// The service together with its transactions.
template <class Work>
using AskedOnAccount = Asked<OnAccount<Work>, Work::kAccess>;

}  // namespace usher::service
