/// The routes of the tags of a list (docs/contract/resources.md, C.10).
#pragma once

#include <string>
#include <string_view>

#include "api/published/resource_routes.hpp"
#include "domain/mailing/tag.hpp"

namespace usher::api::published {

struct EmailTagItem {
  static constexpr std::string_view kXmlName = "EmailTagItem";
  bool Enabled = true;
  std::int64_t Id = 0;
  std::string Name;
};
BOOST_DESCRIBE_STRUCT(EmailTagItem, (), (Enabled, Id, Name))

EmailTagItem tag_item(const domain::Tag& tag);

void add_tags(ResourceRoutes& routes);

}  // namespace usher::api::published
