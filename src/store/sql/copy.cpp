#include "store/copy.hpp"
#include "store/copy_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "store/migrate.hpp"
#include "store/row_reader.hpp"

namespace usher::store {
namespace {

constexpr int kRowsAtOnce = 500;

struct Column {
  std::string name;
  BatchType type;
};

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + separator.size(), text.size()));
  }
  return out;
}

/// A value with its own memory, because a row is valid only inside its callback.
struct Cell {
  bool null = false;
  std::int64_t number = 0;
  std::string text;
};

/// A table with the statements that copy it, which live as long as this object.
class TableCopier {
 public:
  explicit TableCopier(const CopyTable& table) : name(table.name) {
    for (const std::string& word : split(table.columns, " ")) {
      names_.push_back(word.substr(0, word.find(':')));
    }
    types_ = batch_types(fmt::format("{{batch {}}}", table.columns));
    const std::vector<std::string> keys = split(table.key, ", ");
    for (const std::string& key : keys) key_columns_.push_back(index_of(key));
    std::vector<std::string> marks;
    for (std::size_t i = 0; i < keys.size(); ++i) marks.push_back(fmt::format("${}", i + 1));
    const std::string columns = fmt::format("{}", fmt::join(names_, ", "));
    select_sql_ = fmt::format("SELECT {} FROM {} WHERE ({}) > ({}) ORDER BY {} LIMIT {}", columns,
                              name, table.key, fmt::join(marks, ", "), table.key, kRowsAtOnce);
    first_sql_ = fmt::format("SELECT {} FROM {} ORDER BY {} LIMIT {}", columns, name, table.key,
                             kRowsAtOnce);
    insert_sql_ = fmt::format("INSERT INTO {} ({}) SELECT {} FROM {{batch {}}}", name, columns,
                              columns, table.columns);
    count_sql_ = fmt::format("SELECT count(*) FROM {}", name);
    clear_sql_ = fmt::format("DELETE FROM {}", name);
    numbers_ = names_.front() == "id" && types_.front() == BatchType::integer;
    restart_sql_ = fmt::format(
        "{{nodes_only}}SELECT setval(pg_get_serial_sequence('{0}', 'id'), "
        "coalesce(max(id), 1), max(id) IS NOT NULL) FROM {0}",
        name);
    select_.sql = select_sql_;
    first_.sql = first_sql_;
    insert_.sql = insert_sql_;
    count_.sql = count_sql_;
    clear_.sql = clear_sql_;
    restart_.sql = restart_sql_;
  }
  TableCopier(const TableCopier&) = delete;
  TableCopier& operator=(const TableCopier&) = delete;

  std::int64_t count(Connection& connection) const {
    std::int64_t rows = 0;
    connection.run(count_, nullptr, {}, [&](const Row& row) { rows = RowReader(row).integer(); });
    return rows;
  }
  void clear(Connection& connection) const { connection.run(clear_, nullptr, {}, {}); }
  /// Restarts the ids after the highest copied id.
  void restart_numbers(Connection& connection) const {
    if (numbers_ && name != "epoch") connection.run(restart_, nullptr, {}, {});
  }

  /// Reads all rows in pages and passes each page to `on_page`. Returns the count and checksum.
  CopiedTable each_page(Connection& connection,
                        const std::function<void(const std::vector<Cell>&)>& on_page) const {
    CopiedTable out{.name = std::string(name)};
    std::array<std::uint64_t, 2> sum{};
    std::vector<Cell> page;
    std::vector<Cell> last;
    do {
      page = read_page(connection, last);
      for (std::size_t i = 0; i < page.size(); i += names_.size()) add_to(sum, page, i);
      out.rows += static_cast<std::int64_t>(page.size() / names_.size());
      if (!page.empty()) {
        last.assign(page.end() - static_cast<std::ptrdiff_t>(names_.size()), page.end());
        on_page(page);
      }
    } while (page.size() == kRowsAtOnce * names_.size());
    out.checksum = fmt::format("{:016x}{:016x}", sum[0], sum[1]);
    return out;
  }

  void write(Connection& connection, const std::vector<Cell>& page) const {
    Batch batch(names_.size());
    for (std::size_t i = 0; i < page.size(); i += names_.size()) {
      std::vector<Value> row;
      for (std::size_t c = 0; c < names_.size(); ++c) row.push_back(value_of(page[i + c], c));
      batch.add(row);
    }
    connection.run(insert_, &batch, {}, {});
  }

  std::size_t width() const { return names_.size(); }
  const std::string_view name;

 private:
  std::size_t index_of(const std::string& column) const {
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), column) -
                                    names_.begin());
  }

  Value value_of(const Cell& cell, std::size_t column) const {
    if (cell.null) return {};
    if (types_[column] == BatchType::integer) return cell.number;
    if (types_[column] == BatchType::text) return std::string_view(cell.text);
    return Bytes{cell.text};
  }

  std::vector<Cell> read_page(Connection& connection, const std::vector<Cell>& after) const {
    std::vector<Cell> page;
    std::vector<Value> key;
    if (!after.empty()) {
      for (const std::size_t column : key_columns_) key.push_back(value_of(after[column], column));
    }
    connection.run(after.empty() ? first_ : select_, nullptr, key, [&](const Row& row) {
      for (std::size_t c = 0; c < names_.size(); ++c) {
        const int column = static_cast<int>(c);
        Cell cell;
        cell.null = row.is_null(column);
        if (types_[c] == BatchType::integer) {
          cell.number = row.integer(column);
        } else {
          cell.text = row.text(column);
        }
        page.push_back(std::move(cell));
      }
    });
    return page;
  }

  /// Adds the digest of a row to a sum, which does not depend on the order of rows.
  void add_to(std::array<std::uint64_t, 2>& sum, const std::vector<Cell>& page,
              std::size_t row) const {
    std::string text;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      const Cell& cell = page[row + c];
      const std::string value =
          types_[c] == BatchType::integer ? std::to_string(cell.number) : cell.text;
      text += cell.null ? "-" : fmt::format("{}:", value.size()) + value;
    }
    const std::string digest = sha256(text);
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), digest.data(), sizeof halves);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += halves[i];
  }

  std::vector<std::string> names_;
  std::vector<BatchType> types_;
  std::vector<std::size_t> key_columns_;
  bool numbers_ = false;
  std::string select_sql_, first_sql_, insert_sql_, count_sql_, clear_sql_, restart_sql_;
  Statement select_, first_, insert_, count_, clear_, restart_;
};

/// Returns whether a migration inserts rows into the table; all other tables must be empty.
bool is_seeded(std::string_view table) { return table == "epoch" || table == "plan"; }

void check_source(Connection& source) {
  const SchemaState state = schema_state(source);
  if (state.version == state.newest) return;
  throw ConfigurationError(fmt::format(
      "the source has schema version {}, this program needs {} to copy it. Run 'usher migrate' on "
      "it first.",
      state.version, state.newest));
}

void check_target(Connection& target, const std::deque<TableCopier>& tables) {
  for (const TableCopier& table : tables) {
    if (!is_seeded(table.name) && table.count(target) > 0) {
      throw ConfigurationError(fmt::format(
          "the target is in use: its table {} has rows. Name an empty database.", table.name));
    }
  }
}

}  // namespace

std::vector<CopiedTable> copy(const DatabaseLocation& from, const DatabaseLocation& to,
                              const Clock& clock, const OnCopyProgress& on_progress) {
  std::deque<TableCopier> tables;  // outlives the connections, which cache prepared statements
  for (const CopyTable& table : copy_tables()) tables.emplace_back(table);
  const auto source = connect(from, clock);
  check_source(*source);
  const auto target = connect(to, clock);
  prepare_schema(*target, dialect_of(to.url), Schema::create_if_empty);
  source->script(expand("{begin_snapshot}", dialect_of(from.url)));

  CopyProgress progress;
  for (const TableCopier& table : tables) progress.total += 2 * table.count(*source);
  const auto advance = [&](const TableCopier& table, std::string_view doing, std::size_t cells) {
    progress.table = table.name;
    progress.doing = doing;
    progress.done += static_cast<std::int64_t>(cells / table.width());
    if (on_progress) on_progress(progress);
  };

  target->begin(Access::write);
  try {
    check_target(*target, tables);
    for (auto table = tables.rbegin(); table != tables.rend(); ++table) table->clear(*target);
    std::vector<CopiedTable> copied;
    for (const TableCopier& table : tables) {
      copied.push_back(table.each_page(*source, [&](const std::vector<Cell>& page) {
        table.write(*target, page);
        advance(table, "copying", page.size());
      }));
      table.restart_numbers(*target);
    }
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const CopiedTable found = tables[i].each_page(*target, [&](const std::vector<Cell>& page) {
        advance(tables[i], "verifying", page.size());
      });
      if (found.rows != copied[i].rows || found.checksum != copied[i].checksum) {
        throw Unavailable(
            fmt::format("the copy of table {} differs from its source; nothing was copied, so run "
                        "the copy again",
                        found.name));
      }
    }
    target->commit();
    source->rollback();
    return copied;
  } catch (...) {
    target->rollback();
    source->rollback();
    throw;
  }
}

}  // namespace usher::store
