/// A file system (VFS) for SQLite that syncs a checkpoint's writes in small steps.
#pragma once

namespace usher::store {

/// Returns the name of the VFS for the checkpointer's connection; registers it at the first call.
/// It is SQLite's default VFS, but a database file is synced after every few pages. A checkpoint
/// copies thousands of pages and would sync once at its end, while commits wait for the disk. Many
/// small syncs cost the checkpoint more and the commits almost nothing. Thread-safe. REQUIRES:
/// SQLite's default VFS is the built-in one.
const char* paced_vfs();

}  // namespace usher::store
