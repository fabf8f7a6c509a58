#include "api/published/mailing/recipient.hpp"

#include "api/published/mailing/group.hpp"
#include "api/published/mailing/recipient_item.hpp"
#include "api/published/path.hpp"
#include "api/published/result_page.hpp"
#include "base/text.hpp"
#include "domain/wire_date.hpp"
#include "http/form.hpp"

namespace usher::api::console {
namespace {

using domain::Subscription;
using http::Format;
using http::Method;
using http::Request;
using service::recipient::Target;
namespace recipient = service::recipient;

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

const char* word_of(Subscription status) {
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

const char* word_of(domain::OptOut why) {
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

ConsoleEmailOptinItem opt_in_of(const store::subscription::OptIn& found) {
  ConsoleEmailOptinItem out;
  out.Email = found.email;
  out.Optin_Date = domain::wire_moment(found.subscribed_at);
  out.Optin_Request_Date = domain::wire_moment(found.requested_at);
  if (!found.requested_ip.empty()) out.Optin_Request_IP = found.requested_ip;
  out.Optout_Date = domain::wire_moment(found.unsubscribed_at);
  out.Optout_MsgID = found.opt_out_message_id;
  if (found.state.opt_out) out.Optout_Type = word_of(*found.state.opt_out);
  out.Status = word_of(found.state.status);
  out.idRecipient = found.recipient.value;
  return out;
}

http::Response write_page(Format format, const domain::ResultPage<domain::Recipient>& found) {
  return page_reply(format, page_of<ConsoleRecipientItem>(found, item_of));
}

http::Response write_opt_ins(Format format, const recipient::OptIns::Value& found) {
  return page_reply(format, page_of<ConsoleEmailOptinItem>(found, opt_in_of));
}

http::Response write_one(Format format, const domain::Recipient& found) {
  return reply(format, item_of(found), ConsoleRecipientItem::kXmlName);
}

Result<domain::GivenRecipient> read_one(const Request& request) {
  if (request.body.empty()) return Error{Errc::invalid, "The request has no body."};
  const auto node = wire::parse(http::body_format(request.header("Content-Type")), request.body);
  if (!node) return node.error();
  return read_recipient(*node);
}

template <Subscription status>
void add_page(Resources& resources, const char* path) {
  using Work = recipient::OfList<status>;
  resources.add<Work>(
      Method::get, path,
      [](const Request& request) {
        return read_page_of<typename Work::Input>(request, "idList", domain::kRecipientNames);
      },
      write_page);
}

Result<recipient::OptIns::Input> read_opt_ins(const Request& request) {
  static constexpr std::array<domain::FilterProperty, 2> kNames = {
      {{"Email", domain::FilterType::text}, {"idRecipient", domain::FilterType::integer}}};
  return read_page_of<recipient::OptIns::Input>(request, "idList", {kNames});
}

Result<recipient::OfGroup::Input> read_of_group(const Request& request) {
  return read_page_of<recipient::OfGroup::Input>(request, "idGroup", domain::kRecipientNames);
}

Result<recipient::Groups::Input> read_groups(const Request& request) {
  const auto path = path_numbers(request, {"idList", "idRecipient"});
  if (!path) return path.error();
  auto query = read_page(request, {domain::kGroupProperties});
  if (!query) return query.error();
  return recipient::Groups::Input{path->at(0), {path->at(1)}, std::move(*query)};
}

Result<recipient::InList> read_in_list(const Request& request) {
  return by_numbers<recipient::InList>(request, "idList", "idRecipient");
}

Result<recipient::InGroup> read_in_group(const Request& request) {
  const auto path = path_numbers(request, {"idGroup", "idRecipient"});
  if (!path) return path.error();
  const auto subscribe = flag_of(request, "confirmSubscription", true);
  if (!subscribe) return subscribe.error();
  return recipient::InGroup{{path->at(0)}, {path->at(1)}, *subscribe};
}

Result<domain::RecipientId> read_id(const Request& request) {
  return by_number<domain::RecipientId>(request, "idRecipient");
}

Result<recipient::DynamicFields::Input> read_fields(const Request& request) {
  static constexpr std::array<domain::FilterProperty, 1> kNames = {
      {{"Id", domain::FilterType::integer}}};
  const auto query = read_page(request, {kNames});
  if (!query) return query.error();
  if (!query->filter.empty()) {
    return Error{Errc::invalid, "filterby: dynamic fields are few, they come without a filter."};
  }
  const bool ascending = !query->order.empty() && !query->order.front().descending;
  return recipient::DynamicFields::Input{query->skip, query->limit, ascending};
}

http::Response write_fields(Format format, const recipient::DynamicFields::Value& found) {
  return page_reply(format, page_of<ConsoleDynamicFieldItem>(found, [](const auto& field) {
                      return ConsoleDynamicFieldItem{std::string(field.name), field.number};
                    }));
}

void add_adding(Resources& resources, const TrustedProxies& proxies) {
  using recipient::Add;
  const auto reader = [&proxies](auto target_of) {
    return [&proxies, target_of](const Request& request) -> Result<Add::Input> {
      const auto target = target_of(request);
      if (!target) return target.error();
      const auto how = read_how(request);
      if (!how) return how.error();
      auto given = read_one(request);
      if (!given) return given.error();
      if (how->ignore_mobile) given->mobile_prefix.reset(), given->mobile_number.reset();
      return Add::Input{*target, std::move(*given), how->mode, how->confirm,
                        caller_ip(request, proxies)};
    };
  };
  const auto write = [](Format format, const domain::RecipientId& id) {
    return bare_reply(format, id.value);
  };
  resources.add<Add>(Method::post, "List/{idList}/Recipient", reader(list_target), write)
      .add<Add>(Method::post, "Group/{idGroup}/Recipient", reader(group_target), write);
}

}  // namespace

Result<Target> list_target(const Request& request) {
  const auto path = path_numbers(request, {"idList"});
  if (!path) return path.error();
  return Target{path->at(0), {}};
}

Result<Target> group_target(const Request& request) {
  const auto path = path_numbers(request, {"idGroup"});
  if (!path) return path.error();
  return Target{0, {path->at(0)}};
}

Result<HowToAdd> read_how(const Request& request) {
  HowToAdd out;
  const http::Form query(request.query);
  const std::string_view mode = trim(query.find_any_case("importType").value_or(""));
  if (ascii_iequals(mode, "asOptin")) {
    out.mode = domain::EnrolMode::opt_in;
  } else if (ascii_iequals(mode, "asOptout")) {
    out.mode = domain::EnrolMode::opt_out;
  } else if (!mode.empty()) {
    return Error{Errc::invalid, "importType takes asOptin or asOptout."};
  }
  const std::pair<std::string_view, bool*> flags[] = {
      {"ConfirmEmail", &out.confirm},
      {"confirmMessage", &out.confirm},
      {"ignoreMobile", &out.ignore_mobile},
      {"clearMissingOrEmptyFields", &out.clear_fields},
      {"removeFromPrevGroups", &out.leave_groups}};
  for (const auto& [name, flag] : flags) {
    const auto given = flag_of(request, name, *flag);
    if (!given) return given.error();
    *flag = *given;
  }
  return out;
}

void add_recipients(Resources& resources, const TrustedProxies& proxies) {
  add_adding(resources, proxies);
  add_page<Subscription::subscribed>(resources, "List/{idList}/Recipients/Subscribed");
  add_page<Subscription::unsubscribed>(resources, "List/{idList}/Recipients/Unsubscribed");
  add_page<Subscription::pending>(resources, "List/{idList}/Recipients/Pending");
  using namespace recipient;  // NOLINT: a table of them follows
  resources
      .add<OptIns>(Method::get, "List/{idList}/Recipients/EmailOptins", read_opt_ins, write_opt_ins)
      .add<OfGroup>(Method::get, "Group/{idGroup}/Recipients", read_of_group, write_page)
      .add<Groups>(Method::get, "List/{idList}/Recipient/{idRecipient}/Groups", read_groups,
                   write_groups)
      .add<Subscribe>(
          Method::post, "List/{idList}/Subscribe/{idRecipient}",
          [](const Request& request) { return read_in_list(request); }, write_nothing<Subscribe>)
      .add<Unsubscribe>(
          Method::delete_, "List/{idList}/Unsubscribe/{idRecipient}",
          [](const Request& request) { return read_in_list(request); }, write_nothing<Unsubscribe>)
      .add<JoinGroup>(Method::post, "Group/{idGroup}/Subscribe/{idRecipient}", read_in_group,
                      write_nothing<JoinGroup>)
      .add<LeaveGroup>(Method::delete_, "Group/{idGroup}/Unsubscribe/{idRecipient}", read_in_group,
                       write_nothing<LeaveGroup>)
      .add<Update>(Method::put, "Recipient/Detail", read_one, write_one)
      .add<DynamicFields>(Method::get, "Recipient/DynamicFields", read_fields, write_fields)
      .add<RemoveFromList>(
          Method::delete_, "List/{idList}/Recipient/{idRecipient}",
          [](const Request& request) { return read_in_list(request); },
          write_nothing<RemoveFromList>)
      .add<Remove>(Method::delete_, "Recipients/{idRecipient}", read_id, write_nothing<Remove>);
}

}  // namespace usher::api::console
