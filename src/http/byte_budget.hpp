/// A limit of the memory for request and response bodies over all connections.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace usher::http {

/// Bodies of at most this many bytes are not counted: the number of connections limits them.
inline constexpr std::size_t kUncountedBytes = 8 * 1024;

/// Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(std::size_t limit) : limit_(limit) {}
  ByteBudget(const ByteBudget&) = delete;
  ByteBudget& operator=(const ByteBudget&) = delete;

  std::size_t used() const { return used_.load(std::memory_order_relaxed); }
  std::size_t limit() const { return limit_; }

 private:
  friend class BudgetShare;

  bool take(std::size_t bytes, bool trusted);
  void release(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  bool take_shared(const std::string* content, bool trusted);
  void release_shared(const std::string* content);

  const std::size_t limit_;
  std::atomic<std::size_t> used_{0};
  std::mutex mutex_;
  std::unordered_map<const std::string*, int> shared_;  ///< users of a content; guarded by mutex_
};

/// The part of a budget that one body uses; returned on destruction. Not thread-safe.
class BudgetShare {
 public:
  BudgetShare() = default;
  ~BudgetShare() { reset(); }
  BudgetShare(const BudgetShare&) = delete;
  BudgetShare& operator=(const BudgetShare&) = delete;

  /// Makes the share at least `bytes`. Returns false and changes nothing if the budget is used up.
  /// Callers that are not `trusted` can use half of it, so that they do not lock the others out.
  bool grow_to(ByteBudget& budget, std::size_t bytes, bool trusted);
  /// Counts a content that several responses share, once. REQUIRES: an empty share.
  bool grow_to(ByteBudget& budget, std::shared_ptr<const std::string> content, bool trusted);
  void reset();

 private:
  ByteBudget* budget_ = nullptr;
  std::size_t bytes_ = 0;
  std::shared_ptr<const std::string> content_;
};

}  // namespace usher::http
