/// Imports in the database, with the rows that they have not taken up yet.
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

/// With all its rows, in the form of domain/recipient_rows. One without rows has ended.
domain::ImportId insert(WriteTx& tx, domain::AccountId account, const domain::Import& import,
                        std::string_view ip, std::span<const std::string> chunks);
std::optional<domain::Import> find(ReadTx& tx, domain::AccountId account, domain::ImportId id);
domain::ResultPage<domain::Import> page(ReadTx& tx, domain::AccountId account,
                                        const domain::PageQuery& query);
void set_sending(WriteTx& tx, domain::AccountId account, domain::ImportId id, std::int64_t sending);

/// An import whose turn it is, with its next chunk: the oldest that is under way, but never two of
/// one account. Nobody else gets it until the transaction ends.
struct Due {
  domain::AccountId account;
  domain::Import import;
  std::string ip;
  std::int64_t chunk = 0;
  std::string rows;
};
std::optional<Due> lock_due(WriteTx& tx);
/// Whether any is under way.
bool has_due(ReadTx& tx);
/// The chunk was taken up: it goes, and `more` is added to the counts. The import ends with its
/// last chunk.
void settle(WriteTx& tx, const Due& due, const domain::ImportCounts& more);
/// Its account has expired, or its list is gone: it ends with what it has done.
void abandon(WriteTx& tx, const Due& due);

/// Recipients who have to confirm, for the import's confirmation mail.
void add_pending(WriteTx& tx, domain::ImportId id, std::span<const domain::RecipientId> recipients);

}  // namespace usher::store::import_
