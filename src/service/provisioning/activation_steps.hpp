/// What has to happen between Code 1 and Code 2, in order.
///
/// A step of kind `rows` is done in the claiming transaction for all the activations that lack it;
/// a step of kind `mail` is the worker's. A step is known to be done by the row that it leaves
/// behind, so a repeat after a crash goes on at the first one without its row and never makes a
/// second account.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/key_ring.hpp"
#include "base/random.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::service::activation {

/// An activation on its way, with what its steps have left behind so far.
struct Progress {
  domain::Activation activation;
  std::optional<domain::Account> account;
};

struct StepTools {
  const Keys& keys;
  Random& random;
};

struct Step {
  std::string_view name;
  bool (*is_done)(const Progress&);
  /// Null for the step that the worker does.
  void (*do_rows)(store::WriteTx&, const StepTools&, std::span<Progress* const>);
};

/// Does every row step that is not done, for all of them at once. What is left is the mail.
void do_row_steps(store::WriteTx& tx, const StepTools& tools, std::span<Progress> all);

}  // namespace usher::service::activation
