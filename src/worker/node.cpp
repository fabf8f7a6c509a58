#include "worker/node.hpp"

#include "service/node.hpp"
#include "service/operation.hpp"

namespace usher::worker {
namespace {

constexpr Duration kMergeEvery{250};
constexpr Duration kAnnounceEvery = std::chrono::seconds(10);

}  // namespace

Node::Node(std::string id, int schema_version, store::Store& store, service::RateLimit& rate,
           const Clock& clock, Log& log)
    : id_(std::move(id)),
      schema_version_(schema_version),
      store_(store),
      rate_(rate),
      clock_(clock),
      log_(log),
      thread_([this] { run(); }) {}

Node::~Node() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Node::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    try {
      merge_rates();
      if (clock_.steady() >= next_announcement_) announce(false);
    } catch (const std::exception& error) {
      // The store has logged the failure. The uses that were not merged are lost.
      log_.debug("rate limits were not merged with other nodes", {{"reason", error.what()}});
    }
    lock.lock();
    wake_.wait_for(lock, kMergeEvery, [this] { return stopping_; });
  }
  lock.unlock();
  try {
    announce(true);
  } catch (const std::exception&) {  // the announcement expires anyway
  }
}

void Node::merge_rates() {
  std::vector<service::RateUse> uses = rate_.report_uses();
  if (uses.empty()) return;
  const Duration now = clock_.steady();
  const service::RateMerge merge{std::move(uses), now, rate_.cost_of_a_call()};
  const auto standings = service::call<&service::merge_rate_uses>(store_, merge);
  rate_.apply_standings(standings, now);
}

void Node::announce(bool leaving) {
  const service::NodeAnnouncement announcement{id_, schema_version_, leaving};
  service::call<&service::announce_node>(store_, announcement);
  next_announcement_ = clock_.steady() + kAnnounceEvery;
}

}  // namespace usher::worker
