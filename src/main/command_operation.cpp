#include <fmt/format.h>

#include <filesystem>

#include "base/file.hpp"
#include "mail/blocking_mailer.hpp"
#include "main/command.hpp"
#include "main/serve.hpp"
#include "main/usage.hpp"
#include "service/key_ring.hpp"
#include "service/provisioning/activation_advance.hpp"
#include "service/provisioning/alert.hpp"
#include "service/provisioning/maintenance.hpp"
#include "service/provisioning/newsletter.hpp"
#include "store/store.hpp"

namespace usher {
namespace {

using store::Access;

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
  service::maintenance::Switch turn;
  const auto state = ask(*installation, Access::write, turn, {on, reason});
  // The server does this by itself as well; doing it here makes the effect visible at once, and
  // works while no server runs.
  service::activation::Sweep sweep(std::chrono::seconds(installation->config.lease_seconds));
  int moved = 0;
  while (true) {
    const auto done = ask(*installation, Access::write, sweep, {});
    moved += done.parked + done.released;
    if (!done.more) break;
    if (!invocation.json) fmt::print(stderr, "\r{} activations moved", moved);
  }
  if (!invocation.json && moved > 0) {
    fmt::print(stderr, "\r{} activations {}\n", moved, on ? "wait at Code 4" : "go on (Code 7)");
  }
  return print_maintenance(invocation, state, moved);
}

int run_maintenance_status(const Invocation& invocation) {
  const auto installation = invocation.open();
  service::maintenance::Look look;
  return print_maintenance(invocation, ask(*installation, Access::read, look, {}), 0);
}

int run_alerts(const Invocation& invocation, int limit) {
  const auto installation = invocation.open();
  service::alert::List service;
  std::vector<AlertJson> all;
  for (const auto& alert : ask(*installation, Access::read, service, limit)) {
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

/// RFC 4180, and no field that a spreadsheet would take for a formula.
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
  constexpr int kPage = 1000;
  const auto installation = invocation.open();
  service::newsletter::Export service;
  if (!invocation.json) fmt::print("email,name,company,language,is_usa,activation,joined_at\r\n");
  if (invocation.json) fmt::print("[");
  std::string after;
  bool first = true;
  while (true) {
    const auto page = ask(*installation, Access::read, service, {after, kPage});
    for (const auto& s : page) {
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
    if (page.size() < kPage) break;
    after = page.back().address;
  }
  if (invocation.json) fmt::print("]\n");
  return 0;
}

int run_key_rotate(const Invocation& invocation) {
  const auto installation = invocation.open();
  const std::string& file = installation->config.key_file;
  const FileLock alone(file + ".lock");  // two rotations at once would lose one of the keys
  const std::optional<KeyRing> before = read_key_ring(file);
  const KeyRing after = before->rotated(installation->random);
  replace_key_ring(file, after);
  service::key_ring::Enrol enrol;
  const auto enrolled = ask(*installation, Access::write, enrol, &after);
  if (!enrolled) return refuse(enrolled.error());
  const Key& key = after.newest();
  if (invocation.json) {
    print_json(KeyJson{key.id(), key.fingerprint()});
    return 0;
  }
  print_fields({{"new key", key.id()}, {"fingerprint", key.fingerprint()}});
  fmt::print(
      "\nBack {} up again; the older keys in it are still needed. With several nodes, copy it\n"
      "to each of them. A running server uses the new key within a second.\n",
      file);
  return 0;
}

CheckJson check_mail(const Config& config) {
  mail::BlockingMailer mailer(mailer_options(config));
  const mail::SendResult delivery = mailer.probe(std::chrono::seconds(15));
  return {"mail server", delivery.outcome == mail::SendOutcome::accepted,
          config.smtp_url + ": " + delivery.answer};
}

int run_check(const Invocation& invocation) {
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
    const bool defaults = !invocation.config_file && !std::filesystem::exists("usher.toml");
    return CheckJson{"configuration", true,
                     defaults ? "no usher.toml in this folder: defaults"
                              : invocation.config_file.value_or("usher.toml")};
  });
  if (config) {
    attempt("database and keys", [&] {
      const auto installation = invocation.open();
      return CheckJson{"database and keys", true,
                       store::without_password(config->database_url) + ", key " +
                           installation->keys->newest().fingerprint()};
    });
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
      add_group(program, "maintenance", "Accept requests, but let them wait (Code 4)");
  auto reason = std::make_shared<std::string>();
  CLI::App* const on = group->add_subcommand("on", "Let activations wait from now on");
  on->add_option("--reason", *reason, "For the record");
  on->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_switch(invocation, true, *reason); };
  });
  CLI::App* const off = group->add_subcommand("off", "Let them go on");
  off->callback([&invocation] {
    invocation.run = [&invocation] { return run_switch(invocation, false, ""); };
  });
  CLI::App* const status = group->add_subcommand("status", "Tell which it is");
  status->callback([&invocation] {
    invocation.run = [&invocation] { return run_maintenance_status(invocation); };
  });
}

}  // namespace

void add_operation_commands(CLI::App& program, Invocation& invocation) {
  add_maintenance(program, invocation);

  auto limit = std::make_shared<int>(50);
  CLI::App* const alerts = program.add_subcommand("alerts", "What support was told, newest first");
  alerts->add_option("--limit", *limit, "How many at most")
      ->check(whole_number_between(1, 100'000))
      ->capture_default_str();
  alerts->callback([=, &invocation] {
    invocation.run = [=, &invocation] { return run_alerts(invocation, *limit); };
  });

  CLI::App* const newsletter = add_group(program, "newsletter", "The vendor's own newsletter list");
  newsletter->add_subcommand("export", "All subscribers as CSV, or JSON with --json")
      ->callback(
          [&invocation] { invocation.run = [&invocation] { return run_export(invocation); }; });

  CLI::App* const key = add_group(program, "key", "The server's key ring");
  key->add_subcommand("rotate", "Add a new key for everything new")->callback([&invocation] {
    invocation.run = [&invocation] { return run_key_rotate(invocation); };
  });

  program.add_subcommand("check", "Try the configuration and every connection that it names")
      ->callback(
          [&invocation] { invocation.run = [&invocation] { return run_check(invocation); }; });
}

}  // namespace usher
