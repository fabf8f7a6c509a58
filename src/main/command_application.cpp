#include <fmt/format.h>

#include "main/command.hpp"
#include "main/usage.hpp"
#include "service/access/grant.hpp"
#include "service/staff/application.hpp"

namespace usher {
namespace {

using service::call;

struct ApplicationJson {
  std::string client_id;
  std::string name;
  std::string contact;
  bool enabled = false;
  std::string disabled_reason;
  std::string plan;
  std::int64_t live_secrets = 0;
  bool public_client = false;
  bool password_grant = false;
  std::int64_t password_grants_30_days = 0;
  std::string last_password_grant;  ///< the date of the last use; empty if the grant was never used
  std::vector<std::string> redirect_uris;
  std::string registered_at;
};
BOOST_DESCRIBE_STRUCT(ApplicationJson, (),
                      (client_id, name, contact, enabled, disabled_reason, plan, live_secrets,
                       public_client, password_grant, password_grants_30_days, last_password_grant,
                       redirect_uris, registered_at))

struct IssuedJson {
  std::string client_id;
  std::string client_secret;
};
BOOST_DESCRIBE_STRUCT(IssuedJson, (), (client_id, client_secret))

struct EndedJson {
  std::int64_t ended = 0;
};
BOOST_DESCRIBE_STRUCT(EndedJson, (), (ended))

ApplicationJson to_json(const service::ApplicationDetails& details, TimePoint now) {
  const domain::Application& a = details.application;
  const auto live = std::count_if(a.secrets.begin(), a.secrets.end(), [&](const auto& secret) {
    return !secret.ends || secret.expires_at > now;
  });
  const auto& last = details.last_password_grant;
  return {a.client_id,
          a.name,
          a.contact,
          a.enabled,
          a.disabled_reason,
          details.plan,
          live,
          a.public_client,
          a.password_grant,
          details.password_grants,
          last ? to_rfc3339(*last).substr(0, std::string_view("2026-11-25").size()) : "",
          a.redirect_uris,
          to_rfc3339(a.created_at)};
}

void print_secret(const Invocation& invocation, const service::IssuedSecret& issued) {
  if (invocation.json) {
    print_json(IssuedJson{issued.application.client_id, issued.secret.reveal()});
    return;
  }
  if (issued.secret.empty()) {
    print_fields({{"client id", issued.application.client_id}});
    fmt::print("\nA public client has no secret: it proves itself with PKCE (RFC 7636).\n");
    return;
  }
  print_fields(
      {{"client id", issued.application.client_id}, {"client secret", issued.secret.reveal()}});
  fmt::print("\nThe secret is shown this once and kept only as a hash.\n");
}

/// Returns the exit code. A secret that could not be shown is lost: only its hash is stored.
int print_issued(const Invocation& invocation, const service::IssuedSecret& issued) {
  print_secret(invocation, issued);
  if (issued.secret.empty() || flush_output()) return 0;
  const std::string& id = issued.application.client_id;
  return refuse({Errc::conflict,
                 fmt::format("The secret of {} could not be shown, because standard output could "
                             "not be written. Issue another: usher app rotate-secret {}",
                             id, id)});
}

/// Describes the password grant and its use, which shows whether it is still needed.
std::string password_grant_text(const ApplicationJson& a) {
  const std::string used = a.last_password_grant.empty()
                               ? "never used"
                               : fmt::format("used {} times in the last 30 days, last on {}",
                                             a.password_grants_30_days, a.last_password_grant);
  return fmt::format("{}; {}", a.password_grant ? "yes" : "no", used);
}

int print_one(const Invocation& invocation, const service::ApplicationDetails& details) {
  const ApplicationJson a = to_json(details, SystemClock{}.now());
  if (invocation.json) {
    print_json(a);
    return 0;
  }
  print_fields(
      {{"client id", a.client_id},
       {"name", a.name},
       {"contact", a.contact},
       {"may provision", a.enabled ? "yes" : "no"},
       {"reason", a.disabled_reason},
       {"plan", a.plan},
       {"live secrets", a.public_client ? "none: a public client" : std::to_string(a.live_secrets)},
       {"password grant", password_grant_text(a)},
       {"redirect URIs", a.redirect_uris.empty()
                             ? "none: no sign-in page"
                             : fmt::format("{}", fmt::join(a.redirect_uris, " "))},
       {"registered", a.registered_at}});
  return 0;
}

int run_register(const Invocation& invocation, const service::NewApplication& input) {
  const auto installation = invocation.open_or_create();
  const service::ApplicationTools tools{installation->random};
  const auto issued = call<&service::register_application>(*installation->store, tools, input);
  if (!issued) return refuse(issued.error());
  if (const int failed = print_issued(invocation, *issued); failed != 0) return failed;
  if (invocation.json) return 0;
  if (input.public_client) {
    fmt::print(
        "It can't request activations: they need a secret.{}\n",
        input.redirect_uris.empty()
            ? " Add a redirect URI before it can sign users in: usher app edit --redirect-uri"
            : "");
  } else {
    fmt::print("The sandbox is open. To allow real activations: usher app enable {}\n",
               issued->application.client_id);
  }
  return 0;
}

int run_list(const Invocation& invocation) {
  const auto installation = invocation.open();
  std::vector<ApplicationJson> all;
  for (const auto& details : call<&service::list_applications>(*installation->store)) {
    all.push_back(to_json(details, installation->clock.now()));
  }
  if (invocation.json) {
    print_json_array(all);
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {{"CLIENT ID", "NAME", "PLAN", "MAY PROVISION"}};
  for (const ApplicationJson& a : all) {
    rows.push_back({a.client_id, a.name, a.plan, a.enabled ? "yes" : "no"});
  }
  print_table(rows);
  return 0;
}

int run_show(const Invocation& invocation, const std::string& id) {
  const auto installation = invocation.open();
  const auto found = call<&service::read_application>(*installation->store, id);
  if (!found) return refuse(found.error());
  return print_one(invocation, *found);
}

int run_enable(const Invocation& invocation, const service::ApplicationApproval& approval) {
  const auto installation = invocation.open();
  const auto enabled = call<&service::enable_application>(*installation->store, approval);
  if (!enabled) return refuse(enabled.error());
  return print_one(invocation, *enabled);
}

int run_disable(const Invocation& invocation, const service::ApplicationSuspension& suspension) {
  const auto installation = invocation.open();
  const auto disabled = call<&service::disable_application>(*installation->store, suspension);
  if (!disabled) return refuse(disabled.error());
  print_one(invocation, disabled->details);
  if (!invocation.json && suspension.block_queued) {
    fmt::print("\n{} queued activations blocked, {} more as soon as their worker has finished.\n",
               disabled->blocked, disabled->in_flight);
  }
  return 0;
}

int run_edit(const Invocation& invocation, const service::ApplicationChange& change) {
  const auto installation = invocation.open();
  const auto updated = call<&service::update_application>(*installation->store, change);
  if (!updated) return refuse(updated.error());
  return print_one(invocation, *updated);
}

int run_rotate(const Invocation& invocation, const service::SecretRotation& rotation) {
  const auto installation = invocation.open();
  const service::ApplicationTools tools{installation->random};
  const auto issued = call<&service::rotate_client_secret>(*installation->store, tools, rotation);
  if (!issued) return refuse(issued.error());
  if (const int failed = print_issued(invocation, *issued); failed != 0) return failed;
  if (!invocation.json) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(rotation.overlap).count();
    fmt::print("{}\n", hours == 0
                           ? "The former secret has expired."
                           : fmt::format("The former secret stays valid for {} hours.", hours));
  }
  return 0;
}

void add_register(CLI::App* group, Invocation& invocation) {
  CLI::App* const add = group->add_subcommand(
      "register", "Register an application; prints its id and its secret once");
  add_new_installation_flag(add, invocation);
  auto registration = std::make_shared<service::NewApplication>();
  add->add_option("--name", registration->name, "Its name, as staff and applicants see it")
      ->required();
  add->add_option("--contact", registration->contact, "The partner's email address")->required();
  add->add_option("--redirect-uri", registration->redirect_uris,
                  "Where the sign-in page may redirect its users; may be repeated");
  add->add_flag("--public", registration->public_client,
                "A public client: it runs on its users' machines and can't keep a secret");
  add->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_register(invocation, *registration); };
  });
}

void add_edit(CLI::App* group, Invocation& invocation) {
  auto edit = std::make_shared<service::ApplicationChange>();
  auto uris = std::make_shared<std::vector<std::string>>();
  auto none = std::make_shared<bool>(false);
  CLI::App* const command = group->add_subcommand("edit", "Change how an application gets tokens");
  command->add_option("ID", edit->client_id, "Client id")->required();
  CLI::Option* const given = command->add_option(
      "--redirect-uri", *uris, "Where the sign-in page may redirect its users; replaces all");
  command->add_flag("--no-redirect-uri", *none, "Remove all redirect URIs")->excludes(given);
  command->add_option("--password-grant", edit->password_grant,
                      "Whether it may exchange its users' passwords for tokens: true or false");
  command->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      if (const auto nothing = nothing_to_change(*command)) return refuse(*nothing);
      if (!uris->empty() || *none) edit->redirect_uris = *uris;
      return run_edit(invocation, *edit);
    };
  });
}

int run_end_access(const Invocation& invocation, const service::AccessRevocation& revocation) {
  const auto installation = invocation.open();
  std::int64_t ended = 0;
  for (bool more = true; more;) {
    const auto batch = call<&service::revoke_access_batch>(*installation->store, revocation);
    if (!batch) return refuse(batch.error());
    ended += batch->grants;
    more = batch->more;
  }
  if (invocation.json) {
    print_json(EndedJson{ended});
    return 0;
  }
  if (ended == 0) {
    fmt::print("It had no access.\n");
  } else {
    fmt::print("{} revoked: their tokens are no longer valid. Owners may grant access again.\n",
               ended == 1 ? "1 grant" : fmt::format("{} grants", ended));
  }
  return 0;
}

void add_end_access(CLI::App* group, Invocation& invocation) {
  auto input = std::make_shared<service::AccessRevocation>();
  CLI::App* const command = group->add_subcommand(
      "end-access", "Revoke an application's access: all its tokens and unused codes");
  command->add_option("ID", input->client_id, "Client id")->required();
  command->add_option("--account", input->user_name, "Only access to this account, such as m1234");
  command->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_end_access(invocation, *input); };
  });
}

void add_rotate(CLI::App* group, Invocation& invocation) {
  auto rotation = std::make_shared<service::SecretRotation>();
  auto hours = std::make_shared<int>(24);
  CLI::App* const rotate = group->add_subcommand("rotate-secret", "Issue a new secret, shown once");
  rotate->add_option("ID", rotation->client_id, "Client id")->required();
  rotate->add_option("--overlap-hours", *hours, "How long the former secret stays valid")
      ->check(whole_number_between(0, 24 * 90))
      ->capture_default_str();
  rotate->callback([=, &invocation] {
    invocation.run = [=, &invocation] {
      rotation->overlap = std::chrono::hours(*hours);
      return run_rotate(invocation, *rotation);
    };
  });
}

}  // namespace

void add_application_commands(CLI::App& program, Invocation& invocation) {
  CLI::App* const group = add_group(program, "app", "Partner applications");

  add_register(group, invocation);

  CLI::App* const list = group->add_subcommand("list", "List all applications");
  list->callback(
      [&invocation] { invocation.run = [&invocation] { return run_list(invocation); }; });

  auto id = std::make_shared<std::string>();
  CLI::App* const show = group->add_subcommand("show", "Show an application");
  show->add_option("ID", *id, "Client id")->required();
  show->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_show(invocation, *id); };
  });

  auto approval = std::make_shared<service::ApplicationApproval>();
  CLI::App* const enable = group->add_subcommand("enable", "Grant the right to provision");
  enable->add_option("ID", approval->client_id, "Client id")->required();
  enable->add_option("--plan", approval->plan, "The plan of its accounts from now on");
  enable->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_enable(invocation, *approval); };
  });

  auto suspension = std::make_shared<service::ApplicationSuspension>();
  suspension->reason = kNoReason;
  CLI::App* const disable = group->add_subcommand("disable", "Revoke the right to provision");
  disable->add_option("ID", suspension->client_id, "Client id")->required();
  disable->add_option("--reason", suspension->reason, "The reason, kept with the application")
      ->capture_default_str();
  disable->add_flag("--block-queued", suspension->block_queued,
                    "Also block its activations that are not finished");
  disable->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_disable(invocation, *suspension); };
  });

  add_edit(group, invocation);

  add_rotate(group, invocation);

  add_end_access(group, invocation);
}

}  // namespace usher
