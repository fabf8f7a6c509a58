/// A file system for SQLite that writes the frames of a commit together.
#pragma once

namespace usher::store {

/// The name to open a writing connection with: SQLite's own file system, but what it writes to the
/// write-ahead log is gathered and handed to the system before anybody could miss it: before a
/// sync, before anything is read from the file or asked about it. SQLite writes each frame by two
/// calls, and a commit of the writer has dozens of them. Nobody but the writer looks at frames that
/// are not synced yet: with synchronous=FULL the index that leads readers to them moves after the
/// sync. Registers it at the first call; thread-safe. REQUIRES: SQLite's default file system is its
/// own.
const char* gathered_vfs();

}  // namespace usher::store
