#include "domain/provisioning/activation.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/text.hpp"
#include "domain/email.hpp"
#include "domain/ip_address.hpp"

namespace usher::domain {
namespace {

struct Words {
  std::string_view name;
  std::string_view description;
};

constexpr std::array<Words, kCodes> kWords = {{
    {"NotConfirmed", "The request is waiting for the applicant to confirm the e-mail address."},
    {"Confirmed", "The request has been accepted and the account is about to be created."},
    {"Processed", "The account is active and its credentials have been sent by e-mail."},
    {"Error", "The activation has failed; support has been alerted."},
    {"Manual", "The platform is in maintenance; the activation will go on by itself afterwards."},
    {"InProgress", "The activation is in progress."},
    {"Blocked", "The activation has been blocked; support has been alerted."},
    {"ReElaborated", "The activation has been taken up again and is in progress."},
}};

/// Collects what is wrong with a request, field by field, so that all of it can be named at once.
class Checker {
 public:
  explicit Checker(std::span<const FieldProblem> unreadable) : unreadable_(unreadable) {
    for (const FieldProblem& problem : unreadable) {
      problems_.push_back(fmt::format("{} {}", problem.field, problem.what));
    }
  }

  /// The trimmed text of a field; empty, and complained about when it is mandatory, if it is
  /// missing.
  std::string text(std::string_view field, const std::optional<std::string>& value,
                   bool mandatory) {
    const std::string_view trimmed = value ? trim(*value) : std::string_view();
    if (trimmed.empty()) {
      if (mandatory) complain(field, value ? "is empty" : "is missing");
      return {};
    }
    if (!is_utf8(trimmed)) {
      complain(field, "is not valid UTF-8");
    } else if (has_control_characters(trimmed)) {
      complain(field, "has control characters or line breaks");
    } else if (const std::size_t most = limit_of(field); count_characters(trimmed) > most) {
      complain(field, fmt::format("is longer than {} characters", most));
    } else {
      return std::string(trimmed);
    }
    return {};
  }

  bool flag(std::string_view field, std::optional<bool> value) {
    if (!value) complain(field, "is missing (true or false)");
    return value.value_or(false);
  }

  void complain(std::string_view field, std::string_view what) {
    for (const FieldProblem& problem : unreadable_) {
      if (problem.field == field) return;  // named already
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

void check_ip(Checker& checker, const TrialRequest& request, const TrialRules& rules,
              Applicant& applicant) {
  std::string text = checker.text("IpAddress", request.ip_address, false);
  const bool given = request.ip_address && !trim(*request.ip_address).empty();
  if (given && text.empty()) return;  // already complained about
  applicant.own_ip = !given;
  if (!given) text = rules.caller_ip;
  const Result<IpAddress> ip = IpAddress::parse(text);
  if (!ip) return checker.complain("IpAddress", ip.error().message);
  applicant.ip = ip->text();
  applicant.ip_key = ip->key();
  // The sandbox is chosen by the field alone: a proxy on this host must not turn real activations
  // into fake ones.
  const IpScope scope = ip->scope();
  applicant.sandbox = given && scope == IpScope::sandbox;
  if (given && scope == IpScope::local && !rules.allow_private_ips) {
    checker.complain("IpAddress", "is not a public address");
  }
}

}  // namespace

std::string_view name_of(Code code) { return kWords[static_cast<std::size_t>(code)].name; }

std::string_view description_of(Code code) {
  return kWords[static_cast<std::size_t>(code)].description;
}

Result<Applicant> check(const TrialRequest& request, const TrialRules& rules,
                        std::span<const FieldProblem> unreadable) {
  Checker checker(unreadable);
  Applicant applicant;
  applicant.company = checker.text("Company", request.company, true);
  const std::string email = checker.text("Email", request.email, true);
  if (!email.empty()) {
    Result<Email> parsed = parse_email(email);
    if (parsed) {
      applicant.address = std::move(parsed->address);
    } else {
      checker.complain("Email", parsed.error().message);
    }
  }
  check_ip(checker, request, rules, applicant);
  applicant.is_usa = checker.flag("IsUSA", request.is_usa);
  const std::string language = checker.text("Language", request.language, true);
  if (!language.empty()) {
    const std::optional<Language> known = language_of(language);
    if (!known) checker.complain("Language", "is none of EN, IT, ES, FR, PT, JA, DA");
    applicant.language = known.value_or(Language::en);
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
