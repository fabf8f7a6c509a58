/// Recipients on the wire (docs/contract/resources.md, C.6).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/wire/read.hpp"
#include "api/wire/write.hpp"
#include "domain/mailing/recipient.hpp"

namespace usher::api::published {

struct ConsoleRecipientDynamicFieldItem {
  static constexpr std::string_view kXmlName = "ConsoleRecipientDynamicFieldItem";
  std::string Description;
  std::int64_t Id = 0;
  std::string Value;
};
BOOST_DESCRIBE_STRUCT(ConsoleRecipientDynamicFieldItem, (), (Description, Id, Value))

struct ConsoleRecipientItem {
  static constexpr std::string_view kXmlName = "ConsoleRecipientItem";
  std::vector<ConsoleRecipientDynamicFieldItem> Fields;
  std::string Name;
  std::int64_t idRecipient = 0;
  std::string Email;
  std::optional<std::string> MobileNumber;
  std::optional<std::string> MobilePrefix;
};
// The wire's order: Fields, Name and idRecipient come first.
BOOST_DESCRIBE_STRUCT(ConsoleRecipientItem, (),
                      (Fields, Name, idRecipient, Email, MobileNumber, MobilePrefix))

/// A dynamic field in a request. Its Id identifies it; its name is ignored.
struct DynamicFieldBody {
  std::optional<std::int64_t> Id;
  std::optional<std::string> Value;
};
BOOST_DESCRIBE_STRUCT(DynamicFieldBody, (), (Id, Value))

/// Calls `on_field` with the number and value of each field. Returns `invalid` if a number is out
/// of range.
Result<void> for_each_field(
    const std::vector<DynamicFieldBody>& fields,
    const std::function<void(int, const std::optional<std::string>&)>& on_field);

/// Returns a recipient with all dynamic fields of accounts, then its other fields.
ConsoleRecipientItem recipient_item(const domain::Recipient& recipient);

/// Reads a recipient from a request's body or from one row of it.
Result<domain::GivenRecipient> read_recipient(const wire::Node& node);

}  // namespace usher::api::published
