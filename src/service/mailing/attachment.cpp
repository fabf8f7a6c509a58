#include "service/mailing/attachment.hpp"

#include <fmt/format.h>

#include "store/mailing/attachment.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::kMaxAttachmentBytes;
using store::ReadTx;
using store::WriteTx;

MessageAttachments read_attachments(ReadTx& tx, const Account& account, const MessageRef& message) {
  return {message, store::attachment::find_by_message(tx, account.id, message.id)};
}

}  // namespace

Result<MessageAttachments> list_attachments(ReadTx& tx, const Account& account,
                                            const MessageRef& ref) {
  const auto message = require_message(tx, account, ref);
  if (!message) return message.error();
  return read_attachments(tx, account, ref);
}

Result<MessageAttachments> put_attachment(WriteTx& tx, const Account& account,
                                          const NewAttachment& input) {
  // The lock makes concurrent uploads count towards the limit together.
  const auto message = lock_message(tx, account, input.message);
  if (!message) return message.error();
  const auto size = static_cast<std::int64_t>(input.content.size());
  const std::int64_t other_bytes =
      store::attachment::bytes_beside(tx, account.id, message->id, input.slot);
  if (size + other_bytes > kMaxAttachmentBytes) {
    return Error{Errc::invalid,
                 fmt::format("The attachments of a message must be at most {} bytes in total.",
                             kMaxAttachmentBytes)};
  }
  store::attachment::put(tx, account.id, {message->id, input.slot, input.name, input.content});
  return read_attachments(tx, account, input.message);
}

Result<MessageAttachments> delete_attachment(WriteTx& tx, const Account& account,
                                             const AttachmentRef& ref) {
  const auto message = lock_message(tx, account, ref.message);
  if (!message) return message.error();
  if (!store::attachment::remove(tx, account.id, message->id, ref.slot)) {
    return Error{Errc::not_found, fmt::format("Message {} has no attachment in slot {}.",
                                              message->id.value, ref.slot)};
  }
  return read_attachments(tx, account, ref.message);
}

}  // namespace usher::service
