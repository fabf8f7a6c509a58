/// Runs the steps of an activation between Code 1 and Code 2.
///
/// Row steps run in the claiming transaction for all activations that lack them; the last step is
/// the worker's mail. The row of a step proves that the step is done: a retry after a crash resumes
/// at the first step without a row, and never creates a second account.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "domain/provisioning/account.hpp"
#include "service/provisioning/mail_task.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// An activation with the rows that its steps have written.
struct ActivationProgress {
  domain::Activation activation;
  std::optional<domain::Account> account;
};

struct ActivationStep {
  std::string_view name;
  bool (*is_done)(const ActivationProgress&);
  /// Writes the step's rows; null for the step with an effect.
  void (*write_rows)(store::WriteTx&, const TaskTools&, std::span<ActivationProgress* const>);
};

/// Runs all row steps that are not done, for all activations at once.
void run_row_steps(store::WriteTx& tx, const TaskTools& tools,
                   std::span<ActivationProgress> activations);

}  // namespace usher::service
