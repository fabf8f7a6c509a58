#include "service/provisioning/activation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/check.hpp"
#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "domain/provisioning/disposable_domains.hpp"
#include "domain/provisioning/status_hash.hpp"
#include "service/provisioning/alert.hpp"
#include "store/provisioning/activation.hpp"
#include "store/provisioning/alert.hpp"
#include "store/provisioning/history.hpp"
#include "store/provisioning/plan.hpp"
#include "store/provisioning/setting.hpp"
#include "store/provisioning/task.hpp"

namespace usher::service::activation {
namespace {

using domain::Activation;
using domain::ActivationId;
using domain::Code;
using Tx = store::WriteTx;

/// Public ids are 32-bit: support hears of it while there is still time (hard points, 23).
constexpr std::int64_t kIdsRunLow = kLargestPublicId / 10 * 8;
constexpr Duration kDay = std::chrono::hours(24);

constexpr const char* kTaken =
    "An account has already been activated from this IP address; one activation per IP address is "
    "allowed.";

}  // namespace

struct Submit::Candidate {
  std::size_t index = 0;
  const domain::Applicant* applicant = nullptr;
  std::shared_ptr<const domain::Application> application;
  std::shared_ptr<const domain::Plan> plan;
};

struct Submit::Refused {
  Candidate candidate;
  Error why;
};

std::vector<Submit::Output> Submit::operator()(Tx& tx, std::span<const Input> inputs) {
  Answers answers(inputs.size());
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Candidate candidate;
    answers[i] = admit(tx, inputs[i], candidate.application);
    if (answers[i]) continue;
    candidate.index = i;
    candidate.applicant = &*inputs[i].applicant;
    candidate.plan = store::plan::get(tx, candidate.application->plan);
    candidates.push_back(std::move(candidate));
  }
  std::vector<Refused> refused = apply_plans(tx, candidates);
  insert(tx, candidates, answers, refused);
  // Only now: what they repeat may have come in this very batch.
  answer_repeats(tx, refused, answers);

  std::vector<Output> out;
  out.reserve(answers.size());
  for (std::optional<Output>& answer : answers) out.push_back(std::move(*answer));
  return out;
}

std::optional<Submit::Output> Submit::admit(
    Tx& tx, const Input& input, std::shared_ptr<const domain::Application>& application) {
  auto known = authenticate_client(tx, input.credentials);
  if (!known) return known.error();
  application = *known;
  if (auto counted = rate_.count({application->id}, kTrialActivation, input.arrival); !counted) {
    return counted.error();
  }
  if (!input.applicant) return input.applicant.error();
  // The sandbox is open to every registered application, also while its review runs.
  if (input.applicant->sandbox) return Accepted{kFakeId, to_base32(random_.bytes(16)), false};
  if (!application->enabled) {
    return Error{Errc::forbidden,
                 "Authorization error: this application may not activate accounts. Ask the service "
                 "for the right to provision."};
  }
  return std::nullopt;
}

std::optional<Error> Submit::refuse_by_plan(Tx& tx, const Candidate& candidate,
                                            const store::activation::AcceptedCount& day,
                                            const std::set<std::int64_t>& in_batch) {
  const std::string& address = candidate.applicant->address;
  if (candidate.plan->refuse_disposable &&
      domain::is_disposable(std::string_view(address).substr(address.rfind('@') + 1))) {
    return Error{Errc::invalid, "Email is at a provider of disposable addresses."};
  }
  if (rules_.mails_per_address_per_day == 0) return std::nullopt;
  int count = day.count + static_cast<int>(in_batch.size());
  if (count >= rules_.mails_per_address_per_day && !in_batch.empty()) {
    // Those of the batch that repeat what is there already are counted already.
    const std::vector<std::int64_t> keys(in_batch.begin(), in_batch.end());
    for (const auto& owner : store::activation::find_by_ip_keys(tx, keys)) count -= owner ? 1 : 0;
  }
  if (count < rules_.mails_per_address_per_day) return std::nullopt;
  const TimePoint oldest = day.count > 0 ? day.oldest : tx.now();
  const auto wait = std::chrono::ceil<std::chrono::seconds>(oldest + kDay - tx.now());
  return Error{Errc::too_many,
               fmt::format("too_many_requests: at most {} activations a day are allowed for one "
                           "e-mail address, this was number {}.",
                           rules_.mails_per_address_per_day, count + 1),
               static_cast<int>(std::max<std::int64_t>(wait.count(), 1))};
}

std::vector<Submit::Refused> Submit::apply_plans(Tx& tx, std::vector<Candidate>& candidates) {
  // What comes in this very batch counts for the daily limit too, once for each IP address.
  std::unordered_map<std::string_view, std::set<std::int64_t>> in_batch;
  for (const Candidate& candidate : candidates) in_batch[candidate.applicant->address];
  std::unordered_map<std::string_view, store::activation::AcceptedCount> days;
  if (rules_.mails_per_address_per_day > 0) {
    std::vector<std::string_view> addresses;
    for (const auto& [address, ips] : in_batch) addresses.push_back(address);
    const auto accepted = store::activation::count_accepted(tx, addresses, kDay);
    for (std::size_t i = 0; i < addresses.size(); ++i) days[addresses[i]] = accepted[i];
  }
  std::vector<Refused> refused;
  std::erase_if(candidates, [&](const Candidate& candidate) {
    const std::string_view address = candidate.applicant->address;
    std::set<std::int64_t>& ips = in_batch[address];
    if (ips.contains(candidate.applicant->ip_key)) return false;  // a repeat, if anything
    const auto why = refuse_by_plan(tx, candidate, days[address], ips);
    if (why) {
      refused.push_back({candidate, *why});
    } else {
      ips.insert(candidate.applicant->ip_key);
    }
    return why.has_value();
  });
  return refused;
}

void Submit::answer_repeats(Tx& tx, std::span<const Refused> refused, Answers& answers) {
  std::vector<std::int64_t> keys;
  for (const Refused& one : refused) keys.push_back(one.candidate.applicant->ip_key);
  const auto owners = store::activation::find_by_ip_keys(tx, keys);
  for (std::size_t i = 0; i < refused.size(); ++i) {
    const auto& [candidate, otherwise] = refused[i];
    const auto& owner = owners[i];
    const bool same = owner && owner->application == candidate.application->id &&
                      owner->address == candidate.applicant->address;
    std::optional<Output>& answer = answers[candidate.index];
    if (same) {
      answer = accepted(owner->id, owner->application, owner->key_id, true);
    } else {
      answer = otherwise;
    }
  }
}

Submit::Output Submit::accepted(ActivationId id, domain::ApplicationId application,
                                const std::string& key_id, bool repeated) const {
  return Accepted{id.value, domain::status_hash(keys_.get(key_id), id, application), repeated};
}

void Submit::insert(Tx& tx, std::vector<Candidate>& candidates, Answers& answers,
                    std::vector<Refused>& losers) {
  if (candidates.empty()) return;
  // By key, so that two nodes never wait for each other's locks crosswise; first come, first served
  // among equals.
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.applicant->ip_key < b.applicant->ip_key;
  });
  const bool maintenance = store::setting::maintenance(tx).on;
  const Error taken{Errc::forbidden, kTaken};
  std::vector<Activation> rows;
  std::vector<const Candidate*> asked;
  for (const Candidate& candidate : candidates) {
    if (!rows.empty() && rows.back().applicant.ip_key == candidate.applicant->ip_key) {
      losers.push_back({candidate, taken});
      continue;
    }
    Activation row;
    row.application = candidate.application->id;
    row.plan = candidate.plan->id;
    row.code = candidate.plan->confirm_address ? Code::not_confirmed
               : maintenance                   ? Code::manual
                                               : Code::confirmed;
    row.key_id = keys_.newest().id();
    row.applicant = *candidate.applicant;
    rows.push_back(std::move(row));
    asked.push_back(&candidate);
  }
  const auto ids = store::activation::insert(tx, rows);
  std::vector<Activation> won;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!ids[i]) {
      losers.push_back({*asked[i], taken});
      continue;
    }
    answers[asked[i]->index] = accepted(*ids[i], rows[i].application, rows[i].key_id, false);
    rows[i].id = *ids[i];
    won.push_back(std::move(rows[i]));
  }
  start(tx, won);
}

void Submit::start(Tx& tx, std::span<const Activation> accepted) {
  if (accepted.empty()) return;
  std::vector<store::history::NewEntry> history;
  std::vector<store::task::NewTask> tasks;
  for (const Activation& activation : accepted) {
    // Under maintenance it enters at 1 and goes on to 4 in the same transaction.
    const bool manual = activation.code == Code::manual;
    const Code entry = manual ? Code::confirmed : activation.code;
    history.push_back({activation.id, std::nullopt, entry, "application", "accepted"});
    if (manual) {
      history.push_back({activation.id, entry, Code::manual, "worker", "maintenance"});
    }
    const bool waits = activation.code == Code::not_confirmed;
    tasks.push_back({waits ? domain::TaskKind::confirmation : domain::TaskKind::advance,
                     activation.id, manual ? std::nullopt : std::optional(tx.now())});
  }
  store::history::insert(tx, history);
  store::task::insert(tx, tasks);
  tx.wake_workers();

  const std::int64_t largest =
      std::max_element(accepted.begin(), accepted.end(), [](const auto& a, const auto& b) {
        return a.id < b.id;
      })->id.value;
  if (largest > kLargestPublicId) throw Unavailable("public ids are used up");
  if (largest > kIdsRunLow && !store::alert::exists(tx, "ids")) {
    alert::raise(tx, "ids", {},
                 "Four fifths of all activation ids are used up. Plan for another installation.");
  }
}

std::vector<Status::Output> Status::operator()(Tx& tx, std::span<const Input> inputs) {
  std::vector<std::optional<Output>> answers(inputs.size());
  std::vector<ActivationId> ids(inputs.size());
  std::vector<domain::ApplicationId> asking(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto application = authenticate_client(tx, inputs[i].credentials);
    if (!application) {
      answers[i] = application.error();
      continue;
    }
    const auto counted =
        rate_.count({(*application)->id}, kTrialActivationStatus, inputs[i].arrival);
    if (!counted) {
      answers[i] = counted.error();
    } else if (!inputs[i].query) {
      answers[i] = inputs[i].query.error();
    } else if (inputs[i].query->id == kFakeId) {
      const auto random = static_cast<unsigned char>(random_.bytes(1).front());
      answers[i] = static_cast<Code>(random % domain::kCodes);
    } else {
      ids[i] = ActivationId{inputs[i].query->id};
      asking[i] = (*application)->id;
    }
  }
  const auto standings = store::activation::find_statuses(tx, ids);
  std::vector<Output> out;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (answers[i]) {
      out.push_back(std::move(*answers[i]));
      continue;
    }
    const auto& found = standings[i];
    const bool proved = found && found->application == asking[i] &&
                        constant_time_equal(inputs[i].query->hash,
                                            domain::status_hash(keys_.get(found->key_id), found->id,
                                                                found->application));
    if (proved) {
      out.push_back(found->code);
    } else {
      out.push_back(Error{Errc::not_found, "There is no activation with this Id and Hash."});
    }
  }
  return out;
}

std::optional<Activation> Confirm::find(Tx& tx, const Input& token) {
  const auto id = domain::parse_confirm_token(token);
  if (!id) return std::nullopt;
  auto found = store::activation::find(tx, std::span(&*id, 1)).front();
  if (!found) return std::nullopt;
  const std::string proof = domain::confirm_token(keys_.get(found->key_id), found->id);
  if (!constant_time_equal(proof, token)) return std::nullopt;
  return found;
}

Confirm::Output Confirm::look(Tx& tx, const Input& token) {
  const auto activation = find(tx, token);
  if (!activation) return {};
  Told told{Answer::already, activation->applicant.language,
            store::plan::get(tx, activation->plan)->brand};
  if (activation->code == Code::not_confirmed) told.answer = Answer::confirmed;
  if (activation->code == Code::blocked) told.answer = Answer::gone;
  return told;
}

Confirm::Output Confirm::operator()(Tx& tx, const Input& token) {
  const auto asked = domain::parse_confirm_token(token);
  if (!asked) return {};
  const ActivationId id = *asked;
  const auto waiting = store::task::lock(tx, id);
  store::activation::lock(tx, std::span(&id, 1));  // a second press of the button waits here
  const Told told = look(tx, token);
  if (told.answer != Answer::confirmed) return told;
  if (waiting) store::task::remove(tx, waiting->id);
  if (waiting && !waiting->block_reason.empty()) {
    // Staff's wish came first; only the mail that was under way has kept it from taking effect.
    const store::activation::Move stop{id, Code::not_confirmed, Code::blocked, "staff",
                                       waiting->block_reason};
    CHECK(store::activation::move(tx, std::span(&stop, 1)).front());
    return {Answer::gone, told.language, told.brand};
  }
  const store::activation::Move move{id, Code::not_confirmed, Code::confirmed, "applicant",
                                     "address confirmed"};
  CHECK(store::activation::move(tx, std::span(&move, 1)).front());
  const bool maintenance = store::setting::maintenance(tx).on;
  if (maintenance) {
    const store::activation::Move park{id, Code::confirmed, Code::manual, "worker", "maintenance"};
    store::activation::move(tx, std::span(&park, 1));
  }
  const store::task::NewTask task{domain::TaskKind::advance, id,
                                  maintenance ? std::nullopt : std::optional(tx.now())};
  store::task::insert(tx, std::span(&task, 1));
  tx.wake_workers();
  return told;
}

}  // namespace usher::service::activation
