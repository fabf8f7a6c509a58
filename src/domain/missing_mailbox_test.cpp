#include "domain/missing_mailbox.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

struct Refusal {
  const char* status;
  const char* text;
};

// Replies to RCPT have no status.
constexpr Refusal kMissing[] = {
    {"", "550 5.1.1 no such user"},
    {"", "550 No such user here"},
    {"", "550 #5.1.0 Address rejected."},
    {"", "551 5.1.6 User has moved"},
    {"", "551 User not local"},
    {"", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
    {"", "556 5.1.10 Recipient address has null MX"},
    {"", "550 5.2.1 The email account that you tried to reach is disabled"},
    {"", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable"},
    {"", "550 sorry, no mailbox here by that name. (#5.1.1)"},
    {"",
     "550 5.1.1 <x@example.org>: Recipient address rejected: User unknown in relay recipient "
     "table"},
    {"", "550 Unrouteable address"},
    {"", "554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0]"},
    {"", "550 Unknown user x@docomo.ne.jp"},
    {"", "550 Invalid recipient: <x@softbank.ne.jp>"},
    {"", "550 <x@ezweb.ne.jp>: User unknown"},
    {"", "550 x@example.org (x) not listed in Domino Directory"},
    {"", "550-5.1.1 The email account that you tried to reach does not exist."},
    {"5.1.1", ""},
    {"5.1.1 (bad destination mailbox address)", "smtp; 550 rejected"},
    {"5.0.0", "smtp; 550 <x@example.com>: User unknown"},
    {"", "smtp; 550 5.1.1 <x@example.com>... User unknown"},
    {"5.5.0", "smtp; 550 mailbox not found"},
    {"5.3.0", "smtp; 553 5.3.0 <x@example.com>... No such user"},
    {"5.1.2", "dns; unknown host"},
    {"5.1.999", "smtp; 550 5.1.1 unknown"},
};

constexpr Refusal kNotMissing[] = {
    {"", ""},
    {"", "550"},
    {"", "5.1.1x"},
    {"", "550 relay not permitted"},
    {"", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)"},
    {"", "550 Message rejected because 192.0.2.1 is blocked using a DNS blocklist"},
    {"", "550 Message rejected because 5.1.1.7 is on a list"},
    {"", "554 5.7.1 Relay access denied"},
    {"", "554 5.7.1 <x@example.com>: Relay access denied"},
    {"", "550 5.7.1 Unable to relay"},
    {"", "550 5.7.1 looks like spam"},
    {"", "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP"},
    {"", "550 Requested action not taken: mailbox unavailable"},
    {"", "553 not allowed"},
    {"", "554 no"},
    {"", "552 5.2.2 mailbox full"},
    {"", "552 full"},
    {"", "550 5.2.2 The email account that you tried to reach is over quota"},
    {"",
     "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents "
     "additional messages from being delivered"},
    {"", "550 5.4.1 Recipient address rejected: Access denied"},
    {"", "550 5.1.8 Sender address rejected: Domain not found"},
    {"", "550 5.1.0 Sender denied"},
    {"", "550 Sender verify failed: unknown user"},
    {"", "550 Blocked by policy: no such user, see the list"},
    {"", "451 4.7.1 Greylisting in action, please come back later"},
    {"", "450 4.1.1 no such user"},
    {"", "450 user unknown"},
    {"5.0.0", "smtp; 550 5.7.1 blocked"},
    {"5.0.0", "smtp; 450 user unknown"},
    {"5.0.0", ""},
    {"5.7.1", "smtp; 550 user unknown"},
    {"4.1.1", "smtp; 550 user unknown"},
    {"4.4.7", "smtp; 421 timeout"},
    {"5.4.4", "dns; unable to route"},
    {"5.1.8", "smtp; 550 5.1.1 user unknown"},
};

TEST(MissingMailbox, IsFoundByCodeOrWords) {
  for (const Refusal& refusal : kMissing) {
    EXPECT_TRUE(means_missing_mailbox(refusal.status, refusal.text))
        << refusal.status << " | " << refusal.text;
  }
}

TEST(MissingMailbox, OtherRefusalsDoNotBlameTheAddress) {
  for (const Refusal& refusal : kNotMissing) {
    EXPECT_FALSE(means_missing_mailbox(refusal.status, refusal.text))
        << refusal.status << " | " << refusal.text;
  }
}

}  // namespace
}  // namespace usher::domain
