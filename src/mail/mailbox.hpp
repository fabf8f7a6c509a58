/// Parses the mailboxes that staff configure.
#pragma once

#include <string>
#include <string_view>

namespace usher::mail {

/// A mailbox (RFC 5322, 3.4): "Name <a@b.c>" or "a@b.c".
struct Mailbox {
  std::string name;
  std::string address;
};
/// Parses a mailbox. The returned address is empty if `mailbox` is malformed. The display name may
/// be quoted.
Mailbox parse_mailbox(std::string_view mailbox);

}  // namespace usher::mail
