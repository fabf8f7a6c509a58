/// Recipients of an account's messages, and their subscriptions to its lists.
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

inline constexpr std::size_t kMaxRecipientName = 200;  ///< the maximum length in characters
inline constexpr std::size_t kMaxMobile = 30;          ///< the maximum length in characters

/// A recipient of an account, on any of its lists.
struct Recipient {
  RecipientId id;
  std::string email;  ///< the address; trimmed, its domain in lower-case A-labels
  std::string name;
  std::optional<std::string> mobile_prefix;
  std::optional<std::string> mobile_number;
  RecipientFields fields;
};

/// Returns the key of an address, which is unique among an account's recipients.
std::string email_key(std::string_view email);

/// A caller's recipient. Members that are not set keep their value.
struct GivenRecipient {
  std::optional<std::int64_t> id;
  std::optional<std::string> email;
  std::optional<std::string> name;
  std::optional<std::string> mobile_prefix;
  std::optional<std::string> mobile_number;
  RecipientFields fields;  ///< includes fields that the caller cleared
};
/// The kind of error in a recipient, as counted by imports.
enum class RecipientFault { none, without_email, invalid_email, invalid_number, invalid_field };

/// The result of the check of a recipient.
struct CheckedRecipient {
  GivenRecipient given;  ///< the trimmed recipient with the normalised address
  RecipientFault fault = RecipientFault::none;
  std::string reason;  ///< the fault as a sentence; empty without a fault
};
/// Trims, checks and normalises a recipient. Drops an invalid phone number and reports it as
/// `invalid_number`; after any other fault the recipient must not be used.
CheckedRecipient check(GivenRecipient given);

/// A recipient's subscription to a list. The numbers are stored in the database.
enum class Subscription : int { subscribed = 1, unsubscribed = 2, pending = 3 };
/// The origin of an opt-out. The numbers are stored in the database.
enum class OptOut : int { application = 0, recipient = 1, hard_bounce = 2, complaint = 3 };

/// The treatment of recipients that the list already has.
enum class EnrolMode : int {
  leave = 0,  ///< keeps their subscription
  opt_in = 1,
  opt_out = 2,
};

/// Returns the subscription after a recipient is added to a list. `now` is the present
/// subscription, nullopt for a new recipient. Applications can't opt in recipients again after a
/// hard bounce or a complaint.
Subscription after_enrolment(std::optional<Subscription> now, std::optional<OptOut> why,
                             EnrolMode mode, bool confirm);

/// Properties by which recipients can be filtered and ordered.
inline constexpr std::array<FilterProperty, 5> kRecipientProperties = {{
    {"Email", FilterType::text},
    {"MobileNumber", FilterType::text},
    {"MobilePrefix", FilterType::text},
    {"Name", FilterType::text},
    {"idRecipient", FilterType::integer},
}};
/// Properties by which a list's opt-ins can be filtered and ordered.
inline constexpr std::array<FilterProperty, 2> kOptInProperties = {
    {{"Email", FilterType::text}, {"idRecipient", FilterType::integer}}};
/// The names by which recipients can be filtered and ordered.
inline constexpr FilterNames kRecipientNames{kRecipientProperties, "Fields", kDynamicFields};

/// Returns the bytes that a recipient takes, with its rows and index entries.
std::int64_t stored_size(const Recipient& recipient);

}  // namespace usher::domain
