#include "store/postgres/postgres_connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>

#include "base/check.hpp"
#include "store/postgres/postgres_parameters.hpp"

namespace usher::store {
namespace {

/// The minimum timeout of a commit: without a reply its result is unknown.
constexpr Duration kCommitWithin = std::chrono::seconds(10);

constexpr Statement kBegin{"BEGIN"};
constexpr Statement kOnlyRead{"SET default_transaction_read_only = on"};
constexpr Statement kNow{"SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"};
constexpr Statement kCommit{"COMMIT"};
constexpr Statement kRollback{"ROLLBACK"};

struct ResultEnd {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ResultEnd>;

class PostgresRow final : public Row {
 public:
  PostgresRow(const PGresult* result, int row) : result_(result), row_(row) {}
  std::int64_t integer(int column) const override {
    return is_null(column) ? 0 : postgres_integer(text(column));
  }
  std::string_view text(int column) const override {
    return {PQgetvalue(result_, row_, column),
            static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  bool is_null(int column) const override { return PQgetisnull(result_, row_, column) == 1; }

 private:
  const PGresult* result_;
  int row_;
};

/// Returns only the first line of an error: its details contain values of rows.
std::string words(const PGresult* result) {
  const char* const first = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  return postgres_words(first == nullptr ? PQresultErrorMessage(result) : first);
}

/// The connection was lost during a statement.
class Lost : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// Returns whether the transaction conflicts with a concurrent one: a serialisation failure or a
/// deadlock.
bool is_conflict(std::string_view state) { return state == "40001" || state == "40P01"; }

/// SQLSTATE of a statement that exceeded statement_timeout.
constexpr std::string_view kQueryCanceled = "57014";

/// Returns whether the connection is unusable: shut down, failed over to a standby, out of
/// resources.
bool ends_connection(std::string_view state) {
  return state.starts_with("08") || state.starts_with("57P") || state == "25006" ||
         state.starts_with("53");
}

}  // namespace

PostgresConnection::~PostgresConnection() { close(); }

void PostgresConnection::close() noexcept {
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
  prepared_.clear();
  expected_.clear();
}

void PostgresConnection::lose(const std::string& why) {
  close();
  throw Lost(why);
}

void PostgresConnection::fail(const std::string& state, const std::string& why) {
  const std::string text = fmt::format("{} ({})", why, state);
  if (is_conflict(state)) throw Conflict(text);
  if (state == kQueryCanceled && limits_.time > Duration{0}) throw TooExpensive(kTooSlow);
  if (ends_connection(state)) close();
  throw Unavailable(text);
}

void PostgresConnection::ensure_connected() {
  if (connection_ != nullptr) return;
  connection_ = shared_->connect();
  PQsetNoticeReceiver(
      connection_,
      [](void* self, const PGresult* notice) {
        const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        if (severity != nullptr && std::string_view(severity) == "WARNING") {
          static_cast<PostgresConnection*>(self)->warned_ = true;
        }
      },
      this);
  PQsetnonblocking(connection_, 1);
  if (PQenterPipelineMode(connection_) != 1) lose("no pipeline");
  if (access_ == Access::write) return;
  queue(kOnlyRead, nullptr, {}, nullptr);
  const std::string time = fmt::format("SET statement_timeout = {}", limits_.time.count());
  if (limits_.time > Duration{0}) queue(Statement{time, true}, nullptr, {}, nullptr);
  synchronise();  // applies from the next transaction on
}

void PostgresConnection::begin(Access access) {
  ensure_connected();
  reading_ = access == Access::read;
  bytes_ = 0;
  // Reads need no BEGIN and no COMMIT: each round trip is one implicit transaction.
  if (!reading_) queue(kBegin, nullptr, {}, nullptr);
  now_.reset();
  send(kNow, nullptr, {}, {.on_row = &take_now_});
}

TimePoint PostgresConnection::now() {
  if (!now_) finish(shared_->patience());
  return now_.value();
}

void PostgresConnection::commit() {
  CHECK(connection_ != nullptr);
  if (reading_) {
    if (!expected_.empty()) finish(shared_->patience());
    return;
  }
  warned_ = false;
  send(kCommit, nullptr, {}, {});
  try {
    finish(std::max(shared_->patience(), kCommitWithin));
  } catch (const Lost& lost) {
    throw CommitUnknown(lost.what());
  }
  // "The transaction has already committed locally, but might not have been replicated": durable on
  // this machine only.
  if (warned_) throw CommitUnknown("the server committed with a warning");
  if (in_transaction()) {
    rollback();
    throw Unavailable("the server did not commit");
  }
}

void PostgresConnection::rollback() noexcept {
  if (connection_ == nullptr) return;
  try {
    if (!expected_.empty()) finish(shared_->patience());
  } catch (const std::exception&) {  // queued statements failed too and are rolled back
  }
  try {
    if (in_transaction()) run(kRollback, nullptr, {}, {});
  } catch (const std::exception&) {
    close();
  }
}

bool PostgresConnection::in_transaction() const {
  if (connection_ == nullptr) return false;
  // A statement that was sent without a reply may have begun a transaction.
  return !expected_.empty() || PQtransactionStatus(connection_) != PQTRANS_IDLE;
}

const PostgresConnection::Prepared& PostgresConnection::prepare(const Statement& statement,
                                                                const Batch* batch,
                                                                std::span<const Value> scalars) {
  const auto [place, is_new] = prepared_.try_emplace(&statement);
  Prepared& prepared = place->second;
  if (!is_new) return prepared;
  const std::string sql = expand(statement.sql, Dialect::postgres);
  prepared.name = fmt::format("u{}", ++names_);
  prepared.columns = batch_types(statement.sql);
  CHECK(prepared.columns.size() == (batch == nullptr ? 0 : batch->width()));
  PostgresParameters types;  // only its types are used
  for (std::size_t i = 0; i < prepared.columns.size(); ++i) {
    types.add_column(*batch, i, prepared.columns[i]);
  }
  for (const Value& value : scalars) types.add(value);
  if (PQsendPrepare(connection_, prepared.name.c_str(), sql.c_str(), types.count(),
                    types.types()) != 1) {
    lose(postgres_words(PQerrorMessage(connection_)));
  }
  expected_.push_back({.prepares = &statement});
  return prepared;
}

/// Parses, binds and executes an unnamed statement, which replaces the previous one.
void PostgresConnection::send_once(const Statement& statement, const Batch* batch,
                                   std::span<const Value> scalars) {
  const std::string sql = expand(statement.sql, Dialect::postgres);
  const std::vector<BatchType> columns = batch_types(statement.sql);
  CHECK(columns.size() == (batch == nullptr ? 0 : batch->width()));
  PostgresParameters parameters;
  for (std::size_t i = 0; i < columns.size(); ++i) parameters.add_column(*batch, i, columns[i]);
  for (const Value& value : scalars) parameters.add(value);
  if (PQsendQueryParams(connection_, sql.c_str(), parameters.count(), parameters.types(),
                        parameters.values(), parameters.lengths(), parameters.formats(), 1) != 1) {
    lose(postgres_words(PQerrorMessage(connection_)));
  }
}

bool PostgresConnection::send(const Statement& statement, const Batch* batch,
                              std::span<const Value> scalars, const Expected& expected) {
  if (connection_ == nullptr) throw Lost("the connection to the database is gone");
  if (batch != nullptr && batch->empty()) return false;
  if (statement.once) {
    send_once(statement, batch, scalars);
    expected_.push_back(expected);
    return true;
  }
  const Prepared& prepared = prepare(statement, batch, scalars);
  PostgresParameters parameters;
  for (std::size_t i = 0; i < prepared.columns.size(); ++i) {
    parameters.add_column(*batch, i, prepared.columns[i]);
  }
  for (const Value& value : scalars) parameters.add(value);
  if (PQsendQueryPrepared(connection_, prepared.name.c_str(), parameters.count(),
                          parameters.values(), parameters.lengths(), parameters.formats(),
                          1) != 1) {
    lose(postgres_words(PQerrorMessage(connection_)));
  }
  expected_.push_back(expected);
  return true;
}

std::int64_t PostgresConnection::run(const Statement& statement, const Batch* batch,
                                     std::span<const Value> scalars, const OnRow& on_row) {
  std::int64_t changed = 0;
  if (send(statement, batch, scalars, {.on_row = &on_row, .changed = &changed}))
    finish(shared_->patience());
  return changed;
}

void PostgresConnection::queue(const Statement& statement, const Batch* batch,
                               std::span<const Value> scalars, const OnRow* on_row) {
  send(statement, batch, scalars, {.on_row = on_row});
}

/// Ends a round trip: the server runs the statements sent so far and replies.
void PostgresConnection::synchronise() {
  if (PQpipelineSync(connection_) != 1) lose(postgres_words(PQerrorMessage(connection_)));
  expected_.push_back({.synchronises = true});
}

void PostgresConnection::finish(Duration within) {
  const Duration until = steady_now() + within;
  synchronise();
  state_.clear();
  const std::vector<Expected> expected = std::move(expected_);
  expected_.clear();
  for (const Expected& one : expected) take(one, until);
  if (!state_.empty()) fail(state_, why_);
  if (bytes_ > limits_.bytes) throw TooExpensive(kTooLarge);
}

/// Returns whether the result's rows may be passed on. Throwing here would leave the pipeline out
/// of step.
bool PostgresConnection::count_bytes(const PGresult* result) {
  if (limits_.bytes == SIZE_MAX) return true;
  const int columns = PQnfields(result);
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int i = 0; i < columns; ++i) {
      bytes_ += static_cast<std::size_t>(PQgetlength(result, row, i));
    }
  }
  return bytes_ <= limits_.bytes;
}

void PostgresConnection::take(const Expected& expected, Duration until) {
  const Result result(next_result(until));
  if (result == nullptr) lose("the database's answers are out of step");
  if (expected.synchronises) {
    if (PQresultStatus(result.get()) != PGRES_PIPELINE_SYNC) lose("the pipeline is out of step");
    return;
  }
  std::string failed = read(result.get(), expected);
  if (!failed.empty()) {
    // After a failure the server skips the remaining statements, so they are not prepared.
    if (expected.prepares != nullptr) prepared_.erase(expected.prepares);
    if (state_.empty()) {
      state_ = std::move(failed);
      why_ = words(result.get());
    }
  }
  if (const Result end(next_result(until)); end != nullptr) lose("more results than statements");
}

/// Passes the rows to the callback. Returns the SQLSTATE of a failure, otherwise "".
std::string PostgresConnection::read(PGresult* result, const Expected& expected) {
  switch (PQresultStatus(result)) {
    case PGRES_TUPLES_OK:
      if (expected.on_row != nullptr && *expected.on_row && count_bytes(result)) {
        const int rows = PQntuples(result);
        for (int i = 0; i < rows; ++i) (*expected.on_row)(PostgresRow(result, i));
      }
      [[fallthrough]];
    case PGRES_COMMAND_OK:
      if (expected.changed != nullptr) {
        const std::string_view count = PQcmdTuples(result);
        std::from_chars(count.data(), count.data() + count.size(), *expected.changed);
      }
      return {};
    case PGRES_PIPELINE_ABORTED:
      return "skipped";
    default: {
      const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
      return state == nullptr ? "08006" : state;  // an error of libpq: the connection was lost
    }
  }
}

PGresult* PostgresConnection::next_result(Duration until) {
  while (true) {
    const int unsent = PQflush(connection_);
    if (unsent < 0) lose(postgres_words(PQerrorMessage(connection_)));
    if (unsent == 0 && PQisBusy(connection_) == 0) return PQgetResult(connection_);
    wait_for_socket(until);
    if (PQconsumeInput(connection_) != 1) lose(postgres_words(PQerrorMessage(connection_)));
    if (PQisBusy(connection_) == 0 && PQflush(connection_) == 0) return PQgetResult(connection_);
  }
}

void PostgresConnection::wait_for_socket(Duration until) {
  const Duration left = until - steady_now();
  if (left <= Duration{0}) lose("the database did not answer in time");
  pollfd socket{PQsocket(connection_), POLLIN, 0};
  if (PQflush(connection_) == 1) socket.events |= POLLOUT;
  if (::poll(&socket, 1, static_cast<int>(left.count())) < 0 && errno != EINTR) lose("poll");
}

void PostgresConnection::script(const std::string& sql) {
  ensure_connected();
  if (!expected_.empty()) finish(shared_->patience());
  // Several statements at once need the simple protocol. Without a timeout.
  PQexitPipelineMode(connection_);
  PQsetnonblocking(connection_, 0);
  const Result result(PQexec(connection_, sql.c_str()));
  PQsetnonblocking(connection_, 1);
  PQenterPipelineMode(connection_);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
    return;
  }
  const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  fail(state == nullptr ? "08006" : state, words(result.get()));
}

}  // namespace usher::store
