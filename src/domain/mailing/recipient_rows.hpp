/// The rows of an import, as they wait in the database until it takes them up.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/mailing/recipient.hpp"

namespace usher::domain {

/// Appends one row. REQUIRES: it was checked, so there is nothing in it that a database refuses.
void append_row(std::string& rows, const GivenRecipient& row);
/// All of them, in order. REQUIRES: made by append_row.
std::vector<GivenRecipient> parse_import_rows(std::string_view rows);

/// An import's rows in chunks that are taken up one transaction each, and what was wrong with the
/// others. Never holds more than the text of the good ones.
class RecipientRows {
 public:
  /// Checks a row and keeps it, or counts what is wrong with it.
  void add(GivenRecipient row);

  std::int64_t total() const { return total_; }
  std::int64_t count(RecipientFault fault) const {
    return faults_[static_cast<std::size_t>(fault)];
  }
  const std::vector<std::string>& chunks() const { return chunks_; }

  /// Rows to a chunk: so long that a commit is worth it, so short that nobody waits for long.
  static constexpr int kChunkRows = 500;

 private:
  std::vector<std::string> chunks_;
  int in_last_ = 0;
  std::int64_t total_ = 0;
  std::array<std::int64_t, 5> faults_{};
};

}  // namespace usher::domain
