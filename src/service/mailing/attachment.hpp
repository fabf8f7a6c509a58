/// Operations on the attachments of a message.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/mailing/attachment.hpp"
#include "domain/provisioning/account.hpp"
#include "service/mailing/message.hpp"
#include "store/tx.hpp"

namespace usher::service {

/// The attachments of a message, without their content.
struct MessageAttachments {
  MessageRef message;
  std::vector<domain::Attachment> items;
};

Result<MessageAttachments> list_attachments(store::ReadTx& tx, const domain::Account& account,
                                            const MessageRef& message);

struct NewAttachment {
  MessageRef message;
  int slot = 0;  ///< the slot, from 1
  std::string name;
  std::string content;
};
/// Stores a file in a slot and replaces its previous file. Returns `invalid` if the message's
/// attachments would become too large.
Result<MessageAttachments> put_attachment(store::WriteTx& tx, const domain::Account& account,
                                          const NewAttachment& input);

struct AttachmentRef {
  MessageRef message;
  int slot = 0;
};
/// Deletes the file in a slot. Returns `not_found` if the slot is empty.
Result<MessageAttachments> delete_attachment(store::WriteTx& tx, const domain::Account& account,
                                             const AttachmentRef& ref);

}  // namespace usher::service
