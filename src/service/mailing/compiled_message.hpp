/// Reads and parses the message of a sending once for all its mails.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/mailing/newsletter.hpp"
#include "domain/mailing/sending.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/provisioning/plan.hpp"
#include "mail/mail.hpp"
#include "service/mailing/sending_tools.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// A link whose clicks are counted.
struct TrackedLink {
  std::int64_t id = 0;
  std::string url;
};

/// The parts that all mails of a sending have in common. Immutable.
struct CompiledMessage {
  bool confirmation = false;  ///< true for the built-in mail, which has no subject, HTML and files
  domain::AccountId account;
  domain::Language language = domain::Language::en;
  std::string company;
  std::int64_t list = 0;
  std::string list_name;
  std::string sender_name;
  std::string sender_address;  ///< the one that the account gave
  std::string from_address;    ///< sender_address if the account may use it, else the plan's
  domain::Newsletter content;
  domain::RecipientFields defaults;
  std::vector<TrackedLink> links;  ///< in the order of content.links
  std::vector<mail::Attachment> attachments;
  std::vector<mail::InlineImage> images;  ///< embedded images that the HTML shows
  std::size_t bytes = 0;                  ///< of memory that the mails share
  std::size_t mail_bytes = 0;             ///< of memory for each mail, at most
};

/// Compiles the message of a sending and fills in the sending's sender. Returns null if the list
/// or the message no longer exists.
std::shared_ptr<const CompiledMessage> compile_message(store::WriteTx& tx,
                                                       const SendingRules& rules,
                                                       const domain::Account& account,
                                                       const domain::Plan& plan,
                                                       domain::Sending& sending);

struct CachedMessage {
  std::shared_ptr<const CompiledMessage> message;
  Duration compiled_at{0};  ///< the steady time of the compilation
};
/// The compiled messages of previous turns by sending.
using CompiledMessages = std::map<domain::SendingId, CachedMessage>;

/// Time for which a compiled message is used, and so the maximum delay until mails show a change of
/// their message, list or plan. Compiling a large message in each turn would take longer than its
/// mails.
inline constexpr Duration kCompiledMessageLifetime = std::chrono::seconds(1);

}  // namespace usher::service
