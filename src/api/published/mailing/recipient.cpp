#include "api/published/mailing/recipient.hpp"

#include "api/published/mailing/group.hpp"
#include "api/published/mailing/recipient_item.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "base/text.hpp"
#include "domain/wire_date.hpp"
#include "http/form.hpp"

namespace usher::api::published {
namespace {

using domain::Subscription;
using http::Format;
using http::Method;
using http::Request;
using service::NewRecipient;
using service::RecipientTarget;

struct ConsoleDynamicFieldItem {
  static constexpr std::string_view kXmlName = "ConsoleDynamicFieldItem";
  std::string Description;
  std::int64_t Id = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleDynamicFieldItem, (), (Description, Id))

struct ConsoleEmailOptinItem {
  static constexpr std::string_view kXmlName = "ConsoleEmailOptinItem";
  std::string Email;
  std::string Optin_Date;
  std::string Optin_Request_Date;
  std::optional<std::string> Optin_Request_IP;
  std::string Optout_Date;
  std::optional<std::int64_t> Optout_MsgID;
  std::optional<std::string> Optout_Subtype;
  std::optional<std::string> Optout_Type;
  std::string Status;
  std::int64_t idRecipient = 0;
};
BOOST_DESCRIBE_STRUCT(ConsoleEmailOptinItem, (),
                      (Email, Optin_Date, Optin_Request_Date, Optin_Request_IP, Optout_Date,
                       Optout_MsgID, Optout_Subtype, Optout_Type, Status, idRecipient))

const char* status_word(Subscription status) {
  switch (status) {
    case Subscription::subscribed:
      return "OPTIN";
    case Subscription::unsubscribed:
      return "OPTOUT";
    case Subscription::pending:
      return "PENDING";
  }
  return "";
}

const char* opt_out_word(domain::OptOut why) {
  switch (why) {
    case domain::OptOut::application:
      return "API";
    case domain::OptOut::recipient:
      return "LINK";
    case domain::OptOut::hard_bounce:
      return "BOUNCE";
    case domain::OptOut::complaint:
      return "COMPLAINT";
  }
  return "";
}

ConsoleEmailOptinItem opt_in_item(const store::subscription::OptIn& found) {
  ConsoleEmailOptinItem out;
  out.Email = found.email;
  out.Optin_Date = domain::wire_moment(found.subscribed_at);
  out.Optin_Request_Date = domain::wire_moment(found.requested_at);
  if (!found.requested_ip.empty()) out.Optin_Request_IP = found.requested_ip;
  out.Optout_Date = domain::wire_moment(found.unsubscribed_at);
  out.Optout_MsgID = found.opt_out_message_id;
  if (found.state.opt_out) out.Optout_Type = opt_out_word(*found.state.opt_out);
  out.Status = status_word(found.state.status);
  out.idRecipient = found.recipient.value;
  return out;
}

http::Response write_recipients(Format format, const domain::ResultPage<domain::Recipient>& found) {
  return page_response(format, page_of<ConsoleRecipientItem>(found, recipient_item));
}

http::Response write_opt_ins(Format format,
                             const domain::ResultPage<store::subscription::OptIn>& found) {
  return page_response(format, page_of<ConsoleEmailOptinItem>(found, opt_in_item));
}

http::Response write_recipient(Format format, const domain::Recipient& recipient) {
  return reply(format, recipient_item(recipient), ConsoleRecipientItem::kXmlName);
}

http::Response write_recipient_id(Format format, const domain::RecipientId& id) {
  return bare_response(format, id.value);
}

Result<domain::GivenRecipient> read_recipient_body(const Request& request) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const auto node = wire::parse(http::request_format(request.header("Content-Type")), request.body);
  if (!node) return node.error();
  return read_recipient(*node);
}

Result<NewRecipient> read_new_recipient(const Request& request, const TrustedProxies& proxies,
                                        const Result<RecipientTarget>& target) {
  if (!target) return target.error();
  const auto options = read_add_options(request);
  if (!options) return options.error();
  auto given = read_recipient_body(request);
  if (!given) return given.error();
  if (options->ignore_mobile) given->mobile_prefix.reset(), given->mobile_number.reset();
  return NewRecipient{*target, std::move(*given), options->mode, options->confirm,
                      caller_ip(request, proxies)};
}

template <Subscription status>
Result<service::ListRecipientsQuery> read_recipients_query(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  auto query = read_page(request, domain::kRecipientNames);
  if (!query) return query.error();
  return service::ListRecipientsQuery{path->at(0), status, std::move(*query)};
}

Result<service::OptInsQuery> read_opt_ins_query(const Request& request) {
  return read_page_of<service::OptInsQuery>(request, "idList", {domain::kOptInProperties});
}

Result<service::GroupRecipientsQuery> read_group_recipients_query(const Request& request) {
  return read_page_of<service::GroupRecipientsQuery>(request, "idGroup", domain::kRecipientNames);
}

Result<service::RecipientGroupsQuery> read_recipient_groups_query(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idRecipient"});
  if (!path) return path.error();
  auto query = read_page(request, {domain::kGroupProperties});
  if (!query) return query.error();
  return service::RecipientGroupsQuery{path->at(0), {path->at(1)}, std::move(*query)};
}

Result<service::ListRecipientRef> read_list_recipient(const Request& request) {
  return by_numbers<service::ListRecipientRef>(request, "idList", "idRecipient");
}

Result<service::GroupRecipientRef> read_group_recipient(const Request& request) {
  const auto path = path_numbers(request, {"idGroup", "idRecipient"});
  if (!path) return path.error();
  const auto subscribe = query_flag(request, "confirmSubscription", true);
  if (!subscribe) return subscribe.error();
  return service::GroupRecipientRef{{path->at(0)}, {path->at(1)}, *subscribe};
}

Result<domain::RecipientId> read_recipient_id(const Request& request) {
  return by_number<domain::RecipientId>(request, "idRecipient");
}

Result<service::DynamicFieldsQuery> read_fields_query(const Request& request) {
  static constexpr std::array<domain::FilterProperty, 1> kNames = {
      {{"Id", domain::FilterType::integer}}};
  const auto query = read_page(request, {kNames});
  if (!query) return query.error();
  if (!query->filter.empty()) {
    return Error{Errc::invalid, "filterby: dynamic fields cannot be filtered."};
  }
  const bool ascending = !query->order.empty() && !query->order.front().descending;
  return service::DynamicFieldsQuery{query->skip, query->limit, ascending};
}

http::Response write_fields(Format format, const domain::ResultPage<domain::FilterField>& found) {
  const auto to_item = [](const domain::FilterField& field) {
    return ConsoleDynamicFieldItem{std::string(field.name), field.number};
  };
  return page_response(format, page_of<ConsoleDynamicFieldItem>(found, to_item));
}

void add_list_recipients(ResourceRoutes& routes, const TrustedProxies& proxies) {
  using namespace service;
  const auto read_new = [&proxies](const Request& request) {
    return read_new_recipient(request, proxies, read_list_target(request));
  };
  routes
      .add<&add_recipient>("AsyncImportRecipientToList", Method::post, "List/{idList}/Recipient",
                           read_new, write_recipient_id)
      .add<&list_recipients_by_status>(
          "GetSubscribedRecipientsByList", Method::get, "List/{idList}/Recipients/Subscribed",
          read_recipients_query<Subscription::subscribed>, write_recipients)
      .add<&list_recipients_by_status>(
          "GetUnsubscribedRecipientsByList", Method::get, "List/{idList}/Recipients/Unsubscribed",
          read_recipients_query<Subscription::unsubscribed>, write_recipients)
      .add<&list_recipients_by_status>(
          "GetPendingRecipientsByList", Method::get, "List/{idList}/Recipients/Pending",
          read_recipients_query<Subscription::pending>, write_recipients)
      .add<&list_opt_ins>("EmailOptins", Method::get, "List/{idList}/Recipients/EmailOptins",
                          read_opt_ins_query, write_opt_ins)
      .add<&list_recipient_groups>("GetConsoleGroupsByRecipient", Method::get,
                                   "List/{idList}/Recipient/{idRecipient}/Groups",
                                   read_recipient_groups_query, write_groups)
      .add<&subscribe_recipient>("SubscribeRecipientToList", Method::post,
                                 "List/{idList}/Subscribe/{idRecipient}", read_list_recipient,
                                 write_empty<Done>)
      .add<&unsubscribe_recipient>("RemoveRecipientFromList", Method::delete_,
                                   "List/{idList}/Unsubscribe/{idRecipient}", read_list_recipient,
                                   write_empty<Done>)
      .add<&remove_recipient_from_list>("DeleteRecipientFromList", Method::delete_,
                                        "List/{idList}/Recipient/{idRecipient}",
                                        read_list_recipient, write_empty<Done>);
}

void add_group_recipients(ResourceRoutes& routes, const TrustedProxies& proxies) {
  using namespace service;
  const auto read_new = [&proxies](const Request& request) {
    return read_new_recipient(request, proxies, read_group_target(request));
  };
  routes
      .add<&add_recipient>("AsyncImportRecipientToList", Method::post, "Group/{idGroup}/Recipient",
                           read_new, write_recipient_id)
      .add<&list_group_recipients>("GetRecipientsByGroup", Method::get,
                                   "Group/{idGroup}/Recipients", read_group_recipients_query,
                                   write_recipients)
      .add<&add_recipient_to_group>("SubscribeRecipientToGroup", Method::post,
                                    "Group/{idGroup}/Subscribe/{idRecipient}", read_group_recipient,
                                    write_empty<Done>)
      .add<&remove_recipient_from_group>("UnsubscribeRecipientFromGroup", Method::delete_,
                                         "Group/{idGroup}/Unsubscribe/{idRecipient}",
                                         read_group_recipient, write_empty<Done>);
}

}  // namespace

Result<RecipientTarget> read_list_target(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  return RecipientTarget{path->at(0), {}};
}

Result<RecipientTarget> read_group_target(const Request& request) {
  const auto path = path_numbers(request, {"idGroup"});
  if (!path) return path.error();
  return RecipientTarget{0, {path->at(0)}};
}

Result<AddOptions> read_add_options(const Request& request) {
  AddOptions out;
  const http::Form query(request.query);
  const std::string_view mode = trim(query.find_ignoring_case("importType").value_or(""));
  if (ascii_iequals(mode, "asOptin")) {
    out.mode = domain::EnrolMode::opt_in;
  } else if (ascii_iequals(mode, "asOptout")) {
    out.mode = domain::EnrolMode::opt_out;
  } else if (!mode.empty()) {
    return Error{Errc::invalid, "importType must be asOptin or asOptout."};
  }
  const std::pair<std::string_view, bool*> flags[] = {
      {"ConfirmEmail", &out.confirm},
      {"confirmMessage", &out.confirm},
      {"ignoreMobile", &out.ignore_mobile},
      {"clearMissingOrEmptyFields", &out.clear_fields},
      {"removeFromPrevGroups", &out.leave_groups}};
  for (const auto& [name, flag] : flags) {
    const auto given = query_flag(request, name, *flag);
    if (!given) return given.error();
    *flag = *given;
  }
  return out;
}

void add_recipients(ResourceRoutes& routes, const TrustedProxies& proxies) {
  using namespace service;
  add_list_recipients(routes, proxies);
  add_group_recipients(routes, proxies);
  routes
      .add<&update_recipient>("UpdateRecipientDetail", Method::put, "Recipient/Detail",
                              read_recipient_body, write_recipient)
      .add<&list_dynamic_fields>("GetDynamicFields", Method::get, "Recipient/DynamicFields",
                                 read_fields_query, write_fields)
      .add<&delete_recipient>("DeleteRecipient", Method::delete_, "Recipients/{idRecipient}",
                              read_recipient_id, write_empty<Done>);
}

}  // namespace usher::api::published
