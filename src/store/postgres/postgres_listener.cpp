#include "store/postgres/postgres_listener.hpp"

#include <libpq-fe.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace usher::store {
namespace {

constexpr Duration kNotifyEvery{50};
constexpr Duration kAnswerWithin = std::chrono::seconds(5);
constexpr Duration kPauseAway{500};
constexpr Duration kLongestNap = std::chrono::seconds(10);
constexpr const char* kListen = "LISTEN usher_work";
constexpr const char* kNotify = "NOTIFY usher_work";

}  // namespace

PostgresListener::PostgresListener(std::shared_ptr<PostgresShared> shared,
                                   std::function<void()> on_work, Log& log)
    : shared_(std::move(shared)),
      on_work_(std::move(on_work)),
      log_(log),
      thread_([this] { loop(); }) {}

PostgresListener::~PostgresListener() {
  stopping_ = true;
  wake_.set();
  thread_.join();
}

void PostgresListener::notify_others() {
  if (!notify_pending_.exchange(true)) wake_.set();
}

void PostgresListener::rest(Duration time) const {
  pollfd waits[] = {{wake_.descriptor(), POLLIN, 0},
                    {connection_ == nullptr ? -1 : PQsocket(connection_), POLLIN, 0}};
  ::poll(waits, 2, static_cast<int>(time.count()));
  wake_.clear();
}

void PostgresListener::loop() {
  while (!stopping_) {
    if (connection_ == nullptr && !connect()) {
      rest(kPauseAway);
      continue;
    }
    const Duration now = steady_now();
    notify_if_due(now);
    const Duration next = in_flight_        ? sent_at_ + kAnswerWithin - now
                          : notify_pending_ ? sent_at_ + kNotifyEvery - now
                                            : kLongestNap;
    rest(std::clamp(next, Duration{1}, kLongestNap));
    take_answers();
  }
  disconnect();
}

bool PostgresListener::connect() {
  try {
    connection_ = shared_->connect();
  } catch (const std::exception&) {
    return false;  // the calls of the store log the outage
  }
  PQsetNoticeReceiver(
      connection_, [](void*, const PGresult*) {}, nullptr);
  PQsetnonblocking(connection_, 1);
  if (PQsendQuery(connection_, kListen) != 1) {
    disconnect();
    return false;
  }
  in_flight_ = true;
  sent_at_ = steady_now();
  // Work may have become due while the connection was lost.
  on_work_();
  return true;
}

void PostgresListener::disconnect() {
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
  in_flight_ = false;
}

void PostgresListener::notify_if_due(Duration now) {
  if (in_flight_ || !notify_pending_ || now < sent_at_ + kNotifyEvery) return;
  notify_pending_ = false;
  sent_at_ = now;
  in_flight_ = PQsendQuery(connection_, kNotify) == 1;
}

void PostgresListener::take_answers() {
  PQflush(connection_);
  if (PQconsumeInput(connection_) != 1 || (in_flight_ && steady_now() > sent_at_ + kAnswerWithin)) {
    log_.warn("the connection that listens for work is lost");
    return disconnect();
  }
  while (in_flight_ && PQisBusy(connection_) == 0) {
    PGresult* const result = PQgetResult(connection_);
    const bool refused = result != nullptr && PQresultStatus(result) != PGRES_COMMAND_OK;
    if (result == nullptr) in_flight_ = false;
    PQclear(result);
    if (refused) {
      log_.warn("the connection that listens for work is refused");
      disconnect();
      return rest(kPauseAway);
    }
  }
  bool others = false;
  while (PGnotify* const note = PQnotifies(connection_)) {
    others = others || note->be_pid != PQbackendPID(connection_);
    PQfreemem(note);
  }
  if (others) on_work_();
}

}  // namespace usher::store
