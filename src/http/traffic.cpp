#include "http/traffic.hpp"

#include <algorithm>

namespace usher::http {
namespace {

const std::vector<double>& buckets() {
  static const std::vector<double> seconds = {.0005, .001, .0025, .005, .01, .025, .05,
                                              .1,    .25,  .5,    1,    2.5, 5,    10};
  return seconds;
}

LogLevel level_of(int status) {
  if (status >= 500) return LogLevel::warn;
  return status >= 400 ? LogLevel::info : LogLevel::debug;
}

}  // namespace

std::string loggable_path(const Route* route, std::string_view path) {
  if (route != nullptr) return route->path;
  constexpr std::size_t kMaxSegment = 24;
  std::string out;
  while (true) {
    const std::size_t end = std::min(path.find('/'), path.size());
    out += end <= kMaxSegment ? path.substr(0, end) : std::string_view("…");
    if (end == path.size()) return out;
    out += '/';
    path.remove_prefix(end + 1);
  }
}

Traffic::Traffic(const Router& router, Log& log, Metrics& metrics)
    : router_(router), log_(log), metrics_(metrics) {
  for (const Route& route : router_.routes()) series_.push_back(make_series(route.name));
  series_.push_back(make_series("none"));
}

void Traffic::record(const AnsweredRequest& answered) {
  Series& series = series_of(answered.route);
  counter_of(series, answered.status).add();
  series.seconds.observe(std::chrono::duration<double>(answered.duration).count());
  if (log_.enabled(level_of(answered.status))) log_request(answered);
}

Traffic::Series Traffic::make_series(const std::string& name) {
  return {name,
          metrics_.histogram("usher_http_request_seconds",
                             "Seconds from a request's last byte to its written response.",
                             buckets(), {{"route", name}}),
          {}};
}

Traffic::Series& Traffic::series_of(const Route* route) {
  if (route == nullptr) return series_.back();
  return series_[static_cast<std::size_t>(route - router_.routes().data())];
}

const Counter& Traffic::counter_of(Series& series, int status) {
  auto& counters = series.by_status;
  const auto found = std::find_if(counters.begin(), counters.end(),
                                  [&](const auto& entry) { return entry.first == status; });
  if (found != counters.end()) return found->second;
  counters.emplace_back(
      status, metrics_.counter("usher_http_requests_total", "Requests answered.",
                               {{"route", series.name}, {"status", std::to_string(status)}}));
  return counters.back().second;
}

void Traffic::log_request(const AnsweredRequest& answered) const {
  const std::string path = loggable_path(answered.route, answered.path);
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(answered.duration).count();
  const std::initializer_list<LogField> fields = {
      {"method", name_of(answered.method)}, {"path", path},
      {"status", answered.status},          {"ms", static_cast<std::int64_t>(ms)},
      {"request_id", answered.request_id},  {"peer", answered.peer}};
  switch (level_of(answered.status)) {
    case LogLevel::warn:
      log_.warn("request answered", fields);
      break;
    case LogLevel::info:
      log_.info("request answered", fields);
      break;
    default:
      log_.debug("request answered", fields);
      break;
  }
}

}  // namespace usher::http
