/// An activation: its states, and what may follow what.
///
/// The picture of the table below is docs/state_machine.md; the database has a CHECK on the codes,
/// and every update names the state that it leaves.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/language.hpp"
#include "domain/provisioning/application.hpp"
#include "domain/provisioning/plan.hpp"

namespace usher::domain {

using ActivationId = Id<struct ActivationTag>;

/// The wire's codes. A number is never reused for another meaning.
enum class Code : int {
  not_confirmed = 0,  ///< waits for the applicant to confirm the address
  confirmed = 1,      ///< accepted and durable; ready to start
  processed = 2,      ///< the account exists and the mail server has taken the credentials mail
  error = 3,          ///< attempts used up or the address refused; support alerted once
  manual = 4,         ///< the platform is in maintenance; queued, nothing lost
  in_progress = 5,    ///< being provisioned
  blocked = 6,        ///< refused by a rule after acceptance, or stopped by staff
  re_elaborated = 7,  ///< taken up again after 3, 4 or 6
};

inline constexpr int kCodes = 8;

struct Transition {
  Code from;
  Code to;
};

/// Every change of state that there is.
inline constexpr std::array kTransitions = {
    Transition{Code::not_confirmed, Code::confirmed},
    Transition{Code::not_confirmed, Code::blocked},
    Transition{Code::confirmed, Code::in_progress},
    Transition{Code::confirmed, Code::manual},
    Transition{Code::confirmed, Code::blocked},
    Transition{Code::in_progress, Code::processed},
    Transition{Code::in_progress, Code::error},
    Transition{Code::in_progress, Code::blocked},
    Transition{Code::in_progress, Code::manual},
    Transition{Code::error, Code::re_elaborated},
    Transition{Code::error, Code::blocked},
    Transition{Code::manual, Code::re_elaborated},
    Transition{Code::manual, Code::blocked},
    Transition{Code::blocked, Code::re_elaborated},
    Transition{Code::re_elaborated, Code::processed},
    Transition{Code::re_elaborated, Code::error},
    Transition{Code::re_elaborated, Code::blocked},
    Transition{Code::re_elaborated, Code::manual},
};

constexpr bool may_follow(Code from, Code to) {
  for (const Transition& transition : kTransitions) {
    if (transition.from == from && transition.to == to) return true;
  }
  return false;
}

/// "Processed", …: for staff.
std::string_view name_of(Code code);
/// What TrialActivationStatus says with the code: one sentence for the caller.
std::string_view description_of(Code code);

/// Which fields of a request are too long, and how many characters they may have.
struct FieldLimit {
  std::string_view field;
  std::size_t characters;
};
inline constexpr std::array kFieldLimits = {
    FieldLimit{"NameAndSurname", 200}, FieldLimit{"Company", 200},  FieldLimit{"Email", 254},
    FieldLimit{"PhoneNumber", 50},     FieldLimit{"Language", 35},  FieldLimit{"IpAddress", 45},
    FieldLimit{"Referer", 500},        FieldLimit{"UserAgent", 500}};

/// The ten fields of a request, as they came; nothing where a field is missing or null.
struct TrialRequest {
  std::optional<std::string> company;
  std::optional<std::string> email;
  std::optional<std::string> ip_address;
  std::optional<bool> is_usa;
  std::optional<std::string> language;
  std::optional<std::string> name_and_surname;
  std::optional<std::string> phone_number;
  std::optional<std::string> referer;
  std::optional<bool> register_to_newsletter;
  std::optional<std::string> user_agent;
};

/// What an accepted request says about the applicant; every text is trimmed, checked UTF-8.
struct Applicant {
  std::string name;
  std::string company;
  std::string address;  ///< normalised e-mail, see Email::address
  std::string phone;
  Language language = Language::en;
  std::string ip;  ///< canonical text
  std::int64_t ip_key = 0;
  bool sandbox = false;  ///< a fake activation is asked for
  bool own_ip = false;   ///< IpAddress was left out: the caller's own address counts
  bool is_usa = false;
  bool newsletter = false;
  std::string referer;
  std::string user_agent;
};

/// What the check needs to know besides the request.
struct TrialRules {
  /// The caller's own address; stands in for an IpAddress that was left out.
  std::string_view caller_ip;
  bool allow_private_ips = false;
};

/// A field that could not even be read (a number where text belongs).
struct FieldProblem {
  std::string field;
  std::string what;  ///< goes on after the field's name: "must be a text"
};

/// Checks a request. The error names every bad field at once, with what is allowed; those in
/// `unreadable` are named with their own words and not looked at again.
Result<Applicant> check(const TrialRequest& request, const TrialRules& rules,
                        std::span<const FieldProblem> unreadable = {});

/// An activation as the database has it.
struct Activation {
  ActivationId id;
  ApplicationId application;
  PlanId plan;
  Code code = Code::confirmed;
  std::string key_id;  ///< of the key that its Hash hangs on
  Applicant applicant;
  bool ip_held = true;
  TimePoint accepted_at;
  TimePoint changed_at;
  std::string last_error;  ///< what the mail server last said against it; for staff
};

}  // namespace usher::domain
