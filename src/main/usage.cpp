#include "main/usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace usher {
namespace {

/// The recognised part of the command line: the program, the group and the command.
using CommandChain = std::vector<CLI::App*>;

CommandChain recognised_commands(CLI::App& program) {
  CommandChain chain = {&program};
  while (!chain.back()->get_subcommands().empty()) {
    chain.push_back(chain.back()->get_subcommands().front());
  }
  return chain;
}

std::string path_of(const CLI::App& command) {
  const CLI::App* const parent = command.get_parent();
  return parent == nullptr ? command.get_name() : path_of(*parent) + " " + command.get_name();
}

std::string with_thousands(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
  return text;
}

/// Returns the Levenshtein distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

/// Returns " Did you mean …?" if one of the names is similar.
std::string suggestion(std::string_view given, const std::vector<std::string>& names) {
  std::string found;
  std::size_t best = (given.size() + 1) / 3 + 1;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(given, name);
    if (distance < best) {
      best = distance;
      found = name;
    }
  }
  return found.empty() ? "" : fmt::format(" Did you mean {}?", found);
}

std::string unknown_option(const CommandChain& chain, const std::string& given) {
  const std::string path = path_of(*chain.back());
  // The message omits the value, which may be a secret.
  const std::string name = given.substr(0, given.find('='));
  std::vector<std::string> names;
  for (CLI::App* app : chain) {
    if (app->get_option_no_throw(name) != nullptr) {
      return fmt::format("{} belongs behind {}.", name, path);
    }
    for (const CLI::Option* option : app->get_options()) {
      for (const std::string& known : option->get_lnames()) names.push_back("--" + known);
    }
  }
  return fmt::format("{} has no option {}.{}", path, name, suggestion(name, names));
}

std::string unknown_argument(const CommandChain& chain, const std::string& given) {
  CLI::App& command = *chain.back();
  if (given.starts_with('-')) return unknown_option(chain, given);
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
  if (names.empty()) {
    return fmt::format("Unexpected argument \"{}\".", given);
  }
  return fmt::format("{} has no command \"{}\".{}", path_of(command), given,
                     suggestion(given, names));
}

/// Describes the option's values: "a whole number from 1 to 100".
std::string allowed_values(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t colon = type.find(':');
  std::string out = type.substr(0, colon);
  if (out == "INT" || out == "UINT") out = "a whole number";
  if (out == "BOOLEAN") out = "true or false";
  if (out == "TEXT") out = "a value";
  if (colon != std::string::npos) out += " " + type.substr(colon + 1);
  return out;
}

std::optional<std::string> invalid_value_of(CLI::Option& option) {
  const auto& given = option.results();
  const std::string name = option.get_name();
  if (given.empty()) return std::nullopt;
  if (option.get_items_expected_max() == 0) {
    if (given.front() == "true") return std::nullopt;
    return fmt::format("{} takes no value.", name);
  }
  try {
    option.run_callback();  // throws if this option's value is invalid
    return std::nullopt;
  } catch (const CLI::ParseError&) {
    if (given.size() > static_cast<std::size_t>(option.get_items_expected_max())) {
      return fmt::format("{} is given {} times; give it once.", name, given.size());
    }
    return fmt::format("{} takes {}; it was \"{}\".", name, allowed_values(option),
                       fmt::join(given, " "));
  }
}

/// Describes the first option with an invalid value.
std::optional<std::string> invalid_value(const CommandChain& chain) {
  for (CLI::App* app : chain) {
    for (CLI::Option* option : app->get_options()) {
      if (auto invalid = invalid_value_of(*option)) return invalid;
    }
  }
  return std::nullopt;
}

/// Describes an option that is followed by another option or by the end of the line.
std::optional<std::string> missing_value(const CommandChain& chain,
                                         std::span<char* const> arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    if (i + 1 < arguments.size() && !std::string_view(arguments[i + 1]).starts_with('-')) continue;
    for (CLI::App* app : chain) {
      const CLI::Option* const option = app->get_option_no_throw(arguments[i]);
      if (option == nullptr || option->get_items_expected_min() == 0) continue;
      return fmt::format("{} takes {}; there is nothing after it.", option->get_name(),
                         allowed_values(*option));
    }
  }
  return std::nullopt;
}

std::optional<std::string> missing_arguments(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
  if (!names.empty()) {
    return fmt::format("{} needs one of these commands: {}.", path_of(command),
                       fmt::join(names, ", "));
  }
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_required() || option->count() > 0) continue;
    const std::string variable = option->get_envname();
    names.push_back(option->get_name() + (variable.empty() ? "" : " (or " + variable + ")"));
  }
  if (names.empty()) return std::nullopt;
  return fmt::format("{} needs {}.", path_of(command), fmt::join(names, ", "));
}

/// Returns the problem of the command line. Replaces CLI11's messages that name neither the command
/// nor the allowed values.
std::string problem_with(CLI::App& program, const CLI::ParseError& error,
                         std::span<char* const> arguments) {
  const CommandChain chain = recognised_commands(program);
  // Invalid values are checked first, because an option without a value has taken the next argument
  // as its value.
  if (auto invalid = invalid_value(chain)) return *invalid;
  const std::vector<std::string> left = program.remaining(true);
  if (!left.empty()) return unknown_argument(chain, left.front());
  if (auto missing = missing_value(chain, arguments)) return *missing;
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError)) {
    if (auto missing = missing_arguments(*chain.back())) return *missing;
  }
  return std::string(error.what()) + ".";
}

}  // namespace

CLI::Validator whole_number_between(std::int64_t min, std::int64_t max) {
  const auto check = [min, max](const std::string& text) {
    const auto number = parse_integer<std::int64_t>(text);
    // The message is not used: explain() writes a message with the option's name.
    return std::string(number && *number >= min && *number <= max ? "" : "out of range");
  };
  return CLI::Validator(check,
                        fmt::format("from {} to {}", with_thousands(min), with_thousands(max)), "");
}

std::string explain(CLI::App& program, const CLI::ParseError& error,
                    std::span<char* const> arguments) {
  return fmt::format("{} See {} --help.", problem_with(program, error, arguments),
                     path_of(*recognised_commands(program).back()));
}

std::optional<Error> nothing_to_change(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional() || option == command.get_help_ptr()) continue;
    if (option->count() > 0) return std::nullopt;
    names.push_back(option->get_name());
  }
  return Error{Errc::invalid,
               fmt::format("Nothing was changed: {} takes what is to change as {}. See {} --help.",
                           path_of(command), fmt::join(names, ", "), path_of(command))};
}

}  // namespace usher
