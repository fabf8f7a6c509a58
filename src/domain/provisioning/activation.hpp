/// Activations: their codes, the transitions between codes, and the check of a request.
///
/// docs/state_machine.md shows the table of transitions. The database has a CHECK on the codes, and
/// every update names the code that it replaces.
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

/// The codes of the published API. A number is never reused for another meaning.
enum class Code : int {
  not_confirmed = 0,  ///< the applicant has not confirmed the address yet
  confirmed = 1,      ///< accepted and stored; provisioning can start
  processed = 2,      ///< the account exists and the mail server accepted the credentials mail
  error = 3,          ///< all attempts failed, or the mail was rejected; support is alerted once
  manual = 4,         ///< queued during maintenance
  in_progress = 5,    ///< being provisioned
  blocked = 6,        ///< stopped by staff, or the address was not confirmed in time
  re_elaborated = 7,  ///< being provisioned again after 3, 4 or 6
};

inline constexpr int kCodes = 8;

/// An allowed change of an activation's code.
struct Transition {
  Code from;
  Code to;
};

/// The allowed transitions.
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

/// Returns whether `from` may change to `to`.
constexpr bool may_follow(Code from, Code to) {
  for (const Transition& transition : kTransitions) {
    if (transition.from == from && transition.to == to) return true;
  }
  return false;
}

/// Returns the code's name for staff, such as "Processed".
std::string_view name_of(Code code);
/// Returns the sentence that TrialActivationStatus has for the code.
std::string_view description_of(Code code);

/// The maximum length of a field of a request.
struct FieldLimit {
  std::string_view field;
  std::size_t characters;
};
inline constexpr std::array kFieldLimits = {
    FieldLimit{"NameAndSurname", 200}, FieldLimit{"Company", 200},  FieldLimit{"Email", 254},
    FieldLimit{"PhoneNumber", 50},     FieldLimit{"Language", 35},  FieldLimit{"IpAddress", 45},
    FieldLimit{"Referer", 500},        FieldLimit{"UserAgent", 500}};

/// The ten unchecked fields of a request. A missing or null field is nullopt.
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

/// The applicant of a checked request. Every text is trimmed and valid UTF-8.
struct Applicant {
  std::string name;
  std::string company;
  std::string address;  ///< the normalised email address (Email::address)
  std::string phone;
  Language language = Language::en;
  std::string ip;           ///< the IP address as canonical text
  std::int64_t ip_key = 0;  ///< IpAddress::key of `ip`
  bool sandbox = false;     ///< true if the request selects a simulated activation
  bool own_ip = false;      ///< true if IpAddress was missing: `ip` is the caller's address
  bool is_usa = false;
  bool newsletter = false;
  std::string referer;
  std::string user_agent;
};

/// The configuration and context of a request's check.
struct TrialRules {
  /// The fallback for a missing IpAddress.
  std::string_view caller_ip;
  bool allow_private_ips = false;
};

/// A field with a wrong JSON type.
struct FieldProblem {
  std::string field;
  std::string what;  ///< the predicate of a sentence with the field as subject: "must be a text"
};

/// Checks a request. The error lists each invalid field and what is allowed in it; the
/// `unreadable` fields come first.
Result<Applicant> check(const TrialRequest& request, const TrialRules& rules,
                        std::span<const FieldProblem> unreadable = {});

/// An activation as stored.
struct Activation {
  ActivationId id;
  ApplicationId application;
  PlanId plan;
  Code code = Code::confirmed;
  std::string key_id;  ///< the id of the key that signs the Hash
  Applicant applicant;
  bool ip_held = true;  ///< false if the IP address may request another activation
  TimePoint accepted_at;
  TimePoint changed_at;
  std::string last_error;  ///< the mail server's last error reply, for staff
};

}  // namespace usher::domain
