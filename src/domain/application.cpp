#include "domain/application.hpp"

#include "base/digest.hpp"
#include "base/secret.hpp"

namespace usher::domain {

bool knows_secret(const Application& application, std::string_view secret, TimePoint now) {
  const std::string hash = sha256(secret);
  bool known = false;
  for (const ClientSecret& candidate : application.secrets) {
    const bool equal = constant_time_equal(candidate.hash, hash);
    const bool live = !candidate.ends || now < candidate.ends_at;
    known |= equal && live;
  }
  return known;
}

}  // namespace usher::domain
