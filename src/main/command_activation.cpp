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

using domain::ActivationId;
using service::call;

constexpr std::chrono::milliseconds kWatchEvery{200};
constexpr int kChangesPerCall = 500;

int run_list(const Invocation& invocation, const service::ActivationsQuery& query) {
  const auto installation = invocation.open();
  const auto found = call<&service::list_activations>(*installation->store, query);
  if (!found) return refuse(found.error());
  std::vector<ActivationJson> all;
  for (const auto& details : *found) all.push_back(to_json(details));
  if (invocation.json) {
    print_json_array(all);
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {
      {"ID", "CODE", "EMAIL", "COMPANY", "IP", "ACCOUNT", "ACCEPTED", "LAST ERROR"}};
  for (const ActivationJson& a : all) {
    rows.push_back({std::to_string(a.id), fmt::format("{} {}", a.code, a.state), a.email, a.company,
                    a.ip, a.user_name, a.accepted_at, a.last_error});
  }
  print_table(rows);
  return 0;
}

int run_status(const Invocation& invocation, std::int64_t id) {
  const auto installation = invocation.open();
  const auto found = call<&service::read_activation>(*installation->store, ActivationId{id});
  if (!found) return refuse(found.error());
  ActivationJson a = to_json(found->details);
  if (invocation.json) {
    print_json(a);
    return 0;
  }
  print_fields({{"activation", std::to_string(a.id)},
                {"code", fmt::format("{} {}", a.code, a.state)},
                {"applicant", a.name},
                {"company", a.company},
                {"email", a.email},
                {"language", a.language},
                {"cost centre", a.is_usa ? "outside the euro zone" : "euro zone"},
                {"IP address", a.ip + (a.ip_held ? "" : " (released)")},
                {"application", a.client_id},
                {"plan", a.plan},
                {"account", a.user_name},
                {"last error", a.last_error},
                {"attempts", found->attempts > 0 ? std::to_string(found->attempts) : ""},
                {"next attempt", found->next_attempt ? to_rfc3339(*found->next_attempt) : ""}});
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

/// Prints all new changes until a signal arrives.
int run_watch_all(const Invocation& invocation) {
  const Signals signals({SIGINT, SIGTERM});
  const auto installation = invocation.open();
  service::ChangesQuery query;
  // Printed entries after `query.after`, which the next query returns again.
  std::set<std::int64_t> shown;
  while (true) {
    query.limit = kChangesPerCall + static_cast<int>(shown.size());
    const auto changes = call<&service::read_activation_changes>(*installation->store, query);
    bool printed = false;
    for (const auto& entry : changes.entries) {
      if (!shown.insert(entry.id).second) continue;
      print_change(invocation, entry);
      printed = true;
    }
    query.after = changes.settled;
    shown.erase(shown.begin(), shown.upper_bound(changes.settled));
    if (!printed && signals.wait_for(kWatchEvery)) return 0;
  }
}

/// Prints all changes of one activation until a signal arrives or, if requested, a final Code (2, 3
/// or 6) is reached.
int run_watch_one(const Invocation& invocation, std::int64_t id, bool until_final) {
  const Signals signals({SIGINT, SIGTERM});
  const auto installation = invocation.open();
  std::size_t shown = 0;
  while (true) {
    const auto found = call<&service::read_activation>(*installation->store, ActivationId{id});
    if (!found) return refuse(found.error());
    for (; shown < found->history.size(); ++shown) print_change(invocation, found->history[shown]);
    const domain::Code code = found->details.activation.code;
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
  const service::ActivationTools tools{
      *installation->keys, rate, installation->random, {config.mails_per_address}};
  // A command has no caller whose address could replace a missing IpAddress.
  const domain::TrialRules rules{"", config.allow_private_ips};
  service::NewActivation input{{client_id, Secret(secret)}, domain::check(request, rules), {}};
  const auto accepted =
      call<&service::submit_activations>(*installation->store, tools, std::move(input));
  if (!accepted) return refuse(accepted.error());
  if (invocation.json) {
    print_json(AcceptedJson{accepted->id, accepted->hash});
  } else {
    print_fields({{"Id", std::to_string(accepted->id)}, {"Hash", accepted->hash}});
  }
  return 0;
}

int print_done(const Invocation& invocation, std::int64_t id, std::string_view done) {
  if (invocation.json) {
    print_json(DoneJson{id, std::string(done)});
  } else {
    fmt::print("Activation {}: {}.\n", id, done);
  }
  return 0;
}

/// Waits until the worker that holds the lease of the activation has finished, because its mail may
/// be delivered.
int wait_for_block(const Invocation& invocation, Installation& installation, std::int64_t id) {
  const auto limit = std::chrono::seconds(2 * installation.config.lease_seconds);
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    const auto found = call<&service::read_activation>(*installation.store, ActivationId{id});
    if (!found) return refuse(found.error());
    const domain::Code code = found->details.activation.code;
    if (code == domain::Code::blocked) return print_done(invocation, id, "blocked");
    if (code == domain::Code::processed) {
      return refuse({Errc::conflict,
                     fmt::format("Activation {} has been processed: the mail server had accepted "
                                 "the email before the block.",
                                 id)});
    }
    std::this_thread::sleep_for(kWatchEvery);
  }
  return refuse(
      {Errc::conflict, fmt::format("Activation {} will be blocked as soon as its worker has "
                                   "finished.",
                                   id)});
}

int run_block(const Invocation& invocation, std::int64_t id, const std::string& reason) {
  const auto installation = invocation.open();
  const service::ActivationBlock block{{id}, reason};
  const auto outcome = call<&service::block_activation>(*installation->store, block);
  if (!outcome) return refuse(outcome.error());
  if (*outcome == service::BlockOutcome::later) {
    return wait_for_block(invocation, *installation, id);
  }
  return print_done(invocation, id, "blocked");
}

/// The options of `list` before validation.
struct ListOptions {
  std::optional<int> code;
  std::string client_id;
  std::string email;
  std::optional<std::int64_t> below;
  int limit = 100;
};

int run_list_options(const Invocation& invocation, const ListOptions& options) {
  service::ActivationsQuery query;
  query.client_id = options.client_id;
  query.filter.limit = options.limit;
  if (options.code) query.filter.code = static_cast<domain::Code>(*options.code);
  if (options.below) query.filter.below = ActivationId{*options.below};
  if (!options.email.empty()) {
    const Result<domain::Email> address = domain::parse_email(options.email);
    if (!address) return refuse({Errc::invalid, "--email " + address.error().message + "."});
    query.filter.address = address->address;
  }
  return run_list(invocation, query);
}

void add_look_commands(CLI::App* group, Invocation& invocation) {
  CLI::App* const list = group->add_subcommand("list", "List activations, newest first");
  auto options = std::make_shared<ListOptions>();
  list->add_option("--code", options->code, "Only activations at this Code")
      ->check(whole_number_between(0, 7));
  list->add_option("--app", options->client_id, "Only activations of this client id");
  list->add_option("--email", options->email,
                   "Only activations requested with this address, or whose account has it now");
  list->add_option("--before", options->below, "Only activations with a smaller id: the next page");
  list->add_option("--limit", options->limit, "Maximum number")
      ->check(whole_number_between(1, 1'000'000))
      ->capture_default_str();
  list->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_list_options(invocation, *options); };
  });

  auto id = std::make_shared<std::int64_t>(0);
  CLI::App* const status = group->add_subcommand("status", "Show an activation and its history");
  status->add_option("ID", *id, "Activation")->required();
  status->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_status(invocation, *id); };
  });

  auto only = std::make_shared<std::optional<std::int64_t>>();
  auto until_final = std::make_shared<bool>(false);
  CLI::App* const watch =
      group->add_subcommand("watch", "Print changes, one line each, until Ctrl-C");
  CLI::Option* const which =
      watch->add_option("ID", *only, "Only this activation, from its entry on");
  watch->add_flag("--until-final", *until_final, "With ID: end at 2 (exit code 0), 3 or 6 (1)")
      ->needs(which);
  watch->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      return *only ? run_watch_one(invocation, **only, *until_final) : run_watch_all(invocation);
    };
  });
}

void add_submit_command(CLI::App* group, Invocation& invocation) {
  CLI::App* const submit =
      group->add_subcommand("submit", "Submit an activation, as an application does");
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

int run_retry(const Invocation& invocation, std::int64_t id) {
  const auto installation = invocation.open();
  const auto done = call<&service::retry_activation>(*installation->store, ActivationId{id});
  if (!done) return refuse(done.error());
  return print_done(invocation, id, "restarted");
}

int run_resend(const Invocation& invocation, const service::ResendRequest& request) {
  const auto installation = invocation.open();
  const service::OwnerTools tools{*installation->keys, installation->random};
  const auto sent = call<&service::resend_credentials>(*installation->store, tools, request);
  if (!sent) return refuse(sent.error());
  return print_done(invocation, request.id.value,
                    *sent == service::ResentMail::reset_link
                        ? "its owner has chosen a password: a link to choose another is on its way"
                        : "new credentials are on their way; all earlier access has been revoked");
}

int run_release_ip(const Invocation& invocation, const service::IpRelease& release) {
  const auto installation = invocation.open();
  const auto done = call<&service::release_activation_ip>(*installation->store, release);
  if (!done) return refuse(done.error());
  return print_done(invocation, release.id.value, "IP address released");
}

void add_repair_commands(CLI::App* group, Invocation& invocation) {
  auto id = std::make_shared<std::int64_t>(0);
  CLI::App* const retry = group->add_subcommand("retry", "Restart an activation at Code 3 or 6");
  retry->add_option("ID", *id, "Activation")->required();
  retry->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_retry(invocation, *id); };
  });

  auto request = std::make_shared<service::ResendRequest>();
  CLI::App* const resend = group->add_subcommand(
      "resend",
      "Email new credentials, which replace the old ones; to an owner who has chosen a password, "
      "a link to choose another");
  resend->add_option("ID", request->id.value, "Activation")->required();
  resend->add_option("--email", request->email, "The account's new address");
  resend->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_resend(invocation, *request); };
  });

  auto reason = std::make_shared<std::string>(kNoReason);
  CLI::App* const block = group->add_subcommand("block", "Stop an activation that is not finished");
  block->add_option("ID", *id, "Activation")->required();
  block->add_option("--reason", *reason, "The reason, kept in its history")->capture_default_str();
  block->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_block(invocation, *id, *reason); };
  });

  auto release = std::make_shared<service::IpRelease>();
  release->reason = kNoReason;
  CLI::App* const release_ip = group->add_subcommand(
      "release-ip", "Allow another account from the IP address of an activation");
  release_ip->add_option("ID", release->id.value, "Activation")->required();
  release_ip->add_option("--reason", release->reason, "The reason, kept in its history")
      ->capture_default_str();
  release_ip->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_release_ip(invocation, *release); };
  });
}

}  // namespace

void add_activation_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const group = add_group(program, "activation", "Activations: list, follow, repair");
  add_submit_command(group, invocation);
  add_look_commands(group, invocation);
  add_repair_commands(group, invocation);
}

}  // namespace usher
