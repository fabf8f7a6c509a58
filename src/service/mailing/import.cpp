#include "service/mailing/import.hpp"

#include <fmt/format.h>

#include "service/mailing/enrolment.hpp"
#include "store/mailing/group.hpp"
#include "store/mailing/import.hpp"
#include "store/mailing/mailing_list.hpp"
#include "store/mailing/sending.hpp"
#include "store/provisioning/account.hpp"

namespace usher::service::import_ {

using domain::Account;
using domain::Import;
using domain::RecipientFault;

Result<domain::ImportId> Start::operator()(store::WriteTx& tx, const Account& account,
                                           const Input& input) {
  const auto target = recipient::resolve(tx, account, input.target);
  if (!target) return target.error();
  Import import = input.import;
  import.list = target->list;
  import.group = target->group;
  import.counts.total = input.rows.total();
  import.counts.without_email = input.rows.count(RecipientFault::without_email);
  import.counts.invalid_email = input.rows.count(RecipientFault::invalid_email) +
                                input.rows.count(RecipientFault::invalid_field);
  import.counts.invalid_number = input.rows.count(RecipientFault::invalid_number);
  const auto id = store::import_::insert(tx, account.id, import, input.ip, input.rows.chunks());
  tx.wake_workers();
  return id;
}

Result<Import> Status::operator()(store::WriteTx& tx, const Account& account, const Input& input) {
  auto import = store::import_::find(tx, account.id, input);
  if (!import) return Error{Errc::not_found, fmt::format("There is no import {}.", input.value)};
  return *import;
}

Result<List::Value> List::operator()(store::WriteTx& tx, const Account& account,
                                     const Input& input) {
  return store::import_::page(tx, account.id, input);
}

Result<domain::SendingId> PrepareSending::operator()(store::WriteTx& tx, const Account& account,
                                                     const Input& input) {
  store::account::lock(tx, account.id);  // one of two who ask at once makes it
  const auto import = Status{}(tx, account, input);
  if (!import) return import.error();
  if (import->sending != 0) return domain::SendingId{import->sending};
  if (!import->confirm) {
    return Error{Errc::invalid, "This import was made without ConfirmEmail."};
  }
  if (!import->ended_at) {
    return Error{Errc::invalid, "This import is under way: ask again when it is completed."};
  }
  store::sending::NewSending mails;
  mails.account = account.id;
  mails.list = import->list;
  mails.audience = domain::Audience::import;
  mails.audience_id = import->id.value;
  const domain::SendingId id = store::sending::insert(tx, mails);
  store::import_::set_sending(tx, account.id, import->id, id.value);
  return id;
}

bool SomeDue::operator()(store::WriteTx& tx, const Input&) { return store::import_::has_due(tx); }

bool Advance::operator()(store::WriteTx& tx, const Input&) {
  const auto due = store::import_::lock_due(tx);
  if (!due) return false;
  const Import& import = due->import;
  const auto account = store::account::find(tx, due->account);
  const bool stands =
      account && !account->is_expired(tx.now()) &&
      store::mailing_list::find(tx, due->account, import.list) &&
      (import.group.value == 0 || store::group::find(tx, due->account, import.group));
  if (!stands) {
    store::import_::abandon(tx, *due);
    return true;
  }
  const Enrolment into{import.list,         import.group,        import.mode, import.confirm,
                       import.clear_fields, import.leave_groups, due->ip,     import.id.value};
  const Enrolled done = enrol(tx, *account, into, domain::parse_import_rows(due->rows));
  store::import_::add_pending(tx, import.id, done.pending);
  domain::ImportCounts more;
  more.email_new = done.email_new;
  more.email_update = done.email_update;
  more.repeated_email = done.repeated_email;
  more.over_limit = done.over_limit;
  store::import_::settle(tx, *due, more);
  return true;
}

}  // namespace usher::service::import_
