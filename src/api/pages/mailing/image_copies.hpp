/// Images that are being sent: one copy for all their readers.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/completion.hpp"

namespace usher::api::pages {

/// An image in memory.
struct ImageCopy {
  std::shared_ptr<const std::string> content;
  std::string content_type;
  std::string etag;
};

/// Keeps an image as long as a response with it is being sent, and limits how many are read from
/// the database at a time. Thread-safe.
class ImageCopies {
 public:
  /// Waits for a turn to look up and read an image. Completes `done` at once or later; the caller
  /// then calls leave() exactly once.
  void enter(Completion& done);
  void leave();

  /// Returns the copy at this path if it is in use; no content otherwise. Copies expire after ten
  /// seconds, so that a deleted image disappears.
  ImageCopy find(const std::string& path, Duration now);
  void add(const std::string& path, const ImageCopy& copy, Duration now);

 private:
  struct Entry {
    std::weak_ptr<const std::string> content;
    std::string content_type;
    std::string etag;
    Duration expires_at{0};
  };

  std::mutex mutex_;
  int reading_ = 0;                                 // guarded by mutex_
  std::deque<Completion*> waiting_;                 // guarded by mutex_
  std::unordered_map<std::string, Entry> entries_;  // guarded by mutex_
};

}  // namespace usher::api::pages
