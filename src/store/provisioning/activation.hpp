/// Activations in the database. Functions that take a span process its elements as one batch.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::store::activation {

/// The activation that holds an IP address.
struct IpHolder {
  domain::ActivationId id;
  domain::ApplicationId application;
  std::string address;
  std::string key_id;
};

/// The columns that a status request needs.
struct Status {
  domain::ActivationId id;
  domain::ApplicationId application;
  domain::Code code = domain::Code::confirmed;
  std::string key_id;
};

/// Inserts the activations whose IP address is free. Ignores `id`; returns the ids, indexed by
/// `activations`, nullopt if the IP address is held. Writes no history. REQUIRES: the IP addresses
/// are distinct.
std::vector<std::optional<domain::ActivationId>> insert(
    WriteTx& tx, std::span<const domain::Activation> activations);
/// Returns the activations that hold IP addresses, indexed by `ip_keys`; nullopt if there is none.
std::vector<std::optional<IpHolder>> find_by_ip_keys(ReadTx& tx,
                                                     std::span<const std::int64_t> ip_keys);
/// Returns the statuses, indexed by `ids`; nullopt if there is no such activation.
std::vector<std::optional<Status>> find_statuses(ReadTx& tx,
                                                 std::span<const domain::ActivationId> ids);
/// Returns the activations, indexed by `ids`; nullopt if there is none.
std::vector<std::optional<domain::Activation>> find(ReadTx& tx,
                                                    std::span<const domain::ActivationId> ids);
/// Locks the activations and returns the result of find(). Must be called after task::lock, never
/// before, so that nodes do not deadlock.
std::vector<std::optional<domain::Activation>> lock(WriteTx& tx,
                                                    std::span<const domain::ActivationId> ids);

/// The number of activations that were accepted for an address, and the time of the oldest.
struct AcceptedCount {
  int count = 0;
  TimePoint oldest;
};
/// Counts the activations that were accepted within the last `time`, indexed by `addresses`.
/// Prevents other nodes from accepting activations for these addresses until the transaction ends.
/// REQUIRES: the addresses are distinct.
std::vector<AcceptedCount> count_accepted(WriteTx& tx, std::span<const std::string_view> addresses,
                                          Duration time);

/// A change of an activation's code; its texts must outlive the call.
struct Move {
  domain::ActivationId id;
  domain::Code from;
  domain::Code to;
  std::string_view who;
  std::string_view why;
};
/// Moves the activations that still have the code `from`, and records each change in the history.
/// Returns whether each activation was moved, indexed by `moves`. REQUIRES:
/// domain::may_follow(from, to).
std::vector<bool> move(WriteTx& tx, std::span<const Move> moves);

/// Writes the last error, which staff see, and the time of the first failure.
void note_failure(WriteTx& tx, domain::ActivationId id, std::string_view error,
                  std::optional<TimePoint> failed_at);
/// Returns the time of the first move to Code 3, unless staff have restarted the activation since.
std::optional<TimePoint> failed_at(ReadTx& tx, domain::ActivationId id);
/// Releases the IP address. Returns false if the IP address was free already.
bool release_ip(WriteTx& tx, domain::ActivationId id);

struct Filter {
  std::optional<domain::Code> code;
  std::optional<domain::ApplicationId> application;
  /// The normalised address of the request, or of the account at present.
  std::optional<std::string> address;
  std::optional<domain::ActivationId> below;  ///< limits the result to lower ids, for the next page
  int limit = 100;
};
/// Returns activations, newest first.
std::vector<domain::Activation> list(ReadTx& tx, const Filter& filter);

/// The number of activations with a code.
struct OpenCount {
  domain::Code code;
  std::int64_t count;
};
/// Counts the activations that are not processed, by code.
std::vector<OpenCount> count_open(ReadTx& tx);
std::int64_t largest_id(ReadTx& tx);

}  // namespace usher::store::activation
