/// Operations on imports. One call accepts an import; a background thread processes its rows in
/// chunks.
#pragma once

#include <string>

#include "base/error.hpp"
#include "domain/mailing/import.hpp"
#include "domain/mailing/recipient_rows.hpp"
#include "domain/mailing/sending.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "service/mailing/recipient.hpp"
#include "store/tx.hpp"

namespace usher::service {

struct NewImport {
  RecipientTarget target;
  domain::Import import;  ///< the options of the import
  domain::RecipientRows rows;
  std::string ip;
};
/// Stores an import with its rows and returns its id.
Result<domain::ImportId> start_import(store::WriteTx& tx, const domain::Account& account,
                                      const NewImport& input);

/// Returns an import of the account. Returns `not_found` if there is none with this id.
Result<domain::Import> read_import(store::ReadTx& tx, const domain::Account& account,
                                   domain::ImportId id);

Result<domain::ResultPage<domain::Import>> list_imports(store::ReadTx& tx,
                                                        const domain::Account& account,
                                                        const domain::PageQuery& query);

/// Returns the sending of the confirmation email to the recipients that an import made pending. The
/// first call creates the sending, which waits for its release. Returns `invalid` if the import has
/// no confirmation or is in progress.
Result<domain::SendingId> prepare_import_sending(store::WriteTx& tx, const domain::Account& account,
                                                 domain::ImportId id);

/// Returns whether any import is in progress.
bool has_due_import(store::ReadTx& tx);

/// Processes the next chunk of a due import, or ends the import if its account may not send or its
/// list or group is gone. Returns false if no import is due.
bool advance_import(store::WriteTx& tx);

}  // namespace usher::service
