#include "main/usage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace usher {
namespace {

using Chain = std::vector<CLI::App*>;

/// The program, the group and the command, as far as they were recognised.
Chain chosen(CLI::App& program) {
  Chain chain = {&program};
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

/// How many mails have to be added, taken away or changed.
std::size_t distance(std::string_view a, std::string_view b) {
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

/// " Did you mean …?" where one of the names is near.
std::string nearest(std::string_view given, const std::vector<std::string>& names) {
  std::string found;
  std::size_t best = (given.size() + 1) / 3 + 1;
  for (const std::string& name : names) {
    const std::size_t away = distance(given, name);
    if (away < best) {
      best = away;
      found = name;
    }
  }
  return found.empty() ? "" : fmt::format(" Did you mean {}?", found);
}

std::string unknown_option(const Chain& chain, const std::string& given) {
  const std::string path = path_of(*chain.back());
  // Only the name: the value may be a secret.
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
  return fmt::format("{} has no option {}.{}", path, name, nearest(name, names));
}

std::string unknown_word(const Chain& chain, const std::string& given) {
  CLI::App& command = *chain.back();
  if (given.starts_with('-')) return unknown_option(chain, given);
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
  if (names.empty()) {
    return fmt::format("{}: \"{}\" is a word too many.", path_of(command), given);
  }
  return fmt::format("{} has no command \"{}\".{}", path_of(command), given, nearest(given, names));
}

/// "a whole number from 1 to 100": from the option's own type and its validator's words.
std::string allowed(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t colon = type.find(':');
  std::string out = type.substr(0, colon);
  if (out == "INT" || out == "UINT") out = "a whole number";
  if (out == "BOOLEAN") out = "true or false";
  if (out == "TEXT") out = "a value";
  if (colon != std::string::npos) out += " " + type.substr(colon + 1);
  return out;
}

std::optional<std::string> wrong_value_of(CLI::Option& option) {
  const auto& given = option.results();
  const std::string name = option.get_name();
  if (given.empty()) return std::nullopt;
  if (option.get_items_expected_max() == 0) {
    if (given.front() == "true") return std::nullopt;
    return fmt::format("{} stands alone, without a value.", name);
  }
  try {
    option.run_callback();  // once more: only the wrong one throws
    return std::nullopt;
  } catch (const CLI::ParseError&) {
    if (given.size() > static_cast<std::size_t>(option.get_items_expected_max())) {
      return fmt::format("{} is there {} times; once is enough.", name, given.size());
    }
    return fmt::format("{} takes {}; it was \"{}\".", name, allowed(option), fmt::join(given, " "));
  }
}

/// About the first option whose value is wrong.
std::optional<std::string> wrong_value(const Chain& chain) {
  for (CLI::App* app : chain) {
    for (CLI::Option* option : app->get_options()) {
      if (auto wrong = wrong_value_of(*option)) return wrong;
    }
  }
  return std::nullopt;
}

/// About an option that ends the line, or is followed by the next one.
std::optional<std::string> missing_value(const Chain& chain, std::span<char* const> words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (i + 1 < words.size() && !std::string_view(words[i + 1]).starts_with('-')) continue;
    for (CLI::App* app : chain) {
      const CLI::Option* const option = app->get_option_no_throw(words[i]);
      if (option == nullptr || option->get_items_expected_min() == 0) continue;
      return fmt::format("{} takes {}; there is nothing after it.", option->get_name(),
                         allowed(*option));
    }
  }
  return std::nullopt;
}

std::optional<std::string> wrong_together(const Chain& chain) {
  for (CLI::App* app : chain) {
    for (const CLI::Option* option : app->get_options()) {
      if (option->count() == 0) continue;
      for (const CLI::Option* other : option->get_needs()) {
        if (other->count() > 0) continue;
        return fmt::format("{} goes only together with {}.", option->get_name(), other->get_name());
      }
      for (const CLI::Option* other : option->get_excludes()) {
        if (other->count() == 0) continue;
        return fmt::format("{} and {} do not go together.", option->get_name(), other->get_name());
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> missing(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* sub : command.get_subcommands({})) names.push_back(sub->get_name());
  if (!names.empty()) {
    return fmt::format("{} needs one of these words: {}.", path_of(command),
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

/// From what the parser has left behind, not from its texts: they are no sentences.
std::string what_is_wrong(CLI::App& program, const CLI::ParseError& error,
                          std::span<char* const> words) {
  const Chain chain = chosen(program);
  // First, because an option without a value has taken the next word for it.
  if (auto wrong = wrong_value(chain)) return *wrong;
  const std::vector<std::string> left = program.remaining(true);
  if (!left.empty()) return unknown_word(chain, left.front());
  if (auto wrong = missing_value(chain, words)) return *wrong;
  if (auto wrong = wrong_together(chain)) return *wrong;
  if (auto wrong = missing(*chain.back())) return *wrong;
  return std::string(error.what()) + ".";
}

}  // namespace

CLI::Validator whole_number_between(std::int64_t least, std::int64_t most) {
  const auto check = [least, most](const std::string& text) {
    const auto number = parse_integer<std::int64_t>(text);
    // The sentence is made where the option's name is known.
    return std::string(number && *number >= least && *number <= most ? "" : "out of range");
  };
  return CLI::Validator(
      check, fmt::format("from {} to {}", with_thousands(least), with_thousands(most)), "");
}

std::string explain(CLI::App& program, const CLI::ParseError& error, std::span<char* const> words) {
  std::string wrong = what_is_wrong(program, error, words);
  return fmt::format("{} See {} --help.", wrong, path_of(*chosen(program).back()));
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
