/// Imports: accepted by one call, taken up in the background a chunk at a time.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/mailing/import.hpp"
#include "domain/mailing/recipient_rows.hpp"
#include "domain/mailing/sending.hpp"
#include "domain/provisioning/account.hpp"
#include "domain/result_page.hpp"
#include "service/mailing/recipient.hpp"
#include "store/tx.hpp"

namespace usher::service::import_ {

using store::Access;

/// Accepts an import: it is durable when this is answered. Its id.
struct Start {
  struct Input {
    recipient::Target target;
    domain::Import import;  ///< its options
    domain::RecipientRows rows;
    std::string ip;
  };
  using Value = domain::ImportId;
  static constexpr std::string_view kMethod = "AsyncImportRecipientsToList";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct Status {
  using Input = domain::ImportId;
  using Value = domain::Import;
  static constexpr std::string_view kMethod = "GetImportStatus";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

struct List {
  using Input = domain::PageQuery;
  using Value = domain::ResultPage<domain::Import>;
  static constexpr std::string_view kMethod = "GetImports";
  static constexpr Access kAccess = Access::read;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Prepares the confirmation mail for those whom an import has left pending: a sending that waits
/// to be released. The same one however often it is asked for. `invalid` for an import that does
/// not ask for confirmation, or is still under way.
struct PrepareSending {
  using Input = domain::ImportId;
  using Value = domain::SendingId;
  static constexpr std::string_view kMethod = "GetImportSending";
  static constexpr Access kAccess = Access::write;
  Result<Value> operator()(store::WriteTx& tx, const domain::Account& account, const Input& input);
};

/// Whether an import is under way.
struct SomeDue {
  struct Input {};
  using Output = bool;
  Output operator()(store::WriteTx& tx, const Input& input);
};

/// Takes up the next chunk of whichever import is due. A crash before the commit leaves it to be
/// done again; there is nothing else that could be half done.
struct Advance {
  struct Input {};
  using Output = bool;  ///< whether there was something to do
  Output operator()(store::WriteTx& tx, const Input& input);
};

}  // namespace usher::service::import_
