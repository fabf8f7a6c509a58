/// Attachments of messages in the database.
#pragma once

#include <vector>

#include "domain/mailing/attachment.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::attachment {

/// Returns a message's attachments without their content, ordered by slot.
std::vector<domain::Attachment> find_by_message(ReadTx& tx, domain::AccountId account,
                                                domain::MessageId message);
/// Returns the size in bytes of the message's files in all other slots.
std::int64_t bytes_beside(ReadTx& tx, domain::AccountId account, domain::MessageId message,
                          int slot);
/// Replaces the content of the attachment's slot.
void put(WriteTx& tx, domain::AccountId account, const domain::Attachment& attachment);
/// Removes the attachment in a slot. Returns false if the slot is empty.
bool remove(WriteTx& tx, domain::AccountId account, domain::MessageId message, int slot);

}  // namespace usher::store::attachment
