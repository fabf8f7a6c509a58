/// Bringing activations forward: what the worker asks of the database before and after each mail.
///
/// A turn settles the mails that have ended and claims what is due, in one transaction. The steps
/// of an activation are a table (activation_steps.hpp); those that are only rows are done inside
/// the claim, the first that needs the world outside is handed to the worker.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/retry_decision.hpp"
#include "domain/provisioning/task.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

/// What a mail is about.
enum class About { credentials, confirmation, reset, moved, alert };

/// Everything that a mail of a task says; the worker puts it into words.
struct MailRequest {
  About about = About::credentials;
  domain::Language language = domain::Language::en;
  std::string to_name;
  std::string to_address;
  std::string company;
  std::string brand;
  std::string sender;  ///< From; empty: the installation's
  std::string message_id_part;
  TimePoint date;
  std::string sign_in_url;  ///< empty: the installation's
  std::optional<TimePoint> expires_at;
  std::string user_name;             ///< credentials, reset and moved only
  Secret password;                   ///< credentials only
  Secret confirm_token;              ///< confirmation only
  Secret reset_token;                ///< reset only
  std::string alert_lines;           ///< alert only
  int alert_count = 0;               ///< alert only
  std::vector<std::int64_t> alerts;  ///< alert only: those that it tells
};

struct Work {
  domain::ClaimedTask task;
  MailRequest mail;
};

/// How the mail of a claimed task ended.
struct Ended {
  domain::ClaimedTask task;
  domain::MailResult result = domain::MailResult::not_attempted;
  std::string answer;                 ///< what the mail server said, empty if it was not asked
  std::optional<Duration> postponed;  ///< with not_attempted
  std::vector<std::int64_t> alerts;   ///< from the order
  About about = About::credentials;   ///< from the order
};

struct TurnRules {
  domain::RetryPolicy retry;
  Duration lease{60'000};
};

/// Decides and writes what follows from mails that have ended. Returns how many outcomes came too
/// late: their lease was lost, and with it the say.
int settle(store::WriteTx& tx, Random& random, const TurnRules& rules,
           const std::vector<Ended>& ended);

/// Takes up to `count` due tasks, does their row steps, and says which mails they need.
std::vector<Work> claim(store::WriteTx& tx, const Keys& keys, Random& random,
                        const TurnRules& rules, int count);

class Turn {
 public:
  struct Input {
    std::vector<Ended> ended;
    int claim = 0;  ///< how many new tasks are wanted
  };
  struct Output {
    std::vector<Work> work;
    int dropped = 0;  ///< outcomes of leases that were lost meanwhile
    /// When the next task will be due; nothing when there is none.
    std::optional<TimePoint> next_due;
    TimePoint now;
  };
  /// All references must outlive this.
  Turn(const Keys& keys, Random& random, TurnRules rules)
      : keys_(keys), random_(random), rules_(rules) {}

  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  const Keys& keys_;
  Random& random_;
  const TurnRules rules_;
};

/// What goes on by itself beside the mails, in small batches: maintenance parks and releases
/// tasks, times from a wrong clock are repaired.
class Sweep {
 public:
  struct Input {
    int limit = 200;
  };
  struct Output {
    int parked = 0;
    int released = 0;
    int repaired = 0;
    bool more = false;  ///< there was more to do than `limit`
  };
  explicit Sweep(Duration lease) : lease_(lease) {}
  Output operator()(store::WriteTx& tx, const Input& input);

 private:
  Duration lease_;
};

/// A server that starts alone on its database takes up at once what a dead one held.
struct ReleaseLeases {
  struct Input {};
  using Output = std::int64_t;  ///< how many
  Output operator()(store::WriteTx& tx, const Input&);
};

/// When the worker has something to do next; asked of a reader, so that idling writes nothing.
struct NextDue {
  struct Input {};
  struct Output {
    std::optional<TimePoint> due;
    TimePoint now;
  };
  Output operator()(store::WriteTx& tx, const Input&);
};

}  // namespace usher::service::activation
