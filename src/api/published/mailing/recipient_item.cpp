#include "api/published/mailing/recipient_item.hpp"

#include <fmt/format.h>

namespace usher::api::console {
namespace {

struct RecipientBody {
  std::optional<std::string> Email;
  std::optional<std::vector<DynamicFieldBody>> Fields;
  std::optional<std::string> MobileNumber;
  std::optional<std::string> MobilePrefix;
  std::optional<std::string> Name;
  std::optional<std::int64_t> idRecipient;
};
BOOST_DESCRIBE_STRUCT(RecipientBody, (),
                      (Email, Fields, MobileNumber, MobilePrefix, Name, idRecipient))

}  // namespace

Result<void> for_each_field(
    const std::vector<DynamicFieldBody>& fields,
    const std::function<void(int, const std::optional<std::string>&)>& take) {
  for (const DynamicFieldBody& field : fields) {
    if (!field.Id) return Error{Errc::invalid, "Fields: each needs an Id."};
    if (*field.Id < 1 || *field.Id > domain::kMaxFieldNumber) {
      return Error{Errc::invalid,
                   fmt::format("Fields: Id takes 1 to {}.", domain::kMaxFieldNumber)};
    }
    take(static_cast<int>(*field.Id), field.Value);
  }
  return {};
}

ConsoleRecipientItem item_of(const domain::Recipient& recipient) {
  ConsoleRecipientItem out;
  domain::RecipientFields rest = recipient.fields;
  for (const domain::FilterField& field : domain::kDynamicFields) {
    const auto found = rest.find(field.number);
    out.Fields.push_back({std::string(field.name), field.number,
                          found == rest.end() ? std::string() : found->second});
    if (found != rest.end()) rest.erase(found);
  }
  for (const auto& [number, value] : rest) out.Fields.push_back({"", number, value});
  out.Name = recipient.name;
  out.idRecipient = recipient.id.value;
  out.Email = recipient.email;
  out.MobileNumber = recipient.mobile_number;
  out.MobilePrefix = recipient.mobile_prefix;
  return out;
}

Result<domain::GivenRecipient> read_recipient(const wire::Node& node) {
  if (node.kind != wire::Node::Kind::object) {
    return Error{Errc::invalid, "A recipient must be an object."};
  }
  std::vector<domain::FieldProblem> problems;
  RecipientBody body = wire::read<RecipientBody>(node, problems);
  if (!problems.empty()) return wire::unreadable(problems);
  domain::GivenRecipient out;
  out.id = body.idRecipient;
  out.email = std::move(body.Email);
  out.name = std::move(body.Name);
  out.mobile_prefix = std::move(body.MobilePrefix);
  out.mobile_number = std::move(body.MobileNumber);
  if (!body.Fields) return out;
  const auto read = for_each_field(*body.Fields, [&out](int number, const auto& value) {
    if (value) out.fields[number] = *value;
  });
  if (!read) return read.error();
  return out;
}

}  // namespace usher::api::console
