/// Tags of a list (the contract's C.10).
#pragma once

#include <string>
#include <string_view>

#include "api/published/resources.hpp"
#include "domain/mailing/tag.hpp"

namespace usher::api::console {

struct EmailTagItem {
  static constexpr std::string_view kXmlName = "EmailTagItem";
  bool Enabled = true;
  std::int64_t Id = 0;
  std::string Name;
};
BOOST_DESCRIBE_STRUCT(EmailTagItem, (), (Enabled, Id, Name))

EmailTagItem item_of(const domain::Tag& tag);

void add_tags(Resources& resources);

}  // namespace usher::api::console
