/// What can be counted about messages and recipients (the contract's D).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "domain/filter.hpp"

namespace usher::domain {

enum class Topic { deliveries, views, clicks, bounces, unsubscriptions };
inline constexpr std::array kTopics = {Topic::deliveries, Topic::views, Topic::clicks,
                                       Topic::bounces, Topic::unsubscriptions};

/// Why a mail came back. The numbers are the database's.
enum class BounceKind : int { none = 0, hard = 1, soft = 2 };
constexpr std::string_view name_of(BounceKind kind) {
  return kind == BounceKind::hard ? "Hard" : kind == BounceKind::soft ? "Soft" : "";
}

/// One who got a message, and how often what is asked about has happened.
struct ReaderCount {
  std::int64_t message = 0;
  std::int64_t recipient = 0;
  std::string email;  ///< empty: was removed
  std::int64_t count = 0;
  BounceKind bounce = BounceKind::none;
  std::string url{};  ///< where clicks are told apart by it
};
/// The same of one message that a recipient got.
struct MessageCount {
  std::int64_t list = 0;
  std::int64_t message = 0;
  std::string subject;  ///< empty: was removed
  std::string notes;
  std::int64_t count = 0;
  BounceKind bounce = BounceKind::none;
  std::string url{};
};
struct LinkCount {
  std::int64_t message = 0;
  std::string url;
  std::int64_t count = 0;
};

/// What the lists can be filtered and ordered by.
inline constexpr std::array<FilterProperty, 6> kReaderProperties = {{
    {"Count", FilterType::integer},
    {"Email", FilterType::text},
    {"IdMessage", FilterType::integer},
    {"IdRecipient", FilterType::integer},
    {"Type", FilterType::text},
    {"Url", FilterType::text},
}};
inline constexpr std::array<FilterProperty, 7> kMessageCountProperties = {{
    {"Count", FilterType::integer},
    {"IdList", FilterType::integer},
    {"IdMessage", FilterType::integer},
    {"Notes", FilterType::text},
    {"Subject", FilterType::text},
    {"Type", FilterType::text},
    {"Url", FilterType::text},
}};
inline constexpr std::array<FilterProperty, 3> kLinkCountProperties = {{
    {"Count", FilterType::integer},
    {"IdMessage", FilterType::integer},
    {"Url", FilterType::text},
}};

}  // namespace usher::domain
