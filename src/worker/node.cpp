#include "worker/node.hpp"

#include "service/old_call.hpp"

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
      thread_([this] { loop(); }) {}

Node::~Node() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Node::loop() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    try {
      merge_rates();
      if (clock_.steady() >= next_announcement_) announce(false);
    } catch (const std::exception& error) {
      // The store has logged it once; what was counted meanwhile is forgotten.
      log_.debug("this node could not reach the others", {{"reason", error.what()}});
    }
    lock.lock();
    wake_.wait_for(lock, kMergeEvery, [this] { return ending_; });
  }
  lock.unlock();
  try {
    announce(true);
  } catch (const std::exception&) {  // it will be taken for gone soon enough
  }
}

void Node::merge_rates() {
  std::vector<service::RateUse> uses = rate_.take_uses();
  if (uses.empty()) return;
  const Duration now = clock_.steady();
  const auto standings = store::old_ask(store_, store::Access::write, merge_,
                                        {std::move(uses), now, rate_.cost_of_a_call()});
  rate_.learn(standings, now);
}

void Node::announce(bool leaving) {
  store::old_ask(store_, store::Access::write, announce_, {id_, schema_version_, leaving});
  next_announcement_ = clock_.steady() + kAnnounceEvery;
}

}  // namespace usher::worker
