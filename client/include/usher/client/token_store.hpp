/// Stores tokens.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>

#include "usher/client/oauth.hpp"

namespace usher::client {

/// A store of one account's tokens. Implementations must be thread-safe and throw StoreError.
class TokenStore {
 public:
  virtual ~TokenStore() = default;
  /// Returns the tokens that were saved last, or nullopt.
  virtual std::optional<Tokens> load() = 0;
  /// Replaces the stored tokens. The new tokens must be durable on return.
  virtual void save(const Tokens& tokens) = 0;
};

/// A store in memory. The tokens are lost when the process ends.
class MemoryTokenStore final : public TokenStore {
 public:
  std::optional<Tokens> load() override;
  void save(const Tokens& tokens) override;

 private:
  std::mutex mutex_;
  std::optional<Tokens> tokens_;
};

/// A store in a file with mode 0600. `save` replaces the file atomically and durably: it contains
/// the old or the new tokens after a crash. `load` throws StoreError if other users may read the
/// file.
class FileTokenStore final : public TokenStore {
 public:
  explicit FileTokenStore(std::filesystem::path file) : file_(std::move(file)) {}
  std::optional<Tokens> load() override;
  void save(const Tokens& tokens) override;

 private:
  const std::filesystem::path file_;
};

}  // namespace usher::client
