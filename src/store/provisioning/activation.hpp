/// Activations in the database. Functions that take a span work on the whole batch at once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::activation {

/// Who holds an applicant's IP.
struct IpHolder {
  domain::ActivationId id;
  domain::ApplicationId application;
  std::string address;
  std::string key_id;
};

/// What a status request is about.
struct Status {
  domain::ActivationId id;
  domain::ApplicationId application;
  domain::Code code = domain::Code::confirmed;
  std::string key_id;
};

/// Inserts those whose IP nobody holds; `id` is ignored. Returns for each its new id, or nothing
/// when the IP is taken. REQUIRES: no IP twice in one call. Writes no history.
std::vector<std::optional<domain::ActivationId>> insert(
    WriteTx& tx, std::span<const domain::Activation> activations);
/// For each IP key its owner, nothing where there is none.
std::vector<std::optional<IpHolder>> find_by_ip_keys(ReadTx& tx,
                                                     std::span<const std::int64_t> ip_keys);
/// For each id its standing, nothing where there is none.
std::vector<std::optional<Status>> find_statuses(ReadTx& tx,
                                                 std::span<const domain::ActivationId> ids);
/// For each id the whole row, nothing where there is none.
std::vector<std::optional<domain::Activation>> find(ReadTx& tx,
                                                    std::span<const domain::ActivationId> ids);
/// The same for whoever is going to change them: nobody else can until the transaction ends. After
/// task::take, never before it, so that two nodes do not wait for each other crosswise.
std::vector<std::optional<domain::Activation>> lock(WriteTx& tx,
                                                    std::span<const domain::ActivationId> ids);

/// How many were accepted for an e-mail address since then, and when the oldest of them.
struct AcceptedCount {
  int count = 0;
  TimePoint oldest;
};
/// For each address, what was accepted in the time before now; on no other node anything is
/// accepted for them until the transaction ends. REQUIRES: no address twice in one call.
std::vector<AcceptedCount> count_accepted(WriteTx& tx, std::span<const std::string_view> addresses,
                                          Duration time);

/// A change of state; texts must outlive the call.
struct Move {
  domain::ActivationId id;
  domain::Code from;
  domain::Code to;
  std::string_view who;
  std::string_view why;
};
/// Changes those that are still in `from`, and records each change in the history. Returns for each
/// whether it was. REQUIRES: domain::may_follow(from, to).
std::vector<bool> move(WriteTx& tx, std::span<const Move> moves);

/// Writes what staff see as the reason of the last failure, and since when it fails.
void note_failure(WriteTx& tx, domain::ActivationId id, std::string_view error,
                  std::optional<TimePoint> failed_at);
/// When it first went to Code 3, if it has not been taken up by staff since.
std::optional<TimePoint> failed_at(ReadTx& tx, domain::ActivationId id);
/// Lets the IP go. False when it was free already.
bool release_ip(WriteTx& tx, domain::ActivationId id);

struct Filter {
  std::optional<domain::Code> code;
  std::optional<domain::ApplicationId> application;
  /// Normalised: that it was asked for with, or that its account has now.
  std::optional<std::string> address;
  std::optional<domain::ActivationId> below;  ///< only older ids: the next page
  int limit = 100;
};
/// Newest first.
std::vector<domain::Activation> list(ReadTx& tx, const Filter& filter);

/// How many stand at each code but 2.
struct OpenCount {
  domain::Code code;
  std::int64_t count;
};
std::vector<OpenCount> count_open(ReadTx& tx);
std::int64_t largest_id(ReadTx& tx);

}  // namespace usher::store::activation
