/// Recipients of an account's messages, and where they stand in its lists.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "domain/mailing/recipient_fields.hpp"

namespace usher::domain {

using RecipientId = Id<struct RecipientTag>;

inline constexpr std::size_t kMaxRecipientName = 200;  ///< characters
inline constexpr std::size_t kMaxMobile = 30;          ///< characters

struct Recipient {
  RecipientId id;
  std::string email;  ///< as it was given: trimmed, the domain in lower-case A-labels
  std::string name;
  std::optional<std::string> mobile_prefix;
  std::optional<std::string> mobile_number;
  RecipientFields fields;
};

/// Nobody is twice in an account: two addresses with one key are one recipient's.
std::string email_key(std::string_view email);

/// A recipient as callers give one: what is not given stays as it is.
struct GivenRecipient {
  std::optional<std::int64_t> id;
  std::optional<std::string> email;
  std::optional<std::string> name;
  std::optional<std::string> mobile_prefix;
  std::optional<std::string> mobile_number;
  RecipientFields fields;  ///< with empty values where they were given empty
};
/// What is wrong with one, as counts of an import and as a sentence.
enum class RecipientFault { none, without_email, invalid_email, invalid_number, invalid_field };
struct CheckedRecipient {
  GivenRecipient given;  ///< trimmed, with the address normalised
  RecipientFault fault = RecipientFault::none;
  std::string reason;  ///< a sentence, when there is a fault
};
/// A phone number that is none is dropped and told as `invalid_number`: the rest of the recipient
/// is good. After any other fault it is not to be used.
CheckedRecipient check(GivenRecipient given);

/// Where a recipient stands in a list. The numbers are the database's.
enum class Subscription : int { subscribed = 1, unsubscribed = 2, pending = 3 };
/// Why a subscription has ended.
enum class OptOut : int { application = 0, recipient = 1, hard_bounce = 2, complaint = 3 };

/// What an import does with recipients that the list knows already.
enum class EnrolMode : int { leave = 0, opt_in = 1, opt_out = 2 };

/// Where a recipient that is brought to a list stands afterwards. `now`: where it stands, nothing
/// when the list does not know it. Nobody whose mail bounced for good, or who complained, is opted
/// in again by an application.
Subscription after_enrolment(std::optional<Subscription> now, std::optional<OptOut> why,
                             EnrolMode mode, bool confirm);

/// What recipients can be filtered and ordered by.
inline constexpr std::array<FilterProperty, 5> kRecipientProperties = {{
    {"Email", FilterType::text},
    {"MobileNumber", FilterType::text},
    {"MobilePrefix", FilterType::text},
    {"Name", FilterType::text},
    {"idRecipient", FilterType::integer},
}};
inline constexpr FilterNames kRecipientNames{kRecipientProperties, "Fields", kDynamicFields};

}  // namespace usher::domain
