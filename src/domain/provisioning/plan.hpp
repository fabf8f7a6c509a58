/// A plan: how accounts of an application are set up and what its applicants see of it (custom
/// setup and white label).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/id.hpp"

namespace usher::domain {

using PlanId = Id<struct PlanTag>;

/// The plan that every new application starts with; made by the first migration.
inline constexpr std::string_view kDefaultPlan = "default";

struct Plan {
  PlanId id;
  std::string name;                      ///< what staff call it; lower-case characters, digits, '-'
  std::string brand = "Usher";           ///< the product's name in mails and pages
  std::string sender;                    ///< From of its mails, "Name <address>"; empty: mail.from
  std::string sign_in_url;               ///< empty: /account below server.public_url
  int trial_days = 30;                   ///< 0: the account does not end
  bool confirm_address = false;          ///< the applicant confirms the address first (Code 0)
  bool refuse_disposable = false;        ///< addresses at disposable-mail domains are refused
  std::string list_name = "Newsletter";  ///< the list that a new account starts with
  bool choose_password = false;  ///< its owner has to choose a password before anything else
  // What an account may do; 0: as much as it likes.
  std::int64_t max_recipients = 0;
  std::int64_t max_emails = 0;         ///< of its messages, in all its time
  std::int64_t emails_per_second = 0;  ///< of its messages
  /// What lists of its accounts say by themselves (white label), by the settings' names: only where
  /// it is something else than Usher's (domain/mailing/mailing_list_settings.hpp).
  std::map<std::string, std::string, std::less<>> list_settings;
};

/// Checks what staff typed; the error says which option is wrong and what is allowed.
Result<Plan> check(Plan plan);

}  // namespace usher::domain
