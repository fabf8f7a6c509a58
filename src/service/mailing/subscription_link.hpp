/// Operations of the links in a mail that end or confirm a subscription.
#pragma once

#include <string>

#include "domain/language.hpp"
#include "domain/mailing/mail_token.hpp"
#include "service/mailing/sent_mail.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The subscription that a link belongs to.
struct LinkedSubscription {
  enum class State {
    gone,          ///< the recipient, the list or the account no longer exists
    pending,       ///< the recipient has not confirmed yet
    subscribed,    ///< the recipient receives the list's messages
    unsubscribed,  ///< the recipient left the list or was never in it
  };
  State state = State::gone;
  std::string list;
  std::string company;
  domain::Language language = domain::Language::en;
};

/// Returns the subscription of a token without changing it.
LinkedSubscription find_linked_subscription(store::ReadTx& tx, const MailTokenTools& tools,
                                            const domain::MailToken& token);

/// Ends the subscription. Returns the new state, which is unsubscribed or gone.
LinkedSubscription unsubscribe_by_link(store::WriteTx& tx, const MailTokenTools& tools,
                                       const domain::MailToken& token);

/// Confirms a pending subscription. Returns the new state. Idempotent.
LinkedSubscription confirm_by_link(store::WriteTx& tx, const MailTokenTools& tools,
                                   const domain::MailToken& token);

}  // namespace usher::service
