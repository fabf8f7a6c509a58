/// Provides a file system (VFS) for SQLite that writes the frames of a commit together.
#pragma once

namespace usher::store {

/// Returns the name of the VFS for the writing connection; registers it at the first call. It
/// extends SQLite's default VFS: writes to the write-ahead log are buffered until the file is
/// synced, read or queried, because SQLite writes each frame with two calls and a commit has dozens
/// of frames. Other connections do not read frames that are not synced: with synchronous=FULL the
/// WAL index is updated after the sync. Thread-safe. REQUIRES: SQLite's default VFS is the built-in
/// one.
const char* gathered_vfs();

}  // namespace usher::store
