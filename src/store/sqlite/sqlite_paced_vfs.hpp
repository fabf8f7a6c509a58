/// Provides a file system (VFS) for SQLite that syncs a checkpoint's writes in small steps.
#pragma once

namespace usher::store {

/// Returns the name of the VFS for the checkpointer's connection; registers it at the first call.
/// It extends SQLite's default VFS: a database file is synced after every few pages. Otherwise a
/// checkpoint, which copies thousands of pages, syncs once at its end while commits wait for the
/// disk. Many small syncs slow down the checkpoint but hardly the commits. Thread-safe. REQUIRES:
/// SQLite's default VFS is the built-in one.
const char* paced_vfs();

}  // namespace usher::store
