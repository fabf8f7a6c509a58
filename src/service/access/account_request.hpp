/// Operations on an account with an access token: the frame around each of them.
///
/// An account operation is an ordinary function of one of these forms, where Tx is ReadTx or
/// WriteTx; every statement that it runs names the account:
///   Result<Value> f(Tx&, const domain::Account&)
///   Result<Value> f(Tx&, const domain::Account&, const Input&)
///   Result<Value> f(Tx&, const Tools&, const domain::Account&, const Input&)
#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "service/operation.hpp"
#include "service/rate_limit.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// Returns the account of an access token after counting the call: `unauthorized` if the token is
/// not live, `too_many` over the limit, `forbidden` if the account's status does not allow calls.
Result<domain::Account> authorize_account_call(store::ReadTx& tx, RateLimit& rate,
                                               const Secret& token, std::string_view method,
                                               const Arrival& arrival);

/// The head of a request on an account.
struct AccountRequestHead {
  Secret token;
  std::string_view method;  ///< the operation's published name: static storage
  Arrival arrival;
};
/// Authorizes and counts a request whose body was not read yet. The errors are those of
/// authorize_account_call().
Result<domain::AccountId> admit_account_request(store::ReadTx& tx, RateLimit* const& rate,
                                                const AccountRequestHead& head);

namespace detail {

template <class Function>
struct AccountParts;

template <class Out, class T>
struct AccountParts<Result<Out> (*)(T&, const domain::Account&)> {
  using Value = Out;
  using Tx = T;
  using Tools = Nothing;
  using Input = Nothing;
};
template <class Out, class T, class In>
struct AccountParts<Result<Out> (*)(T&, const domain::Account&, In)> {
  using Value = Out;
  using Tx = T;
  using Tools = Nothing;
  using Input = std::remove_cvref_t<In>;
};
template <class Out, class T, class Tool, class In>
struct AccountParts<Result<Out> (*)(T&, const Tool&, const domain::Account&, In)>
    : AccountParts<Result<Out> (*)(T&, const domain::Account&, In)> {
  using Tools = Tool;
};

template <auto F>
using AccountPartsOf = AccountParts<decltype(F)>;

}  // namespace detail

template <auto F>
using AccountValue = typename detail::AccountPartsOf<F>::Value;
template <auto F>
using AccountInput = typename detail::AccountPartsOf<F>::Input;
template <auto F>
using AccountTools = typename detail::AccountPartsOf<F>::Tools;

/// One request on an account, as it is queued.
template <class Input>
struct AccountRequest {
  AccountRequest() = default;
  AccountRequest(Secret access_token, std::string_view name, Arrival arrived, Result<Input> read)
      : token(std::move(access_token)), method(name), arrival(arrived), input(std::move(read)) {}

  /// See store::Job::party().
  std::size_t party() const { return std::hash<std::string_view>()(token.reveal()); }

  Secret token;
  std::string_view method;  ///< the operation's published name: static storage
  Arrival arrival;
  /// An invalid request is only reported to an authorized caller.
  Result<Input> input = Input{};
};

/// The rate limit, and the tools of operation F.
template <class Tools>
struct AccountRequestTools {
  RateLimit& rate;
  Tools tools;
};

/// Authorizes and counts a request, then runs account operation F on its account.
template <auto F>
Result<AccountValue<F>> run_account_request(typename detail::AccountPartsOf<F>::Tx& tx,
                                            const AccountRequestTools<AccountTools<F>>& tools,
                                            const AccountRequest<AccountInput<F>>& request) {
  const auto account =
      authorize_account_call(tx, tools.rate, request.token, request.method, request.arrival);
  if (!account) return account.error();
  if (!request.input) return request.input.error();
  if constexpr (!std::is_same_v<AccountTools<F>, detail::Nothing>) {
    return F(tx, tools.tools, *account, *request.input);
  } else if constexpr (!std::is_same_v<AccountInput<F>, detail::Nothing>) {
    return F(tx, *account, *request.input);
  } else {
    return F(tx, *account);
  }
}

}  // namespace usher::service
