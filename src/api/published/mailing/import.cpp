#include "api/published/mailing/import.hpp"

#include <fmt/format.h>

#include "api/published/mailing/recipient.hpp"
#include "api/published/mailing/recipient_item.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "domain/wire_date.hpp"
#include "service/mailing/import.hpp"

namespace usher::api::console {
namespace {

using domain::Import;
using http::Format;
using http::Method;
using http::Request;
using service::import_::List;
using service::import_::PrepareSending;
using service::import_::Start;
using service::import_::Status;

struct ConsoleImportStatus {
  bool Completed = false;
  std::int64_t CreatedRecipients = 0;
  std::int64_t ImportedRecipients = 0;
  std::int64_t NotValidRecipients = 0;
  std::int64_t UpdatedRecipients = 0;
  std::int64_t ValidRecipients = 0;
  std::int64_t idImport = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleImportStatus, (),
                      (Completed, CreatedRecipients, ImportedRecipients, NotValidRecipients,
                       UpdatedRecipients, ValidRecipients, idImport))

struct ConsoleImportItem {
  static constexpr std::string_view kXmlName = "ConsoleImportItem";
  std::string Filename;
  std::int64_t IdImport = 0;
  std::int64_t IdList = 0;
  std::int64_t Rows = 0;
  std::string StartDate;
  std::int64_t StatusCode = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleImportItem, (),
                      (Filename, IdImport, IdList, Rows, StartDate, StatusCode))

struct InvalidRows {
  std::int64_t InvalidEmail = 0;
  std::int64_t InvalidNumber = 0;
  std::int64_t Total = 0;
  std::int64_t WithoutEmail = 0;
  std::int64_t WithoutNumber = 0;
  std::int64_t WithoutPrefix = 0;
};
BOOST_DESCRIBE_STRUCT(InvalidRows, (),
                      (InvalidEmail, InvalidNumber, Total, WithoutEmail, WithoutNumber,
                       WithoutPrefix))
struct ValidRows {
  std::int64_t EmailNew = 0;
  std::int64_t EmailUpdate = 0;
  std::int64_t NumberNew = 0;
  std::int64_t NumberUpdate = 0;
  std::int64_t RepeatedEmail = 0;
  std::int64_t RepeatedNumber = 0;
  std::int64_t Total = 0;
};
BOOST_DESCRIBE_STRUCT(ValidRows, (),
                      (EmailNew, EmailUpdate, NumberNew, NumberUpdate, RepeatedEmail,
                       RepeatedNumber, Total))
struct ImportRows {
  InvalidRows Invalid;
  std::int64_t Total = 0;
  ValidRows Valid;
};
BOOST_DESCRIBE_STRUCT(ImportRows, (), (Invalid, Total, Valid))

struct ConsoleImportDetail {
  std::string EndDate;
  std::string FieldSeparator;
  std::string Filename;
  std::vector<std::int64_t> IdGroups;
  std::int64_t IdImport = 0;
  std::int64_t IdList = 0;
  bool IgnoreDoubleQuotes = false;
  bool IgnoreFirstRow = false;
  bool ImportAsUnsubscribed = false;
  bool IncludePendingRecipients = false;
  bool OverwriteEmptyFields = false;
  bool ReplaceExistingGroup = false;
  ImportRows Rows;
  bool SendConfirmationEmail = false;
  std::string StartDate;
  std::int64_t StatusCode = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleImportDetail, (),
                      (EndDate, FieldSeparator, Filename, IdGroups, IdImport, IdList,
                       IgnoreDoubleQuotes, IgnoreFirstRow, ImportAsUnsubscribed,
                       IncludePendingRecipients, OverwriteEmptyFields, ReplaceExistingGroup, Rows,
                       SendConfirmationEmail, StartDate, StatusCode))

/// 1 under way, 2 done.
std::int64_t status_code(const Import& import) { return import.ended_at ? 2 : 1; }

http::Response write_status(Format format, const Import& import) {
  const domain::ImportCounts& counts = import.counts;
  ConsoleImportStatus out;
  out.Completed = import.ended_at.has_value();
  out.CreatedRecipients = counts.email_new;
  out.ImportedRecipients = counts.taken_up();
  out.NotValidRecipients = counts.not_valid();
  out.UpdatedRecipients = counts.email_update + counts.repeated_email;
  out.ValidRecipients = counts.total - counts.not_valid();
  out.idImport = import.id.value;
  return reply(format, out, "ConsoleImportStatus");
}

http::Response write_detail(Format format, const Import& import) {
  const domain::ImportCounts& counts = import.counts;
  ConsoleImportDetail out;
  if (import.ended_at) out.EndDate = domain::wire_date(*import.ended_at);
  if (import.group.value != 0) out.IdGroups.push_back(import.group.value);
  out.IdImport = import.id.value;
  out.IdList = import.list;
  out.ImportAsUnsubscribed = import.mode == domain::EnrolMode::opt_out;
  out.IncludePendingRecipients = import.mode == domain::EnrolMode::opt_in;
  out.OverwriteEmptyFields = import.clear_fields;
  out.ReplaceExistingGroup = import.leave_groups;
  InvalidRows& invalid = out.Rows.Invalid;
  invalid.InvalidEmail = counts.invalid_email + counts.over_limit;
  invalid.InvalidNumber = counts.invalid_number;
  invalid.WithoutEmail = counts.without_email;
  invalid.Total = counts.not_valid();
  ValidRows& valid = out.Rows.Valid;
  valid.EmailNew = counts.email_new;
  valid.EmailUpdate = counts.email_update;
  valid.RepeatedEmail = counts.repeated_email;
  valid.Total = counts.taken_up();
  out.Rows.Total = counts.total;
  out.SendConfirmationEmail = import.confirm;
  out.StartDate = domain::wire_date(import.started_at);
  out.StatusCode = status_code(import);
  return reply(format, out, "ConsoleImportDetail");
}

http::Response write_list(Format format, const List::Value& found) {
  return page_reply(format, page_of<ConsoleImportItem>(found, [](const Import& import) {
                      return ConsoleImportItem{"",
                                               import.id.value,
                                               import.list,
                                               import.counts.total,
                                               domain::wire_date(import.started_at),
                                               status_code(import)};
                    }));
}

struct ConsoleImportSending {
  std::int64_t idSending = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleImportSending, (), (idSending))

http::Response write_sending(Format format, const domain::SendingId& id) {
  return reply(format, ConsoleImportSending{id.value}, "ConsoleImportSending");
}

/// The rows of the body. A row that is no recipient at all refuses all of them; one with a bad
/// address only counts.
Result<domain::RecipientRows> read_rows(const Request& request, bool ignore_mobile) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  domain::RecipientRows rows;
  std::optional<Error> wrong;
  const auto add = [&](const wire::Node& node) {
    if (wrong) return;
    auto row = read_recipient(node);
    if (!row) {
      wrong =
          Error{Errc::invalid, fmt::format("Row {}: {}", rows.total() + 1, row.error().message)};
      return;
    }
    if (ignore_mobile) row->mobile_prefix.reset(), row->mobile_number.reset();
    rows.add(std::move(*row));
  };
  const Format format = http::request_format(request.header("Content-Type"));
  const auto parsed = wire::parse_items(format, request.body, add);
  if (!parsed) return parsed.error();
  if (wrong) return *wrong;
  return rows;
}

Result<domain::ImportId> read_id(const Request& request) {
  return by_number<domain::ImportId>(request, "idImport");
}

Result<List::Input> read_list(const Request& request) {
  return read_page(request, {domain::kImportProperties});
}

}  // namespace

void add_imports(Resources& resources, const TrustedProxies& proxies) {
  const auto reader = [&proxies](auto target_of) {
    return [&proxies, target_of](const Request& request) -> Result<Start::Input> {
      const auto target = target_of(request);
      if (!target) return target.error();
      const auto how = read_how(request);
      if (!how) return how.error();
      auto rows = read_rows(request, how->ignore_mobile);
      if (!rows) return rows.error();
      Start::Input out{*target, {}, std::move(*rows), caller_ip(request, proxies)};
      out.import.mode = how->mode;
      out.import.confirm = how->confirm;
      out.import.clear_fields = how->clear_fields;
      out.import.leave_groups = how->leave_groups;
      return out;
    };
  };
  const auto write = [](Format format, const domain::ImportId& id) {
    return bare_reply(format, id.value);
  };
  resources.bodies(kUploadLimit)
      .add<Start>(Method::post, "List/{idList}/Recipients", reader(list_target), write)
      .add<Start>(Method::post, "Group/{idGroup}/Recipients", reader(group_target), write)
      .bodies(http::Route{}.body_limit)
      .add<Status>(Method::get, "Import/{idImport}", read_id, write_status)
      .add<PrepareSending>(Method::get, "Import/{idImport}/Sending", read_id, write_sending)
      .add<List>(Method::get, "Imports", read_list, write_list)
      .add<Status>(Method::get, "Imports/{idImport}", read_id, write_detail);
}

}  // namespace usher::api::console
