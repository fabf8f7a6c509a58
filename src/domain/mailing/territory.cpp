#include "domain/mailing/territory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/text.hpp"

namespace usher::domain {

/// Lines of columns that tabs separate (tools/places).
std::span<const EmbeddedFile> embedded_places();

namespace {

std::string_view file_named(std::string_view path) {
  for (const EmbeddedFile& file : embedded_places()) {
    if (file.path == path) return file.text;
  }
  CHECK(false);
  return {};
}

/// What stands before the separator, which is taken off with it.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

/// The columns of each line as a `Place`.
template <class Place, std::size_t... column>
std::vector<Place> read(std::string_view text, std::index_sequence<column...>) {
  std::vector<Place> out;
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    std::array<std::string_view, sizeof...(column)> cells;
    for (std::string_view& cell : cells) cell = take(line, '\t');
    out.push_back({cells[column]...});
  }
  return out;
}

template <class Place>
const Place* find(std::span<const Place> places, std::string_view code) {
  const auto found = std::find_if(places.begin(), places.end(), [&](const Place& place) {
    return ascii_iequals(place.code, code);
  });
  return found == places.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Country> countries() {
  static const auto all = read<Country>(file_named("countries.txt"), std::make_index_sequence<2>());
  return all;
}

std::span<const TimeZone> time_zones() {
  static const auto all =
      read<TimeZone>(file_named("time_zones.txt"), std::make_index_sequence<3>());
  return all;
}

const Country* find_country(std::string_view code) { return find(countries(), code); }
const TimeZone* find_time_zone(std::string_view code) { return find(time_zones(), code); }

std::string describe(const TimeZone& zone) {
  return fmt::format("(UTC{}) {}", zone.offset, zone.name);
}

}  // namespace usher::domain
