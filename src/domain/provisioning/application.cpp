#include "domain/provisioning/application.hpp"

#include "base/digest.hpp"
#include "base/secret.hpp"

namespace usher::domain {

const ClientSecret* find_secret(const Application& application, std::string_view secret) {
  const std::string hash = sha256(secret);
  const ClientSecret* found = nullptr;
  for (const ClientSecret& candidate : application.secrets) {
    if (constant_time_equal(candidate.hash, hash)) found = &candidate;
  }
  return found;
}

}  // namespace usher::domain
