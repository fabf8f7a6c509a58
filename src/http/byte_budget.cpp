#include "http/byte_budget.hpp"

#include "base/check.hpp"

namespace usher::http {

bool ByteBudget::take(std::size_t bytes, bool trusted) {
  const std::size_t limit = trusted ? limit_ : limit_ / 2;
  const std::size_t before = used_.fetch_add(bytes, std::memory_order_relaxed);
  if (before + bytes <= limit) return true;
  release(bytes);
  return false;
}

bool ByteBudget::take_shared(const std::string* content, bool trusted) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = shared_.try_emplace(content, 0);
  if (is_new && !take(content->size(), trusted)) {
    shared_.erase(place);
    return false;
  }
  ++place->second;
  return true;
}

void ByteBudget::release_shared(const std::string* content) {
  const std::lock_guard lock(mutex_);
  const auto place = shared_.find(content);
  if (--place->second > 0) return;
  shared_.erase(place);
  release(content->size());
}

bool BudgetShare::grow_to(ByteBudget& budget, std::size_t bytes, bool trusted) {
  if (bytes <= kUncountedBytes || bytes <= bytes_) return true;
  if (!budget.take(bytes - bytes_, trusted)) return false;
  budget_ = &budget;
  bytes_ = bytes;
  return true;
}

bool BudgetShare::grow_to(ByteBudget& budget, std::shared_ptr<const std::string> content,
                          bool trusted) {
  CHECK(budget_ == nullptr);
  if (content->size() <= kUncountedBytes) return true;
  if (!budget.take_shared(content.get(), trusted)) return false;
  budget_ = &budget;
  content_ = std::move(content);
  return true;
}

void BudgetShare::reset() {
  if (content_ != nullptr) budget_->release_shared(content_.get());
  if (bytes_ > 0) budget_->release(bytes_);
  budget_ = nullptr;
  bytes_ = 0;
  content_.reset();
}

}  // namespace usher::http
