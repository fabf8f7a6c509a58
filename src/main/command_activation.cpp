#include <fmt/format.h>

#include <set>

#include <charconv>
#include <thread>

#include "domain/email.hpp"
#include "main/activation_text.hpp"
#include "main/command.hpp"
#include "main/signals.hpp"
#include "main/usage.hpp"
#include "service/provisioning/activation.hpp"
#include "service/staff/activation.hpp"

namespace usher {
namespace {

using store::Access;
namespace activation = service::activation;

constexpr std::chrono::milliseconds kWatchEvery{200};
constexpr int kChangesAtOnce = 500;

int run_list(const Invocation& invocation, const activation::List::Input& input) {
  const auto installation = invocation.open();
  activation::List service;
  const auto found = ask(*installation, Access::read, service, input);
  if (!found) return refuse(found.error());
  std::vector<ActivationJson> all;
  for (const auto& described : *found) all.push_back(to_json(described));
  if (invocation.json) {
    print_json_array(all);
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {
      {"ID", "CODE", "E-MAIL", "COMPANY", "IP", "ACCOUNT", "ACCEPTED", "LAST ERROR"}};
  for (const ActivationJson& a : all) {
    rows.push_back({std::to_string(a.id), fmt::format("{} {}", a.code, a.state), a.email, a.company,
                    a.ip, a.user_name, a.accepted_at, a.last_error});
  }
  print_table(rows);
  return 0;
}

int run_status(const Invocation& invocation, std::int64_t id) {
  const auto installation = invocation.open();
  activation::Show service;
  const auto found = ask(*installation, Access::read, service, domain::ActivationId{id});
  if (!found) return refuse(found.error());
  ActivationJson a = to_json(found->described);
  if (invocation.json) {
    print_json(a);
    return 0;
  }
  print_fields({{"activation", std::to_string(a.id)},
                {"code", fmt::format("{} {}", a.code, a.state)},
                {"applicant", a.name},
                {"company", a.company},
                {"e-mail", a.email},
                {"language", a.language},
                {"cost centre", a.is_usa ? "outside the euro zone" : "euro zone"},
                {"IP address", a.ip + (a.ip_held ? "" : " (released)")},
                {"application", a.client_id},
                {"plan", a.plan},
                {"account", a.user_name},
                {"last error", a.last_error},
                {"attempts", found->attempts > 0 ? std::to_string(found->attempts) : ""},
                {"next try", found->next_try ? to_rfc3339(*found->next_try) : ""}});
  fmt::print("\n");
  for (const auto& entry : found->history) fmt::print("{}\n", change_line(entry));
  return 0;
}

void print_change(const Invocation& invocation, const store::history::Entry& entry) {
  if (invocation.json) {
    print_json(to_json(entry));
  } else {
    fmt::print("{}\n", change_line(entry));
  }
  std::fflush(stdout);
}

/// All of them, from now on, until a signal comes.
int run_watch_all(const Invocation& invocation) {
  const Signals signals({SIGINT, SIGTERM});
  const auto installation = invocation.open();
  activation::Changes service;
  std::optional<std::int64_t> after;
  std::set<std::int64_t> shown;  // those that will be told again
  while (true) {
    const int limit = kChangesAtOnce + static_cast<int>(shown.size());
    const auto changes = ask(*installation, Access::read, service, {after, limit});
    bool news = false;
    for (const auto& entry : changes.entries) {
      if (!shown.insert(entry.id).second) continue;
      print_change(invocation, entry);
      news = true;
    }
    after = changes.settled;
    shown.erase(shown.begin(), shown.upper_bound(changes.settled));
    if (!news && signals.wait_for(kWatchEvery)) return 0;
  }
}

/// One, from its beginning, until a signal comes or (if wanted) until it stands at 2, 3 or 6.
int run_watch_one(const Invocation& invocation, std::int64_t id, bool until_final) {
  const Signals signals({SIGINT, SIGTERM});
  const auto installation = invocation.open();
  activation::Show service;
  std::size_t shown = 0;
  while (true) {
    const auto found = ask(*installation, Access::read, service, domain::ActivationId{id});
    if (!found) return refuse(found.error());
    for (; shown < found->history.size(); ++shown) print_change(invocation, found->history[shown]);
    const domain::Code code = found->described.activation.code;
    const bool final = code == domain::Code::processed || code == domain::Code::error ||
                       code == domain::Code::blocked;
    if (until_final && final) return code == domain::Code::processed ? 0 : 1;
    if (signals.wait_for(kWatchEvery)) return 0;
  }
}

int run_submit(const Invocation& invocation, const std::string& client_id,
               const std::string& secret, const domain::TrialRequest& request) {
  const auto installation = invocation.open();
  const Config& config = installation->config;
  service::RateLimit rate(0);
  activation::Submit service(*installation->keys, rate, installation->random,
                             {config.mails_per_address});
  // There is no caller whose address could stand in.
  const domain::TrialRules rules{"", config.allow_private_ips};
  activation::Submit::Input input{{client_id, Secret(secret)}, domain::check(request, rules), {}};
  const auto accepted = ask(*installation, Access::write, service, std::move(input));
  if (!accepted) return refuse(accepted.error());
  if (invocation.json) {
    print_json(AcceptedJson{accepted->id, accepted->hash});
  } else {
    print_fields({{"Id", std::to_string(accepted->id)}, {"Hash", accepted->hash}});
  }
  return 0;
}

int run_result(const Invocation& invocation, const Result<void>& result, std::int64_t id,
               std::string_view done) {
  if (!result) return refuse(result.error());
  if (invocation.json) {
    print_json(DoneJson{id, std::string(done)});
  } else {
    fmt::print("Activation {}: {}.\n", id, done);
  }
  return 0;
}

/// A worker holds it: its mail may be out already. Waits until that is known.
int wait_for_block(const Invocation& invocation, Installation& installation, std::int64_t id) {
  const auto limit = std::chrono::seconds(2 * installation.config.lease_seconds);
  const auto end = std::chrono::steady_clock::now() + limit;
  activation::Show service;
  while (std::chrono::steady_clock::now() < end) {
    const auto found = ask(installation, Access::read, service, domain::ActivationId{id});
    if (!found) return refuse(found.error());
    const domain::Code code = found->described.activation.code;
    if (code == domain::Code::blocked) return run_result(invocation, {}, id, "blocked");
    if (code == domain::Code::processed) {
      return refuse(
          {Errc::conflict, fmt::format("Activation {}: the mail server had taken the mail "
                                       "already, so it has been processed.",
                                       id)});
    }
    std::this_thread::sleep_for(kWatchEvery);
  }
  return refuse(
      {Errc::conflict, fmt::format("Activation {} will be blocked as soon as its worker is "
                                   "done.",
                                   id)});
}

int run_block(const Invocation& invocation, std::int64_t id, const std::string& reason) {
  const auto installation = invocation.open();
  activation::Block service;
  const auto done = ask(*installation, Access::write, service, {{id}, reason});
  if (!done) return refuse(done.error());
  if (*done == activation::Block::Done::later) return wait_for_block(invocation, *installation, id);
  return run_result(invocation, {}, id, "blocked");
}

/// What `list` was told on the command line, before it is checked.
struct ListOptions {
  std::optional<int> code;
  std::string client_id;
  std::string email;
  std::optional<std::int64_t> below;
  int limit = 100;
};

int run_list_options(const Invocation& invocation, const ListOptions& options) {
  activation::List::Input input;
  input.client_id = options.client_id;
  input.filter.limit = options.limit;
  if (options.code) input.filter.code = static_cast<domain::Code>(*options.code);
  if (options.below) input.filter.below = domain::ActivationId{*options.below};
  if (!options.email.empty()) {
    const Result<domain::Email> address = domain::parse_email(options.email);
    if (!address) return refuse({Errc::invalid, "--email " + address.error().message + "."});
    input.filter.address = address->address;
  }
  return run_list(invocation, input);
}

void add_look_commands(CLI::App* group, Invocation& invocation) {
  CLI::App* const list = group->add_subcommand("list", "List activations, newest first");
  auto options = std::make_shared<ListOptions>();
  list->add_option("--code", options->code, "Only those at this Code")
      ->check(whole_number_between(0, 7));
  list->add_option("--app", options->client_id, "Only those of this client id");
  list->add_option("--email", options->email,
                   "Only those that were asked for with this address, or whose account has it now");
  list->add_option("--before", options->below, "Only those with a smaller id: the next page");
  list->add_option("--limit", options->limit, "How many at most")
      ->check(whole_number_between(1, 1'000'000))
      ->capture_default_str();
  list->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_list_options(invocation, *options); };
  });

  auto id = std::make_shared<std::int64_t>(0);
  CLI::App* const status = group->add_subcommand("status", "Show one with all that happened to it");
  status->add_option("ID", *id, "Activation")->required();
  status->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_status(invocation, *id); };
  });

  auto only = std::make_shared<std::optional<std::int64_t>>();
  auto until_final = std::make_shared<bool>(false);
  CLI::App* const watch =
      group->add_subcommand("watch", "Follow changes, a line each, until Ctrl-C");
  CLI::Option* const which =
      watch->add_option("ID", *only, "Only this activation, from its beginning");
  watch->add_flag("--until-final", *until_final, "With ID: end at 2 (exit code 0), 3 or 6 (1)")
      ->needs(which);
  watch->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      return *only ? run_watch_one(invocation, **only, *until_final) : run_watch_all(invocation);
    };
  });
}

void add_submit_command(CLI::App* group, Invocation& invocation) {
  CLI::App* const submit = group->add_subcommand("submit", "Submit one, as an application does");
  auto client = std::make_shared<std::pair<std::string, std::string>>();
  auto r = std::make_shared<domain::TrialRequest>();
  submit->add_option("--app", client->first, "Client id")->required();
  submit->add_option("--secret", client->second, "Client secret")
      ->required()
      ->envname("USHER_CLIENT_SECRET");
  submit->add_option("--name", r->name_and_surname, "NameAndSurname")->required();
  submit->add_option("--company", r->company, "Company")->required();
  submit->add_option("--email", r->email, "Email")->required();
  submit->add_option("--phone", r->phone_number, "PhoneNumber")->required();
  submit->add_option("--language", r->language, "EN, IT, ES, FR, PT, JA or DA")->required();
  submit->add_option("--ip", r->ip_address, "IpAddress of the applicant")->required();
  r->is_usa = false;
  r->register_to_newsletter = false;
  submit->add_option("--usa", r->is_usa, "IsUSA");
  submit->add_option("--newsletter", r->register_to_newsletter, "RegisterToNewsletter");
  submit->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      return run_submit(invocation, client->first, client->second, *r);
    };
  });
}

void add_repair_commands(CLI::App* group, Invocation& invocation) {
  auto id = std::make_shared<std::int64_t>(0);
  CLI::App* const retry = group->add_subcommand("retry", "Take one up again after 3 or 6");
  retry->add_option("ID", *id, "Activation")->required();
  retry->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      const auto installation = invocation.open();
      activation::Retry service;
      return run_result(invocation,
                        ask(*installation, Access::write, service, domain::ActivationId{*id}), *id,
                        "taken up again");
    };
  });

  auto again = std::make_shared<activation::Resend::Input>();
  CLI::App* const resend = group->add_subcommand(
      "resend",
      "Mail new credentials, the old ones end; to an owner who has chosen a password, "
      "a link to choose another");
  resend->add_option("ID", again->id.value, "Activation")->required();
  resend->add_option("--email", again->email, "To this address from now on");
  resend->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      const auto installation = invocation.open();
      activation::Resend service(*installation->keys, installation->random);
      const auto sent = ask(*installation, Access::write, service, *again);
      if (!sent) return refuse(sent.error());
      return run_result(invocation, {}, again->id.value,
                        *sent == activation::Resend::Sent::link
                            ? "its owner has chosen a password: a link to choose another is on its "
                              "way"
                            : "new credentials are on their way, all earlier access has ended");
    };
  });

  auto reason = std::make_shared<std::string>(kNoReason);
  CLI::App* const block = group->add_subcommand("block", "Stop one that is not finished");
  block->add_option("ID", *id, "Activation")->required();
  block->add_option("--reason", *reason, "Why; kept in its history")->capture_default_str();
  block->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_block(invocation, *id, *reason); };
  });

  auto freed = std::make_shared<activation::ReleaseIp::Input>();
  freed->reason = kNoReason;
  CLI::App* const release =
      group->add_subcommand("release-ip", "Let its IP address ask for another account");
  release->add_option("ID", freed->id.value, "Activation")->required();
  release->add_option("--reason", freed->reason, "Why; kept in its history")->capture_default_str();
  release->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      const auto installation = invocation.open();
      activation::ReleaseIp service;
      return run_result(invocation, ask(*installation, Access::write, service, *freed),
                        freed->id.value, "IP address released");
    };
  });
}

}  // namespace

void add_activation_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const group = add_group(program, "activation", "Activations: look, follow, repair");
  add_submit_command(group, invocation);
  add_look_commands(group, invocation);
  add_repair_commands(group, invocation);
}

}  // namespace usher
