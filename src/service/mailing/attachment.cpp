#include "service/mailing/attachment.hpp"

#include <fmt/format.h>

#include "store/mailing/attachment.hpp"

namespace usher::service::attachment {
namespace {

using domain::Account;
using domain::kMaxAttachmentBytes;
using Tx = store::WriteTx;

Attachments all(Tx& tx, const Account& account, const message::Place& place) {
  return {place, store::attachment::find_by_message(tx, account.id, place.id)};
}

}  // namespace

Result<Attachments> List::operator()(Tx& tx, const Account& account, const Input& place) {
  const auto message = message::need(tx, account, place);
  if (!message) return message.error();
  return all(tx, account, place);
}

Result<Attachments> Put::operator()(Tx& tx, const Account& account, const Input& input) {
  // Locked: two files that come at the same time count together.
  const auto message = message::need_locked(tx, account, input.place);
  if (!message) return message.error();
  const auto size = static_cast<std::int64_t>(input.content.size());
  const std::int64_t beside =
      store::attachment::bytes_beside(tx, account.id, message->id, input.slot);
  if (size + beside > kMaxAttachmentBytes) {
    return Error{Errc::invalid, fmt::format("The attachments of a message take up to {} bytes.",
                                            kMaxAttachmentBytes)};
  }
  store::attachment::put(tx, account.id, {message->id, input.slot, input.name, input.content});
  return all(tx, account, input.place);
}

Result<Attachments> Remove::operator()(Tx& tx, const Account& account, const Input& input) {
  const auto message = message::need_locked(tx, account, input.place);
  if (!message) return message.error();
  if (!store::attachment::remove(tx, account.id, message->id, input.slot)) {
    return Error{Errc::not_found, fmt::format("Message {} has no attachment in slot {}.",
                                              message->id.value, input.slot)};
  }
  return all(tx, account, input.place);
}

}  // namespace usher::service::attachment
