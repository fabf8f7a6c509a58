/// What staff can ask about activations, and do to those that need a hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/activation.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/history.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

/// An activation with the names that go with its numbers.
struct Described {
  domain::Activation activation;
  std::string client_id;
  std::string plan;
  std::string address;    ///< where its mail goes: the account's, once there is one
  std::string user_name;  ///< empty while there is no account
};

struct List {
  struct Input {
    store::activation::Filter filter;
    std::string client_id;  ///< empty: all applications
  };
  using Output = Result<std::vector<Described>>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

struct Show {
  using Input = domain::ActivationId;
  struct Found {
    Described described;
    std::vector<store::history::Entry> history;
    std::optional<TimePoint> next_try;
    int attempts = 0;
  };
  using Output = Result<Found>;
  Output operator()(store::WriteTx& tx, const Input& id);
};

/// Changes since an id of the history, oldest first: for `watch`.
///
/// Several nodes commit in another order than they number: an entry may appear behind one with a
/// larger id. So whoever follows asks again from `settled`, below which nothing can appear any
/// more, and leaves out what it knows.
struct Changes {
  struct Input {
    std::optional<std::int64_t> after;  ///< nothing: only tell the newest id
    int limit = 500;
  };
  struct Output {
    std::vector<store::history::Entry> entries;
    std::int64_t settled = 0;
  };
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// Takes an activation up again after 3 or 6. Keeps account, number, password and Message-ID.
struct Retry {
  using Input = domain::ActivationId;
  using Output = Result<void>;
  Output operator()(store::WriteTx& tx, const Input& id);
};

/// New credentials: a new password and Message-ID, the old password ends here, and with it all
/// access that was got with it. An owner who has chosen a password gets a link to choose another
/// instead. When the account moves to another address, the one before is told.
class Resend {
 public:
  struct Input {
    domain::ActivationId id;
    std::string email;  ///< empty: the address that it has
  };
  enum class Sent { credentials, link };
  using Output = Result<Sent>;
  Resend(const Keys& keys, Random& random) : keys_(keys), random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
  Random& random_;
};

/// Stops an activation that is not finished.
struct Block {
  struct Input {
    domain::ActivationId id;
    std::string reason;
  };
  enum class Done {
    now,
    later,  ///< a worker holds it: takes effect when that is done, unless the mail has gone out
  };
  using Output = Result<Done>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

struct Blocked {
  int now = 0;
  int later = 0;
};
/// Stops all of an application's activations that are on their way.
Blocked block_all_of(store::WriteTx& tx, domain::ApplicationId application,
                     std::string_view reason);

/// Lets the applicant's IP ask for another account.
struct ReleaseIp {
  struct Input {
    domain::ActivationId id;
    std::string reason;
  };
  using Output = Result<void>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

}  // namespace usher::service::activation
