#include "api/published/mailing/account_info.hpp"

#include "domain/wire_date.hpp"
#include "service/mailing/account_info.hpp"

namespace usher::api::console {
namespace {

using service::account::Details;
using service::account::Info;

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

/// What both answers say of the account.
template <class T>
T described(const Info::Value& shown, const std::string& public_url) {
  const domain::Account& account = shown.account;
  T out;
  out.Company = account.company;
  out.ExpiryDate = domain::wire_moment(account.expires_at);
  out.IsTrial = account.expires_at.has_value();
  out.UID = std::to_string(account.id.value);
  out.Url = shown.plan.sign_in_url.empty() ? public_url + "/account" : shown.plan.sign_in_url;
  out.Username = domain::user_name_of(account.id);
  out.Version = kVersion;
  return out;
}

http::Response write_details(http::Format format, const Details::Value& shown,
                             const std::string& public_url) {
  auto out = described<ConsoleUserDetails>(shown.info, public_url);
  for (const std::int64_t list : shown.lists) out.CreditsByList.push_back({0, list});
  out.Email = shown.info.account.address;
  out.Lang = domain::code_of(shown.info.account.language);
  out.Plan = shown.info.plan.id.value;
  return reply(format, out, "ConsoleUserDetails");
}

}  // namespace

void add_account(Resources& resources, const std::string& public_url) {
  using http::Format;
  using http::Method;
  resources
      .add<Info>(Method::get, "Authentication/Info", no_input<Info>,
                 [public_url](Format format, const Info::Value& shown) {
                   return reply(format, described<ConsoleUserInfo>(shown, public_url),
                                "ConsoleUserInfo");
                 })
      .add<Details>(Method::get, "Authentication/Details", no_input<Details>,
                    [public_url](Format format, const Details::Value& shown) {
                      return write_details(format, shown, public_url);
                    });
}

}  // namespace usher::api::console
