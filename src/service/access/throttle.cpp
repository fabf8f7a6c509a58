#include "service/access/throttle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace usher::service {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kAtOnce = 3;  // buckets of one attempt

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Throttle::Throttle(Random& random, std::size_t most)
    : salt_(random.bytes(kSaltBytes)), limit_(most) {}

Throttle::Rate Throttle::rate_of(Of of, const Attempt& attempt) {
  switch (of) {
    case Of::place:
      // A household or an office behind one address; an application with all of its users.
      return attempt.many ? Rate{200, 10} : Rate{30, 0.5};
    case Of::place_and_account:
      // Somebody who has mistyped, and tries what else it could be; an application that lets others
      // try has to slow them down itself.
      return attempt.many ? Rate{12, 0.1} : Rate{6, 0.05};
    case Of::account:
      // Many places at once: 8,700 tries a day at most, against twelve characters.
      return {60, 0.1};
  }
  return {};
}

std::uint64_t Throttle::key_of(Of of, const Attempt& attempt) const {
  const std::string name = ascii_lower(trim(attempt.user_name));
  const std::string hash =
      sha256(fmt::format("{}{}{}\n{}", salt_, static_cast<int>(of),
                         of == Of::account ? "" : attempt.place, of == Of::place ? "" : name));
  std::uint64_t key = 0;
  std::memcpy(&key, hash.data(), sizeof key);
  return key;
}

double Throttle::level_at(const Bucket& bucket, Duration now) {
  const double leaked = std::max(seconds(now - bucket.at), 0.0) * bucket.per_second;
  return std::max(bucket.level - leaked, 0.0);
}

Result<void> Throttle::begin(const Attempt& attempt, Duration now) {
  struct Entry {
    Of of;
    Rate rate;
    std::uint64_t key;
  };
  std::array<Entry, kAtOnce> entries{};
  for (std::size_t i = 0; i < kAtOnce; ++i) {
    const Of of = static_cast<Of>(i);
    entries[i] = {of, rate_of(of, attempt), key_of(of, attempt)};
  }
  const std::lock_guard lock(mutex_);
  const auto pair = buckets_.find(entries[1].key);
  const bool known = attempt.known || (pair != buckets_.end() && pair->second.is_owners);
  double wait = 0;
  for (const auto& [of, rate, key] : entries) {
    const auto found = buckets_.find(key);
    if (found == buckets_.end() || (of == Of::account && known)) continue;
    wait = std::max(wait, (level_at(found->second, now) + 1 - rate.most) / rate.per_second);
  }
  if (wait > 0) {
    const int whole = std::max(1, static_cast<int>(std::ceil(wait)));
    return Error{Errc::too_many, fmt::format("Too many attempts. Try again in {} seconds.", whole),
                 whole};
  }
  make_room(now);
  for (const auto& [of, rate, key] : entries) {
    Bucket& bucket = buckets_[key];
    bucket = {level_at(bucket, now) + 1, now, rate.per_second, bucket.is_owners};
  }
  return {};
}

void Throttle::succeeded(const Attempt& attempt) { take_back(attempt, true); }

void Throttle::forget(const Attempt& attempt) { take_back(attempt, false); }

void Throttle::take_back(const Attempt& attempt, bool start_anew) {
  for (const Of of : {Of::place, Of::place_and_account, Of::account}) {
    const std::uint64_t key = key_of(of, attempt);
    const std::lock_guard lock(mutex_);
    const auto found = buckets_.find(key);
    if (found == buckets_.end()) continue;
    // Who knows the password starts anew from there; others' failures stay counted.
    Bucket& bucket = found->second;
    const bool anew = start_anew && of == Of::place_and_account;
    bucket.level = anew ? 0 : std::max(bucket.level - 1, 0.0);
    bucket.is_owners = bucket.is_owners || anew;
  }
}

void Throttle::make_room(Duration now) {
  if (buckets_.size() + kAtOnce <= limit_) return;
  std::erase_if(buckets_, [&](const auto& entry) {
    return level_at(entry.second, now) == 0 && !entry.second.is_owners;
  });
  // Still too many: somebody has that many places. Then those go that weigh least.
  for (double least = 1.5; buckets_.size() + kAtOnce > limit_; least *= 2) {
    std::erase_if(buckets_, [&](const auto& entry) { return level_at(entry.second, now) < least; });
  }
}

}  // namespace usher::service
