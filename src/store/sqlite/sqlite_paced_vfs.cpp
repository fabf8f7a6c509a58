#include "store/sqlite/sqlite_paced_vfs.hpp"

#include "base/check.hpp"
#include "store/sqlite/sqlite_wrapped_file.hpp"

namespace usher::store {
namespace {

constexpr const char* kPacedName = "usher-paced";
/// The number of bytes between two syncs: small, so that commits do not wait long for the disk, and
/// large enough to keep up with the writer.
constexpr int kSyncEveryBytes = 1 << 20;

struct Paced {
  using File = WrappedFile<Paced>;
  static constexpr int kKind = SQLITE_OPEN_MAIN_DB;

  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    sqlite3_file* const real = File::real(file);
    const int status = real->pMethods->xWrite(real, data, size, offset);
    if (status != SQLITE_OK) return status;
    int& unsynced = File::part(file).unsynced;
    unsynced += size;
    if (unsynced < kSyncEveryBytes) return SQLITE_OK;
    unsynced = 0;
    return real->pMethods->xSync(real, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
  }

  static sqlite3_io_methods methods() {
    sqlite3_io_methods methods = File::methods();
    methods.xWrite = write;
    return methods;
  }

  int unsynced = 0;
};

}  // namespace

const char* paced_vfs() {
  static const bool enrolled = WrappedFile<Paced>::enrol(kPacedName);
  CHECK(enrolled);
  return kPacedName;
}

}  // namespace usher::store
