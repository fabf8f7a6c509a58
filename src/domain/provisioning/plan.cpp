#include "domain/provisioning/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "domain/email.hpp"

namespace usher::domain {
namespace {

constexpr int kMaxTrialDays = 3650;

bool is_plan_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool is_short_text(std::string_view text, std::size_t max) {
  return is_utf8(text) && !has_control_characters(text) && count_characters(text) <= max;
}

bool is_web_url(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) && url.size() <= 500 &&
         is_short_text(url, 500) && url.find_first_of(" \"<>") == std::string_view::npos;
}

/// Returns the address of a mailbox such as "Name <a@b.c>" or "a@b.c".
std::string_view address_in(std::string_view mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos || !mailbox.ends_with('>')) return mailbox;
  return mailbox.substr(open + 1, mailbox.size() - open - 2);
}

}  // namespace

Result<Plan> check(Plan plan) {
  const auto wrong = [](std::string text) { return Error{Errc::invalid, std::move(text)}; };
  if (!is_plan_name(plan.name)) {
    return wrong("The plan's name must have 1 to 40 characters of a-z, 0-9 and '-'.");
  }
  plan.brand = std::string(trim(plan.brand));
  if (plan.brand.empty() || !is_short_text(plan.brand, 60)) {
    return wrong("--brand must have 1 to 60 characters.");
  }
  plan.list_name = std::string(trim(plan.list_name));
  if (plan.list_name.empty() || !is_short_text(plan.list_name, 50)) {
    return wrong("--list-name must have 1 to 50 characters.");
  }
  if (!plan.sender.empty() &&
      (!is_short_text(plan.sender, 320) || !parse_email(address_in(plan.sender)))) {
    return wrong("--sender must be \"Name <address@example.com>\" or an email address.");
  }
  if (!plan.sign_in_url.empty() && !is_web_url(plan.sign_in_url)) {
    return wrong("--sign-in-url must be a URL that starts with https:// or http://.");
  }
  if (plan.trial_days < 0 || plan.trial_days > kMaxTrialDays) {
    return wrong(fmt::format("--trial-days must be 0 (no end) to {}.", kMaxTrialDays));
  }
  for (const auto& [option, value] : {std::pair{"--max-recipients", plan.max_recipients},
                                      {"--max-emails", plan.max_emails},
                                      {"--emails-per-second", plan.emails_per_second}}) {
    if (value < 0 || value > INT32_MAX) {
      return wrong(fmt::format("{} must be 0 (no limit) to {}.", option, INT32_MAX));
    }
  }
  constexpr std::int64_t kMaxBytes = 1'000'000'000'000;
  if (plan.max_bytes < 0 || plan.max_bytes > kMaxBytes) {
    return wrong(fmt::format("--max-bytes must be 0 (no limit) to {}.", kMaxBytes));
  }
  return plan;
}

}  // namespace usher::domain
