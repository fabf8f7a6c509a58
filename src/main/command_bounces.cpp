#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/file.hpp"
#include "domain/mailing/mail_token.hpp"
#include "mail/bounce_report.hpp"
#include "main/command.hpp"
#include "service/mailing/bounce.hpp"

namespace usher {
namespace {

struct BouncesJson {
  std::int64_t mails = 0;
  std::int64_t counted = 0;
  std::int64_t for_good = 0;
  std::int64_t complaints = 0;
  std::int64_t ignored = 0;        ///< the sum of the next three
  std::int64_t not_reports = 0;    ///< mails that are no report of a failure or a complaint
  std::int64_t without_token = 0;  ///< reports on mails that this server did not sign
  std::int64_t unknown_mails = 0;  ///< signed, but the mail or its recipient was deleted
};
BOOST_DESCRIBE_STRUCT(BouncesJson, (),
                      (mails, counted, for_good, complaints, ignored, not_reports, without_token,
                       unknown_mails))

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

void process_bounce(Installation& installation, std::string_view bytes, BouncesJson& out) {
  ++out.mails;
  const auto report = mail::read_bounce_report(bytes);
  const auto mail = report ? find_token(*installation.keys, *report) : std::nullopt;
  if (!mail) {
    ++out.ignored;
    ++(report ? out.without_token : out.not_reports);
    return;
  }
  const service::MailTokenTools tools{*installation.keys};
  const service::Bounce bounce{*mail, report->for_good, report->complaint};
  if (!service::call<&service::record_bounce>(*installation.store, tools, bounce)) {
    ++out.ignored;
    ++out.unknown_mails;
    return;
  }
  ++out.counted;
  if (report->for_good) ++out.for_good;
  if (report->complaint) ++out.complaints;
}

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
                  {"  not a report", std::to_string(out.not_reports)},
                  {"  not a mail of this server", std::to_string(out.without_token)},
                  {"  mail or recipient deleted", std::to_string(out.unknown_mails)}});
  }
  return 0;
}

}  // namespace

void add_bounce_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const command = program.add_subcommand(
      "bounces", "Process bounced emails: delivery reports (RFC 3464), or mailboxes of them");
  const auto files = std::make_shared<std::vector<std::string>>(1, "-");
  command->add_option("FILE", *files, "Files to read; - (default) is standard input");
  command->callback([&invocation, files] {
    invocation.run = [&invocation, files] { return run_bounces(invocation, *files); };
  });
}

}  // namespace usher
