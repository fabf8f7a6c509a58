/// Confirms applicants' addresses through the links in confirmation mails.
#pragma once

#include <string>

#include "domain/language.hpp"
#include "service/provisioning/activation.hpp"
#include "store/tx.hpp"

namespace usher::service {

enum class LinkState {
  valid,
  used,     ///< the address is confirmed already
  invalid,  ///< the link is malformed or expired, or its activation was blocked
};
struct ConfirmationResult {
  LinkState link = LinkState::invalid;
  domain::Language language = domain::Language::en;
  std::string brand;  ///< empty if the link is malformed
};

/// Returns the state of a link without using it.
ConfirmationResult read_confirmation(store::ReadTx& tx, const ActivationTools& tools,
                                     const std::string& token);

/// Confirms the address if the link is valid. The activation starts, or waits until maintenance
/// ends.
ConfirmationResult confirm_address(store::WriteTx& tx, const ActivationTools& tools,
                                   const std::string& token);

}  // namespace usher::service
