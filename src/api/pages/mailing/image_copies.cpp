#include "api/pages/mailing/image_copies.hpp"

namespace usher::api::pages {
namespace {

/// Enough to keep the database's reader busy.
constexpr int kMaxReading = 4;
constexpr Duration kLifetime = std::chrono::seconds(10);
constexpr std::size_t kMaxEntries = 1000;

}  // namespace

void ImageCopies::enter(Completion& done) {
  {
    const std::lock_guard lock(mutex_);
    if (reading_ == kMaxReading) {
      waiting_.push_back(&done);
      return;
    }
    ++reading_;
  }
  done.complete();
}

void ImageCopies::leave() {
  Completion* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      --reading_;
    } else {
      next = waiting_.front();
      waiting_.pop_front();
    }
  }
  if (next != nullptr) next->complete();
}

ImageCopy ImageCopies::find(const std::string& path, Duration now) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(path);
  if (found == entries_.end() || found->second.expires_at <= now) return {};
  return {found->second.content.lock(), found->second.content_type, found->second.etag};
}

void ImageCopies::add(const std::string& path, const ImageCopy& copy, Duration now) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() >= kMaxEntries) {
    std::erase_if(entries_, [&](const auto& entry) {
      return entry.second.expires_at <= now || entry.second.content.expired();
    });
  }
  if (entries_.size() >= kMaxEntries) return;
  entries_[path] = {copy.content, copy.content_type, copy.etag, now + kLifetime};
}

}  // namespace usher::api::pages
