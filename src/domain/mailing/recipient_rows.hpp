/// Writes and parses the form in which an import's rows are stored until they are processed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/recipient.hpp"

namespace usher::domain {

/// Appends a row. REQUIRES: the row was checked.
void append_row(std::string& rows, const GivenRecipient& row);
/// Returns all rows in order. REQUIRES: `rows` was written by append_row.
std::vector<GivenRecipient> parse_import_rows(std::string_view rows);

/// A collector of an import's valid rows, in chunks that are processed in one transaction each. It
/// counts the faulty rows.
class RecipientRows {
 public:
  /// Checks a row, then stores the row or counts its fault.
  void add(GivenRecipient row);

  std::int64_t total() const { return total_; }
  std::int64_t count(RecipientFault fault) const {
    return faults_[static_cast<std::size_t>(fault)];
  }
  const std::vector<std::string>& chunks() const { return chunks_; }

  /// The number of rows in a chunk: large enough to amortise a commit, small enough to keep
  /// transactions short.
  static constexpr int kChunkRows = 500;

 private:
  std::vector<std::string> chunks_;
  int in_last_ = 0;
  std::int64_t total_ = 0;
  std::array<std::int64_t, 5> faults_{};
};

}  // namespace usher::domain
