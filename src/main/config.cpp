#include "main/config.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <variant>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace usher {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

using Text = std::string Config::*;
using Number = int Config::*;
using Flag = bool Config::*;
using Texts = std::vector<std::string> Config::*;

/// Restricts the values of a type.
enum class Kind { any, path, database_url, mail_url, level, url, listen };

struct ConfigKey {
  const char* section;
  const char* name;
  std::variant<Text, Number, Flag, Texts> member;
  const char* help;
  Kind kind = Kind::any;
  int min = 0;
  int max = 0;
};

constexpr ConfigKey kKeys[] = {
    {"server", "listen", &Config::listen, "address and port to listen on; port 0 takes a free one",
     Kind::listen},
    {"server", "public_url", &Config::public_url, "the address at which clients reach this server",
     Kind::url},
    {"server", "tls_certificate", &Config::tls_certificate,
     "PEM file with the certificate chain; empty: plain HTTP", Kind::path},
    {"server", "tls_key", &Config::tls_key, "PEM file with its private key", Kind::path},
    {"server", "trusted_proxies", &Config::trusted_proxies,
     "addresses and networks whose forwarded_header is trusted"},
    {"server", "forwarded_header", &Config::forwarded_header,
     "the header in which they name the client"},
    {"server", "operations_listen", &Config::operations_listen,
     "a separate listener for /healthz, /readyz and /metrics; empty: the main one", Kind::listen},
    {"server", "threads", &Config::threads, "socket threads; 0: one per two cores", Kind::any, 0,
     64},
    {"server", "request_seconds", &Config::request_seconds,
     "how long a request's head, the start of its body, and each pause in it may take", Kind::any, 1,
     600},
    {"server", "idle_seconds", &Config::idle_seconds,
     "how long a connection may wait for its next request; longer than a load balancer's", Kind::any,
     1, 3600},
    {"server", "body_mebibytes", &Config::body_mebibytes,
     "memory for the bodies of all requests and responses; more get 503", Kind::any, 16, 65'536},
    {"server", "connections", &Config::connections, "maximum number of open connections", Kind::any,
     1, 1'000'000},
    {"server", "stop_seconds", &Config::stop_seconds,
     "how long SIGTERM waits for requests in flight", Kind::any, 0, 600},
    {"database", "url", &Config::database_url,
     "\"sqlite:FILE\", or \"postgresql://user@host1,host2/name?target_session_attrs=read-write\"",
     Kind::database_url},
    {"database", "password", &Config::database_password, "for PostgreSQL; better in password_file"},
    {"database", "password_file", &Config::database_password_file, "a file with the password",
     Kind::path},
    {"database", "connections", &Config::database_connections,
     "connections of one node to PostgreSQL; two more listen for work and read lists", Kind::any, 2,
     64},
    {"mail", "smtp_url", &Config::smtp_url,
     "smtp://host:port (STARTTLS when offered), smtps://host:port, or capture:FOLDER",
     Kind::mail_url},
    {"mail", "user", &Config::smtp_user, "user name at the mail server; empty: none"},
    {"mail", "password", &Config::smtp_password, "its password; better in password_file"},
    {"mail", "password_file", &Config::smtp_password_file, "a file with the password", Kind::path},
    {"mail", "require_tls", &Config::require_tls, "never connect to the mail server without TLS"},
    {"mail", "ca_file", &Config::ca_file,
     "PEM file with the authorities of its certificate; empty: the system's", Kind::path},
    {"mail", "helo", &Config::helo_name, "this server's name in EHLO; empty: the machine's"},
    {"mail", "from", &Config::mail_from, "sender of all emails, \"Name <address>\""},
    {"mail", "bounce_address", &Config::bounce_address,
     "address for bounces of sendings, as NAME+…@DOMAIN; empty: their sender"},
    {"mail", "templates", &Config::templates,
     "folder with email templates that replace the built-in ones", Kind::path},
    {"mail", "connections", &Config::mail_connections,
     "connections to the mail server for credentials, and as many for sendings", Kind::any, 1, 64},
    {"support", "email", &Config::support_email, "the address that receives alerts"},
    {"limits", "calls_per_second_per_method", &Config::calls_per_second,
     "per application; 0: no limit", Kind::any, 0, 100'000},
    {"limits", "mails_per_address_per_day", &Config::mails_per_address,
     "activations per email address and day, over all applications; 0: no limit", Kind::any, 0,
     100'000},
    {"limits", "allow_private_ips", &Config::allow_private_ips,
     "accept 10.0.0.0/8 and other non-public addresses as applicants' addresses"},
    {"limits", "messages_per_second", &Config::messages_per_second,
     "emails of all accounts' messages; 0: no limit", Kind::any, 0, 100'000},
    {"worker", "attempts", &Config::attempts,
     "temporary failures of an email before the activation goes to Code 3", Kind::any, 1, 20},
    {"worker", "lease_seconds", &Config::lease_seconds, "how long a worker's lease of a task lasts",
     Kind::any, 2, 3600},
    {"worker", "first_retry_seconds", &Config::first_retry_seconds,
     "wait after the first failure; doubles each time", Kind::any, 1, 3600},
    {"oauth", "access_token_seconds", &Config::access_token_seconds, "lifetime of an access token",
     Kind::any, 1, 86'400},
    {"secrets", "key_file", &Config::key_file,
     "the key ring; created at the first start, keep a copy apart from the database", Kind::path},
    {"log", "level", &Config::log_level, "debug, info, warn, error or off", Kind::level},
};

/// Read by `usher activation submit`.
constexpr std::string_view kClientSecretVariable = "USHER_CLIENT_SECRET";

std::string variable_of(const ConfigKey& key) {
  std::string name = fmt::format("USHER_{}_{}", key.section, key.name);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return name;
}

bool is_listen(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const int port = parse_integer<int>(text.substr(colon + 1)).value_or(-1);
  return port >= 0 && port <= 65535;
}

/// Returns what is wrong with a text of that kind; empty if it is valid.
std::string_view problem_with_text(Kind kind, std::string_view text) {
  const auto one_of = [&](std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), text) != words.end();
  };
  switch (kind) {
    case Kind::any:
    case Kind::path:
      return {};
    case Kind::database_url:
      return (text.starts_with(kSqlite) && text.size() > kSqlite.size()) ||
                     text.starts_with("postgresql://") || text.starts_with("postgres://")
                 ? ""
                 : "takes \"sqlite:FILE\" or \"postgresql://user@host/database\"";
    case Kind::mail_url:
      return text.starts_with("smtp://") || text.starts_with("smtps://") ||
                     (text.starts_with("capture:") && text.size() > 8)
                 ? ""
                 : "takes smtp://host:port, smtps://host:port or capture:FOLDER";
    case Kind::level:
      return one_of({"debug", "info", "warn", "error", "off"})
                 ? ""
                 : "takes debug, info, warn, error or off";
    case Kind::url:
      return (text.starts_with("http://") || text.starts_with("https://")) && !text.ends_with('/')
                 ? ""
                 : "takes http://… or https://… without a slash at its end";
    case Kind::listen:
      return text.empty() || is_listen(text) ? "" : "takes ADDRESS:PORT, such as 127.0.0.1:8080";
  }
  return {};
}

/// Checks and sets values; errors name their origin.
class Setter {
 public:
  Setter(Config& config, std::filesystem::path base) : config_(config), base_(std::move(base)) {}

  void set(const ConfigKey& key, std::string_view where, std::string value) {
    if (const std::string_view wrong = problem_with_text(key.kind, value); !wrong.empty()) {
      fail(key, where, wrong);
    }
    if (key.kind == Kind::path) value = from_base(value);
    if (key.kind == Kind::database_url && value.starts_with(kSqlite)) {
      value = std::string(kSqlite) + from_base(value.substr(kSqlite.size()));
    }
    if (value.starts_with("capture:")) value = "capture:" + from_base(value.substr(8));
    if (has_control_characters(value)) fail(key, where, "contains control characters");
    config_.*std::get<Text>(key.member) = std::move(value);
  }
  void set(const ConfigKey& key, std::string_view where, std::int64_t value) {
    if (value < key.min || value > key.max) {
      fail(key, where, fmt::format("takes {} to {}", key.min, key.max));
    }
    config_.*std::get<Number>(key.member) = static_cast<int>(value);
  }
  void set(const ConfigKey& key, bool value) { config_.*std::get<Flag>(key.member) = value; }
  void set(const ConfigKey& key, std::vector<std::string> value) {
    config_.*std::get<Texts>(key.member) = std::move(value);
  }

  [[noreturn]] static void fail(const ConfigKey& key, std::string_view where,
                                std::string_view what) {
    throw ConfigurationError(
        fmt::format("{}: {}.{} {} ({}).", where, key.section, key.name, what, key.help));
  }

 private:
  std::string from_base(const std::string& path) const {
    if (path.empty() || std::filesystem::path(path).is_absolute()) return path;
    return (base_ / path).string();
  }

  Config& config_;
  std::filesystem::path base_;
};

void set_from_toml(Setter& setter, const ConfigKey& key, const std::string& where,
                   const toml::node& node) {
  if (std::holds_alternative<Text>(key.member)) {
    if (!node.is_string()) Setter::fail(key, where, "takes a text in quotes");
    setter.set(key, where, node.as_string()->get());
  } else if (std::holds_alternative<Number>(key.member)) {
    if (!node.is_integer()) Setter::fail(key, where, "takes a whole number");
    setter.set(key, where, node.as_integer()->get());
  } else if (std::holds_alternative<Flag>(key.member)) {
    if (!node.is_boolean()) Setter::fail(key, where, "takes true or false");
    setter.set(key, node.as_boolean()->get());
  } else {
    std::vector<std::string> texts;
    const toml::array* const array = node.as_array();
    if (array == nullptr) Setter::fail(key, where, "takes a list of texts, [\"…\", \"…\"]");
    for (const toml::node& item : *array) {
      if (!item.is_string()) Setter::fail(key, where, "takes a list of texts, [\"…\", \"…\"]");
      texts.push_back(item.as_string()->get());
    }
    setter.set(key, std::move(texts));
  }
}

void set_from_text(Setter& setter, const ConfigKey& key, const std::string& where,
                   const std::string& text) {
  if (std::holds_alternative<Text>(key.member)) {
    setter.set(key, where, text);
  } else if (std::holds_alternative<Number>(key.member)) {
    const auto number = parse_integer<std::int64_t>(text);
    if (!number) Setter::fail(key, where, "takes a whole number");
    setter.set(key, where, *number);
  } else if (std::holds_alternative<Flag>(key.member)) {
    if (text != "true" && text != "false") Setter::fail(key, where, "takes true or false");
    setter.set(key, text == "true");
  } else {
    std::vector<std::string> texts;
    std::string_view rest = text;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (const auto item = trim(rest.substr(0, comma)); !item.empty()) texts.emplace_back(item);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    setter.set(key, std::move(texts));
  }
}

const ConfigKey* find_key(std::string_view section, std::string_view name) {
  for (const ConfigKey& key : kKeys) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

std::string known_names(std::string_view section) {
  std::vector<std::string> names;
  for (const ConfigKey& key : kKeys) {
    if (key.section == section) names.emplace_back(key.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

void read_file_into(Setter& setter, const std::filesystem::path& file, const std::string& text) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw ConfigurationError(fmt::format("{}:{}: {}.", file.string(), error.source().begin.line,
                                         std::string(error.description())));
  }
  for (const auto& [section, node] : table) {
    const std::string where = fmt::format("{}:{}", file.string(), node.source().begin.line);
    const toml::table* const members = node.as_table();
    if (members == nullptr || known_names(section.str()).empty()) {
      throw ConfigurationError(
          fmt::format("{}: there is no section [{}]. Sections: server, database, mail, support, "
                      "limits, worker, "
                      "oauth, secrets, log.",
                      where, section.str()));
    }
    for (const auto& [name, value] : *members) {
      const std::string line = fmt::format("{}:{}", file.string(), value.source().begin.line);
      const ConfigKey* const key = find_key(section.str(), name.str());
      if (key == nullptr) {
        throw ConfigurationError(fmt::format("{}: there is no key {} in [{}]. Keys: {}.", line,
                                             name.str(), section.str(),
                                             known_names(section.str())));
      }
      set_from_toml(setter, *key, line, value);
    }
  }
}

void read_environment_into(Setter& setter, Config& config, const char* const* environment) {
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    if (!entry.starts_with("USHER_")) continue;
    const std::size_t equal = entry.find('=');
    const std::string name(entry.substr(0, equal));
    const auto key = std::find_if(std::begin(kKeys), std::end(kKeys), [&](const ConfigKey& known) {
      return variable_of(known) == name;
    });
    if (key == std::end(kKeys)) {
      if (name == kClientSecretVariable) continue;
      config.warnings.push_back(fmt::format("the variable {} is unknown", name));
      continue;
    }
    set_from_text(setter, *key, "environment variable " + name,
                  std::string(entry.substr(equal + 1)));
  }
}

void read_secret(std::string_view key, const std::string& file, std::string& secret) {
  if (file.empty()) return;
  const std::optional<std::string> text = read_file(file);
  if (!text) throw ConfigurationError(fmt::format("{}: there is no file {}.", key, file));
  secret = std::string(trim(*text));
}

}  // namespace

Config read_config(const std::optional<std::filesystem::path>& file,
                   const char* const* environment) {
  Config config;
  const std::filesystem::path path = file.value_or("usher.toml");
  const std::optional<std::string> text = read_file(path);
  if (!text && file) throw ConfigurationError(fmt::format("There is no file {}.", path.string()));
  const std::filesystem::path base = path.has_parent_path() ? path.parent_path() : "";
  if (text) {
    Setter setter(config, base);
    read_file_into(setter, path, *text);
    // Defaults are relative to the file's folder too.
    if (config.key_file == Config{}.key_file) {
      setter.set(*find_key("secrets", "key_file"), "default", config.key_file);
    }
    if (config.database_url == Config{}.database_url) {
      setter.set(*find_key("database", "url"), "default", config.database_url);
    }
  }
  Setter setter(config, base);
  read_environment_into(setter, config, environment);
  read_secret("mail.password_file", config.smtp_password_file, config.smtp_password);
  read_secret("database.password_file", config.database_password_file, config.database_password);
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    throw ConfigurationError("server.tls_certificate and server.tls_key must be set together.");
  }
  return config;
}

std::string describe_config() {
  const Config defaults;
  std::string out;
  std::string_view section;
  for (const ConfigKey& key : kKeys) {
    if (section != key.section) {
      section = key.section;
      out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section);
    }
    std::string value;
    if (const auto* text = std::get_if<Text>(&key.member)) {
      value = fmt::format("\"{}\"", defaults.**text);
    } else if (const auto* number = std::get_if<Number>(&key.member)) {
      value = std::to_string(defaults.**number);
    } else if (const auto* flag = std::get_if<Flag>(&key.member)) {
      value = defaults.**flag ? "true" : "false";
    } else {
      value = "[]";
    }
    out += fmt::format("{} = {}  # {}\n", key.name, value, key.help);
  }
  return out;
}

}  // namespace usher
