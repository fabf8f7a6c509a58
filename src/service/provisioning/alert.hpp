/// Telling support what broke: once per thing, in a digest when many.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/provisioning/alert.hpp"
#include "store/tx.hpp"

namespace usher::service::alert {

/// Records an alert and sees to it that it is mailed: at once when the last mail is long enough
/// ago, else together with what else comes until then.
void raise(store::WriteTx& tx, std::string_view kind, domain::ActivationId activation,
           std::string_view text);

/// What support reads of an activation that was stopped.
std::string blocked_text(const domain::Activation& activation, std::string_view reason);

/// As `raise`, for what is no activation's (the relay is down, ids run low).
struct Raise {
  struct Input {
    std::string kind;
    std::string text;
  };
  using Output = bool;
  Output operator()(store::WriteTx& tx, const Input& input);
};

struct List {
  using Input = int;  ///< how many at most, newest first
  using Output = std::vector<store::alert::Alert>;
  Output operator()(store::WriteTx& tx, const Input& limit) {
    return store::alert::list(tx, limit);
  }
};

}  // namespace usher::service::alert
