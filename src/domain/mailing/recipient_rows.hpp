/// The stored form of an import's rows, until they are processed.
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

/// Collects an import's valid rows in chunks, and counts the faults. Each chunk is processed in one
/// transaction.
class RecipientRows {
 public:
  /// Checks a row, and stores it or counts its fault.
  void add(GivenRecipient row);

  std::int64_t total() const { return total_; }
  std::int64_t count(RecipientFault fault) const {
    return faults_[static_cast<std::size_t>(fault)];
  }
  const std::vector<std::string>& chunks() const { return chunks_; }

  /// Rows per chunk: enough to amortise a commit, few enough to keep transactions short.
  static constexpr int kChunkRows = 500;

 private:
  std::vector<std::string> chunks_;
  int in_last_ = 0;
  std::int64_t total_ = 0;
  std::array<std::int64_t, 5> faults_{};
};

}  // namespace usher::domain
