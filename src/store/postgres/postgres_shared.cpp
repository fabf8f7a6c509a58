#include "store/postgres/postgres_shared.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace usher::store {
namespace {

constexpr int kOldestVersion = 150000;
constexpr Duration kFirstPause{100};
constexpr Duration kLongestPause{2000};
constexpr Duration kShortestIdle{5000};

/// The settings of each session. Waits for locks time out, and keep-alives let the server release
/// the locks of a dead client within seconds. Plans are generic and use index scans only, because
/// every statement looks up keys, and with outdated statistics the planner would scan whole tables.
constexpr const char* kSession =
    "-c lock_timeout=4s -c client_connection_check_interval=1s "
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=10s -c jit=off -c plan_cache_mode=force_generic_plan "
    "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off";

/// The statement that overrides a setting that contradicts durability.
constexpr const char* kSetUp =
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'";

struct OptionsEnd {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// Returns the password in a URL, empty if there is none. Throws ConfigurationError without libpq's
/// message, which could contain a part of the password.
std::string password_in(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, OptionsEnd> options(
      PQconninfoParse(url.c_str(), nullptr));
  if (options == nullptr) {
    throw ConfigurationError(
        "database.url is not a valid URL. Write special characters in a password as %XX, or put "
        "the "
        "password into database.password_file.");
  }
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (std::string_view(option->keyword) == "password" && option->val != nullptr) {
      return option->val;
    }
  }
  return {};
}

}  // namespace

std::string postgres_words(const char* text) {
  std::string out = text == nullptr ? "" : text;
  std::replace(out.begin(), out.end(), '\n', ' ');
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

PostgresShared::PostgresShared(std::string url, Secret password, const Clock& clock,
                               Duration patience)
    : url_(std::move(url)),
      password_(std::move(password)),
      url_password_(password_in(url_)),
      clock_(clock),
      patience_(patience) {}

std::string PostgresShared::without_secrets(std::string text) const {
  for (const Secret* secret : {&password_, &url_password_}) {
    if (!secret->empty() && text.find(secret->reveal()) != std::string::npos) {
      return "its answer is not shown: it contains the password";
    }
  }
  return text;
}

pg_conn* PostgresShared::connect() {
  {
    const std::lock_guard lock(mutex_);
    if (away_ && (trying_ || clock_.steady() < next_try_)) {
      throw Unavailable("the database is unreachable");
    }
    trying_ = true;
  }
  try {
    pg_conn* const connection = connect_now();
    settle(true);
    return connection;
  } catch (...) {
    settle(false);
    throw;
  }
}

void PostgresShared::settle(bool connected) {
  const std::lock_guard lock(mutex_);
  trying_ = false;
  away_ = !connected;
  pause_ = connected ? Duration{0} : std::clamp(2 * pause_, kFirstPause, kLongestPause);
  next_try_ = clock_.steady() + pause_;
}

pg_conn* PostgresShared::connect_now() const {
  // The URL comes last: its parameters take precedence. An empty value counts as missing.
  const std::string session = fmt::format("{} -c idle_in_transaction_session_timeout={}ms",
                                          kSession, std::max(2 * patience_, kShortestIdle).count());
  const std::pair<const char*, const char*> settings[] = {
      {"connect_timeout", "2"},
      {"tcp_user_timeout", "5000"},
      {"keepalives_idle", "10"},
      {"fallback_application_name", "usher"},
      {"target_session_attrs", "read-write"},
      {"options", session.c_str()},
      {"password", password_.reveal().c_str()},
      {"dbname", url_.c_str()},
      {nullptr, nullptr},
  };
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : settings) {
    names.push_back(name);
    values.push_back(value);
  }
  PGconn* const connection = PQconnectdbParams(names.data(), values.data(), 1);
  if (PQstatus(connection) != CONNECTION_OK) {
    const std::string why = without_secrets(postgres_words(PQerrorMessage(connection)));
    PQfinish(connection);
    throw Unavailable("can't reach the database: " + why);
  }
  if (PQserverVersion(connection) < kOldestVersion) {
    const int version = PQserverVersion(connection) / 10000;
    PQfinish(connection);
    throw ConfigurationError(
        fmt::format("the database is PostgreSQL {}; usher needs 15 or newer.", version));
  }
  PGresult* const result = PQexec(connection, kSetUp);
  const bool good = PQresultStatus(result) == PGRES_TUPLES_OK;
  PQclear(result);
  if (good) return connection;
  const std::string why = postgres_words(PQerrorMessage(connection));
  PQfinish(connection);
  throw Unavailable("can't set up the connection to the database: " + why);
}

}  // namespace usher::store
