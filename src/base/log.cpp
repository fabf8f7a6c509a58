#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/clock.hpp"
#include "base/json_text.hpp"

namespace usher {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warn", "error", "off"};

}  // namespace

Log::Log(LogLevel level)
    : level_(level),
      logger_(std::make_shared<spdlog::logger>("usher",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())) {
  logger_->set_pattern("%v");
  logger_->set_level(spdlog::level::trace);
  logger_->flush_on(spdlog::level::trace);
}

Log::~Log() = default;

void Log::write(LogLevel level, std::string_view event,
                std::initializer_list<LogField> fields) const {
  std::string line = "{\"time\":\"" + to_rfc3339(SystemClock{}.now()) + "\",\"level\":\"";
  line += kNames[static_cast<int>(level)];
  line += "\",\"event\":";
  append_json_string(line, event);
  for (const LogField& field : fields) {
    line += ',';
    append_json_string(line, field.key);
    line += ':';
    if (field.is_number) {
      line += std::to_string(field.number);
    } else {
      append_json_string(line, field.text);
    }
  }
  line += '}';
  logger_->log(spdlog::level::critical, spdlog::string_view_t(line.data(), line.size()));
}

void Log::debug(std::string_view event, std::initializer_list<LogField> fields) const {
  if (enabled(LogLevel::debug)) write(LogLevel::debug, event, fields);
}
void Log::info(std::string_view event, std::initializer_list<LogField> fields) const {
  if (enabled(LogLevel::info)) write(LogLevel::info, event, fields);
}
void Log::warn(std::string_view event, std::initializer_list<LogField> fields) const {
  if (enabled(LogLevel::warn)) write(LogLevel::warn, event, fields);
}
void Log::error(std::string_view event, std::initializer_list<LogField> fields) const {
  if (enabled(LogLevel::error)) write(LogLevel::error, event, fields);
}

}  // namespace usher
