/// Files that are whole or not there, also after a power cut. All functions throw `Unavailable`
/// naming the file when the operating system refuses.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

/// The file's bytes (at most 16 MiB); nothing when it does not exist.
std::optional<std::string> read_file(const std::filesystem::path& file);

/// Makes `file` (mode 0600) with these bytes: temporary file, fsync, link, fsync of the folder.
/// False, and nothing changed, when `file` is already there.
bool write_new_file(const std::filesystem::path& file, std::string_view bytes);

/// Held alone among processes for as long as it lives; waits for another to let go. The file stays.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

/// Makes or replaces `file` (mode 0600) in one step: temporary file, fsync, rename, fsync of the
/// folder.
void replace_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace usher
