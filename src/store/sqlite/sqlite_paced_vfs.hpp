/// A file system for SQLite that makes a checkpoint's writes durable a few at a time.
#pragma once

namespace usher::store {

/// The name to open a checkpointer's connection with: SQLite's own file system, but a database file
/// is synced after every few pages that are written to it. A checkpoint copies thousands of pages
/// and syncs once at its end; whoever commits at that moment waits until the disk has taken all of
/// them. Many small syncs cost the checkpoint more and everybody else next to nothing.
/// Registers it at the first call; thread-safe. REQUIRES: SQLite's default file system is its own.
const char* paced_vfs();

}  // namespace usher::store
