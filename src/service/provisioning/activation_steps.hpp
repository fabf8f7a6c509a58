/// The steps between Code 1 and Code 2, in order.
///
/// Row steps run in the claiming transaction for all activations that lack them; the last step is
/// the worker's mail. The row that a step leaves proves that the step is done: a repeat after a
/// crash resumes at the first step without its row, and never creates a second account.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "domain/provisioning/account.hpp"
#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// An activation with what its steps have left so far.
struct ActivationProgress {
  domain::Activation activation;
  std::optional<domain::Account> account;
};

struct ActivationStep {
  std::string_view name;
  bool (*is_done)(const ActivationProgress&);
  /// Null for the worker's step.
  void (*write_rows)(store::WriteTx&, const TaskTools&, std::span<ActivationProgress* const>);
};

/// Runs all row steps that are not done, for all activations at once.
void run_row_steps(store::WriteTx& tx, const TaskTools& tools,
                   std::span<ActivationProgress> activations);

}  // namespace usher::service
