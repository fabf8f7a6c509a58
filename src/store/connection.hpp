/// One connection to one database: the only thing in the store that differs between SQLite and
/// PostgreSQL. Everything above it is written once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::store {

/// Raw bytes, as opposed to text. Refers to the caller's memory.
struct Bytes {
  std::string_view bytes;
};

/// What a statement is given. Text and bytes refer to the caller's memory for the length of a call.
using Value = std::variant<std::monostate, std::int64_t, std::string_view, Bytes>;

/// One row of an outcome, valid inside its callback only. Columns count from 0.
class Row {
 public:
  virtual std::int64_t integer(int column) const = 0;   ///< 0 for NULL
  virtual std::string_view text(int column) const = 0;  ///< text or bytes; empty for NULL
  virtual bool is_null(int column) const = 0;

 protected:
  ~Row() = default;
};

/// The text of one statement. Each has static storage: a connection prepares it at its first use
/// and finds it again by its address. Except for those that are made for one call (`once`): they
/// and their text need to live no longer than that, and nothing of them is kept.
///
/// Parameters are `$1`, `$2`, … on both databases. A few marks in braces differ (dialect.hpp); the
/// one that matters is `{batch a:int b:text …}`, a table expression of that many columns: a whole
/// batch of rows on PostgreSQL, one row at a time on SQLite, where a round trip costs nothing. Its
/// columns are the first parameters; scalars are numbered after them.
struct Statement {
  std::string_view sql;
  bool once = false;
};

/// A statement that only reads: runs in a ReadTx. A literal that writes or locks rows does not
/// compile.
struct Query : Statement {
  consteval Query(std::string_view text)  // NOLINT(google-explicit-constructor): a literal
      : Statement{text} {
    if (!text.starts_with("SELECT") && !text.starts_with("WITH")) throw "begins with SELECT";
    for (const std::string_view word :
         {"{for_update", "{skip_locked", "INSERT ", "UPDATE ", "DELETE "}) {
      if (text.find(word) != text.npos) throw "neither writes nor locks";
    }
  }
  /// A query whose text is assembled for one call.
  static Query once(std::string_view text) { return {text, true}; }

 private:
  constexpr Query(std::string_view text, bool for_one_call) : Statement{text, for_one_call} {}
};

/// A statement that writes, or locks rows that are about to be written: needs a WriteTx.
struct Command : Statement {
  constexpr Command(std::string_view text)  // NOLINT(google-explicit-constructor): a literal
      : Statement{text} {}
  /// A command whose text is assembled for one call.
  static Command once(std::string_view text) { return {text, true}; }

 private:
  constexpr Command(std::string_view text, bool for_one_call) : Statement{text, for_one_call} {}
};

/// The rows that a `{batch …}` mark stands for: values row after row.
class Batch {
 public:
  /// `rows`: how many are likely to come.
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

/// The transaction was in somebody's way (a deadlock, a serialisation failure): nothing of it was
/// written, and running all of it again makes sense.
class Conflict : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// A commit whose answer was lost: it may be durable or not, so it must not be run again here. A
/// repeat by the caller is safe.
class CommitUnknown : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

enum class Access { read, write };

/// Not thread-safe. Every function throws `Unavailable` when the database refuses; after that the
/// transaction may be gone altogether, which `in_transaction` tells (hard points, 10). A connection
/// that was lost is made again by `begin`.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Starts a transaction. One that only reads may see what others commit between its statements.
  virtual void begin(Access access) = 0;
  /// What time it is in this transaction. Cheapest after its first statement: where the database
  /// tells the time, the answer comes along with that one.
  virtual TimePoint now() = 0;
  /// Returns only when what was written is durable. When it throws `CommitUnknown`, nobody knows.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual bool in_transaction() const = 0;

  /// Runs a statement; returns how many rows it changed. `batch` is null for statements without the
  /// mark; `on_row` may be empty for statements that return none.
  virtual std::int64_t run(const Statement& statement, const Batch* batch,
                           std::span<const Value> scalars, const OnRow& on_row) = 0;
  /// Runs a statement whose outcome nobody waits for. Where a round trip costs something it goes
  /// out together with the next one that is waited for, and what breaks in it breaks there; its
  /// rows come at the latest then, so a non-empty `on_row` must live until the transaction has
  /// ended.
  virtual void queue(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
                     const OnRow* on_row) = 0;
  /// Runs several statements without parameters: migrations.
  virtual void script(const std::string& sql) = 0;
};

}  // namespace usher::store
