#include "service/mailing/import.hpp"

#include <fmt/format.h>

#include "domain/provisioning/account_status.hpp"
#include "service/mailing/enrolment.hpp"
#include "service/mailing/storage.hpp"
#include "store/mailing/group.hpp"
#include "store/mailing/import.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/sending.hpp"
#include "store/mailing/storage.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service {
namespace {

using domain::Account;
using domain::Import;
using domain::RecipientFault;
using store::ReadTx;
using store::WriteTx;

/// Returns whether the account may send and still has the import's list and group.
bool can_continue(ReadTx& tx, const Account& account, const Import& import) {
  if (!domain::may(domain::status_of(account, tx.now()), domain::Capability::send)) return false;
  if (!store::mailing_list::find(tx, account.id, import.list)) return false;
  return import.group.value == 0 || store::group::find(tx, account.id, import.group);
}

}  // namespace

Result<domain::ImportId> start_import(WriteTx& tx, const Account& account, const NewImport& input) {
  const auto target = resolve_target(tx, account, input.target);
  if (!target) return target.error();
  Import import = input.import;
  import.list = target->list;
  import.group = target->group;
  import.counts.total = input.rows.total();
  import.counts.without_email = input.rows.count(RecipientFault::without_email);
  import.counts.invalid_email = input.rows.count(RecipientFault::invalid_email) +
                                input.rows.count(RecipientFault::invalid_field);
  import.counts.invalid_number = input.rows.count(RecipientFault::invalid_number);
  std::int64_t bytes = 0;
  for (const std::string& chunk : input.rows.chunks()) {
    bytes += static_cast<std::int64_t>(chunk.size());
  }
  if (auto fits = count_storage(tx, account, bytes); !fits) return fits.error();
  const auto id = store::import_::insert(tx, account.id, import, input.ip, input.rows.chunks());
  tx.wake_workers();
  return id;
}

Result<Import> read_import(ReadTx& tx, const Account& account, domain::ImportId id) {
  auto import = store::import_::find(tx, account.id, id);
  if (!import) return Error{Errc::not_found, fmt::format("There is no import {}.", id.value)};
  return *import;
}

Result<domain::ResultPage<Import>> list_imports(ReadTx& tx, const Account& account,
                                                const domain::PageQuery& query) {
  return store::import_::page(tx, account.id, query);
}

Result<domain::SendingId> prepare_import_sending(WriteTx& tx, const Account& account,
                                                 domain::ImportId id) {
  store::account::lock(tx, account.id);  // concurrent calls create one sending
  const auto import = read_import(tx, account, id);
  if (!import) return import.error();
  if (import->sending != 0) return domain::SendingId{import->sending};
  if (!import->confirm) {
    return Error{Errc::invalid, "This import was made without ConfirmEmail."};
  }
  if (!import->ended_at) {
    return Error{Errc::invalid, "This import is in progress. Retry when it is completed."};
  }
  store::sending::NewSending sending;
  sending.account = account.id;
  sending.list = import->list;
  sending.audience = domain::Audience::import;
  sending.audience_id = import->id.value;
  const domain::SendingId sending_id = store::sending::insert(tx, sending);
  store::import_::set_sending(tx, account.id, import->id, sending_id.value);
  return sending_id;
}

bool has_due_import(ReadTx& tx) { return store::import_::has_due(tx); }

bool advance_import(WriteTx& tx) {
  const auto due = store::import_::lock_due(tx);
  if (!due) return false;
  const Import& import = due->import;
  const auto account = store::account::find(tx, due->account);
  if (!account || !can_continue(tx, *account, import)) {
    store::storage::add(tx, due->account, -store::import_::waiting_bytes(tx, import.id));
    store::import_::abandon(tx, *due);
    return true;
  }
  const Enrolment enrolment{import.list,         import.group,        import.mode, import.confirm,
                            import.clear_fields, import.leave_groups, due->ip,     import.id.value};
  store::storage::add(tx, due->account, -static_cast<std::int64_t>(due->rows.size()));
  const EnrolmentResult result =
      enrol_recipients(tx, *account, enrolment, domain::parse_import_rows(due->rows));
  store::import_::add_pending(tx, import.id, result.pending);
  domain::ImportCounts more;
  more.email_new = result.email_new;
  more.email_update = result.email_update;
  more.repeated_email = result.repeated_email;
  more.over_limit = result.over_limit;
  store::import_::settle(tx, *due, more);
  return true;
}

}  // namespace usher::service
