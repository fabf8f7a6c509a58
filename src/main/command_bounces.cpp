#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/file.hpp"
#include "domain/mailing/mail_token.hpp"
#include "domain/provisioning/activation_mail.hpp"
#include "mail/bounce_report.hpp"
#include "main/command.hpp"
#include "service/mailing/bounce.hpp"
#include "service/provisioning/bounce.hpp"

namespace usher {
namespace {

/// Why mails were ignored.
struct IgnoredJson {
  std::int64_t not_a_report = 0;
  std::int64_t no_failure = 0;  ///< delayed or delivered
  std::int64_t unknown_email = 0;
};
BOOST_DESCRIBE_STRUCT(IgnoredJson, (), (not_a_report, no_failure, unknown_email))

struct BouncesJson {
  std::int64_t mails = 0;
  std::int64_t counted = 0;
  std::int64_t for_good = 0;
  std::int64_t complaints = 0;
  std::int64_t ignored = 0;
  IgnoredJson reasons;  ///< of the ignored mails
};
BOOST_DESCRIBE_STRUCT(BouncesJson, (), (mails, counted, for_good, complaints, ignored, reasons))

std::string read_input(const std::string& file) {
  if (file == "-") {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  }
  auto text = read_file(file);
  if (!text) throw ConfigurationError(fmt::format("File {} cannot be read.", file));
  return std::move(*text);
}

std::optional<domain::MailToken> find_token(const Keys& keys, const mail::BounceReport& report) {
  for (const std::string& name : report.names) {
    auto token = domain::parse_mail_token(keys, domain::MailTokenKind::message_id, name);
    if (token) return token;
  }
  return std::nullopt;
}

void ignore(BouncesJson& out, std::int64_t IgnoredJson::*reason) {
  ++out.ignored;
  ++(out.reasons.*reason);
}

std::optional<domain::ActivationMail> find_activation_mail(const Keys& keys,
                                                           const mail::BounceReport& report) {
  for (const std::string& name : report.names) {
    if (const auto mail = domain::parse_activation_mail_token(keys, name)) return mail;
  }
  return std::nullopt;
}

/// Records the report; returns false if its mail is unknown.
bool record(Installation& installation, const mail::BounceReport& report) {
  const Keys& keys = *installation.keys;
  const bool complaint = report.kind == mail::ReportKind::complaint;
  if (const auto mail = find_token(keys, report)) {
    const service::MailTokenTools tools{keys};
    const service::Bounce bounce{*mail, report.cause, complaint};
    return service::call<&service::record_bounce>(*installation.store, tools, bounce);
  }
  const auto mail = find_activation_mail(keys, report);
  if (!mail || complaint) return false;
  const service::ActivationBounce bounce{*mail, report.cause, report.answer};
  return service::call<&service::record_activation_bounce>(*installation.store, bounce) !=
         service::ActivationBounceResult::unknown;
}

void process_bounce(Installation& installation, std::string_view bytes, BouncesJson& out) {
  ++out.mails;
  const mail::BounceReport report = mail::read_bounce_report(bytes);
  if (report.kind == mail::ReportKind::none) return ignore(out, &IgnoredJson::not_a_report);
  if (report.kind == mail::ReportKind::other) return ignore(out, &IgnoredJson::no_failure);
  if (!record(installation, report)) return ignore(out, &IgnoredJson::unknown_email);
  ++out.counted;
  if (report.kind == mail::ReportKind::complaint) {
    ++out.complaints;
  } else if (report.cause == domain::RefusalCause::no_mailbox) {
    ++out.for_good;
  }
}

/// Returns an empty text, which is not printed, for 0.
std::string count(std::int64_t number) { return number == 0 ? "" : std::to_string(number); }

int run_bounces(const Invocation& invocation, const std::vector<std::string>& files) {
  const auto installation = invocation.open();
  BouncesJson out;
  for (const std::string& file : files) {
    const std::string text = read_input(file);
    for (const std::string_view bytes : mail::split_mailbox(text)) {
      process_bounce(*installation, bytes, out);
    }
  }
  if (invocation.json) {
    print_json(out);
  } else {
    print_fields({{"emails", std::to_string(out.mails)},
                  {"counted", std::to_string(out.counted)},
                  {"permanent", std::to_string(out.for_good)},
                  {"complaints", std::to_string(out.complaints)},
                  {"ignored", std::to_string(out.ignored)},
                  {"  not a report", count(out.reasons.not_a_report)},
                  {"  no failure", count(out.reasons.no_failure)},
                  {"  unknown email", count(out.reasons.unknown_email)}});
  }
  return 0;
}

}  // namespace

void add_bounce_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const command = program.add_subcommand(
      "bounces", "Process bounced emails: delivery reports, abuse reports, or mailboxes of them");
  const auto files = std::make_shared<std::vector<std::string>>(1, "-");
  command->add_option("FILE", *files, "Files to read; - (default) is standard input");
  command->callback([&invocation, files] {
    invocation.run = [&invocation, files] { return run_bounces(invocation, *files); };
  });
}

}  // namespace usher
