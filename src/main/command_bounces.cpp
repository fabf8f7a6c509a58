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
  std::int64_t ignored = 0;
};
BOOST_DESCRIBE_STRUCT(BouncesJson, (), (mails, counted, for_good, ignored))

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
  bool counted = false;
  if (mail) {
    const service::MailTokenTools tools{*installation.keys};
    const service::Bounce bounce{*mail, report->for_good};
    counted = service::call<&service::record_bounce>(*installation.store, tools, bounce);
  }
  if (!counted) {
    ++out.ignored;
    return;
  }
  ++out.counted;
  if (report->for_good) ++out.for_good;
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
                  {"ignored", std::to_string(out.ignored)}});
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
