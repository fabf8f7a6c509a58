/// Wraps one kind of file of SQLite's default VFS.
#pragma once

#include <sqlite3.h>

#include <new>

namespace usher::store {

/// Returns SQLite's default VFS. First disables SQLite's memory statistics, which take a
/// process-wide lock for each allocation. This has no effect after the first use of SQLite.
inline sqlite3_vfs* own_file_system() {
  static sqlite3_vfs* const own = [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    return sqlite3_vfs_find(nullptr);
  }();
  return own;
}

/// A VFS that delegates to SQLite's default, except for one kind of file, for which `Part`
/// implements some methods. Part has `kKind` (one of the SQLITE_OPEN_… flags of xOpen) and
/// `methods()`, which begins with the methods of this class. It is constructed with the file and
/// not destroyed: its xClose cleans up.
template <class Part>
class WrappedFile {
 public:
  static sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Layout*>(file) + 1);
  }
  static Part& part(sqlite3_file* file) { return reinterpret_cast<Layout*>(file)->part; }

  /// Calls the same method of the wrapped file with the same arguments.
  template <auto member, class... Arguments>
  static int forward(sqlite3_file* file, Arguments... arguments) {
    return (real(file)->pMethods->*member)(real(file), arguments...);
  }

  /// Returns methods that delegate to the wrapped file.
  static sqlite3_io_methods methods() {
    return {
        .iVersion = 3,
        .xClose = forward<&sqlite3_io_methods::xClose>,
        .xRead = forward<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
        .xWrite = forward<&sqlite3_io_methods::xWrite, const void*, int, sqlite3_int64>,
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
  }

  /// Registers the VFS with SQLite under `name`. REQUIRES: it is called once, and SQLite's default
  /// VFS is the built-in VFS.
  static bool enrol(const char* name) {
    static sqlite3_vfs system = *own_file_system();
    system.zName = name;
    system.szOsFile += static_cast<int>(sizeof(Layout));
    system.xOpen = open;
    system.pNext = nullptr;
    return sqlite3_vfs_register(&system, 0) == SQLITE_OK;
  }

 private:
  /// The memory that SQLite allocates for one open file: this object, then the wrapped file.
  struct Layout {  // SQLite aligns to 8 bytes
    sqlite3_file base{};
    Part part{};
  };

  static int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
    sqlite3_vfs* const system = own_file_system();
    // Files of other kinds are not wrapped and use the same memory.
    if ((flags & Part::kKind) == 0) return system->xOpen(system, name, file, flags, out);
    static const sqlite3_io_methods methods = Part::methods();
    auto* const wrapped = new (file) Layout{};
    const int status = system->xOpen(system, name, real(file), flags, out);
    // SQLite closes every file with methods, also after a failed open.
    if (real(file)->pMethods != nullptr) wrapped->base.pMethods = &methods;
    return status;
  }
};

}  // namespace usher::store
