/// What staff can ask about plans.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/provisioning/plan.hpp"
#include "store/tx.hpp"

namespace usher::service::plan {

struct Add {
  using Input = domain::Plan;
  using Output = Result<domain::Plan>;
  Output operator()(store::WriteTx& tx, const Input& plan);
};

struct Show {
  using Input = std::string;
  using Output = Result<domain::Plan>;
  Output operator()(store::WriteTx& tx, const Input& name);
};

struct List {
  struct Input {};
  using Output = std::vector<domain::Plan>;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// Changes what is given and leaves the rest.
struct Edit {
  struct Input {
    std::string name;
    std::optional<std::string> brand;
    std::optional<std::string> sender;
    std::optional<std::string> sign_in_url;
    std::optional<int> trial_days;
    std::optional<bool> confirm_address;
    std::optional<bool> refuse_disposable;
    std::optional<bool> choose_password;
    std::optional<std::string> list_name;
    std::optional<std::int64_t> max_recipients;
    std::optional<std::int64_t> max_emails;
    std::optional<std::int64_t> emails_per_second;
    /// "Name=value"; without a value the plan says nothing of it any more. REQUIRES: a '=' in each.
    std::vector<std::string> list_settings;
  };
  using Output = Result<domain::Plan>;
  Output operator()(store::WriteTx& tx, const Input& input);
  /// The plan with the input's changes, not yet checked.
  static domain::Plan apply(domain::Plan plan, const Input& input);
};

}  // namespace usher::service::plan
