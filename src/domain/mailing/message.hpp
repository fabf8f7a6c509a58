/// Messages: the newsletters of an account.
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

/// The maximum size of Content, Head, Body and Structure, in bytes each.
inline constexpr std::size_t kMaxContent = 1024 * 1024;

// Maximum lengths in characters.
inline constexpr std::size_t kMaxSubject = 255;
inline constexpr std::int64_t kMaxMessages = 10'000;  ///< the limit of an account
inline constexpr std::size_t kMaxMessageNotes = 1000;
inline constexpr std::size_t kMaxPreHeader = 1000;
inline constexpr std::size_t kMaxTrackingParams = 1000;
inline constexpr std::size_t kMaxTrackingProtocols = 20;

/// The visibility of a message on the web. The numbers are stored in the database.
enum class Publication : int {
  never = 0,
  online = 1,
  withdrawn = 2,  ///< was online before
};

/// Returns the visibility after a message was shown or hidden.
Publication publication_after(Publication now, bool visible);

/// The tracking of a message's links.
struct LinkTracking {
  std::string params;  ///< appended to the links' URLs
  bool enabled = false;
  std::vector<std::string> protocols;  ///< protocols as the caller set them: `http` or `http:`
};

/// A message in a list of messages.
struct MessageSummary {
  MessageId id;
  std::int64_t list = 0;
  std::string subject;
  std::string notes;
  Publication publication = Publication::never;
  TimePoint created_at;
  std::optional<TimePoint> sent_at;  ///< the time when its last sending ended
};

/// A message with its content.
struct Message : MessageSummary {
  std::string content;  ///< the HTML of the newsletter
  bool embed = false;
  bool is_confirmation = false;
  bool use_dynamic_field = false;
  RecipientFields fields;  ///< the defaults of a recipient's empty fields
  LinkTracking tracking;
  std::string head;  ///< the HTML in the document's head
  std::string body;  ///< the <body …> tag of the document
  std::string pre_header;
  std::string structure;
};

/// A caller's message. Members that are not set keep their value.
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

/// Applies a caller's message to `message`, and checks the result.
Result<Message> changed(Message message, GivenMessage given);

/// Returns the bytes that a message takes without its attachments, with its row.
std::int64_t stored_size(const Message& message);

/// Returns the message as a whole document. Content without an <html> tag is put into the body.
std::string html_document(const Message& message);

/// Returns the token in a message's public address: its id and an HMAC.
std::string online_token(const Key& key, const MessageSummary& message);
/// Returns the message's id in a token, nullopt if the token is malformed. Does not verify the
/// token.
std::optional<MessageId> parse_online_token(std::string_view token);
/// Verifies a token with every key, because addresses in sent mails stay valid after a key
/// rotation.
bool is_online_token(const Keys& keys, const MessageSummary& message, std::string_view token);

/// Properties by which messages can be filtered and ordered.
inline constexpr std::array<FilterProperty, 6> kMessageProperties = {{
    {"CreationDate", FilterType::text},
    {"Notes", FilterType::text},
    {"ServiceType", FilterType::integer},
    {"Subject", FilterType::text},
    {"idList", FilterType::integer},
    {"idMessage", FilterType::integer},
}};
/// Properties by which published messages can be filtered and ordered.
inline constexpr std::array<FilterProperty, 6> kPublishedMessageProperties = {{
    {"CreationDate", FilterType::text},
    {"LastSendDate", FilterType::text},
    {"Notes", FilterType::text},
    {"Subject", FilterType::text},
    {"idList", FilterType::integer},
    {"idMessage", FilterType::integer},
}};

}  // namespace usher::domain
