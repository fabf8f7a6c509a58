#include "store/sqlite/sqlite_paced_vfs.hpp"

#include <sqlite3.h>

#include <new>

#include "base/check.hpp"

namespace usher::store {
namespace {

constexpr const char* kName = "usher-paced";
/// So few that a commit which waits for the disk behind them is hardly later, so many that a pass
/// keeps up with the writer.
constexpr int kSyncEveryBytes = 1 << 20;

/// What SQLite allocates for one open file: our part, then the real one.
struct PacedFile {
  sqlite3_file base;
  int unsynced = 0;
};

sqlite3_vfs* real_vfs() {
  static sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
  return real;
}

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<PacedFile*>(file) + 1);
}

int write_paced(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  const int status = real(file)->pMethods->xWrite(real(file), data, size, offset);
  if (status != SQLITE_OK) return status;
  int& unsynced = reinterpret_cast<PacedFile*>(file)->unsynced;
  unsynced += size;
  if (unsynced < kSyncEveryBytes) return SQLITE_OK;
  unsynced = 0;
  return real(file)->pMethods->xSync(real(file), SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

/// Calls the real file's method of that name with the same arguments.
template <auto member, class... Arguments>
int forward(sqlite3_file* file, Arguments... arguments) {
  return (real(file)->pMethods->*member)(real(file), arguments...);
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 3,
    .xClose = forward<&sqlite3_io_methods::xClose>,
    .xRead = forward<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write_paced,
    .xTruncate = forward<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = forward<&sqlite3_io_methods::xSync, int>,
    .xFileSize = forward<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = forward<&sqlite3_io_methods::xLock, int>,
    .xUnlock = forward<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = forward<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = forward<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = forward<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = forward<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = forward<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = forward<&sqlite3_io_methods::xShmLock, int, int, int>,
    .xShmBarrier = [](sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); },
    .xShmUnmap = forward<&sqlite3_io_methods::xShmUnmap, int>,
    .xFetch = forward<&sqlite3_io_methods::xFetch, sqlite3_int64, int, void**>,
    .xUnfetch = forward<&sqlite3_io_methods::xUnfetch, sqlite3_int64, void*>,
};

int open_paced(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
  sqlite3_vfs* const vfs = real_vfs();
  // The log and temporary files stay as they are: the real file alone, in the same memory.
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return vfs->xOpen(vfs, name, file, flags, out);
  auto* const paced = new (file) PacedFile{};
  const int status = vfs->xOpen(vfs, name, real(file), flags, out);
  // SQLite closes what has methods, also after a failed open.
  if (real(file)->pMethods != nullptr) paced->base.pMethods = &kMethods;
  return status;
}

bool enrol() {
  static sqlite3_vfs paced = *real_vfs();
  paced.zName = kName;
  paced.szOsFile += static_cast<int>(sizeof(PacedFile));
  paced.xOpen = open_paced;
  paced.pNext = nullptr;
  return sqlite3_vfs_register(&paced, 0) == SQLITE_OK;
}

}  // namespace

const char* paced_vfs() {
  static const bool enrolled = enrol();
  CHECK(enrolled);
  return kName;
}

}  // namespace usher::store
