/// A recipient as it is on the wire (the contract's C.6).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/wire/read.hpp"
#include "api/wire/write.hpp"
#include "domain/mailing/recipient.hpp"

namespace usher::api::console {

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
// The base class's members come first.
BOOST_DESCRIBE_STRUCT(ConsoleRecipientItem, (),
                      (Fields, Name, idRecipient, Email, MobileNumber, MobilePrefix))

/// A dynamic field as callers give one. Its Id decides, whatever it is called.
struct DynamicFieldBody {
  std::optional<std::int64_t> Id;
  std::optional<std::string> Value;
};
BOOST_DESCRIBE_STRUCT(DynamicFieldBody, (), (Id, Value))

/// Hands on each field with its number; `invalid` for what can be none's.
Result<void> for_each_field(
    const std::vector<DynamicFieldBody>& fields,
    const std::function<void(int, const std::optional<std::string>&)>& take);

/// With every field that accounts have, and any other one that is not empty.
ConsoleRecipientItem item_of(const domain::Recipient& recipient);

/// What a caller says of a recipient.
Result<domain::GivenRecipient> read_recipient(const wire::Node& node);

}  // namespace usher::api::console
