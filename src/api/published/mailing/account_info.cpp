#include "api/published/mailing/account_info.hpp"

#include "domain/wire_date.hpp"
#include "service/mailing/account_info.hpp"

namespace usher::api::published {
namespace {

using http::Format;
using http::Method;

constexpr const char* kVersion = "9.0.0";  // published clients expect this version

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

/// Returns a wire type with the members that both answers have.
template <class T>
T user_item(const service::AccountInfo& info, const std::string& public_url) {
  const domain::Account& account = info.account;
  T out;
  out.Company = account.company;
  out.ExpiryDate = domain::wire_moment(account.expires_at);
  out.IsTrial = account.expires_at.has_value();
  out.UID = std::to_string(account.id.value);
  out.Url = info.plan.sign_in_url.empty() ? public_url + "/account" : info.plan.sign_in_url;
  out.Username = domain::user_name_of(account.id);
  out.Version = kVersion;
  return out;
}

http::Response write_account_info(Format format, const service::AccountInfo& info,
                                  const std::string& public_url) {
  return reply(format, user_item<ConsoleUserInfo>(info, public_url), "ConsoleUserInfo");
}

http::Response write_account_details(Format format, const service::AccountDetails& details,
                                     const std::string& public_url) {
  auto out = user_item<ConsoleUserDetails>(details.info, public_url);
  for (const std::int64_t list : details.lists) out.CreditsByList.push_back({0, list});
  out.Email = details.info.account.address;
  out.Lang = domain::code_of(details.info.account.language);
  out.Plan = details.info.plan.id.value;
  return reply(format, out, "ConsoleUserDetails");
}

}  // namespace

void add_account_info(ResourceRoutes& routes, const std::string& public_url) {
  using namespace service;
  routes
      .add<&read_account_info>("GetConsoleAuthenticatedUserInfo", Method::get,
                               "Authentication/Info",
                               [public_url](Format format, const AccountInfo& info) {
                                 return write_account_info(format, info, public_url);
                               })
      .add<&read_account_details>("GetConsoleAuthenticatedUserDetails", Method::get,
                                  "Authentication/Details",
                                  [public_url](Format format, const AccountDetails& details) {
                                    return write_account_details(format, details, public_url);
                                  });
}

}  // namespace usher::api::published
