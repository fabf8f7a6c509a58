/// E-mail messages of a list, as applications make them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/key_ring.hpp"
#include "domain/filter.hpp"
#include "domain/mailing/recipient_fields.hpp"
#include "domain/mailing/tag.hpp"

namespace usher::domain {

using MessageId = Id<struct EmailMessage>;

// Characters. What has no limit here ends with what a request may carry.
inline constexpr std::size_t kMaxSubject = 255;
inline constexpr std::int64_t kMaxMessages = 10'000;  ///< of an account
inline constexpr std::size_t kMaxMessageNotes = 1000;
inline constexpr std::size_t kMaxPreHeader = 1000;
inline constexpr std::size_t kMaxTrackingParams = 1000;
inline constexpr std::size_t kMaxTrackingProtocols = 20;  ///< how many

/// Whether anybody can read a message on the web. The numbers are the database's.
enum class Publication : int { never = 0, online = 1, withdrawn = 2 };

/// What it is after somebody has said whether it is to be visible.
Publication publication_after(Publication now, bool visible);

/// What becomes of a message's links.
struct LinkTracking {
  std::string params;  ///< what is appended to them
  bool enabled = false;
  std::vector<std::string> protocols;  ///< as they were given: `http` or `http:`
};

/// What lists of messages say of one.
struct MessageSummary {
  MessageId id;
  std::int64_t list = 0;
  std::string subject;
  std::string notes;
  Publication publication = Publication::never;
  TimePoint created_at;
  std::optional<TimePoint> sent_at;  ///< the end of its last sending
};

struct Message : MessageSummary {
  std::string content;  ///< HTML
  bool embed = false;
  bool is_confirmation = false;
  bool use_dynamic_field = false;
  RecipientFields fields;  ///< what stands for fields that a recipient lacks
  LinkTracking tracking;
  std::string head;  ///< HTML for the document's head
  std::string body;  ///< the document's <body …> tag
  std::string pre_header;
  std::string structure;
};

/// A message as callers give one: what is not given stays as it is.
struct GivenMessage {
  std::optional<std::string> subject;
  std::optional<std::string> content;
  std::optional<std::string> notes;
  std::optional<bool> embed;
  std::optional<bool> is_confirmation;
  std::optional<bool> use_dynamic_field;
  std::optional<RecipientFields> fields;
  std::optional<LinkTracking> tracking;
  std::optional<std::string> head;
  std::optional<std::string> body;
  std::optional<std::string> pre_header;
  std::optional<std::string> structure;
  std::optional<std::vector<TagId>> tags;
};

/// The message after that; the error says what is wrong with what was given.
Result<Message> changed(Message message, GivenMessage given);

/// As a whole document: what stands in its content alone is put between head and body.
std::string html_document(const Message& message);

/// What stands in the address at which anybody can read a message: its number and a proof that only
/// this server can make.
std::string online_token(const Key& key, const MessageSummary& message);
/// The message that a token claims to be for; nothing when it is not even shaped like one.
std::optional<MessageId> parse_online_token(std::string_view token);
/// Whether the proof in it is one of ours for that message, under any key: addresses are in
/// people's mails for longer than keys are the newest.
bool is_online_token(const Keys& keys, const MessageSummary& message, std::string_view token);

/// What messages can be filtered and ordered by.
inline constexpr std::array<FilterProperty, 6> kMessageProperties = {{
    {"CreationDate", FilterType::text},
    {"Notes", FilterType::text},
    {"ServiceType", FilterType::integer},
    {"Subject", FilterType::text},
    {"idList", FilterType::integer},
    {"idMessage", FilterType::integer},
}};
/// And those that were out already.
inline constexpr std::array<FilterProperty, 6> kPublishedMessageProperties = {{
    {"CreationDate", FilterType::text},
    {"LastSendDate", FilterType::text},
    {"Notes", FilterType::text},
    {"Subject", FilterType::text},
    {"idList", FilterType::integer},
    {"idMessage", FilterType::integer},
}};

}  // namespace usher::domain
