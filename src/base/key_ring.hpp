/// The server's master keys. The key file has one `id key` pair a line, newest key first.
///
/// Activation hashes, generated passwords and confirmation links are derived from these keys, not
/// stored. The file is therefore created once, never overwritten, and checked against fingerprints
/// in the database at each start (docs/invariants.md, 5).
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"

namespace usher {

/// A use of a key. Each purpose has its own subkey, so that a value derived for one purpose is
/// never valid for another.
enum class KeyPurpose {
  status_hash,
  password,
  message_id,
  confirm_link,
  refresh_token,
  trusted_device,
  reset_link,
  online_link,
  mail_link,
};

/// A master key and its precomputed subkeys. Immutable, thread-safe.
class Key {
 public:
  /// REQUIRES: `master` has 32 bytes.
  Key(std::string id, Secret master);

  const std::string& id() const { return id_; }
  /// Returns 16 hexadecimal digits that identify the key without disclosing it.
  const std::string& fingerprint() const { return fingerprint_; }
  /// Returns the HMAC-SHA-256 of `bytes` under the subkey for `purpose`: 32 bytes.
  std::string mac(KeyPurpose purpose, std::string_view bytes) const;
  const Secret& master() const { return master_; }

 private:
  std::string id_;
  Secret master_;
  std::string fingerprint_;
  std::vector<Secret> subkeys_;
};

/// The keys of one key ring file. Immutable, thread-safe.
class KeyRing {
 public:
  /// REQUIRES: at least one key; unique ids.
  explicit KeyRing(std::vector<Key> keys);

  /// Parses the file's text. The error contains the number of the invalid line, not its content.
  static Result<KeyRing> parse(std::string_view text);
  /// Returns a ring with one random key.
  static KeyRing generate(Random& random);

  /// Returns the key that new values are derived from.
  const Key& newest() const { return keys_.front(); }
  /// Returns the key with this id, or null.
  const Key* find(std::string_view id) const;
  /// Returns all keys, newest first.
  const std::vector<Key>& keys() const { return keys_; }
  /// Returns a copy of this ring with a new key added as the newest.
  KeyRing rotated(Random& random) const;
  /// Returns the text that parse() reads.
  std::string serialize() const;

 private:
  std::vector<Key> keys_;
};

/// The keys of a running process. Reloads the file after `usher key rotate` has added a key. Keys
/// are never removed, so references stay valid. Thread-safe.
class Keys {
 public:
  /// Reloads `file`, unless it is empty.
  Keys(const KeyRing& ring, std::filesystem::path file);

  /// Returns the newest key. Detects a rotation within a second.
  const Key& newest() const;
  /// Returns the key with this id; reloads the file if it is not loaded. Throws Unavailable if the
  /// file does not contain the key, because the row was written with another ring.
  const Key& get(std::string_view id) const;
  /// Returns the key with this id; reloads the file if it is not loaded. Returns null if the file
  /// does not contain the key: a rotated file may not have been copied to this node yet.
  const Key* find(std::string_view id) const;
  /// Returns whether the predicate holds for a loaded key. A key that was added to the file less
  /// than a second ago may not be loaded.
  template <class Predicate>
  bool any(Predicate is) const {
    const std::shared_lock lock(mutex_);
    return std::any_of(keys_.begin(), keys_.end(), [&](const auto& key) { return is(*key); });
  }

 private:
  const Key* find_loaded(std::string_view id) const;
  void add(const KeyRing& ring) const;
  void reload_if_changed() const;

  const std::filesystem::path file_;
  mutable std::atomic<std::int64_t> checked_at_{
      0};  ///< time of the last check of the file, in seconds of std::chrono::steady_clock
  mutable std::atomic<std::int64_t> modified_at_{
      0};  ///< the file's modification time at the last load
  mutable std::shared_mutex mutex_;
  mutable std::vector<std::unique_ptr<const Key>> keys_;  // guarded by mutex_; newest first
};

/// Returns nullopt if the file does not exist. Throws ConfigurationError if it is invalid.
std::optional<KeyRing> read_key_ring(const std::filesystem::path& file);
/// Writes a new file (mode 0600) durably. Throws ConfigurationError if the file exists.
void create_key_ring(const std::filesystem::path& file, const KeyRing& ring);
/// Replaces the file durably and atomically.
void replace_key_ring(const std::filesystem::path& file, const KeyRing& ring);

}  // namespace usher
