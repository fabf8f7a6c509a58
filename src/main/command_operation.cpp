#include <fmt/format.h>

#include "base/file.hpp"
#include "mail/blocking_mailer.hpp"
#include "main/command.hpp"
#include "main/serve.hpp"
#include "main/server_context.hpp"
#include "main/usage.hpp"
#include "service/key_ring.hpp"
#include "service/provisioning/alert.hpp"
#include "service/provisioning/maintenance.hpp"
#include "service/provisioning/newsletter.hpp"
#include "service/provisioning/task_turn.hpp"
#include "service/staff/activation.hpp"
#include "service/staff/application.hpp"
#include "store/store.hpp"

namespace usher {
namespace {

using service::call;

struct MaintenanceJson {
  bool on = false;
  std::string since;
  std::string reason;
  std::int64_t moved = 0;
};
BOOST_DESCRIBE_STRUCT(MaintenanceJson, (), (on, since, reason, moved))

struct AlertJson {
  std::int64_t id = 0;
  std::string kind;
  std::optional<std::int64_t> activation;
  std::string text;
  std::string raised_at;
  std::optional<std::string> mailed_at;
};
BOOST_DESCRIBE_STRUCT(AlertJson, (), (id, kind, activation, text, raised_at, mailed_at))

struct SubscriberJson {
  std::string email;
  std::string name;
  std::string company;
  std::string language;
  bool is_usa = false;
  std::int64_t activation = 0;
  std::string joined_at;
};
BOOST_DESCRIBE_STRUCT(SubscriberJson, (),
                      (email, name, company, language, is_usa, activation, joined_at))

struct KeyJson {
  std::string key_id;
  std::string fingerprint;
};
BOOST_DESCRIBE_STRUCT(KeyJson, (), (key_id, fingerprint))

struct CheckJson {
  std::string part;
  bool ok = false;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(CheckJson, (), (part, ok, detail))

int print_maintenance(const Invocation& invocation, const store::Maintenance& state, int moved) {
  const std::string since = to_ms(state.since) == 0 ? "" : to_rfc3339(state.since);
  if (invocation.json) {
    print_json(MaintenanceJson{state.on, since, state.reason, moved});
    return 0;
  }
  print_fields(
      {{"maintenance", state.on ? "on" : "off"}, {"since", since}, {"reason", state.reason}});
  return 0;
}

int run_switch(const Invocation& invocation, bool on, const std::string& reason) {
  const auto installation = invocation.open();
  const service::MaintenanceSwitch change{on, reason};
  const auto state = call<&service::switch_maintenance>(*installation->store, change);
  // A running server sweeps periodically. A sweep by the command takes effect immediately, and also
  // without a running server.
  service::TaskSweep sweep;
  sweep.lease = std::chrono::seconds(installation->config.lease_seconds);
  int moved = 0;
  while (true) {
    const auto done = call<&service::sweep_tasks>(*installation->store, sweep);
    moved += done.parked + done.released;
    if (!done.more) break;
    if (!invocation.json) fmt::print(stderr, "\r{} activations moved", moved);
  }
  if (!invocation.json && moved > 0) {
    fmt::print(stderr, "\r{} activations {}\n", moved, on ? "wait at Code 4" : "resumed (Code 7)");
  }
  return print_maintenance(invocation, state, moved);
}

int run_maintenance_status(const Invocation& invocation) {
  const auto installation = invocation.open();
  return print_maintenance(invocation, call<&service::read_maintenance>(*installation->store), 0);
}

int run_alerts(const Invocation& invocation, int limit) {
  const auto installation = invocation.open();
  std::vector<AlertJson> all;
  for (const auto& alert : call<&service::list_alerts>(*installation->store, limit)) {
    AlertJson json;
    json.id = alert.id;
    json.kind = alert.kind;
    if (alert.activation.value != 0) json.activation = alert.activation.value;
    json.text = alert.text;
    json.raised_at = to_rfc3339(alert.raised_at);
    if (alert.mailed_at) json.mailed_at = to_rfc3339(*alert.mailed_at);
    all.push_back(std::move(json));
  }
  if (invocation.json) {
    print_json_array(all);
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {{"RAISED", "MAILED", "WHAT"}};
  for (const AlertJson& alert : all) {
    rows.push_back({alert.raised_at, alert.mailed_at.value_or("not yet"), alert.text});
  }
  print_table(rows);
  return 0;
}

/// Quotes a field (RFC 4180), so that spreadsheets do not evaluate it as a formula.
std::string csv_field(const std::string& text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) {
    out += '\'';
  }
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

int run_export(const Invocation& invocation) {
  service::SubscriberQuery query;
  const auto installation = invocation.open();
  if (!invocation.json) fmt::print("email,name,company,language,is_usa,activation,joined_at\r\n");
  if (invocation.json) fmt::print("[");
  bool first = true;
  while (true) {
    const auto batch = call<&service::list_newsletter_subscribers>(*installation->store, query);
    for (const auto& s : batch) {
      const SubscriberJson json{s.address,
                                s.name,
                                s.company,
                                std::string(domain::code_of(s.language)),
                                s.is_usa,
                                s.activation.value,
                                to_rfc3339(s.joined_at)};
      if (invocation.json) {
        fmt::print("{}{}", first ? "" : ",", api::wire::to_json(json));
      } else {
        fmt::print("{},{},{},{},{},{},{}\r\n", csv_field(json.email), csv_field(json.name),
                   csv_field(json.company), json.language, json.is_usa, json.activation,
                   json.joined_at);
      }
      first = false;
    }
    if (static_cast<int>(batch.size()) < query.limit) break;
    query.after = batch.back().address;
  }
  if (invocation.json) fmt::print("]\n");
  return 0;
}

int run_key_rotate(const Invocation& invocation) {
  const auto installation = invocation.open();
  const std::string& file = installation->config.key_file;
  const FileLock lock(file + ".lock");  // without the lock, concurrent rotations would lose a key
  const std::optional<KeyRing> before = read_key_ring(file);
  const KeyRing after = before->rotated(installation->random);
  replace_key_ring(file, after);
  const auto enrolled = call<&service::enrol_key_ring>(*installation->store, &after);
  if (!enrolled) return refuse(enrolled.error());
  const Key& key = after.newest();
  if (invocation.json) {
    print_json(KeyJson{key.id(), key.fingerprint()});
    return 0;
  }
  print_fields({{"new key", key.id()}, {"fingerprint", key.fingerprint()}});
  fmt::print(
      "\nBack up {} again; the older keys in it are still needed. With several nodes, copy it\n"
      "to each of them. A running server uses the new key within a second.\n",
      file);
  return 0;
}

/// Returns whether a mailbox is at example.com, as the default addresses are.
bool is_example(std::string_view mailbox) {
  if (mailbox.ends_with('>')) mailbox.remove_suffix(1);
  return mailbox.ends_with("@example.com");
}

CheckJson check_addresses(const Config& config) {
  const bool real = !config.smtp_url.starts_with("capture:");
  for (const auto& [key, address] : {std::pair("mail.from", config.mail_from),
                                     std::pair("support.email", config.support_email)}) {
    if (!real || !is_example(address)) continue;
    return {"addresses", false,
            fmt::format("{} is the example address {}: set an address of your own", key, address)};
  }
  return {"addresses", true, config.mail_from + ", alerts to " + config.support_email};
}

CheckJson check_database(const Invocation& invocation, bool init) {
  const auto installation = init ? invocation.open_or_create() : invocation.open();
  const auto applications = call<&service::list_applications>(*installation->store).size();
  service::ActivationsQuery newest;
  newest.filter.limit = 1;
  const auto activations = call<&service::list_activations>(*installation->store, newest);
  return {"database and keys", true,
          fmt::format(
              "{}, key {}; {} applications, {}",
              store::without_password(installation->config.database_url),
              installation->keys->newest().fingerprint(), applications,
              activations->empty()
                  ? "no activation"
                  : fmt::format("newest activation {}", activations->front().activation.id.value))};
}

CheckJson check_mail(const Config& config) {
  mail::BlockingMailer mailer(mailer_options(config));
  const mail::SendResult delivery = mailer.probe(std::chrono::seconds(15));
  return {"mail server", delivery.outcome == mail::SendOutcome::accepted,
          config.smtp_url + ": " + delivery.answer};
}

int run_check(const Invocation& invocation, bool init) {
  std::vector<CheckJson> parts;
  const auto attempt = [&](const char* part, const std::function<CheckJson()>& check) {
    try {
      parts.push_back(check());
    } catch (const std::exception& error) {
      parts.push_back({part, false, error.what()});
    }
  };
  std::optional<Config> config;
  attempt("configuration", [&] {
    config = invocation.config();
    check_server_config(*config);
    return CheckJson{"configuration", true,
                     invocation.has_config_file() ? invocation.config_file.value_or("usher.toml")
                                                  : "no file: defaults and the environment"};
  });
  if (config) {
    attempt("addresses", [&] { return check_addresses(*config); });
    attempt("database and keys", [&] { return check_database(invocation, init); });
    attempt("mail server", [&] { return check_mail(*config); });
  }
  bool all_ok = true;
  for (const CheckJson& part : parts) {
    all_ok = all_ok && part.ok;
    if (!invocation.json)
      fmt::print("{}  {:<18}  {}\n", part.ok ? "ok  " : "FAIL", part.part, part.detail);
  }
  if (invocation.json) print_json_array(parts);
  return all_ok ? 0 : 1;
}

void add_maintenance(CLI::App& program, Invocation& invocation) {
  CLI::App* const group =
      add_group(program, "maintenance", "Accept requests, but do not process them (Code 4)");
  auto reason = std::make_shared<std::string>();
  CLI::App* const on = group->add_subcommand("on", "Switch maintenance mode on");
  on->add_option("--reason", *reason, "The reason, shown to staff");
  on->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_switch(invocation, true, *reason); };
  });
  CLI::App* const off = group->add_subcommand(
      "off", "Switch maintenance mode off, and resume the waiting activations");
  off->callback([&invocation] {
    invocation.run = [&invocation] { return run_switch(invocation, false, ""); };
  });
  CLI::App* const status = group->add_subcommand("status", "Show whether maintenance mode is on");
  status->callback([&invocation] {
    invocation.run = [&invocation] { return run_maintenance_status(invocation); };
  });
}

}  // namespace

void add_operation_commands(CLI::App& program, Invocation& invocation) {
  add_maintenance(program, invocation);

  auto limit = std::make_shared<int>(50);
  CLI::App* const alerts = program.add_subcommand("alerts", "List alerts to support, newest first");
  alerts->add_option("--limit", *limit, "Maximum number")
      ->check(whole_number_between(1, 100'000))
      ->capture_default_str();
  alerts->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_alerts(invocation, *limit); };
  });

  CLI::App* const newsletter = add_group(program, "newsletter", "The vendor's own newsletter list");
  newsletter->add_subcommand("export", "Export all subscribers as CSV, or as JSON with --json")
      ->callback(
          [&invocation] { invocation.run = [&invocation] { return run_export(invocation); }; });

  CLI::App* const key = add_group(program, "key", "The server's key ring");
  key->add_subcommand("rotate", "Add a new key, used for all new passwords and tokens")
      ->callback(
          [&invocation] { invocation.run = [&invocation] { return run_key_rotate(invocation); }; });

  auto init = std::make_shared<bool>(false);
  CLI::App* const check =
      program.add_subcommand("check", "Verify the configuration and its connections");
  check->add_flag("--init", *init, "Create the database and the key ring if neither exists");
  add_new_installation_flag(check, invocation);
  check->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_check(invocation, *init); };
  });
}

}  // namespace usher
