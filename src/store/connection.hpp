/// Connections to a database, with the interface that SQLite and PostgreSQL implement.
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

/// A parameter of raw bytes, in contrast to text. The caller owns the memory.
struct Bytes {
  std::string_view bytes;
};

/// A parameter; monostate is NULL. The caller owns the memory of text and bytes during a call.
using Value = std::variant<std::monostate, std::int64_t, std::string_view, Bytes>;

/// A row of a result, valid only inside its callback. The first column is 0.
class Row {
 public:
  virtual std::int64_t integer(int column) const = 0;   ///< returns the number, 0 for NULL
  virtual std::string_view text(int column) const = 0;  ///< returns text or bytes, empty for NULL
  virtual bool is_null(int column) const = 0;

 protected:
  ~Row() = default;
};

/// The text of one statement. The text has static storage, because a connection prepares a
/// statement at its first use and identifies it by the address. A statement that is assembled for
/// one call
/// (`once`) must live for the call only and is not cached.
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

/// Returns whether `text` contains `word`. Compares by index, because g++ 12 does not evaluate
/// string_view::find at compile time under UBSan.
constexpr bool contains(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < word.size() && text[at + same] == word[same]) ++same;
    if (same == word.size()) return true;
  }
  return false;
}

}  // namespace detail

/// A statement that only reads and so runs in a ReadTx. A literal that writes or locks rows does
/// not compile.
struct Query : Statement {
  consteval Query(std::string_view text)  // NOLINT(google-explicit-constructor): a literal
      : Statement{text} {
    if (!detail::contains(text.substr(0, 6), "SELECT") &&
        !detail::contains(text.substr(0, 4), "WITH")) {
      throw "begins with SELECT or WITH";
    }
    for (const std::string_view word : {"{for_update", "{skip_locked", "FOR UPDATE", "FOR SHARE",
                                        "pg_advisory", "INSERT ", "UPDATE ", "DELETE "}) {
      if (detail::contains(text, word)) throw "neither writes nor locks";
    }
  }
  /// A query whose text is assembled for one call.
  static Query once(std::string_view text) { return {text, true}; }

 private:
  constexpr Query(std::string_view text, bool for_one_call) : Statement{text, for_one_call} {}
};

/// A statement that writes or locks rows and so needs a WriteTx.
struct Command : Statement {
  constexpr Command(std::string_view text)  // NOLINT(google-explicit-constructor): a literal
      : Statement{text} {}
  /// A command whose text is assembled for one call.
  static Command once(std::string_view text) { return {text, true}; }

 private:
  constexpr Command(std::string_view text, bool for_one_call) : Statement{text, for_one_call} {}
};

/// The values of the rows of a `{batch …}` mark.
class Batch {
 public:
  /// Makes an empty batch of `width` columns with memory for `rows` rows.
  explicit Batch(std::size_t width, std::size_t rows = 0) : width_(width) {
    values_.reserve(width * rows);
  }
  /// Adds a row. REQUIRES: `row` has `width()` values.
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

/// The error of a transaction that conflicts with a concurrent transaction (a deadlock or a
/// serialisation failure). It was rolled back and can be retried as a whole.
class Conflict : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// The error of a commit whose reply was lost. The transaction may be durable or not, and must not
/// be run again here. A retry by the client is safe (idempotent).
class CommitUnknown : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

enum class Access { read, write };

/// A connection with at most one transaction. Not thread-safe. Every function throws `Unavailable`
/// if the database fails. The transaction may then have ended, which in_transaction() shows
/// (docs/invariants.md, 10). begin() reconnects a lost connection.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Starts a transaction. A read transaction may see rows that are committed between its
  /// statements.
  virtual void begin(Access access) = 0;
  /// Returns the transaction's time. Callers call it after the first statement if they can, because
  /// PostgreSQL sends the time with that statement's result.
  virtual TimePoint now() = 0;
  /// Commits, and returns after the transaction is durable. Throws `CommitUnknown` if the reply was
  /// lost.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual bool in_transaction() const = 0;

  /// Runs a statement and returns the number of changed rows. `batch` is null if the statement has
  /// no {batch …} mark; `on_row` may be empty if the statement returns no rows.
  virtual std::int64_t run(const Statement& statement, const Batch* batch,
                           std::span<const Value> scalars, const OnRow& on_row) = 0;
  /// Runs a statement without waiting for its result. PostgreSQL receives the statement with
  /// the next statement that is waited for, which also throws the errors and passes the rows. So
  /// `on_row`, if it is not null, must live until the transaction has ended.
  virtual void queue(const Statement& statement, const Batch* batch, std::span<const Value> scalars,
                     const OnRow* on_row) = 0;
  /// Runs several statements without parameters, such as a migration.
  virtual void script(const std::string& sql) = 0;
};

}  // namespace usher::store
