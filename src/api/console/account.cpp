#include "api/console/account.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "api/ask.hpp"
#include "api/caller.hpp"
#include "api/console/page.hpp"
#include "api/reply.hpp"
#include "base/clock.hpp"

namespace usher::api::console {
namespace {

using service::account::Lists;
using service::account::Show;

constexpr const char* kVersion = "9.0.0";  // as the contract's clients have seen it

struct ConsoleUserInfo {
  std::string AccountName;
  std::string Company;
  std::string ExpiryDate;
  bool IsTrial = false;
  std::string UID;
  std::string Url;
  std::string Username;
  std::string Version;
};
BOOST_DESCRIBE_STRUCT(ConsoleUserInfo, (),
                      (AccountName, Company, ExpiryDate, IsTrial, UID, Url, Username, Version))

struct ConsoleCredit {
  static constexpr std::string_view kXmlName = "ConsoleCredit";
  std::int64_t Credit = 0;
  std::int64_t ListId = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleCredit, (), (Credit, ListId))

struct ConsoleUserDetails {
  bool AutoRenewal = false;
  std::string Company;
  std::vector<ConsoleCredit> CreditsByList;
  std::string Email;
  std::string ExpiryDate;
  bool IsTrial = false;
  std::string Lang;
  std::int64_t Plan = 0;
  std::int64_t TotalCredits = 0;
  std::string UID;
  std::string Url;
  std::string Username;
  std::string Version;
};
BOOST_DESCRIBE_STRUCT(ConsoleUserDetails, (),
                      (AutoRenewal, Company, CreditsByList, Email, ExpiryDate, IsTrial, Lang, Plan,
                       TotalCredits, UID, Url, Username, Version))

struct ConsoleListItem {
  static constexpr std::string_view kXmlName = "ConsoleListItem";
  std::string Company;
  std::string Description;
  std::string Name;
  std::int64_t idList = 0;
  std::string listGuid;
};
BOOST_DESCRIBE_STRUCT(ConsoleListItem, (), (Company, Description, Name, idList, listGuid))

/// The contract's E.2; empty for an account without an end.
std::string date_text(const std::optional<TimePoint>& time) {
  if (!time) return {};
  const std::int64_t ms = to_ms(*time);
  return fmt::format("{:%Y-%m-%d %H:%M:%S}.{:03}", fmt::gmtime(static_cast<std::time_t>(ms / 1000)),
                     ms % 1000);
}

/// What both answers say of the account.
template <class T>
T described(const Show::Shown& shown, const std::string& public_url) {
  const domain::Account& account = shown.account;
  T out;
  out.Company = account.company;
  out.ExpiryDate = date_text(account.ends_at);
  out.IsTrial = account.ends_at.has_value();
  out.UID = std::to_string(account.id.value);
  out.Url = shown.plan.sign_in_url.empty() ? public_url + "/account" : shown.plan.sign_in_url;
  out.Username = domain::user_name_of(account.id);
  out.Version = kVersion;
  return out;
}

}  // namespace

http::Task<http::Response> AccountRoutes::info(const http::Request& request) {
  const http::Format format = http::answer_format(request.header("Accept"));
  Show::Input input{bearer_token(request), {steady_now()}};
  const Show::Output shown = co_await ask(show_, std::move(input));
  if (!shown) co_return error_reply(format, shown.error(), kBearerChallenge);
  const auto out = described<ConsoleUserInfo>(*shown, public_url_);
  co_return reply(format, out, "ConsoleUserInfo");
}

http::Task<http::Response> AccountRoutes::details(const http::Request& request) {
  const http::Format format = http::answer_format(request.header("Accept"));
  Show::Input input{bearer_token(request), {steady_now()}, true};
  const Show::Output shown = co_await ask(show_, std::move(input));
  if (!shown) co_return error_reply(format, shown.error(), kBearerChallenge);
  auto out = described<ConsoleUserDetails>(*shown, public_url_);
  for (const std::int64_t list : shown->lists) out.CreditsByList.push_back({0, list});
  out.Email = shown->account.address;
  out.Lang = domain::code_of(shown->account.language);
  out.Plan = shown->plan.id.value;
  co_return reply(format, out, "ConsoleUserDetails");
}

http::Task<http::Response> AccountRoutes::lists(const http::Request& request) {
  const http::Format format = http::answer_format(request.header("Accept"));
  const Result<Paging> paging = read_paging(request);
  Lists::Input input{bearer_token(request), {steady_now()}};
  if (paging) {
    input.skip = paging->skipped();
    input.limit = paging->size;
  }
  const Lists::Output found = co_await ask(lists_, std::move(input));
  if (!found) co_return error_reply(format, found.error(), kBearerChallenge);
  if (!paging) co_return error_reply(format, paging.error());
  Page<ConsoleListItem> out(*paging, found->total);
  for (const auto& list : found->lists) {
    out.Items.push_back({found->company, "", list.name, list.number, list.guid});
  }
  co_return page_reply(format, out);
}

}  // namespace usher::api::console
