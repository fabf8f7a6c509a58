#include "service/mailing/attachment.hpp"

#include <fmt/format.h>

#include "service/mailing/storage.hpp"
#include "store/mailing/attachment.hpp"
#include "store/mailing/storage.hpp"

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
  const std::int64_t replaced =
      store::attachment::bytes_beside(tx, account.id, message->id, 0) - other_bytes;
  if (auto fits = count_storage(tx, account, size - replaced); !fits) return fits.error();
  store::attachment::put(tx, account.id, {message->id, input.slot, input.name, input.content});
  return read_attachments(tx, account, input.message);
}

Result<MessageAttachments> delete_attachment(WriteTx& tx, const Account& account,
                                             const AttachmentRef& ref) {
  const auto message = lock_message(tx, account, ref.message);
  if (!message) return message.error();
  const std::int64_t before = store::attachment::bytes_beside(tx, account.id, message->id, 0);
  if (!store::attachment::remove(tx, account.id, message->id, ref.slot)) {
    return Error{Errc::not_found, fmt::format("Message {} has no attachment in slot {}.",
                                              message->id.value, ref.slot)};
  }
  const std::int64_t after = store::attachment::bytes_beside(tx, account.id, message->id, 0);
  store::storage::add(tx, account.id, after - before);
  return read_attachments(tx, account, ref.message);
}

}  // namespace usher::service
