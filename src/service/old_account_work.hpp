/// Transitional: account operations that are still classes.
#pragma once

#include "service/access/account_request.hpp"
#include "service/endpoint.hpp"

namespace usher::service {

template <class Work>
class OnAccount {
 public:
  struct Input {
    Secret token;
    Arrival arrival;
    Result<typename Work::Input> asked;
  };
  using Output = Result<typename Work::Value>;

  template <class... Arguments>
  explicit OnAccount(RateLimit& rate, Arguments&&... arguments)
      : rate_(rate), work_{std::forward<Arguments>(arguments)...} {}

  Output operator()(store::WriteTx& tx, const Input& input) {
    const auto account =
        authorize_account_call(tx, rate_, input.token, Work::kMethod, input.arrival);
    if (!account) return account.error();
    if (!input.asked) return input.asked.error();
    return work_(tx, *account, *input.asked);
  }

 private:
  RateLimit& rate_;
  Work work_;
};

template <class Work>
using AskedOnAccount = Asked<OnAccount<Work>, Work::kAccess>;

}  // namespace usher::service
