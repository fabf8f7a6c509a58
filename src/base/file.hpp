/// Reads files, and writes them durably and atomically. All functions throw `Unavailable`, with the
/// name of the file, if the operating system reports an error.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace usher {

/// Returns the file's bytes (at most 16 MiB), or nullopt if it does not exist.
std::optional<std::string> read_file(const std::filesystem::path& file);

/// Creates `file` (mode 0600) by temporary file, fsync, link and fsync of the folder. Returns false
/// and changes nothing if `file` exists.
bool write_new_file(const std::filesystem::path& file, std::string_view bytes);

/// An exclusive lock among processes, released by the destructor. The lock file is not removed.
class FileLock {
 public:
  /// Creates the file if needed, and blocks until the lock is free.
  explicit FileLock(const std::filesystem::path& file);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

/// Creates or replaces `file` (mode 0600) by temporary file, fsync, rename and fsync of the folder.
/// Keeps the owner of an existing file if the process runs as root.
void replace_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace usher
