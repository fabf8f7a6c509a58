/// The common parts of the commands.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/wire/write.hpp"
#include "base/error.hpp"
#include "main/config.hpp"
#include "main/installation.hpp"
#include "service/operation.hpp"

namespace usher {

/// The options that all commands take, and the chosen command.
struct Invocation {
  std::optional<std::string> config_file;
  bool json = false;
  bool new_installation = false;  ///< a key ring without a database belongs to a new installation
  std::function<int()> run;       ///< set by the chosen command

  /// Reads the file of `--config`; without it, usher.toml in the working directory if it exists.
  /// `--config none` reads no file.
  Config config() const;
  bool has_config_file() const;
  /// Opens the configured database.
  /// Throws ConfigurationError if the database does not exist.
  std::unique_ptr<Installation> open() const;
  /// Opens the configured database, which is created if it does not exist.
  std::unique_ptr<Installation> open_or_create() const;
};

/// The default value of --reason.
inline constexpr const char* kNoReason = "by staff";

/// The functions below add commands to the program. A chosen command sets Invocation::run and does
/// no work.
void add_application_commands(CLI::App& program, Invocation& invocation);
void add_activation_commands(CLI::App& program, Invocation& invocation);
void add_plan_commands(CLI::App& program, Invocation& invocation);
void add_database_commands(CLI::App& program, Invocation& invocation);
void add_operation_commands(CLI::App& program, Invocation& invocation);
void add_bounce_commands(CLI::App& program, Invocation& invocation);
void add_server_commands(CLI::App& program, Invocation& invocation);

/// Adds a group of commands, such as "app". The command line has to name a command of the group
/// ("app register").
CLI::App* add_group(CLI::App& program, const std::string& name, const std::string& help);

/// Adds `--new-installation` to a command that may create a database.
void add_new_installation_flag(CLI::App* command, Invocation& invocation);

/// Prints the error on standard error and returns the exit code of the error's kind.
int refuse(const Error& error);

/// Writes buffered output. Returns false if standard output could not be written, for example
/// because its disk is full.
bool flush_output();

/// Prints one object or one array. Commands with `--json` write nothing else to standard output.
template <class T>
void print_json(const T& value) {
  const std::string text = api::wire::to_json(value) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}
template <class T>
void print_json_array(const std::vector<T>& values) {
  std::string text = "[";
  for (const T& value : values) {
    if (text.size() > 1) text += ",";
    text += api::wire::to_json(value);
  }
  text += "]\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
}

/// Prints rows in aligned columns. The first row has the headings.
void print_table(const std::vector<std::vector<std::string>>& rows);
/// Prints "name   value" lines for the fields whose value is not empty.
void print_fields(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace usher
