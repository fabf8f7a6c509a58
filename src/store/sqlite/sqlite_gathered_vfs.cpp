#include "store/sqlite/sqlite_gathered_vfs.hpp"

#include <string>

#include "base/check.hpp"
#include "store/sqlite/sqlite_wrapped_file.hpp"

namespace usher::store {
namespace {

constexpr const char* kGatheredName = "usher-gathered";
/// The maximum size of the buffer: half of the size that SQLite's default VFS writes in one call,
/// because that VFS truncates the length to 17 bits.
constexpr std::size_t kMaxGathered = std::size_t{64} << 10;
static_assert(kMaxGathered < 0x1ffff);

struct Gathered {
  using File = WrappedFile<Gathered>;
  static constexpr int kKind = SQLITE_OPEN_WAL;

  /// Writes the buffer, and discards it after a failure, because SQLite rolls back the transaction.
  static int flush(sqlite3_file* file) {
    Gathered& self = File::part(file);
    if (self.bytes.empty()) return SQLITE_OK;
    sqlite3_file* const real = File::real(file);
    const int status = real->pMethods->xWrite(real, self.bytes.data(),
                                              static_cast<int>(self.bytes.size()), self.start);
    self.bytes.clear();
    return status;
  }

  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    Gathered& self = File::part(file);
    const auto end = self.start + static_cast<sqlite3_int64>(self.bytes.size());
    const bool fits = self.bytes.size() + static_cast<std::size_t>(size) <= kMaxGathered;
    if (!self.bytes.empty() && (offset != end || !fits)) {
      if (const int status = flush(file); status != SQLITE_OK) return status;
    }
    if (self.bytes.empty()) self.start = offset;
    // The bytes are a page or a frame's header.
    CHECK(static_cast<std::size_t>(size) <= kMaxGathered);
    self.bytes.append(static_cast<const char*>(data), static_cast<std::size_t>(size));
    return SQLITE_OK;
  }

  /// Writes the buffer, then calls the same method of the wrapped file.
  template <auto member, class... Arguments>
  static int flushed(sqlite3_file* file, Arguments... arguments) {
    if (const int status = flush(file); status != SQLITE_OK) return status;
    return File::forward<member>(file, arguments...);
  }

  static int close(sqlite3_file* file) {
    const int flushing = flush(file);
    const int closing = File::forward<&sqlite3_io_methods::xClose>(file);
    File::part(file).~Gathered();
    return flushing != SQLITE_OK ? flushing : closing;
  }

  static sqlite3_io_methods methods() {
    sqlite3_io_methods methods = File::methods();
    methods.xClose = close;
    methods.xWrite = write;
    methods.xRead = flushed<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>;
    methods.xTruncate = flushed<&sqlite3_io_methods::xTruncate, sqlite3_int64>;
    methods.xSync = flushed<&sqlite3_io_methods::xSync, int>;
    methods.xFileSize = flushed<&sqlite3_io_methods::xFileSize, sqlite3_int64*>;
    methods.xFileControl = flushed<&sqlite3_io_methods::xFileControl, int, void*>;
    return methods;
  }

  std::string bytes{};      ///< the bytes that are not written yet
  sqlite3_int64 start = 0;  ///< the offset of the bytes in the file
};

}  // namespace

const char* gathered_vfs() {
  static const bool enrolled = WrappedFile<Gathered>::enrol(kGatheredName);
  CHECK(enrolled);
  return kGatheredName;
}

}  // namespace usher::store
