/// Where tokens outlive the process.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>

#include "usher/client/oauth.hpp"

namespace usher::client {

/// Thread-safe. Throws StoreError.
class TokenStore {
 public:
  virtual ~TokenStore() = default;
  /// What was saved last; nothing when nothing was.
  virtual std::optional<Tokens> load() = 0;
  /// When this returns, the tokens survive whatever the store is meant to survive.
  virtual void save(const Tokens& tokens) = 0;
};

/// Survives nothing.
class MemoryTokenStore final : public TokenStore {
 public:
  std::optional<Tokens> load() override;
  void save(const Tokens& tokens) override;

 private:
  std::mutex mutex_;
  std::optional<Tokens> tokens_;
};

/// A file that only its owner may read (0600). `save` replaces it as a whole, on the disk when it
/// returns: a crash leaves the old tokens or the new ones. `load` refuses a file that others may
/// read.
class FileTokenStore final : public TokenStore {
 public:
  explicit FileTokenStore(std::filesystem::path file) : file_(std::move(file)) {}
  std::optional<Tokens> load() override;
  void save(const Tokens& tokens) override;

 private:
  const std::filesystem::path file_;
};

}  // namespace usher::client
