#include "api/published/mailing/import.hpp"

#include <fmt/format.h>

#include "api/published/mailing/recipient.hpp"
#include "api/published/mailing/recipient_item.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "domain/wire_date.hpp"
#include "service/mailing/import.hpp"

namespace usher::api::published {
namespace {

using domain::Import;
using http::Format;
using http::Method;
using http::Request;
using service::NewImport;

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

/// Returns 1 for an import in progress, 2 for a completed one.
std::int64_t import_status_code(const Import& import) { return import.ended_at ? 2 : 1; }

http::Response write_import_status(Format format, const Import& import) {
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

http::Response write_import_detail(Format format, const Import& import) {
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
  out.StatusCode = import_status_code(import);
  return reply(format, out, "ConsoleImportDetail");
}

http::Response write_imports(Format format, const domain::ResultPage<Import>& found) {
  const auto to_item = [](const Import& import) {
    ConsoleImportItem out;
    out.IdImport = import.id.value;
    out.IdList = import.list;
    out.Rows = import.counts.total;
    out.StartDate = domain::wire_date(import.started_at);
    out.StatusCode = import_status_code(import);
    return out;
  };
  return page_response(format, page_of<ConsoleImportItem>(found, to_item));
}

struct ConsoleImportSending {
  std::int64_t idSending = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleImportSending, (), (idSending))

http::Response write_import_sending(Format format, const domain::SendingId& id) {
  return reply(format, ConsoleImportSending{id.value}, "ConsoleImportSending");
}

http::Response write_import_id(Format format, const domain::ImportId& id) {
  return bare_response(format, id.value);
}

/// Reads the rows of the body. Fails if a row is malformed. Counts rows with invalid addresses and
/// drops them.
Result<domain::RecipientRows> read_rows(const Request& request, bool ignore_mobile) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  domain::RecipientRows rows;
  std::optional<Error> error;
  const auto add = [&](const wire::Node& node) {
    if (error) return;
    auto row = read_recipient(node);
    if (!row) {
      const std::string& reason = row.error().message;
      error = Error{Errc::invalid, fmt::format("Row {}: {}", rows.total() + 1, reason)};
      return;
    }
    if (ignore_mobile) row->mobile_prefix.reset(), row->mobile_number.reset();
    rows.add(std::move(*row));
  };
  const Format format = http::request_format(request.header("Content-Type"));
  const auto parsed = wire::parse_items(format, request.body, add);
  if (!parsed) return parsed.error();
  if (error) return *error;
  return rows;
}

Result<NewImport> read_new_import(const Request& request, const TrustedProxies& proxies,
                                  const Result<service::RecipientTarget>& target) {
  if (!target) return target.error();
  const auto options = read_add_options(request);
  if (!options) return options.error();
  auto rows = read_rows(request, options->ignore_mobile);
  if (!rows) return rows.error();
  NewImport out{*target, {}, std::move(*rows), caller_ip(request, proxies)};
  out.import.mode = options->mode;
  out.import.confirm = options->confirm;
  out.import.clear_fields = options->clear_fields;
  out.import.leave_groups = options->leave_groups;
  return out;
}

Result<domain::ImportId> read_import_id(const Request& request) {
  return by_number<domain::ImportId>(request, "idImport");
}

Result<domain::PageQuery> read_imports_query(const Request& request) {
  return read_page(request, {domain::kImportProperties});
}

}  // namespace

void add_imports(ResourceRoutes& routes, const TrustedProxies& proxies) {
  using namespace service;
  const auto read_list_import = [&proxies](const Request& request) {
    return read_new_import(request, proxies, read_list_target(request));
  };
  const auto read_group_import = [&proxies](const Request& request) {
    return read_new_import(request, proxies, read_group_target(request));
  };
  routes.set_body_limit(kUploadLimit)
      .add<&start_import>("AsyncImportRecipientsToList", Method::post, "List/{idList}/Recipients",
                          read_list_import, write_import_id)
      .add<&start_import>("AsyncImportRecipientsToList", Method::post, "Group/{idGroup}/Recipients",
                          read_group_import, write_import_id)
      .set_body_limit(http::Route{}.body_limit)
      .add<&read_import>("GetImportStatus", Method::get, "Import/{idImport}", read_import_id,
                         write_import_status)
      .add<&prepare_import_sending>("GetImportSending", Method::get, "Import/{idImport}/Sending",
                                    read_import_id, write_import_sending)
      .add<&list_imports>("GetImports", Method::get, "Imports", read_imports_query, write_imports)
      .add<&read_import>("GetImportStatus", Method::get, "Imports/{idImport}", read_import_id,
                         write_import_detail);
}

}  // namespace usher::api::published
