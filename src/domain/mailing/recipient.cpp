#include "domain/mailing/recipient.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "domain/email.hpp"

namespace usher::domain {
namespace {

/// Returns whether the text has only digits and the usual separators, at most kMaxMobile
/// characters.
bool is_phone(std::string_view text) {
  return text.size() <= kMaxMobile && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') ||
                  std::string_view("+ -/.()").find(c) != std::string_view::npos;
         });
}

void clean(std::optional<std::string>& text) {
  if (text) text = std::string(trim(*text));
}

bool check_email(CheckedRecipient& out) {
  auto& email = out.given.email;
  if (!email || email->empty()) {
    out.fault = RecipientFault::without_email;
    out.reason = "Email is missing.";
    return false;
  }
  const Result<Email> parsed = parse_email(*email);
  if (!parsed) {
    out.fault = RecipientFault::invalid_email;
    out.reason = fmt::format("Email {}.", parsed.error().message);
    return false;
  }
  email = parsed->address;
  return true;
}

bool check_texts(CheckedRecipient& out) {
  const auto wrong = [&out](std::string reason) {
    out.fault = RecipientFault::invalid_field;
    out.reason = std::move(reason);
    return false;
  };
  const auto& name = out.given.name;
  if (name && (has_control_characters(*name) || count_characters(*name) > kMaxRecipientName)) {
    return wrong(
        fmt::format("Name must have at most {} characters on one line.", kMaxRecipientName));
  }
  for (const auto& [number, value] : out.given.fields) {
    if (number < 1 || number > kMaxFieldNumber) {
      return wrong(fmt::format("Fields: Id must be from 1 to {}.", kMaxFieldNumber));
    }
    if (count_characters(value) > kMaxFieldValue) {
      return wrong(fmt::format("Fields: the Value of Id {} must have at most {} characters.",
                               number, kMaxFieldValue));
    }
  }
  return true;
}

}  // namespace

std::string email_key(std::string_view email) { return ascii_lower(email); }

CheckedRecipient check(GivenRecipient given) {
  CheckedRecipient out{std::move(given), RecipientFault::none, {}};
  clean(out.given.email);
  clean(out.given.name);
  clean(out.given.mobile_prefix);
  clean(out.given.mobile_number);
  for (auto& [number, value] : out.given.fields) {
    clean_field(value);
    value = std::string(trim(value));
  }
  if (!check_email(out) || !check_texts(out)) return out;
  if (!is_phone(out.given.mobile_prefix.value_or("")) ||
      !is_phone(out.given.mobile_number.value_or(""))) {
    out.given.mobile_prefix.reset();
    out.given.mobile_number.reset();
    out.fault = RecipientFault::invalid_number;
    out.reason =
        fmt::format("MobilePrefix and MobileNumber must have at most {} digits.", kMaxMobile);
  }
  return out;
}

Subscription after_enrolment(std::optional<Subscription> now, std::optional<OptOut> why,
                             EnrolMode mode, bool confirm) {
  if (mode == EnrolMode::opt_out) return Subscription::unsubscribed;
  const Subscription fresh = confirm ? Subscription::pending : Subscription::subscribed;
  if (!now) return fresh;
  if (mode == EnrolMode::leave || *now == Subscription::subscribed) return *now;
  const bool is_blocked = why == OptOut::hard_bounce || why == OptOut::complaint;
  return is_blocked ? *now : fresh;
}

std::int64_t stored_size(const Recipient& recipient) {
  constexpr std::size_t kRows = 256;
  return static_cast<std::int64_t>(kRows + 3 * recipient.email.size() + recipient.name.size() +
                                   fields_text(recipient.fields).size());
}

}  // namespace usher::domain
