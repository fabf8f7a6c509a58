/// What the commands of the command line have in common.
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
#include "service/old_call.hpp"

namespace usher {

/// The words that every command takes, and the command that was chosen.
struct Invocation {
  std::optional<std::string> config_file;
  bool json = false;
  std::function<int()> run;  ///< set by the chosen command

  Config config() const;
  /// The database of the configuration, opened as a command does.
  std::unique_ptr<Installation> open() const;
};

/// What stands where staff gave no reason for what they did.
inline constexpr const char* kNoReason = "by staff";

/// Each adds its commands to the program; a command only sets Invocation::run.
void add_application_commands(CLI::App& program, Invocation& invocation);
void add_activation_commands(CLI::App& program, Invocation& invocation);
void add_plan_commands(CLI::App& program, Invocation& invocation);
void add_database_commands(CLI::App& program, Invocation& invocation);
void add_operation_commands(CLI::App& program, Invocation& invocation);
void add_bounce_commands(CLI::App& program, Invocation& invocation);
void add_server_commands(CLI::App& program, Invocation& invocation);

/// A group of commands ("app register"): without a further word it tells them.
CLI::App* add_group(CLI::App& program, const std::string& name, const std::string& help);

/// Says on standard error why it could not be done; returns the exit code for that.
int refuse(const Error& error);

/// One object a call, or one array: `--json` writes nothing else to standard output.
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

/// Lines up columns, the first row being the headings.
void print_table(const std::vector<std::vector<std::string>>& rows);
/// "name   value" lines; empty values are left out.
void print_fields(const std::vector<std::pair<std::string, std::string>>& fields);

/// Runs one service function and waits.
template <class S>
typename S::Output ask(Installation& installation, store::Access access, S& service,
                       typename S::Input input) {
  return store::old_ask(*installation.store, access, service, std::move(input));
}

}  // namespace usher
