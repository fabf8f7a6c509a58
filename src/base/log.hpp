/// The structured log: one JSON object a line on standard error.
///
/// Events are short constant phrases ("activation accepted"); variable data is in fields, so that
/// lines can be searched. Secrets cannot be logged: `Secret` does not convert to a field.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace usher {

enum class LogLevel { debug, info, warn, error, off };

/// A member of a log line: a text or a number. Valid for the duration of the call.
struct LogField {
  LogField(std::string_view key, std::string_view value) : key(key), text(value) {}
  LogField(std::string_view key, const char* value) : key(key), text(value) {}
  LogField(std::string_view key, const std::string& value) : key(key), text(value) {}
  LogField(std::string_view key, std::int64_t value) : key(key), number(value), is_number(true) {}
  LogField(std::string_view key, int value) : key(key), number(value), is_number(true) {}
  LogField(std::string_view key, std::size_t value)
      : key(key), number(static_cast<std::int64_t>(value)), is_number(true) {}

  std::string_view key;
  std::string_view text;
  std::int64_t number = 0;
  bool is_number = false;
};

/// Writes log lines of a minimum level and above. Thread-safe; each call writes one whole line.
class Log {
 public:
  explicit Log(LogLevel level);
  ~Log();

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) const;
  bool enabled(LogLevel level) const { return level >= level_; }

 private:
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const;

  LogLevel level_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace usher
