/// Operations on an account's email messages, one at a time.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/key_ring.hpp"
#include "domain/mailing/attachment.hpp"
#include "domain/mailing/message.hpp"
#include "domain/mailing/tag.hpp"
#include "domain/provisioning/account.hpp"
#include "service/mailing/message_template.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The ids of a message and of its list.
struct MessageRef {
  std::int64_t list = 0;
  domain::MessageId id;
};

struct NewMessage {
  std::int64_t list = 0;
  domain::GivenMessage given;
};
/// Creates a message. Returns `invalid` if a member is invalid, the list lacks one of the tags, or
/// the account has the maximum number of messages.
Result<domain::MessageSummary> create_message(store::WriteTx& tx, const domain::Account& account,
                                              const NewMessage& input);

/// Creates a message with the content of a template, in the account's language.
Result<domain::MessageSummary> create_message_from_template(store::WriteTx& tx,
                                                            const domain::Account& account,
                                                            const MessageTemplateRef& ref);

/// Creates a copy of a message with its tags and attachments. The copy is unpublished and unsent.
Result<domain::MessageSummary> clone_message(store::WriteTx& tx, const domain::Account& account,
                                             const MessageRef& ref);

struct MessageChange {
  MessageRef message;
  domain::GivenMessage given;
};
/// Changes the given members of a message.
Result<domain::MessageSummary> update_message(store::WriteTx& tx, const domain::Account& account,
                                              const MessageChange& change);

struct MessageDetails {
  domain::Message message;
  std::vector<domain::Tag> tags;
  std::vector<domain::Attachment> attachments;  ///< without their content
};
Result<MessageDetails> read_message_details(store::ReadTx& tx, const domain::Account& account,
                                            const MessageRef& ref);

/// Deletes a message. Returns `invalid` while one of its sendings is unfinished.
Result<Done> delete_message(store::WriteTx& tx, const domain::Account& account,
                            const MessageRef& ref);

struct MessageVisibility {
  MessageRef message;
  bool visible = false;
};
/// Publishes a message on the web, or withdraws it.
Result<Done> set_message_visibility(store::WriteTx& tx, const domain::Account& account,
                                    const MessageVisibility& input);

/// The keys that sign the addresses of published messages.
struct PublicationTools {
  const Keys& keys;
};
/// Returns the published message whose address contains this token, without authorization. Returns
/// `not_found` if the token is invalid, the message is withdrawn or the account has expired.
Result<domain::Message> read_online_message(store::ReadTx& tx, const PublicationTools& tools,
                                            const std::string& token);

/// Returns a message of the account. Returns `not_found` if the list has no such message.
Result<domain::MessageSummary> require_message(store::ReadTx& tx, const domain::Account& account,
                                               const MessageRef& ref);
/// Locks the message's row until the transaction ends, and returns the result of require_message().
Result<domain::MessageSummary> lock_message(store::WriteTx& tx, const domain::Account& account,
                                            const MessageRef& ref);

}  // namespace usher::service
