/// What an application can ask of Usher: an activation, and how it stands.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/activation.hpp"
#include "domain/provisioning/application.hpp"
#include "service/provisioning/client_authentication.hpp"
#include "service/rate_limit.hpp"
#include "store/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

/// The Id of every fake activation.
inline constexpr std::int64_t kFakeId = -1;

/// Takes a request for an account (TrialActivation). In this order: who asks, the rate limit, what
/// is wrong with the request, the sandbox, the right to provision, a repeat of an earlier request,
/// the plan's rules, maintenance. Whatever it accepts is durable with its transaction's commit.
class Submit {
 public:
  struct Input {
    ClientCredentials credentials;
    Result<domain::Applicant> applicant;  ///< checked on the way in; the error goes back as it is
    Arrival arrival;
  };
  struct Accepted {
    std::int64_t id = 0;
    std::string hash;
    bool repeated = false;  ///< it is the answer to an earlier request
  };
  using Output = Result<Accepted>;

  struct Rules {
    int mails_per_address_per_day = 3;  ///< 0: no limit
  };

  /// All references must outlive this.
  Submit(const Keys& keys, RateLimit& rate, Random& random, Rules rules)
      : keys_(keys), rate_(rate), random_(random), rules_(rules) {}

  std::vector<Output> operator()(store::WriteTx& tx, std::span<const Input> inputs);

 private:
  struct Candidate;
  struct Refused;
  using Answers = std::vector<std::optional<Output>>;

  std::optional<Output> admit(store::WriteTx& tx, const Input& input,
                              std::shared_ptr<const domain::Application>& application);
  std::optional<Error> refuse_by_plan(store::WriteTx& tx, const Candidate& candidate,
                                      const store::activation::AcceptedCount& day,
                                      const std::set<std::int64_t>& in_batch);
  std::vector<Refused> apply_plans(store::WriteTx& tx, std::vector<Candidate>& candidates);
  void insert(store::WriteTx& tx, std::vector<Candidate>& candidates, Answers& answers,
              std::vector<Refused>& losers);
  void start(store::WriteTx& tx, std::span<const domain::Activation> accepted);
  void answer_repeats(store::WriteTx& tx, std::span<const Refused> refused, Answers& answers);
  Output accepted(domain::ActivationId id, domain::ApplicationId application,
                  const std::string& key_id, bool repeated) const;

  const Keys& keys_;
  RateLimit& rate_;
  Random& random_;
  const Rules rules_;
};

/// Tells how an activation stands (TrialActivationStatus). A wrong Hash, an unknown Id and another
/// application's Id are one and the same "not found".
class Status {
 public:
  struct Query {
    std::int64_t id = 0;
    std::string hash;
  };
  struct Input {
    ClientCredentials credentials;
    Result<Query> query;
    Arrival arrival;
  };
  using Output = Result<domain::Code>;

  Status(const Keys& keys, RateLimit& rate, Random& random)
      : keys_(keys), rate_(rate), random_(random) {}

  std::vector<Output> operator()(store::WriteTx& tx, std::span<const Input> inputs);

 private:
  const Keys& keys_;
  RateLimit& rate_;
  Random& random_;
};

/// The applicant has pressed the button behind the confirmation link.
class Confirm {
 public:
  using Input = std::string;  ///< the link's token
  enum class Answer { confirmed, already, gone };
  /// How it went, and how to tell.
  struct Told {
    Answer answer = Answer::gone;
    domain::Language language = domain::Language::en;
    std::string brand;
  };
  using Output = Told;
  explicit Confirm(const Keys& keys) : keys_(keys) {}
  Output operator()(store::WriteTx& tx, const Input& token);
  /// What the page shows before the button is pressed; changes nothing. `confirmed` here means: can
  /// be.
  Output look(store::WriteTx& tx, const Input& token);

 private:
  std::optional<domain::Activation> find(store::WriteTx& tx, const Input& token);
  const Keys& keys_;
};

/// The page before the button: a look that changes nothing.
class ConfirmPage {
 public:
  using Input = Confirm::Input;
  using Output = Confirm::Told;
  explicit ConfirmPage(Confirm& confirm) : confirm_(confirm) {}
  Output operator()(store::WriteTx& tx, const Input& token) { return confirm_.look(tx, token); }

 private:
  Confirm& confirm_;
};

}  // namespace usher::service::activation
