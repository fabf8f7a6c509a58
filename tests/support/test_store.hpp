/// A store of its own for a test, on each database that the product runs on.
#pragma once

#include <memory>
#include <string>

#include "base/key_ring.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "store/migrate.hpp"
#include "store/store.hpp"
#include "support/fake_clock.hpp"
#include "support/temporary_folder.hpp"

namespace usher::test {

/// Migrated and empty; time stands still until the test moves it.
class TestStore {
 public:
  explicit TestStore(bool server = false) {
    const auto connection = store::connect(url, clock);
    store::migrate(*connection, store::Dialect::sqlite);
    open(server);
  }

  /// As after the process has ended and started again.
  void reopen(bool server = false) {
    store.reset();
    open(server);
  }

  template <class S>
  typename S::Output write(S& service, typename S::Input input) {
    return store->ask(store::Access::write, service, std::move(input));
  }
  template <class S>
  typename S::Output read(S& service, typename S::Input input) {
    return store->ask(store::Access::read, service, std::move(input));
  }

  TemporaryFolder folder;
  const std::string file = (folder.path() / "usher.db").string();
  const std::string url = "sqlite:" + file;
  FakeClock clock;
  SystemRandom random;
  Log log{LogLevel::off};
  Metrics metrics;
  const KeyRing ring = KeyRing::generate(random);
  const Keys keys{ring, {}};
  std::unique_ptr<store::Store> store;

 private:
  void open(bool server) {
    store::StoreOptions options;
    options.url = url;
    options.server = server;
    store = store::open(options, clock, log, metrics);
  }
};

/// Any code in a transaction, as a service.
template <class Function>
struct Inline {
  using Input = int;
  using Output = std::invoke_result_t<Function, store::Tx&>;
  Function function;
  Output operator()(store::Tx& tx, const Input&) { return function(tx); }
};

/// Runs `function(Tx&)` in a transaction of its own; it must return something.
template <class Function>
auto in_transaction(TestStore& store, Function function) {
  Inline<Function> service{std::move(function)};
  return store.write(service, 0);
}

}  // namespace usher::test
