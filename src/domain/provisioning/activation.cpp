#include "domain/provisioning/activation.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/ip_address.hpp"

namespace usher::domain {
namespace {

struct CodeText {
  std::string_view name;
  std::string_view description;
};

constexpr std::array<CodeText, kCodes> kCodeTexts = {{
    {"NotConfirmed", "The request is waiting for the applicant to confirm the email address."},
    {"Confirmed", "The request has been accepted and the account is about to be created."},
    {"Processed", "The account is active and its credentials have been sent by email."},
    {"Error", "The activation has failed; support has been alerted."},
    {"Manual",
     "The platform is in maintenance; the activation will resume automatically afterwards."},
    {"InProgress", "The activation is in progress."},
    {"Blocked", "The activation has been blocked; support has been alerted."},
    {"ReElaborated", "The activation has been resumed and is in progress."},
}};

/// A checker that collects the problems of all fields of a request.
class RequestChecker {
 public:
  explicit RequestChecker(std::span<const FieldProblem> unreadable) : unreadable_(unreadable) {
    for (const FieldProblem& problem : unreadable) {
      problems_.push_back(fmt::format("{} {}", problem.field, problem.what));
    }
  }

  /// Returns the trimmed text of a field. Records a problem and returns an empty text if the field
  /// is missing or invalid.
  std::string text(std::string_view field, const std::optional<std::string>& value,
                   bool mandatory) {
    const std::string_view trimmed = value ? trim(*value) : std::string_view();
    if (trimmed.empty()) {
      if (mandatory) add_problem(field, value ? "is empty" : "is missing");
      return {};
    }
    if (!is_utf8(trimmed)) {
      add_problem(field, "is not valid UTF-8");
    } else if (has_control_characters(trimmed)) {
      add_problem(field, "must not contain control characters or line breaks");
    } else if (const std::size_t limit = limit_of(field); count_characters(trimmed) > limit) {
      add_problem(field, fmt::format("must be at most {} characters long", limit));
    } else {
      return std::string(trimmed);
    }
    return {};
  }

  bool flag(std::string_view field, std::optional<bool> value) {
    if (!value) add_problem(field, "is missing (true or false)");
    return value.value_or(false);
  }

  void add_problem(std::string_view field, std::string_view what) {
    for (const FieldProblem& problem : unreadable_) {
      if (problem.field == field) return;  // already reported
    }
    problems_.push_back(fmt::format("{} {}", field, what));
  }

  bool ok() const { return problems_.empty(); }
  Error error() const {
    return Error{Errc::invalid, fmt::format("{}.", fmt::join(problems_, "; "))};
  }

 private:
  static std::size_t limit_of(std::string_view field) {
    for (const FieldLimit& limit : kFieldLimits) {
      if (limit.field == field) return limit.characters;
    }
    return 0;
  }

  std::span<const FieldProblem> unreadable_;
  std::vector<std::string> problems_;
};

void check_ip(RequestChecker& checker, const TrialRequest& request, const TrialRules& rules,
              Applicant& applicant) {
  std::string text = checker.text("IpAddress", request.ip_address, false);
  const bool given = request.ip_address && !trim(*request.ip_address).empty();
  if (given && text.empty()) return;  // already reported
  applicant.own_ip = !given;
  if (!given) text = rules.caller_ip;
  const Result<IpAddress> ip = IpAddress::parse(text);
  if (!ip) return checker.add_problem("IpAddress", ip.error().message);
  applicant.ip = ip->text();
  applicant.ip_key = ip->key();
  // The caller's address must not select the sandbox: a proxy on this host would make real
  // activations simulated.
  const IpScope scope = ip->scope();
  applicant.sandbox = given && scope == IpScope::sandbox;
  if (given && scope == IpScope::local && !rules.allow_private_ips) {
    checker.add_problem("IpAddress", "must be a public address");
  }
}

}  // namespace

std::string_view name_of(Code code) { return kCodeTexts[static_cast<std::size_t>(code)].name; }

std::string_view description_of(Code code) {
  return kCodeTexts[static_cast<std::size_t>(code)].description;
}

Result<Applicant> check(const TrialRequest& request, const TrialRules& rules,
                        std::span<const FieldProblem> unreadable) {
  RequestChecker checker(unreadable);
  Applicant applicant;
  applicant.company = checker.text("Company", request.company, true);
  const std::string email = checker.text("Email", request.email, true);
  if (!email.empty()) {
    Result<Email> parsed = parse_email(email);
    if (parsed) {
      applicant.address = std::move(parsed->address);
    } else {
      checker.add_problem("Email", parsed.error().message);
    }
  }
  check_ip(checker, request, rules, applicant);
  applicant.is_usa = checker.flag("IsUSA", request.is_usa);
  const std::string language = checker.text("Language", request.language, true);
  if (!language.empty()) {
    const std::optional<Language> parsed = language_of(language);
    if (!parsed) checker.add_problem("Language", "must be one of EN, IT, ES, FR, PT, JA, DA");
    applicant.language = parsed.value_or(Language::en);
  }
  applicant.name = checker.text("NameAndSurname", request.name_and_surname, true);
  applicant.phone = checker.text("PhoneNumber", request.phone_number, true);
  applicant.referer = checker.text("Referer", request.referer, false);
  applicant.newsletter = checker.flag("RegisterToNewsletter", request.register_to_newsletter);
  applicant.user_agent = checker.text("UserAgent", request.user_agent, false);
  if (!checker.ok()) return checker.error();
  return applicant;
}

}  // namespace usher::domain
