/// Statistics of messages and recipients (docs/contract/resources.md, D).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/filter.hpp"

namespace usher::domain {

/// The kind of events that a statistic counts.
enum class Topic { deliveries, views, clicks, bounces, unsubscriptions };
inline constexpr std::array kTopics = {Topic::deliveries, Topic::views, Topic::clicks,
                                       Topic::bounces, Topic::unsubscriptions};

/// The kind of a bounce. The numbers are stored in the database.
enum class BounceKind : int { none = 0, hard = 1, soft = 2 };
constexpr std::string_view name_of(BounceKind kind) {
  return kind == BounceKind::hard ? "Hard" : kind == BounceKind::soft ? "Soft" : "";
}

/// The number of events of a recipient of a message.
struct ReaderCount {
  std::int64_t message = 0;
  std::int64_t recipient = 0;
  std::string email;  ///< empty if the recipient was removed
  std::int64_t count = 0;
  BounceKind bounce = BounceKind::none;
  std::string url{};  ///< set if clicks are counted by URL
};
/// The number of events of a message.
struct MessageCount {
  std::int64_t list = 0;
  std::int64_t message = 0;
  std::string subject;  ///< empty if the message was removed
  std::string notes;
  std::int64_t count = 0;
  BounceKind bounce = BounceKind::none;
  std::string url{};
};
/// The number of clicks on a link of a message.
struct LinkCount {
  std::int64_t message = 0;
  std::string url;
  std::int64_t count = 0;
};

/// Properties by which counts of recipients can be filtered and ordered.
inline constexpr std::array<FilterProperty, 6> kReaderProperties = {{
    {"Count", FilterType::integer},
    {"Email", FilterType::text},
    {"IdMessage", FilterType::integer},
    {"IdRecipient", FilterType::integer},
    {"Type", FilterType::text},
    {"Url", FilterType::text},
}};
/// Properties by which counts of messages can be filtered and ordered.
inline constexpr std::array<FilterProperty, 7> kMessageCountProperties = {{
    {"Count", FilterType::integer},
    {"IdList", FilterType::integer},
    {"IdMessage", FilterType::integer},
    {"Notes", FilterType::text},
    {"Subject", FilterType::text},
    {"Type", FilterType::text},
    {"Url", FilterType::text},
}};
/// Properties by which counts of links can be filtered and ordered.
inline constexpr std::array<FilterProperty, 3> kLinkCountProperties = {{
    {"Count", FilterType::integer},
    {"IdMessage", FilterType::integer},
    {"Url", FilterType::text},
}};

}  // namespace usher::domain
