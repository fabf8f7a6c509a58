/// Attachments of messages in the database.
#pragma once

#include <vector>

#include "domain/mailing/attachment.hpp"
#include "domain/provisioning/account.hpp"
#include "store/tx.hpp"

namespace usher::store::attachment {

/// A message's, by their slots, without their content.
std::vector<domain::Attachment> find_by_message(ReadTx& tx, domain::AccountId account,
                                                domain::MessageId message);
/// How many bytes the files in the other slots have.
std::int64_t bytes_beside(ReadTx& tx, domain::AccountId account, domain::MessageId message,
                          int slot);
/// Takes the place of what its slot had before.
void put(WriteTx& tx, domain::AccountId account, const domain::Attachment& attachment);
/// False when its slot is empty.
bool remove(WriteTx& tx, domain::AccountId account, domain::MessageId message, int slot);

}  // namespace usher::store::attachment
