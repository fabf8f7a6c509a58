/// A connection to a database: the only class that is implemented for SQLite and for PostgreSQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::store {

/// Raw bytes, in contrast to text. Refers to the caller's memory.
struct Bytes {
  std::string_view bytes;
};

/// A parameter. Text and bytes refer to the caller's memory for the duration of a call.
using Value = std::variant<std::monostate, std::int64_t, std::string_view, Bytes>;

/// One row of a result, valid inside its callback only. Columns count from 0.
class Row {
 public:
  virtual std::int64_t integer(int column) const = 0;   ///< 0 for NULL
  virtual std::string_view text(int column) const = 0;  ///< text or bytes; empty for NULL
  virtual bool is_null(int column) const = 0;

 protected:
  ~Row() = default;
};

/// The text of one statement. It has static storage: a connection prepares it at its first use and
/// finds it again by its address. A statement that is assembled for one call (`once`) needs to live
/// only for that call and is not cached.
///
/// Parameters are `$1`, `$2`, … on both databases. Marks in braces expand differently
/// (dialect.hpp). The most important mark is `{batch a:int b:text …}`, a table expression with
/// these columns: a whole batch of rows on PostgreSQL, one row at a time on SQLite, which has no
/// round trips. Its columns are the first parameters; scalars are numbered after them.
struct Statement {
  std::string_view sql;
  bool once = false;
};

namespace detail {

/// Returns whether `text` contains `word`. By index: g++ 12 does not evaluate string_view::find at
/// compile time under UBSan.
constexpr bool contains(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < word.size() && text[at + same] == word[same]) ++same;
    if (same == word.size()) return true;
  }
  return false;
}

}  // namespace detail

/// A statement that only reads: runs in a ReadTx. A literal that writes or locks rows does not
/// compile.
struct Query : Statement {
  consteval Query(std::string_view text)  // NOLINT(google-explicit-constructor): a literal
      : Statement{text} {
    if (!detail::contains(text.substr(0, 6), "SELECT") &&
        !detail::contains(text.substr(0, 4), "WITH")) {
      throw "begins with SELECT or WITH";
    }
    for (const std::string_view word :
         {"{for_update", "{skip_locked", "INSERT ", "UPDATE ", "DELETE "}) {
      if (detail::contains(text, word)) throw "neither writes nor locks";
    }
  }
  /// A query whose text is assembled for one call.
  static Query once(std::string_view text) { return {text, true}; }

 private:
  constexpr Query(std::string_view text, bool for_one_call) : Statement{text, for_one_call} {}
};

/// A statement that writes or locks rows: needs a WriteTx.
struct Command : Statement {
  constexpr Command(std::string_view text)  // NOLINT(google-explicit-constructor): a literal
      : Statement{text} {}
  /// A command whose text is assembled for one call.
  static Command once(std::string_view text) { return {text, true}; }

 private:
  constexpr Command(std::string_view text, bool for_one_call) : Statement{text, for_one_call} {}
};

/// The rows of a `{batch …}` mark: their values, row by row.
class Batch {
 public:
  /// `rows`: the expected number of rows.
  explicit Batch(std::size_t width, std::size_t rows = 0) : width_(width) {
    values_.reserve(width * rows);
  }
  /// REQUIRES: as many values as the batch is wide.
  void add(std::span<const Value> row);
  void add(std::initializer_list<Value> row) { add(std::span(row.begin(), row.size())); }
  std::size_t width() const { return width_; }
  std::size_t size() const { return values_.size() / width_; }
  bool empty() const { return values_.empty(); }
  std::span<const Value> row(std::size_t index) const {
    return std::span(values_).subspan(index * width_, width_);
  }

 private:
  std::size_t width_;
  std::vector<Value> values_;
};

using OnRow = std::function<void(const Row&)>;

/// The transaction conflicts with a concurrent one (a deadlock, a serialisation failure): it was
/// rolled back and can be run again as a whole.
class Conflict : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// The reply to a commit was lost: the transaction may be durable or not, and must not be run again
/// here. A retry by the client is safe (idempotent).
class CommitUnknown : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// A read exceeded the limits of its connection (ReadLimits). The text is for the caller.
class TooExpensive : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class Access { read, write };

/// Limits of one transaction, for reads whose cost a caller chooses, such as filters.
struct ReadLimits {
  Duration time{0};               ///< 0: no limit. On PostgreSQL it applies to each statement.
  std::size_t bytes = SIZE_MAX;   ///< of text in the rows of one transaction
};

inline constexpr const char* kTooSlow =
    "This request is too expensive: reading took longer than allowed. Please simplify filterby and "
    "orderby.";
inline constexpr const char* kTooLarge =
    "This request is too expensive: the result page is too large. Please request a smaller "
    "pageSize.";

/// Not thread-safe. Every function throws `Unavailable` if the database fails; the transaction may
/// then have ended, which in_transaction() returns (docs/invariants.md, 10). begin() reconnects a
/// lost connection.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Starts a transaction. A read transaction may see rows that are committed between its
  /// statements.
  virtual void begin(Access access) = 0;
  /// Returns the transaction's time. Cheapest after its first statement: on PostgreSQL the time
  /// arrives with that statement's result.
  virtual TimePoint now() = 0;
  /// Returns when the transaction is durable. Throws `CommitUnknown` if that is not known.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual bool in_transaction() const = 0;

  /// Runs a statement; returns the number of changed rows. `batch` is null for statements without
  /// the mark; `on_row` may be empty for statements that return no rows.
  virtual std::int64_t run(const Statement& statement, const Batch* batch,
                           std::span<const Value> scalars, const OnRow& on_row) = 0;
  /// Runs a statement without waiting for its result. On PostgreSQL it is sent together with the
  /// next statement that is waited for, which also throws its errors and delivers its rows: a
  /// non-empty `on_row` must live until the transaction has ended.
  virtual void queue(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
                     const OnRow* on_row) = 0;
  /// Runs several statements without parameters, such as a migration.
  virtual void script(const std::string& sql) = 0;
};

}  // namespace usher::store
