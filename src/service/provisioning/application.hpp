/// What can be asked about applications: who is calling, and staff's handling of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/application.hpp"
#include "store/tx.hpp"

namespace usher::service::application {

/// An application together with its plan's name, as staff see it.
struct Described {
  domain::Application application;
  std::string plan;
  std::int64_t password_grants = 0;                ///< in the last 30 days
  std::optional<TimePoint> last_password_grant{};  ///< the day of the last one
};

/// A secret in the clear: in this one answer and nowhere else.
struct Issued {
  domain::Application application;
  Secret secret;
};

class Register {
 public:
  struct Input {
    std::string name;
    std::string contact;
    std::vector<std::string> redirect_uris;
    bool public_client = false;
  };
  using Output = Result<Issued>;
  explicit Register(Random& random) : random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Random& random_;
};

struct List {
  struct Input {};
  using Output = std::vector<Described>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

struct Show {
  using Input = std::string;  ///< client id
  using Output = Result<Described>;
  Output operator()(store::WriteTx& tx, const Input& client_id);
};

/// Turns the right to provision on or off. On: not for a public client, which could never use it.
struct Allow {
  struct Input {
    std::string client_id;
    bool enabled = true;
    std::optional<std::string> plan;  ///< with enabled: another plan
    std::string reason;               ///< without: kept with the application, for staff
    bool block_queued = false;        ///< without: also stop what has been accepted already
  };
  struct Done {
    Described described;
    int blocked = 0;  ///< queued activations that were stopped
    int in_work = 0;  ///< being worked on right now; they stop when the worker is done with them
  };
  using Output = Result<Done>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// How it may get tokens. What is not given stays as it is.
struct Edit {
  struct Input {
    std::string client_id;
    std::optional<std::vector<std::string>> redirect_uris;
    std::optional<bool> password_grant;
  };
  using Output = Result<Described>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// A new secret; the one before stays good for the overlap, older ones end at once.
class RotateSecret {
 public:
  struct Input {
    std::string client_id;
    Duration overlap;
  };
  using Output = Result<Issued>;
  explicit RotateSecret(Random& random) : random_(random) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Random& random_;
};

}  // namespace usher::service::application
