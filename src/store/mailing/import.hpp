/// Imports in the database, with their unprocessed rows.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/mailing/import.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "store/tx.hpp"

namespace usher::store::import_ {

/// Inserts an import with its rows in chunks of domain::RecipientRows. An
/// import without rows is finished.
domain::ImportId insert(WriteTx& tx, domain::AccountId account, const domain::Import& import,
                        std::string_view ip, std::span<const std::string> chunks);
std::optional<domain::Import> find(ReadTx& tx, domain::AccountId account, domain::ImportId id);
domain::ResultPage<domain::Import> page(ReadTx& tx, domain::AccountId account,
                                        const domain::PageQuery& query);
void set_sending(WriteTx& tx, domain::AccountId account, domain::ImportId id, std::int64_t sending);

/// An unfinished import and its next chunk.
struct Due {
  domain::AccountId account;
  domain::Import import;
  std::string ip;
  std::int64_t chunk = 0;
  std::string rows;
};
/// Locks the oldest unfinished import that no other node has locked and that is the oldest of its
/// account.
std::optional<Due> lock_due(WriteTx& tx);
/// Returns whether an import is unfinished.
bool has_due(ReadTx& tx);
/// Removes the processed chunk and adds `more` to the counts. Finishes the import after its last
/// chunk.
void settle(WriteTx& tx, const Due& due, const domain::ImportCounts& more);
/// Returns the bytes of the import's rows that wait.
std::int64_t waiting_bytes(ReadTx& tx, domain::ImportId id);
/// Finishes an import early, because its account has expired or its list was removed.
void abandon(WriteTx& tx, const Due& due);

/// Adds recipients of the import's confirmation mail.
void add_pending(WriteTx& tx, domain::ImportId id, std::span<const domain::RecipientId> recipients);

}  // namespace usher::store::import_
