/// Messages as the mails of a sending share them: read and parsed once, not once per mail.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/mailing/merge.hpp"
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
  bool confirmation = false;  ///< the built-in mail, without subject, HTML and files of its own
  domain::AccountId account;
  domain::Language language = domain::Language::en;
  std::string company;
  std::int64_t list = 0;
  std::string list_name;
  std::string sender_name;
  std::string sender_address;
  domain::MergeText subject;
  domain::MergeHtml html;
  std::string pre_header;
  domain::RecipientFields defaults;
  bool tracked = false;
  std::vector<TrackedLink> links;  ///< the links, indexed like html.links
  std::vector<mail::Attachment> attachments;
  std::vector<mail::InlineImage> images;  ///< embedded images that the HTML shows
};

/// Compiles the message of a sending and fills in the sending's sender. Null when the list or the
/// message no longer exists.
std::shared_ptr<const CompiledMessage> compile_message(store::WriteTx& tx,
                                                       const SendingRules& rules,
                                                       const domain::Account& account,
                                                       const domain::Plan& plan,
                                                       domain::Sending& sending);

struct CachedMessage {
  std::shared_ptr<const CompiledMessage> message;
  Duration compiled_at{0};  ///< steady time
};
/// The compiled messages of previous turns.
using CompiledMessages = std::map<domain::SendingId, CachedMessage>;

/// Bounds how long mails ignore a change of their message, list or plan. Compiling a large message
/// for every few mails would cost more than the mails.
inline constexpr Duration kCompiledMessageLifetime = std::chrono::seconds(1);

}  // namespace usher::service
