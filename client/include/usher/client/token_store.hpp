/// Storage of tokens.
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
  /// Replaces the stored tokens. They must be durable when this returns.
  virtual void save(const Tokens& tokens) = 0;
};

/// A store in memory, for the life of the process.
class MemoryTokenStore final : public TokenStore {
 public:
  std::optional<Tokens> load() override;
  void save(const Tokens& tokens) override;

 private:
  std::mutex mutex_;
  std::optional<Tokens> tokens_;
};

/// A file with mode 0600. `save` replaces it atomically and durably: after a crash it has the old
/// or the new tokens. `load` throws StoreError if other users may read the file.
class FileTokenStore final : public TokenStore {
 public:
  explicit FileTokenStore(std::filesystem::path file) : file_(std::move(file)) {}
  std::optional<Tokens> load() override;
  void save(const Tokens& tokens) override;

 private:
  const std::filesystem::path file_;
};

}  // namespace usher::client
