#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/file.hpp"
#include "domain/mailing/mail_token.hpp"
#include "mail/bounce_report.hpp"
#include "main/command.hpp"
#include "service/mailing/reaction.hpp"

namespace usher {
namespace {

struct BouncesJson {
  std::int64_t mails = 0;
  std::int64_t counted = 0;
  std::int64_t for_good = 0;
  std::int64_t ignored = 0;
};
BOOST_DESCRIBE_STRUCT(BouncesJson, (), (mails, counted, for_good, ignored))

std::string text_of(const std::string& file) {
  if (file == "-") {
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  }
  auto text = read_file(file);
  if (!text) throw ConfigurationError(fmt::format("there is no file {}", file));
  return std::move(*text);
}

std::optional<domain::MailToken> mail_of(const Keys& keys, const mail::BounceReport& report) {
  for (const std::string& name : report.names) {
    auto token = domain::parse_mail_token(keys, domain::MailTokenKind::message_id, name);
    if (token) return token;
  }
  return std::nullopt;
}

void count(Installation& installation, std::string_view bytes, BouncesJson& out) {
  ++out.mails;
  const auto report = mail::read_bounce_report(bytes);
  const auto mail = report ? mail_of(*installation.keys, *report) : std::nullopt;
  service::reaction::Bounce bounce(*installation.keys);
  const bool counted =
      mail && ask(installation, store::Access::write, bounce, {*mail, report->for_good});
  if (!counted) {
    ++out.ignored;
    return;
  }
  ++out.counted;
  if (report->for_good) ++out.for_good;
}

int run(const Invocation& invocation, const std::vector<std::string>& files) {
  const auto installation = invocation.open();
  BouncesJson out;
  for (const std::string& file : files) {
    const std::string text = text_of(file);
    for (const std::string_view bytes : mail::split_mailbox(text)) {
      count(*installation, bytes, out);
    };
  }
  if (invocation.json) {
    print_json(out);
  } else {
    print_fields({{"mails", std::to_string(out.mails)},
                  {"counted", std::to_string(out.counted)},
                  {"for good", std::to_string(out.for_good)},
                  {"ignored", std::to_string(out.ignored)}});
  }
  return 0;
}

}  // namespace

void add_bounce_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const command = program.add_subcommand(
      "bounces", "Take in mails that came back: reports of mail servers, or mailboxes of them");
  const auto files = std::make_shared<std::vector<std::string>>(1, "-");
  command->add_option("FILE", *files, "Files; without any, or for -, standard input");
  command->callback([&invocation, files] {
    invocation.run = [&invocation, files] { return run(invocation, *files); };
  });
}

}  // namespace usher
