#include "base/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace usher {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20;

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
  throw Unavailable(std::string(what) + " " + file.string() + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void sync_folder(const std::filesystem::path& file) {
  const Descriptor folder(::open(folder_of(file).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) fail("can't sync the folder of", file);
}

// Removes the temporary file unless it was renamed.
struct Temporary {
  std::filesystem::path path;
  ~Temporary() { ::unlink(path.c_str()); }
};

std::filesystem::path temporary_name(const std::filesystem::path& file) {
  static std::atomic<unsigned> next{0};
  return folder_of(file) / ("." + file.filename().string() + "." + std::to_string(::getpid()) +
                            "." + std::to_string(next++) + ".tmp");
}

void write_synced(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) fail("can't create", path);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("can't write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.get()) != 0) fail("can't sync", path);
}

}  // namespace

std::optional<std::string> read_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    fail("can't open", path);
  }
  std::string out;
  char chunk[16384];
  for (;;) {
    const ssize_t got = ::read(file.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("can't read", path);
    if (got == 0) return out;
    out.append(chunk, static_cast<std::size_t>(got));
    if (out.size() > kMaxFileBytes) throw Unavailable(path.string() + " is larger than 16 MiB");
  }
}

bool write_new_file(const std::filesystem::path& file, std::string_view bytes) {
  const Temporary temporary{temporary_name(file)};
  write_synced(temporary.path, bytes);
  // link() fails if the file exists, unlike rename(), so that only one of two concurrent processes
  // succeeds.
  if (::link(temporary.path.c_str(), file.c_str()) != 0) {
    if (errno == EEXIST) return false;
    fail("can't create", file);
  }
  sync_folder(file);
  return true;
}

void replace_file(const std::filesystem::path& file, std::string_view bytes) {
  const Temporary temporary{temporary_name(file)};
  write_synced(temporary.path, bytes);
  // A command that root runs must not make the file unreadable for the server's user.
  struct stat before {};
  if (::stat(file.c_str(), &before) == 0 && ::getuid() == 0 &&
      ::chown(temporary.path.c_str(), before.st_uid, before.st_gid) != 0) {
    fail("can't keep the owner of", file);
  }
  if (::rename(temporary.path.c_str(), file.c_str()) != 0) fail("can't replace", file);
  sync_folder(file);
}

FileLock::FileLock(const std::filesystem::path& file)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0) fail("can't lock", file);
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace usher
