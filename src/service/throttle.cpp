#include "service/throttle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace usher::service {
namespace {

constexpr int kPlace = 0;
constexpr int kPlaceAndAccount = 1;
constexpr int kAccount = 2;

constexpr std::size_t kSaltBytes = 16;

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Throttle::Throttle(Random& random, std::size_t most)
    : salt_(random.bytes(kSaltBytes)), most_(most) {}

std::uint64_t Throttle::key_of(int bucket, const Attempt& attempt) const {
  const std::string name = ascii_lower(trim(attempt.user_name));
  const std::string hash =
      sha256(fmt::format("{}{}{}\n{}", salt_, bucket, bucket == kAccount ? "" : attempt.place,
                         bucket == kPlace ? "" : name));
  std::uint64_t key = 0;
  std::memcpy(&key, hash.data(), sizeof key);
  return key;
}

double Throttle::level_at(const Kept& kept, Duration now) {
  const double leaked = std::max(seconds(now - kept.bucket.at), 0.0) * kept.rate.per_second;
  return std::max(kept.bucket.level - leaked, 0.0);
}

Result<void> Throttle::begin(const Attempt& attempt, Duration now) {
  const std::array<Rate, kBuckets> rates = {attempt.many ? Rate{200, 10} : Rate{30, 0.5},
                                            Rate{6, 0.05}, Rate{100, 0.1}};
  const std::lock_guard lock(mutex_);
  double wait = 0;
  for (int i = 0; i < kBuckets; ++i) {
    if (i == kAccount && attempt.known) continue;
    const auto found = buckets_.find(key_of(i, attempt));
    if (found == buckets_.end()) continue;
    const double over = level_at(found->second, now) + 1 - rates[static_cast<std::size_t>(i)].most;
    wait = std::max(wait, over / rates[static_cast<std::size_t>(i)].per_second);
  }
  if (wait > 0) {
    const int whole = std::max(1, static_cast<int>(std::ceil(wait)));
    return Error{Errc::too_many,
                 fmt::format("Too many attempts to sign in. Try again in {} seconds.", whole),
                 whole};
  }
  make_room(now);
  for (int i = 0; i < kBuckets; ++i) {
    Kept& kept = buckets_[key_of(i, attempt)];
    kept.rate = rates[static_cast<std::size_t>(i)];
    kept.bucket = {level_at(kept, now) + 1, now};
  }
  return {};
}

void Throttle::succeeded(const Attempt& attempt) { take_back(attempt, true); }

void Throttle::forget(const Attempt& attempt) { take_back(attempt, false); }

void Throttle::take_back(const Attempt& attempt, bool start_anew) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < kBuckets; ++i) {
    const auto found = buckets_.find(key_of(i, attempt));
    if (found == buckets_.end()) continue;
    // Who knows the password starts anew from there; others' failures stay counted.
    Bucket& bucket = found->second.bucket;
    bucket.level = start_anew && i == kPlaceAndAccount ? 0 : std::max(bucket.level - 1, 0.0);
  }
}

void Throttle::make_room(Duration now) {
  if (buckets_.size() + kBuckets <= most_) return;
  std::erase_if(buckets_, [&](const auto& entry) { return level_at(entry.second, now) == 0; });
  // Still too many: somebody has that many places. Then those go that weigh least.
  for (double least = 1.5; buckets_.size() + kBuckets > most_; least *= 2) {
    std::erase_if(buckets_, [&](const auto& entry) { return level_at(entry.second, now) < least; });
  }
}

}  // namespace usher::service
