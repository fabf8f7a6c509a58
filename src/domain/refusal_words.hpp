/// The words by which mail servers state the cause of a refusal. Pure.
#pragma once

#include <string_view>

namespace usher::domain {

/// The statements of a refusal in words.
struct RefusalWords {
  bool no_mailbox = false;        ///< the mailbox does not exist
  bool address_rejected = false;  ///< the address is rejected, without a reason
  bool full = false;              ///< the mailbox is full
  bool sender = false;            ///< the sender's address is refused
  bool policy = false;            ///< the client or the mail is refused, or the rate is too high
};

/// Reads the words of a reply or a diagnostic in any case. Ignores addresses, URLs and numbers.
RefusalWords read_refusal_words(std::string_view text);

}  // namespace usher::domain
