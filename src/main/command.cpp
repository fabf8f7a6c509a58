#include "main/command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"

namespace usher {

Config Invocation::config() const {
  return read_config(
      config_file ? std::optional<std::filesystem::path>(*config_file) : std::nullopt, environ);
}

std::unique_ptr<Installation> Invocation::open() const {
  Config given = config();
  // Commands report results on standard output, so the default level of their log is `warn`.
  if (given.log_level == "info") given.log_level = "warn";
  // A command in the wrong folder would otherwise create and use an empty database.
  if (!config_file && !std::filesystem::exists("usher.toml") &&
      given.database_url == Config{}.database_url) {
    fmt::print(
        stderr,
        "usher: there is no usher.toml in this folder; using {} here. Name a configuration with "
        "--config.\n",
        given.database_url);
  }
  return open_installation(std::move(given), store::Schema::create_if_empty);
}

CLI::App* add_group(CLI::App& program, const std::string& name, const std::string& help) {
  CLI::App* const group = program.add_subcommand(name, help);
  group->require_subcommand(1);
  return group;
}

int refuse(const Error& error) {
  fmt::print(stderr, "usher: {}\n", error.message);
  return error.code == Errc::invalid ? 2 : 1;
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], count_characters(row[i]));
    }
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - count_characters(row[i]) + 2, ' ');
    }
    fmt::print("{}\n", line);
  }
}

void print_fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) rows.push_back({name, value});
  }
  print_table(rows);
}

}  // namespace usher
