#include "api/published/path.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/text.hpp"
#include "http/form.hpp"

namespace usher::api::published {

Result<std::vector<std::int64_t>> path_numbers(const http::Request& request,
                                               std::initializer_list<std::string_view> names) {
  CHECK(names.size() <= request.path_parameters.size());
  std::vector<std::int64_t> out;
  for (const std::string_view name : names) {
    const std::string_view text = request.path_parameters[out.size()];
    const auto number = parse_integer<std::int64_t>(text);
    if (!number) return Error{Errc::invalid, fmt::format("{} must be a whole number.", name)};
    if (*number < 1 || *number > INT32_MAX) {
      return Error{Errc::not_found, fmt::format("There is no {} {}.", name, *number)};
    }
    out.push_back(*number);
  }
  return out;
}

Result<bool> query_flag(const http::Request& request, std::string_view name, bool fallback) {
  const http::Form query(request.query);
  const std::string_view text = trim(query.find_ignoring_case(name).value_or(""));
  if (text.empty()) return fallback;
  if (ascii_iequals(text, "true") || text == "1") return true;
  if (ascii_iequals(text, "false") || text == "0") return false;
  return Error{Errc::invalid, fmt::format("{} must be true or false.", name)};
}

}  // namespace usher::api::published
