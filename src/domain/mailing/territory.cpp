#include "domain/mailing/territory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"

namespace usher::domain {

/// Returns the files of tools/places: lines with tab-separated columns.
std::span<const EmbeddedFile> embedded_places();

namespace {

std::string_view file_named(std::string_view path) {
  for (const EmbeddedFile& file : embedded_places()) {
    if (file.path == path) return file.text;
  }
  CHECK(false);
  return {};
}

/// Removes the text up to the separator, and the separator. Returns the text.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view out = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return out;
}

/// Reads a row from the columns of each line.
template <class Row, std::size_t... column>
std::vector<Row> read_rows(std::string_view text, std::index_sequence<column...>) {
  std::vector<Row> out;
  while (!text.empty()) {
    std::string_view line = cut(text, '\n');
    std::array<std::string_view, sizeof...(column)> cells;
    for (std::string_view& cell : cells) cell = cut(line, '\t');
    out.push_back({cells[column]...});
  }
  return out;
}

template <class Row>
const Row* find_by_code(std::span<const Row> rows, std::string_view code) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const Row& row) { return ascii_iequals(row.code, code); });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Country> countries() {
  static const auto all =
      read_rows<Country>(file_named("countries.txt"), std::make_index_sequence<2>());
  return all;
}

std::span<const TimeZone> time_zones() {
  static const auto all =
      read_rows<TimeZone>(file_named("time_zones.txt"), std::make_index_sequence<3>());
  return all;
}

const Country* find_country(std::string_view code) { return find_by_code(countries(), code); }
const TimeZone* find_time_zone(std::string_view code) { return find_by_code(time_zones(), code); }

std::string describe(const TimeZone& zone) {
  return fmt::format("(UTC{}) {}", zone.offset, zone.name);
}

}  // namespace usher::domain
