#include "service/provisioning/activation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/encoding.hpp"
#include "domain/provisioning/disposable_domains.hpp"
#include "domain/provisioning/status_hash.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/task.hpp"
#include "store/setting.hpp"

namespace usher::service {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using store::ReadTx;
using store::WriteTx;

/// The number of 32-bit ids at which support is alerted (docs/invariants.md, 23).
constexpr std::int64_t kIdsRunLow = kMaxPublicId / 10 * 8;
constexpr Duration kDay = std::chrono::hours(24);

constexpr const char* kIpAddressUsed =
    "An account has already been activated from this IP address; one activation per IP address is "
    "allowed.";

using SubmitResult = Result<AcceptedActivation>;
using SubmitResults = std::vector<std::optional<SubmitResult>>;

/// A request that may become an activation.
struct Candidate {
  std::size_t index = 0;
  const domain::Applicant* applicant = nullptr;
  std::shared_ptr<const domain::Application> application;
  std::shared_ptr<const domain::Plan> plan;
};

/// A candidate that is refused, unless it repeats an earlier request.
struct RefusedCandidate {
  Candidate candidate;
  Error error;
};

AcceptedActivation accepted_activation(const Keys& keys, ActivationId id,
                                       domain::ApplicationId application, const std::string& key_id,
                                       bool repeated) {
  return {id.value, domain::status_hash(keys.get(key_id), id, application), repeated};
}

/// Checks everything that depends on the request alone. Returns nullopt if the request is a
/// candidate.
std::optional<SubmitResult> check_request(ReadTx& tx, const ActivationTools& tools,
                                          const NewActivation& request,
                                          std::shared_ptr<const domain::Application>& application) {
  auto authenticated = authenticate_client(tx, request.credentials);
  if (!authenticated) return authenticated.error();
  application = *authenticated;
  const auto counted = tools.rate.count({application->id}, kTrialActivation, request.arrival);
  if (!counted) return counted.error();
  if (!request.applicant) return request.applicant.error();
  // The sandbox is open to all registered applications, also before they may provision.
  if (request.applicant->sandbox) {
    return AcceptedActivation{kSandboxId, to_base32(tools.random.bytes(16)), false};
  }
  if (!application->enabled) {
    return Error{Errc::forbidden,
                 "Authorization error: this application may not activate accounts. Ask the service "
                 "for the right to provision."};
  }
  return std::nullopt;
}

std::optional<Error> refusal_by_plan(ReadTx& tx, const ActivationRules& rules,
                                     const Candidate& candidate,
                                     const store::activation::AcceptedCount& day,
                                     const std::set<std::int64_t>& ips_in_batch) {
  const std::string& address = candidate.applicant->address;
  if (candidate.plan->refuse_disposable &&
      domain::is_disposable(std::string_view(address).substr(address.rfind('@') + 1))) {
    return Error{Errc::invalid, "Email is at a provider of disposable addresses."};
  }
  if (rules.emails_per_address_per_day == 0) return std::nullopt;
  int count = day.count + static_cast<int>(ips_in_batch.size());
  if (count >= rules.emails_per_address_per_day && !ips_in_batch.empty()) {
    // Requests of this batch that repeat an earlier request are in `day` already.
    const std::vector<std::int64_t> keys(ips_in_batch.begin(), ips_in_batch.end());
    for (const auto& holder : store::activation::find_by_ip_keys(tx, keys)) count -= holder ? 1 : 0;
  }
  if (count < rules.emails_per_address_per_day) return std::nullopt;
  const TimePoint oldest = day.count > 0 ? day.oldest : tx.now();
  const auto wait = std::chrono::ceil<std::chrono::seconds>(oldest + kDay - tx.now());
  return Error{Errc::too_many,
               fmt::format("too_many_requests: at most {} activations a day are allowed for one "
                           "e-mail address, this was number {}.",
                           rules.emails_per_address_per_day, count + 1),
               static_cast<int>(std::max<std::int64_t>(wait.count(), 1))};
}

/// Removes the candidates that their plans refuse, and returns them.
std::vector<RefusedCandidate> apply_plans(WriteTx& tx, const ActivationRules& rules,
                                          std::vector<Candidate>& candidates) {
  // Requests of this batch count towards the daily limit too, once per IP address.
  std::unordered_map<std::string_view, std::set<std::int64_t>> ips_in_batch;
  for (const Candidate& candidate : candidates) ips_in_batch[candidate.applicant->address];
  std::unordered_map<std::string_view, store::activation::AcceptedCount> days;
  if (rules.emails_per_address_per_day > 0) {
    std::vector<std::string_view> addresses;
    for (const auto& [address, ips] : ips_in_batch) addresses.push_back(address);
    const auto accepted = store::activation::count_accepted(tx, addresses, kDay);
    for (std::size_t i = 0; i < addresses.size(); ++i) days[addresses[i]] = accepted[i];
  }
  std::vector<RefusedCandidate> refused;
  std::erase_if(candidates, [&](const Candidate& candidate) {
    const std::string_view address = candidate.applicant->address;
    std::set<std::int64_t>& ips = ips_in_batch[address];
    if (ips.contains(candidate.applicant->ip_key))
      return false;  // the request can only be a repeat
    const auto error = refusal_by_plan(tx, rules, candidate, days[address], ips);
    if (error) {
      refused.push_back({candidate, *error});
    } else {
      ips.insert(candidate.applicant->ip_key);
    }
    return error.has_value();
  });
  return refused;
}

/// Alerts support if four fifths of all ids are used. Fails if no id is left.
void watch_ids(WriteTx& tx, std::span<const Activation> accepted) {
  const std::int64_t largest =
      std::max_element(accepted.begin(), accepted.end(), [](const auto& a, const auto& b) {
        return a.id < b.id;
      })->id.value;
  if (largest > kMaxPublicId) throw Unavailable("public ids are used up");
  if (largest > kIdsRunLow && !store::alert::exists(tx, "ids")) {
    raise_alert(tx, "ids", {},
                "Four fifths of all activation ids are used up. Plan for another installation.");
  }
}

/// Enqueues the first task of each activation and records its entry.
void enqueue_first_tasks(WriteTx& tx, std::span<const Activation> accepted) {
  if (accepted.empty()) return;
  std::vector<store::history::NewEntry> history;
  std::vector<store::task::NewTask> tasks;
  for (const Activation& activation : accepted) {
    // During maintenance an activation enters at 1 and moves to 4 in the same transaction.
    const bool manual = activation.code == Code::manual;
    const Code entry = manual ? Code::confirmed : activation.code;
    history.push_back({activation.id, std::nullopt, entry, "application", "accepted"});
    if (manual) {
      history.push_back({activation.id, entry, Code::manual, "worker", "maintenance"});
    }
    const bool confirms = activation.code == Code::not_confirmed;
    tasks.push_back({confirms ? domain::TaskKind::confirmation : domain::TaskKind::advance,
                     activation.id, manual ? std::nullopt : std::optional(tx.now())});
  }
  store::history::insert(tx, history);
  store::task::insert(tx, tasks);
  tx.wake_workers();
  watch_ids(tx, accepted);
}

Activation new_activation(const Keys& keys, const Candidate& candidate, bool maintenance) {
  Activation row;
  row.application = candidate.application->id;
  row.plan = candidate.plan->id;
  row.code = candidate.plan->confirm_address ? Code::not_confirmed
             : maintenance                   ? Code::manual
                                             : Code::confirmed;
  row.key_id = keys.newest().id();
  row.applicant = *candidate.applicant;
  return row;
}

/// Inserts the candidates whose IP address is free, and adds the other candidates to `refused`.
void insert_activations(WriteTx& tx, const Keys& keys, std::vector<Candidate>& candidates,
                        SubmitResults& results, std::vector<RefusedCandidate>& refused) {
  if (candidates.empty()) return;
  // The same order of keys on all nodes prevents deadlocks; equal keys keep the order of arrival.
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.applicant->ip_key < b.applicant->ip_key;
  });
  const bool maintenance = store::setting::maintenance(tx).on;
  const Error used{Errc::forbidden, kIpAddressUsed};
  std::vector<Activation> rows;
  std::vector<const Candidate*> candidate_of_row;
  for (const Candidate& candidate : candidates) {
    if (!rows.empty() && rows.back().applicant.ip_key == candidate.applicant->ip_key) {
      refused.push_back({candidate, used});
      continue;
    }
    rows.push_back(new_activation(keys, candidate, maintenance));
    candidate_of_row.push_back(&candidate);
  }
  const auto ids = store::activation::insert(tx, rows);
  std::vector<Activation> inserted;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!ids[i]) {
      refused.push_back({*candidate_of_row[i], used});
      continue;
    }
    rows[i].id = *ids[i];
    results[candidate_of_row[i]->index] =
        accepted_activation(keys, *ids[i], rows[i].application, rows[i].key_id, false);
    inserted.push_back(std::move(rows[i]));
  }
  enqueue_first_tasks(tx, inserted);
}

/// Returns the earlier result to requests with the application, address and IP address of an
/// earlier request.
void resolve_repeats(ReadTx& tx, const Keys& keys, std::span<const RefusedCandidate> refused,
                     SubmitResults& results) {
  std::vector<std::int64_t> ip_keys;
  for (const RefusedCandidate& one : refused) ip_keys.push_back(one.candidate.applicant->ip_key);
  const auto holders = store::activation::find_by_ip_keys(tx, ip_keys);
  for (std::size_t i = 0; i < refused.size(); ++i) {
    const auto& [candidate, error] = refused[i];
    const auto& holder = holders[i];
    const bool repeats = holder && holder->application == candidate.application->id &&
                         holder->address == candidate.applicant->address;
    std::optional<SubmitResult>& result = results[candidate.index];
    if (repeats) {
      result = accepted_activation(keys, holder->id, holder->application, holder->key_id, true);
    } else {
      result = error;
    }
  }
}

/// Checks client, limit and query. Returns nullopt if the activation must be looked up.
std::optional<Result<Code>> check_status_request(ReadTx& tx, const ActivationTools& tools,
                                                 const StatusRequest& request,
                                                 domain::ApplicationId& application) {
  const auto authenticated = authenticate_client(tx, request.credentials);
  if (!authenticated) return authenticated.error();
  application = (*authenticated)->id;
  const auto counted = tools.rate.count({application}, kTrialActivationStatus, request.arrival);
  if (!counted) return counted.error();
  if (!request.activation) return request.activation.error();
  if (request.activation->id != kSandboxId) return std::nullopt;
  const auto random = static_cast<unsigned char>(tools.random.bytes(1).front());
  return static_cast<Code>(random % domain::kCodes);
}

}  // namespace

std::vector<SubmitResult> submit_activations(WriteTx& tx, const ActivationTools& tools,
                                             std::span<const NewActivation> requests) {
  SubmitResults results(requests.size());
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    Candidate candidate;
    results[i] = check_request(tx, tools, requests[i], candidate.application);
    if (results[i]) continue;
    candidate.index = i;
    candidate.applicant = &*requests[i].applicant;
    candidate.plan = store::plan::get(tx, candidate.application->plan);
    candidates.push_back(std::move(candidate));
  }
  std::vector<RefusedCandidate> refused = apply_plans(tx, tools.rules, candidates);
  insert_activations(tx, tools.keys, candidates, results, refused);
  // Repeats are resolved after the insert, because a request may repeat another of this batch.
  resolve_repeats(tx, tools.keys, refused, results);

  std::vector<SubmitResult> out;
  out.reserve(results.size());
  for (std::optional<SubmitResult>& result : results) out.push_back(std::move(*result));
  return out;
}

std::vector<Result<Code>> read_activation_statuses(ReadTx& tx, const ActivationTools& tools,
                                                   std::span<const StatusRequest> requests) {
  std::vector<std::optional<Result<Code>>> results(requests.size());
  std::vector<ActivationId> ids(requests.size());
  std::vector<domain::ApplicationId> applications(requests.size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    results[i] = check_status_request(tx, tools, requests[i], applications[i]);
    if (!results[i]) ids[i] = ActivationId{requests[i].activation->id};
  }
  const auto statuses = store::activation::find_statuses(tx, ids);
  std::vector<Result<Code>> out;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (results[i]) {
      out.push_back(std::move(*results[i]));
      continue;
    }
    const auto& found = statuses[i];
    const bool proved = found && found->application == applications[i] &&
                        constant_time_equal(requests[i].activation->hash,
                                            domain::status_hash(tools.keys.get(found->key_id),
                                                                found->id, found->application));
    if (proved) {
      out.push_back(found->code);
    } else {
      out.push_back(Error{Errc::not_found, "There is no activation with this Id and Hash."});
    }
  }
  return out;
}

}  // namespace usher::service
