/// Measures the raw ceiling: grouped SQLite commits of the rows of accepted activations, without
/// HTTP, parsing or validation, under the server's settings and checkpoint policy.
///
///   ceiling measure DATABASE BATCH WARM SECONDS FIRST
///       commits BATCH activations at a time, WARM seconds uncounted, then SECONDS counted; the
///       warm-up grows the write-ahead log, because overwriting an existing log is faster
///   ceiling prefill DATABASE COUNT FIRST
///       writes COUNT finished activations without durability
///
/// `usher migrate` has created the tables in DATABASE. FIRST is the first applicant's number.
/// Prints one JSON object.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "applicant.hpp"
#include "store/sqlite/sqlite_checkpointer.hpp"
#include "store/sqlite/sqlite_paced_vfs.hpp"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPrefillBatch = 10'000;

constexpr const char* kInsertActivation =
    "INSERT INTO activation (application_id, plan_id, code, key_id, ip_key, ip, address, "
    "address_key, name, company, phone, language, is_usa, newsletter, referer, user_agent, "
    "accepted_at, changed_at, last_error) "
    "VALUES (1, 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'DA', 0, 1, ?10, ?11, ?12, ?12, '') "
    "ON CONFLICT (ip_key) DO NOTHING RETURNING id, ip_key";
constexpr const char* kInsertHistory =
    "INSERT INTO history (activation_id, from_code, to_code, at, who, why) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr const char* kInsertTask =
    "INSERT INTO task (kind, activation_id, due_at, attempts, lease_token) "
    "VALUES (1, ?1, ?2, 0, 0)";
constexpr const char* kInsertAccount =
    "INSERT INTO account (activation_id, plan_id, address, name, company, phone, language, is_usa, "
    "nonce, key_id, password_hash, created_at, expires_at) "
    "VALUES (?1, 1, ?2, ?3, ?4, ?5, 'DA', 0, NULL, ?6, randomblob(32), ?7, ?7 + 2592000000)";
constexpr const char* kInsertList =
    "INSERT INTO mailing_list (account_id, number, guid, name, created_at) "
    "VALUES (?1, 1, lower(hex(randomblob(16))), 'Newsletter', ?2)";
constexpr const char* kInsertNewsletter =
    "INSERT INTO newsletter (address, name, company, language, is_usa, activation_id, joined_at) "
    "VALUES (?1, ?2, ?3, 'DA', 0, ?4, ?5)";

/// A database under the server's settings, or without durability.
class Database {
 public:
  Database(const std::string& file, bool durable)
      : connection_({.file = file, .cache_kib = (durable ? 56 : 2048) * 1024}, shared) {
    if (!durable) run("PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=1000;");
  }

  void run(const char* sql) { connection_.script(sql); }
  /// Begins a transaction, which may run a checkpoint as in the server.
  void begin() { connection_.begin(usher::store::Access::write); }
  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(handle())); }
  sqlite3* handle() const { return connection_.handle(); }

  const usher::SystemClock clock;
  const std::shared_ptr<usher::store::SqliteShared> shared =
      std::make_shared<usher::store::SqliteShared>(clock);

 private:
  usher::store::SqliteConnection connection_;
};

class Statement {
 public:
  Statement(const Database& database, const char* sql) : database_(database) {
    if (sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                           nullptr) != SQLITE_OK) {
      database.fail();
    }
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds all parameters in order and runs the statement. Returns the first column of the first
  /// row, or 0.
  template <class... Values>
  std::int64_t operator()(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    std::int64_t first = 0;
    int status = sqlite3_step(statement_);
    if (status == SQLITE_ROW) {
      first = sqlite3_column_int64(statement_, 0);
      status = sqlite3_step(statement_);
    }
    if (status != SQLITE_DONE) database_.fail();
    sqlite3_reset(statement_);
    return first;
  }

 private:
  void bind(int index, std::int64_t value) { sqlite3_bind_int64(statement_, index, value); }
  void bind(int index, std::nullptr_t) { sqlite3_bind_null(statement_, index); }
  void bind(int index, std::string_view value) {
    sqlite3_bind_text(statement_, index, value.data(), static_cast<int>(value.size()),
                      SQLITE_STATIC);
  }

  const Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Returns a number that is as scattered as the digests that the server stores.
std::int64_t scattered(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15;
  number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
  number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
  return static_cast<std::int64_t>(number ^ (number >> 31));
}

/// Returns the id of a key in the database, so that a server accepts the rows.
std::string known_key(const Database& database) {
  sqlite3_stmt* raw = nullptr;
  sqlite3_prepare_v2(database.handle(), "SELECT key_id FROM key_fingerprint LIMIT 1", -1, &raw,
                     nullptr);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
  if (sqlite3_step(raw) != SQLITE_ROW) return "none";
  return reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
}

/// A writer of the rows of activations, in the caller's transaction.
class Writer {
 public:
  explicit Writer(const Database& database)
      : key_(known_key(database)),
        activation_(database, kInsertActivation),
        history_(database, kInsertHistory),
        task_(database, kInsertTask),
        account_(database, kInsertAccount),
        list_(database, kInsertList),
        newsletter_(database, kInsertNewsletter) {}

  /// Writes the rows of an accepted activation.
  void accept(std::uint32_t number) {
    const std::int64_t at = now_ms();
    const std::int64_t id = insert(number, 1, at);
    history_(id, nullptr, std::int64_t{1}, at, "application", "accepted");
    task_(id, at);
  }

  /// Writes the rows of a finished activation: account, list, newsletter and the whole history.
  void finish(std::uint32_t number) {
    const std::int64_t at = now_ms();
    const std::int64_t id = insert(number, 2, at);
    history_(id, nullptr, std::int64_t{1}, at, "application", "accepted");
    history_(id, std::int64_t{1}, std::int64_t{5}, at, "worker", "started");
    history_(id, std::int64_t{5}, std::int64_t{2}, at, "worker", "mail taken");
    account_(id, email_, kName, kCompany, kPhone, key_, at);
    list_(id, at);
    newsletter_(email_, kName, kCompany, id, at);
  }

 private:
  std::int64_t insert(std::uint32_t number, std::int64_t code, std::int64_t at) {
    email_ = email_of(number);
    ip_ = ip_text_of(number);
    const std::int64_t id =
        activation_(code, key_, std::int64_t{ip_of(number)}, ip_, email_, scattered(number), kName,
                    kCompany, kPhone, kReferer, kUserAgent, at);
    if (id == 0)
      throw std::runtime_error("applicant " + std::to_string(number) + " exists already");
    return id;
  }

  const std::string key_;
  std::string email_;
  std::string ip_;
  Statement activation_;
  Statement history_;
  Statement task_;
  Statement account_;
  Statement list_;
  Statement newsletter_;
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void measure(const std::string& file, int batch, double warm, double seconds, std::uint32_t first) {
  Database database(file, true);
  Writer writer(database);
  usher::Metrics metrics;
  const usher::store::SqliteCheckpointer checkpointer(
      std::make_unique<usher::store::SqliteConnection>(
          usher::store::SqliteOptions{.file = file, .file_system = usher::store::paced_vfs()},
          database.shared),
      database.shared, metrics);
  std::uint32_t number = first;
  const auto commit = [&] {
    database.begin();
    for (int i = 0; i < batch; ++i) writer.accept(number++);
    database.run("COMMIT");
  };
  const Clock::time_point warming = Clock::now();
  while (seconds_since(warming) < warm) commit();

  std::vector<double> commits_ms;
  first = number;
  const Clock::time_point start = Clock::now();
  while (seconds_since(start) < seconds) {
    const Clock::time_point begun = Clock::now();
    commit();
    commits_ms.push_back(1000 * seconds_since(begun));
  }
  const double took = seconds_since(start);
  std::sort(commits_ms.begin(), commits_ms.end());
  std::printf(
      "{\"activations\": %u, \"seconds\": %.3f, \"per_second\": %.1f, "
      "\"commit_p50_ms\": %.3f, \"commit_p99_ms\": %.3f}\n",
      number - first, took, (number - first) / took, commits_ms[commits_ms.size() / 2],
      commits_ms[commits_ms.size() * 99 / 100]);
}

void prefill(const std::string& file, std::uint32_t count, std::uint32_t first) {
  Database database(file, false);
  Writer writer(database);
  const Clock::time_point start = Clock::now();
  for (std::uint32_t done = 0; done < count;) {
    const std::uint32_t end = std::min<std::uint32_t>(count, done + kPrefillBatch);
    database.run("BEGIN IMMEDIATE");
    while (done < end) writer.finish(first + done++);
    database.run("COMMIT");
  }
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  std::printf("{\"activations\": %u, \"seconds\": %.3f}\n", count, seconds_since(start));
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 6 && words[0] == "measure") {
    measure(words[1], std::stoi(words[2]), std::stod(words[3]), std::stod(words[4]),
            static_cast<std::uint32_t>(std::stoul(words[5])));
    return EXIT_SUCCESS;
  }
  if (words.size() == 4 && words[0] == "prefill") {
    prefill(words[1], static_cast<std::uint32_t>(std::stoul(words[2])),
            static_cast<std::uint32_t>(std::stoul(words[3])));
    return EXIT_SUCCESS;
  }
  std::fputs(
      "ceiling measure DATABASE BATCH WARM SECONDS FIRST\n"
      "ceiling prefill DATABASE COUNT FIRST\n",
      stderr);
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  try {
    return bench::run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "ceiling: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
