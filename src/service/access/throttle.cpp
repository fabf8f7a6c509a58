#include "service/access/throttle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace usher::service {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kBucketsPerAttempt = 3;

constexpr TokenRate rate_with(int tokens, std::chrono::milliseconds interval) {
  return {interval, tokens * interval};
}

}  // namespace

Throttle::Throttle(Random& random, std::size_t max_buckets)
    : salt_(random.bytes(kSaltBytes)), max_buckets_(max_buckets) {}

TokenRate Throttle::rate_of(Scope scope, const Attempt& attempt) {
  using namespace std::chrono_literals;
  switch (scope) {
    case Scope::source:
      // A source may be a household or an office behind one address, or all users of an
      // application.
      return attempt.shared_source ? rate_with(200, 100ms) : rate_with(30, 2s);
    case Scope::source_and_account:
      // The limit allows for typing errors. Applications must throttle their own users.
      return attempt.shared_source ? rate_with(12, 10s) : rate_with(6, 20s);
    case Scope::account:
      // Many sources together have at most 8,700 attempts a day, against twelve characters.
      return rate_with(60, 10s);
  }
  return {};
}

std::uint64_t Throttle::key_of(Scope scope, const Attempt& attempt) const {
  const std::string name = ascii_lower(trim(attempt.user_name));
  const std::string hash = sha256(fmt::format("{}{}{}\n{}", salt_, static_cast<int>(scope),
                                              scope == Scope::account ? "" : attempt.source,
                                              scope == Scope::source ? "" : name));
  std::uint64_t key = 0;
  std::memcpy(&key, hash.data(), sizeof key);
  return key;
}

Result<void> Throttle::begin(const Attempt& attempt, Duration now) {
  struct Wanted {
    Scope scope;
    TokenRate rate;
    std::uint64_t key;
  };
  std::array<Wanted, kBucketsPerAttempt> wanted{};
  for (std::size_t i = 0; i < kBucketsPerAttempt; ++i) {
    const Scope scope = static_cast<Scope>(i);
    wanted[i] = {scope, rate_of(scope, attempt), key_of(scope, attempt)};
  }
  const std::lock_guard lock(mutex_);
  const auto pair = entries_.find(wanted[1].key);
  const bool trusted = attempt.trusted || (pair != entries_.end() && pair->second.trusted);
  TokenBucket::Time wait{0};
  for (const auto& [scope, rate, key] : wanted) {
    const auto found = entries_.find(key);
    if (found == entries_.end() || (scope == Scope::account && trusted)) continue;
    wait = std::max(wait, found->second.bucket.time_until(1, rate, now));
  }
  if (wait > TokenBucket::Time{0}) {
    const int seconds = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
    return Error{Errc::too_many,
                 fmt::format("Too many attempts. Try again in {} seconds.", seconds), seconds};
  }
  make_room(now);
  for (const auto& [scope, rate, key] : wanted) {
    Entry& entry = entries_[key];
    entry.rate = rate;
    entry.bucket.take(1, rate, now);
  }
  return {};
}

void Throttle::record_success(const Attempt& attempt) { put_back(attempt, true); }

void Throttle::cancel(const Attempt& attempt) { put_back(attempt, false); }

void Throttle::put_back(const Attempt& attempt, bool succeeded) {
  for (const Scope scope : {Scope::source, Scope::source_and_account, Scope::account}) {
    const std::uint64_t key = key_of(scope, attempt);
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) continue;
    Entry& entry = found->second;
    if (succeeded && scope == Scope::source_and_account) {
      entry.bucket = TokenBucket();
      entry.trusted = true;
    } else {
      entry.bucket.put_back(1, entry.rate);
    }
  }
}

void Throttle::make_room(Duration now) {
  if (entries_.size() + kBucketsPerAttempt <= max_buckets_) return;
  const auto missing = [now](const Entry& entry) { return entry.bucket.missing(entry.rate, now); };
  std::erase_if(entries_, [&](const auto& item) {
    return missing(item.second) == 0 && !item.second.trusted;
  });
  // An attack from many sources needs more room, so the entries with the fewest failures are
  // dropped.
  for (double least = 1.5; entries_.size() + kBucketsPerAttempt > max_buckets_; least *= 2) {
    std::erase_if(entries_, [&](const auto& item) { return missing(item.second) < least; });
  }
}

}  // namespace usher::service
