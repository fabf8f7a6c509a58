#include "store/sqlite/sqlite_connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <chrono>

#include "base/check.hpp"
#include "base/error.hpp"
#include "store/dialect.hpp"

namespace usher::store {
namespace {

constexpr int kBusyTimeoutMs = 15'000;
// Half of SQLite's default: an activation changes one page each of two large indexes, and a commit
// writes whole pages.
constexpr int kPageBytes = 2048;
constexpr int kLargestWalPages = (256 << 20) / kPageBytes;
/// How often the writer tries to restart a log that a reader still uses.
constexpr std::chrono::milliseconds kRestartEvery{100};
/// Instructions of SQLite's machine between two checks of a time limit: some microseconds. Those
/// with the longest texts of a filter take about 10 ms each.
constexpr int kOpcodesPerCheck = 100;

constexpr Statement kBeginRead{"BEGIN DEFERRED"};
// IMMEDIATE: a transaction that begins as a reader and then writes can fail at once with
// SQLITE_BUSY, regardless of the timeout.
constexpr Statement kBeginWrite{"BEGIN IMMEDIATE"};
constexpr Statement kCommit{"COMMIT"};

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override {
    const void* const data = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return {static_cast<const char*>(data), data == nullptr ? 0 : size};
  }
  bool is_null(int column) const override {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }

 private:
  sqlite3_stmt* statement_;
};

/// Creates a database file with mode 0600; SQLite gives its other files the same mode. Does not
/// open an existing file: closing its descriptor would drop all of the process's locks on it
/// (POSIX), including those of the write-ahead log.
void make_private(const std::string& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
}

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  // The pointer of an empty view may be null, which SQLite takes for NULL.
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return sqlite3_bind_text(statement, index, text->empty() ? "" : text->data(),
                             static_cast<int>(text->size()), SQLITE_STATIC);
  }
  if (const auto* bytes = std::get_if<Bytes>(&value)) {
    return sqlite3_bind_blob(statement, index, bytes->bytes.empty() ? "" : bytes->bytes.data(),
                             static_cast<int>(bytes->bytes.size()), SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

}  // namespace

SqliteConnection::SqliteConnection(const SqliteOptions& options,
                                   std::shared_ptr<SqliteShared> shared)
    : gate_(options.gate), shared_(std::move(shared)), limits_(options.limits) {
  if (options.access == Access::write) make_private(options.file);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
                    (options.access == Access::write ? SQLITE_OPEN_CREATE : 0);
  if (sqlite3_open_v2(options.file.c_str(), &db_, flags, options.file_system) != SQLITE_OK) {
    const std::string why = fmt::format("can't open {}: {}", options.file,
                                        db_ == nullptr ? "out of memory" : sqlite3_errmsg(db_));
    sqlite3_close(db_);
    throw Unavailable(why);
  }
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
  sqlite3_extended_result_codes(db_, 1);
  try {
    // The same on every connection, including those of commands (docs/invariants.md, 11).
    script(
        fmt::format("PRAGMA page_size={}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
                    "secure_delete=ON;"
                    "PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY;"
                    "PRAGMA trusted_schema=OFF; PRAGMA cache_size=-{};",
                    kPageBytes, options.cache_kib));
    if (options.access == Access::read) script("PRAGMA query_only=ON;");
  } catch (...) {
    sqlite3_close(db_);  // the destructor does not run
    throw;
  }
  add_functions();
  if (limits_.time > Duration{0}) enforce_time_limit();
  sqlite3_wal_hook(
      db_,
      [](void* self, sqlite3*, const char*, int pages) {
        static_cast<SqliteShared*>(self)->wal_pages.store(pages, std::memory_order_relaxed);
        return SQLITE_OK;
      },
      shared_.get());
}

void SqliteConnection::add_functions() {
  // `{now}`, for statements that compare with the time before now() was called.
  sqlite3_create_function_v2(
      db_, "usher_now", 0, SQLITE_UTF8, this,
      [](sqlite3_context* call, int, sqlite3_value**) {
        const auto* self = static_cast<const SqliteConnection*>(sqlite3_user_data(call));
        sqlite3_result_int64(call, to_ms(self->now_));
      },
      nullptr, nullptr, nullptr);
  // `{xor}`. An expression of SQLite's operators would contain both operands twice, and grow
  // exponentially when nested.
  sqlite3_create_function_v2(
      db_, "usher_xor", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
      [](sqlite3_context* call, int, sqlite3_value** values) {
        if (sqlite3_value_type(values[0]) == SQLITE_NULL ||
            sqlite3_value_type(values[1]) == SQLITE_NULL) {
          return;  // NULL
        }
        sqlite3_result_int64(call, sqlite3_value_int64(values[0]) ^ sqlite3_value_int64(values[1]));
      },
      nullptr, nullptr, nullptr);
}

void SqliteConnection::enforce_time_limit() {
  sqlite3_progress_handler(
      db_, kOpcodesPerCheck,
      [](void* context) {
        const auto* self = static_cast<const SqliteConnection*>(context);
        return self->shared_->interrupted.load(std::memory_order_relaxed) ||
                       std::chrono::steady_clock::now() > self->deadline_
                   ? 1
                   : 0;
      },
      this);
}

SqliteConnection::~SqliteConnection() {
  for (const auto& [statement, prepared] : prepared_) sqlite3_finalize(prepared);
  sqlite3_close(db_);
}

void SqliteConnection::fail(const char* doing) const {
  if (sqlite3_errcode(db_) == SQLITE_INTERRUPT && !shared_->interrupted.load()) {
    throw TooExpensive(kTooSlow);
  }
  throw Unavailable(
      fmt::format("{}: {} ({})", doing, sqlite3_errmsg(db_), sqlite3_extended_errcode(db_)));
}

void SqliteConnection::begin(Access access) {
  if (gate_ != nullptr) gate_->leave_gap();
  if (access == Access::write) shrink_wal();
  deadline_ = std::chrono::steady_clock::now() + limits_.time;
  bytes_ = 0;
  run(access == Access::write ? kBeginWrite : kBeginRead, nullptr, {}, {});
  now_ = shared_->now();
}

void SqliteConnection::commit() {
  try {
    run(kCommit, nullptr, {}, {});
  } catch (const Unavailable& error) {
    throw CommitUnknown(error.what());
  }
  shared_->committed(now_);
}

void SqliteConnection::rollback() noexcept {
  if (in_transaction()) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

void SqliteConnection::script(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("script");
}

sqlite3_stmt* SqliteConnection::prepare(const Statement& statement) {
  sqlite3_stmt*& prepared = prepared_[&statement];
  if (prepared == nullptr) prepared = prepare_new(statement);
  return prepared;
}

sqlite3_stmt* SqliteConnection::prepare_new(const Statement& statement) {
  const std::string sql = expand(statement.sql, Dialect::sqlite);
  if (sql.empty()) return nullptr;
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                         statement.once ? 0 : SQLITE_PREPARE_PERSISTENT, &prepared,
                         nullptr) != SQLITE_OK) {
    fail("prepare");
  }
  // SQLite treats `$n` as a name: the first uses must be in the order of the numbers.
  for (int i = 1; i <= sqlite3_bind_parameter_count(prepared); ++i) {
    CHECK(sqlite3_bind_parameter_name(prepared, i) == "$" + std::to_string(i));
  }
  return prepared;
}

void SqliteConnection::execute(sqlite3_stmt* prepared, const OnRow& on_row) {
  // Resets on every path, so that a failed statement does not hold its locks.
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> reset(prepared, sqlite3_reset);
  const SqliteRow row(prepared);
  for (;;) {
    const int status = sqlite3_step(prepared);
    if (status == SQLITE_DONE) return;
    if (status != SQLITE_ROW) fail("step");
    if (limits_.bytes != SIZE_MAX) count_bytes(prepared);
    if (on_row) on_row(row);
  }
}

void SqliteConnection::count_bytes(sqlite3_stmt* prepared) {
  for (int i = 0; i < sqlite3_column_count(prepared); ++i) {
    // The size of a number would convert it to a text.
    const int type = sqlite3_column_type(prepared, i);
    if (type != SQLITE_TEXT && type != SQLITE_BLOB) continue;
    bytes_ += static_cast<std::size_t>(sqlite3_column_bytes(prepared, i));
  }
  if (bytes_ > limits_.bytes) throw TooExpensive(kTooLarge);
}

std::int64_t SqliteConnection::run(const Statement& statement, const Batch* batch,
                                   std::span<const Value> scalars, const OnRow& on_row) {
  sqlite3_stmt* const prepared = statement.once ? prepare_new(statement) : prepare(statement);
  if (prepared == nullptr) return 0;  // not for SQLite
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> forget(
      statement.once ? prepared : nullptr, sqlite3_finalize);
  const std::size_t width = batch == nullptr ? 0 : batch->width();
  CHECK(static_cast<std::size_t>(sqlite3_bind_parameter_count(prepared)) == width + scalars.size());
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    if (bind(prepared, static_cast<int>(width + i + 1), scalars[i]) != SQLITE_OK) fail("bind");
  }
  const std::int64_t before = sqlite3_total_changes64(db_);
  if (batch == nullptr) {
    execute(prepared, on_row);
  } else {
    for (std::size_t r = 0; r < batch->size(); ++r) {
      const std::span<const Value> row = batch->row(r);
      for (std::size_t i = 0; i < width; ++i) {
        if (bind(prepared, static_cast<int>(i + 1), row[i]) != SQLITE_OK) fail("bind");
      }
      execute(prepared, on_row);
    }
  }
  return sqlite3_total_changes64(db_) - before;
}

void SqliteConnection::shrink_wal() {
  if (shared_->nearly_checkpointed.exchange(false)) {
    // The rest is small; once it is copied, the next commit restarts the log.
    sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
  if (shared_->wal_pages.load(std::memory_order_relaxed) < kLargestWalPages) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_restart_) return;
  next_restart_ = now + kRestartEvery;
  restart_wal();
}

/// Does not wait for readers: while one is busy the log grows and commits go on.
void SqliteConnection::restart_wal() {
  const auto start = std::chrono::steady_clock::now();
  sqlite3_busy_timeout(db_, 0);
  const int status =
      sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
  if (status == SQLITE_OK) shared_->wal_pages = 0;
  shared_->stall_ms = static_cast<int>(
      std::chrono::floor<Duration>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace usher::store
