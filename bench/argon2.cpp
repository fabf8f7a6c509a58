/// Measures the upper limit of sign-ins with chosen passwords: Argon2id at the server's cost
/// (src/base/password.cpp) on all cores, without other work.
///
///   argon2 measure SECONDS     checks a password repeatedly, on one thread per core
///   argon2 hash PASSWORD       prints the hash that a server stores
///
/// Prints one JSON object: per_second, threads; or hash.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/password.hpp"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kPassword = "correct horse battery staple";

std::string hash_of(const std::string& password) {
  return usher::hash_password(usher::Secret(password));
}

/// Returns the checks per second of one thread. The last check counts with its full duration.
double checks_per_second(const std::string& hash, const std::string& password, double seconds) {
  int done = 0;
  double took = 0;
  const Clock::time_point start = Clock::now();
  while (took < seconds) {
    if (!usher::verify_password(hash, usher::Secret(password))) return 0;
    ++done;
    took = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return done / took;
}

void measure(double seconds) {
  const std::string password = kPassword;
  const std::string hash = hash_of(password);
  std::vector<double> rates(std::max(1U, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (double& rate : rates) {
    threads.emplace_back([&] { rate = checks_per_second(hash, password, seconds); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const double rate : rates) {
    if (rate == 0) throw std::runtime_error("a check failed");
  }
  std::printf("{\"per_second\": %.2f, \"threads\": %zu}\n",
              std::accumulate(rates.begin(), rates.end(), 0.0), rates.size());
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "measure") {
    measure(std::stod(words[1]));
    return EXIT_SUCCESS;
  }
  if (words.size() == 2 && words[0] == "hash") {
    std::printf("{\"hash\": \"%s\"}\n", hash_of(words[1]).c_str());
    return EXIT_SUCCESS;
  }
  std::fputs("argon2 measure SECONDS\nargon2 hash PASSWORD\n", stderr);
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  try {
    return bench::run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "argon2: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
