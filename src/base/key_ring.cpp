#include "base/key_ring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/file.hpp"

namespace usher {
namespace {

constexpr std::size_t kMasterBytes = 32;
// Indexed by KeyPurpose. Links, tokens and hashes in use were made with these labels: never reword
// them.
constexpr std::array<std::string_view, 9> kPurposes = {
    "usher status hash v1",  "usher password v1",      "usher message id v1",
    "usher confirm link v1", "usher refresh token v1", "usher known browser v1",
    "usher reset link v1",   "usher online link v1",   "usher letter link v1"};

bool is_key_id(std::string_view id) {
  return !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

Key new_key(Random& random) {
  return Key("k" + to_hex(random.bytes(4)), Secret(random.bytes(kMasterBytes)));
}

}  // namespace

Key::Key(std::string id, Secret master) : id_(std::move(id)), master_(std::move(master)) {
  CHECK(master_.reveal().size() == kMasterBytes);
  fingerprint_ = to_hex(hkdf_sha256(master_.reveal(), "usher fingerprint v1")).substr(0, 16);
  for (const std::string_view purpose : kPurposes) {
    subkeys_.emplace_back(hkdf_sha256(master_.reveal(), purpose));
  }
}

std::string Key::mac(KeyPurpose purpose, std::string_view bytes) const {
  return hmac_sha256(subkeys_[static_cast<std::size_t>(purpose)].reveal(), bytes);
}

KeyRing::KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) { CHECK(!keys_.empty()); }

Result<KeyRing> KeyRing::parse(std::string_view text) {
  std::vector<Key> keys;
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t space = line.find(' ');
    const std::string_view id = line.substr(0, space);
    const auto master =
        space == std::string_view::npos ? std::nullopt : from_base64(line.substr(space + 1));
    if (!is_key_id(id) || !master || master->size() != kMasterBytes) {
      return Error{Errc::invalid, fmt::format("line {} must be 'id key'.", number)};
    }
    const bool repeated =
        std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return key.id() == id; });
    if (repeated) return Error{Errc::invalid, fmt::format("line {} repeats an id.", number)};
    keys.emplace_back(std::string(id), Secret(*master));
  }
  if (keys.empty()) return Error{Errc::invalid, "it holds no key."};
  return KeyRing(std::move(keys));
}

KeyRing KeyRing::generate(Random& random) {
  std::vector<Key> keys;
  keys.push_back(new_key(random));
  return KeyRing(std::move(keys));
}

const Key* KeyRing::find(std::string_view id) const {
  const auto found =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.id() == id; });
  return found == keys_.end() ? nullptr : &*found;
}

KeyRing KeyRing::rotated(Random& random) const {
  std::vector<Key> keys;
  do {
    keys.assign({new_key(random)});
  } while (find(keys.front().id()) != nullptr);
  keys.insert(keys.end(), keys_.begin(), keys_.end());
  return KeyRing(std::move(keys));
}

std::string KeyRing::serialize() const {
  std::string out =
      "# Usher's key ring, newest first. Keep a copy apart from the database's backup.\n";
  for (const Key& key : keys_) {
    out += key.id() + " " + to_base64(key.master().reveal()) + "\n";
  }
  return out;
}

Keys::Keys(const KeyRing& ring, std::filesystem::path file) : file_(std::move(file)) { add(ring); }

void Keys::add(const KeyRing& ring) const {
  const std::unique_lock lock(mutex_);
  auto position = keys_.begin();
  for (const Key& key : ring.keys()) {
    const bool known = std::any_of(keys_.begin(), keys_.end(),
                                   [&](const auto& other) { return other->id() == key.id(); });
    if (!known) position = keys_.insert(position, std::make_unique<const Key>(key)) + 1;
  }
}

const Key* Keys::find_loaded(std::string_view id) const {
  const std::shared_lock lock(mutex_);
  for (const auto& key : keys_) {
    if (key->id() == id) return key.get();
  }
  return nullptr;
}

void Keys::reload_if_changed() const {
  if (file_.empty()) return;
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const std::int64_t second = std::chrono::floor<std::chrono::seconds>(now).count();
  if (checked_at_.exchange(second) == second) return;
  std::error_code missing;
  const auto modified = std::filesystem::last_write_time(file_, missing);
  const std::int64_t modified_at = modified.time_since_epoch().count();
  if (missing || modified_at_.exchange(modified_at) == modified_at) return;
  if (const auto ring = read_key_ring(file_)) add(*ring);
}

const Key& Keys::newest() const {
  reload_if_changed();
  const std::shared_lock lock(mutex_);
  return *keys_.front();
}

const Key* Keys::find(std::string_view id) const {
  if (const Key* const key = find_loaded(id)) return key;
  if (file_.empty()) return nullptr;
  if (const auto ring = read_key_ring(file_)) add(*ring);
  return find_loaded(id);
}

const Key& Keys::get(std::string_view id) const {
  if (const Key* const key = find(id)) return *key;
  throw Unavailable(fmt::format("the key ring lacks the key {}", id));
}

std::optional<KeyRing> read_key_ring(const std::filesystem::path& file) {
  const std::optional<std::string> text = read_file(file);
  if (!text) return std::nullopt;
  Result<KeyRing> ring = KeyRing::parse(*text);
  if (!ring) {
    throw ConfigurationError(fmt::format("key ring {}: {} Restore the file from your backup.",
                                         file.string(), ring.error().message));
  }
  return std::move(*ring);
}

void create_key_ring(const std::filesystem::path& file, const KeyRing& ring) {
  if (!write_new_file(file, ring.serialize())) {
    throw ConfigurationError(
        fmt::format("key ring {} appeared while it was being made; start again.", file.string()));
  }
}

void replace_key_ring(const std::filesystem::path& file, const KeyRing& ring) {
  replace_file(file, ring.serialize());
}

}  // namespace usher
