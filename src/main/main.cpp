// The program parses the command line and runs one command. If the command fails, it prints
// instructions.
#include <fmt/format.h>

#include <clocale>
#include <span>

#include "base/error.hpp"
#include "main/command.hpp"
#include "main/usage.hpp"

namespace {

constexpr const char* kAbout =
    "Usher opens accounts for other companies' applications: a partner sends one request, the "
    "applicant receives working credentials by email.";

constexpr int kConfigurationExit = 2;
constexpr int kFailureExit = 1;

/// Returns the exit code of a command. Output that could not be written is a failure.
int check_output(int exit_code) {
  if (usher::flush_output()) return exit_code;
  fmt::print(stderr, "usher: standard output could not be written; the end of it is missing.\n");
  return exit_code == 0 ? kFailureExit : exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  CLI::App program(kAbout, "usher");
  program.set_version_flag("--version", USHER_VERSION);
  program.require_subcommand(1);
  program.fallthrough();
  program.option_defaults()->always_capture_default(false);
  usher::Invocation invocation;
  program.add_option("--config", invocation.config_file,
                     "Configuration (default: usher.toml; none: only the environment)");
  program.add_flag("--json", invocation.json, "One JSON object or array on standard output");
  program.add_flag_callback(
      "--help-config",
      [] {
        fmt::print("{}", usher::describe_config());
        throw CLI::Success();
      },
      "Print every configuration key with its default and meaning");
  usher::add_server_commands(program, invocation);
  usher::add_application_commands(program, invocation);
  usher::add_activation_commands(program, invocation);
  usher::add_plan_commands(program, invocation);
  usher::add_operation_commands(program, invocation);
  usher::add_bounce_commands(program, invocation);
  usher::add_database_commands(program, invocation);
  try {
    program.parse(argc, argv);
    return check_output(invocation.run());
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return check_output(program.exit(error));
    const std::span words(argv, static_cast<std::size_t>(argc));
    fmt::print(stderr, "usher: {}\n", usher::explain(program, error, words));
    return kConfigurationExit;
  } catch (const usher::ConfigurationError& error) {
    fmt::print(stderr, "usher: {}\n", error.what());
    return kConfigurationExit;
  } catch (const std::exception& error) {
    fmt::print(stderr, "usher: {}\n", error.what());
    return kFailureExit;
  }
}
