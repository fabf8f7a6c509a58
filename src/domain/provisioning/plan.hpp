/// A plan: how accounts of an application are set up, and the brand that applicants see.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/id.hpp"

namespace usher::domain {

using PlanId = Id<struct PlanTag>;

/// The plan of new applications, created by the first migration.
inline constexpr std::string_view kDefaultPlan = "default";

struct Plan {
  PlanId id;
  std::string name;                ///< the name that staff use: lower-case characters, digits, '-'
  std::string brand = "Usher";     ///< the product's name in emails and pages
  std::string sender;              ///< From of its mails, "Name <address>"; empty: mail.from
  std::string sign_in_url;         ///< empty: /account below server.public_url
  int trial_days = 30;             ///< 0: accounts do not expire
  bool confirm_address = false;    ///< the applicant must confirm the address (Code 0)
  bool refuse_disposable = false;  ///< refuses addresses at disposable domains
  std::string list_name = "Newsletter";  ///< the list of a new account
  bool choose_password = false;          ///< the owner must choose a password at the first sign-in
  // Limits of an account; 0: unlimited.
  std::int64_t max_recipients = 0;
  std::int64_t max_emails = 0;         ///< the limit of its messages, in total; 0: unlimited
  std::int64_t emails_per_second = 0;  ///< the limit of its messages; 0: unlimited
  /// Defaults for the settings of lists, by name: only those that differ from Usher's
  /// (domain/mailing/mailing_list_settings.hpp).
  std::map<std::string, std::string, std::less<>> list_settings;
};

/// Checks a plan's options. The error names the invalid option and what is allowed.
Result<Plan> check(Plan plan);

}  // namespace usher::domain
