/// The server's master keys: a small file, newest key first, one `id key` pair a line.
///
/// Everything that Usher derives instead of storing (activation hashes, generated passwords,
/// confirmation links) hangs on these keys, so the file is made once, never overwritten, and
/// checked against fingerprints in the database before anything starts (hard points, 5).
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

/// What a key may be used for. Each purpose has its own subkey, so that no value made for one can
/// ever pass as a value of another.
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

/// One master key with its subkeys computed. Immutable, thread-safe.
class Key {
 public:
  /// REQUIRES: `master` has 32 bytes.
  Key(std::string id, Secret master);

  const std::string& id() const { return id_; }
  /// Tells two keys apart without giving either away: 16 hexadecimal digits.
  const std::string& fingerprint() const { return fingerprint_; }
  /// HMAC-SHA-256 of `bytes` under the subkey for `purpose`: 32 bytes.
  std::string mac(KeyPurpose purpose, std::string_view bytes) const;
  const Secret& master() const { return master_; }

 private:
  std::string id_;
  Secret master_;
  std::string fingerprint_;
  std::vector<Secret> subkeys_;
};

/// Immutable, thread-safe.
class KeyRing {
 public:
  /// REQUIRES: at least one key, no id twice.
  explicit KeyRing(std::vector<Key> keys);

  /// Reads the file's text; the error names the line that is wrong, never its content.
  static Result<KeyRing> parse(std::string_view text);
  static KeyRing generate(Random& random);

  /// The key for everything new.
  const Key& newest() const { return keys_.front(); }
  /// The key that an existing row names; null when the ring lacks it.
  const Key* find(std::string_view id) const;
  const std::vector<Key>& keys() const { return keys_; }
  /// A ring with one more, newest key.
  KeyRing rotated(Random& random) const;
  std::string serialize() const;

 private:
  std::vector<Key> keys_;
};

/// The ring of a running process: what services ask for keys. Follows the file when `usher key
/// rotate` has added a key since. Keys never go away. Thread-safe.
class Keys {
 public:
  /// `file` may be empty: then nothing is followed.
  Keys(const KeyRing& ring, std::filesystem::path file);

  /// Follows a rotation within a second.
  const Key& newest() const;
  /// The key that an existing row names; looks into the file when it is not known yet. Throws
  /// Unavailable when it is not there either: the row was written by somebody with another ring.
  const Key& get(std::string_view id) const;
  /// The same, but null when it is not there: with several nodes the file may not have been copied
  /// to this one yet.
  const Key* find(std::string_view id) const;
  /// Whether there is one that it is true of; those that came to the file within a second may be
  /// missing.
  template <class Predicate>
  bool any(Predicate is) const {
    const std::shared_lock lock(mutex_);
    return std::any_of(keys_.begin(), keys_.end(), [&](const auto& key) { return is(*key); });
  }

 private:
  const Key* look_up(std::string_view id) const;
  void add(const KeyRing& ring) const;
  void follow() const;

  const std::filesystem::path file_;
  mutable std::atomic<std::int64_t> looked_at_{0};  ///< second in which the file was last looked at
  mutable std::atomic<std::int64_t> written_{0};    ///< its time of writing then
  mutable std::shared_mutex mutex_;
  mutable std::vector<std::unique_ptr<const Key>> keys_;  // guarded by mutex_; newest first
};

/// Nothing when there is no such file. Throws ConfigurationError when it can't be used.
std::optional<KeyRing> read_key_ring(const std::filesystem::path& file);
/// Writes a new file, 0600, durable, never over an existing one (throws ConfigurationError then).
void create_key_ring(const std::filesystem::path& file, const KeyRing& ring);
/// Replaces the file durably: readers see the old or the new one, never a part.
void replace_key_ring(const std::filesystem::path& file, const KeyRing& ring);

}  // namespace usher
