#include "main/command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"

namespace usher {

namespace {

constexpr const char* kDefaultFile = "usher.toml";
constexpr const char* kNoFile = "none";

std::unique_ptr<Installation> open_database(const Invocation& invocation, store::Schema schema) {
  OpenOptions options;
  options.schema = schema;
  options.new_installation = invocation.new_installation;
  options.config = invocation.config();
  // Commands report results on standard output, so the default level of their log is `warn`.
  if (options.config.log_level == "info") options.config.log_level = "warn";
  return open_installation(std::move(options));
}

}  // namespace

bool Invocation::has_config_file() const {
  return config_file ? *config_file != kNoFile : std::filesystem::exists(kDefaultFile);
}

Config Invocation::config() const {
  std::optional<std::filesystem::path> file;
  if (has_config_file()) file = config_file.value_or(kDefaultFile);
  return read_config(file, environ);
}

std::unique_ptr<Installation> Invocation::open() const {
  return open_database(*this, store::Schema::verify);
}

std::unique_ptr<Installation> Invocation::open_or_create() const {
  return open_database(*this, store::Schema::create_if_empty);
}

CLI::App* add_group(CLI::App& program, const std::string& name, const std::string& help) {
  CLI::App* const group = program.add_subcommand(name, help);
  group->require_subcommand(1);
  return group;
}

void add_new_installation_flag(CLI::App* command, Invocation& invocation) {
  command->add_flag("--new-installation", invocation.new_installation,
                    "Use an existing key ring for a new, empty database");
}

int refuse(const Error& error) {
  fmt::print(stderr, "usher: {}\n", error.message);
  return error.code == Errc::invalid ? 2 : 1;
}

bool flush_output() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

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
