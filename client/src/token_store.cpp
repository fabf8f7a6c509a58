#include "usher/client/token_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "response.hpp"

namespace usher::client {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{64} << 10;

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
  throw StoreError(std::string(what) + " " + file.string() + ": " + std::strerror(errno));
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

/// Removes the temporary file unless it was renamed.
struct Temporary {
  std::string path;
  ~Temporary() { ::unlink(path.c_str()); }
};

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void write_synced(int fd, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("can't write", file);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(fd) != 0) fail("can't sync", file);
}

std::string read_all(int fd, const std::filesystem::path& file) {
  std::string out;
  char chunk[4096];
  for (;;) {
    const ssize_t got = ::read(fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("can't read", file);
    if (got == 0) return out;
    out.append(chunk, static_cast<std::size_t>(got));
    if (out.size() > kMaxFileBytes) throw StoreError(file.string() + " is not a token file");
  }
}

}  // namespace

std::optional<Tokens> MemoryTokenStore::load() {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

void MemoryTokenStore::save(const Tokens& tokens) {
  const std::lock_guard lock(mutex_);
  tokens_ = tokens;
}

std::optional<Tokens> FileTokenStore::load() {
  const Descriptor descriptor(::open(file_.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) {
    if (errno == ENOENT) return std::nullopt;
    fail("can't open", file_);
  }
  struct stat about {};
  if (::fstat(descriptor.get(), &about) != 0) fail("can't read the attributes of", file_);
  if ((about.st_mode & 077) != 0) {
    throw StoreError(file_.string() + " is readable by other users; run chmod 600 on it");
  }
  boost::system::error_code error;
  const boost::json::value content = boost::json::parse(read_all(descriptor.get(), file_), error);
  Tokens tokens{Secret(string_member(content, "access_token")),
                Secret(string_member(content, "refresh_token")),
                {}};
  if (error || tokens.access.empty()) throw StoreError(file_.string() + " is not a token file");
  if (const boost::json::value* found = content.as_object().if_contains("expires_at")) {
    boost::system::error_code ignored;
    tokens.expires_at += std::chrono::seconds(found->to_number<std::int64_t>(ignored));
  }
  return tokens;
}

void FileTokenStore::save(const Tokens& tokens) {
  boost::json::object content;
  content["access_token"] = tokens.access.reveal();
  content["refresh_token"] = tokens.refresh.reveal();
  content["expires_at"] = tokens.expires_at.time_since_epoch().count();
  const std::filesystem::path folder = folder_of(file_);
  std::string name = (folder / ("." + file_.filename().string() + ".XXXXXX")).string();
  // mkostemp creates the file with mode 0600, regardless of the umask.
  const Descriptor descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (descriptor.get() < 0) fail("can't create a file next to", file_);
  const Temporary temporary{name};
  write_synced(descriptor.get(), boost::json::serialize(content), file_);
  if (::rename(name.c_str(), file_.c_str()) != 0) fail("can't replace", file_);
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() < 0 || ::fsync(parent.get()) != 0) fail("can't sync the folder of", file_);
}

}  // namespace usher::client
