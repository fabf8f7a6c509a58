#include "domain/mailing/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/encoding.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "domain/mailing/html.hpp"
#include "domain/mailing/newsletter.hpp"

namespace usher::domain {
namespace {

constexpr std::size_t kMaxProtocol = 20;  // the maximum length in characters

/// Refuses characters that PostgreSQL can't store; line breaks are allowed.
Result<void> check_text(std::string_view name, std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return {};
  return Error{Errc::invalid, fmt::format("{} must not contain U+0000.", name)};
}

Result<void> check_length(std::string_view name, std::string_view text, std::size_t max) {
  if (count_characters(text) <= max) return check_text(name, text);
  return Error{Errc::invalid, fmt::format("{} must have at most {} characters.", name, max)};
}

/// Checks the subject, which becomes a header field.
Result<void> check_subject(std::string_view subject) {
  if (!subject.empty() && !has_control_characters(subject) &&
      count_characters(subject) <= kMaxSubject) {
    return {};
  }
  return Error{Errc::invalid,
               fmt::format("Subject must have 1 to {} characters on one line.", kMaxSubject)};
}

Result<void> check_fields(const RecipientFields& fields) {
  for (const auto& [number, value] : fields) {
    if (number < 1 || number > kMaxFieldNumber) {
      return Error{Errc::invalid, fmt::format("Fields: Id must be from 1 to {}.", kMaxFieldNumber)};
    }
    if (count_characters(value) > kMaxFieldValue) {
      return Error{Errc::invalid,
                   fmt::format("Fields: Value must have at most {} characters.", kMaxFieldValue)};
    }
  }
  return {};
}

/// Returns whether the text is a scheme (RFC 3986, 3.1), with or without its colon.
bool is_protocol(std::string_view text) {
  if (text.ends_with(':')) text.remove_suffix(1);
  return !text.empty() && text.size() <= kMaxProtocol &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_ascii_alphanumeric(c) || c == '+' || c == '-' || c == '.';
         });
}

Result<void> check_tracking(const LinkTracking& tracking) {
  if (has_control_characters(tracking.params) ||
      count_characters(tracking.params) > kMaxTrackingParams) {
    return Error{
        Errc::invalid,
        fmt::format("TrackingInfo: CustomParams must have at most {} characters on one line.",
                    kMaxTrackingParams)};
  }
  if (tracking.protocols.size() > kMaxTrackingProtocols ||
      !std::all_of(tracking.protocols.begin(), tracking.protocols.end(), is_protocol)) {
    return Error{Errc::invalid, "TrackingInfo: Protocols must be names such as http and https."};
  }
  return {};
}

Result<void> check(const Message& message) {
  if (auto checked = check_subject(message.subject); !checked) return checked;
  if (trim(message.content).empty()) return Error{Errc::invalid, "Content must not be empty."};
  for (const auto& [name, text] :
       {std::pair("Content", &message.content), std::pair("Head", &message.head),
        std::pair("Body", &message.body), std::pair("Structure", &message.structure)}) {
    if (text->size() > kMaxContent) {
      return Error{Errc::invalid, fmt::format("{} must have at most {} bytes.", name, kMaxContent)};
    }
    if (auto checked = check_text(name, *text); !checked) return checked;
  }
  if (auto checked = check_length("Notes", message.notes, kMaxMessageNotes); !checked)
    return checked;
  if (auto checked = check_length("PreHeader", message.pre_header, kMaxPreHeader); !checked)
    return checked;
  if (auto checked = check_fields(message.fields); !checked) return checked;
  if (auto checked = check_tracking(message.tracking); !checked) return checked;
  return check_merged_size(message);
}

template <class T>
void set_if_given(std::optional<T>& given, T& value) {
  if (given) value = std::move(*given);
}

}  // namespace

Publication publication_after(Publication now, bool visible) {
  if (visible) return Publication::online;
  return now == Publication::online ? Publication::withdrawn : now;
}

Result<Message> changed(Message message, GivenMessage given) {
  set_if_given(given.subject, message.subject);
  set_if_given(given.content, message.content);
  set_if_given(given.notes, message.notes);
  set_if_given(given.embed, message.embed);
  set_if_given(given.is_confirmation, message.is_confirmation);
  set_if_given(given.use_dynamic_field, message.use_dynamic_field);
  set_if_given(given.fields, message.fields);
  set_if_given(given.tracking, message.tracking);
  set_if_given(given.head, message.head);
  set_if_given(given.body, message.body);
  set_if_given(given.pre_header, message.pre_header);
  set_if_given(given.structure, message.structure);
  message.subject = std::string(trim(message.subject));
  if (auto checked = check(message); !checked) return checked.error();
  return message;
}

std::int64_t stored_size(const Message& message) {
  constexpr std::size_t kRow = 512;
  std::size_t out = kRow + message.tracking.params.size() + fields_text(message.fields).size();
  for (const std::string* text : {&message.subject, &message.notes, &message.content, &message.head,
                                  &message.body, &message.pre_header, &message.structure}) {
    out += text->size();
  }
  return static_cast<std::int64_t>(out);
}

std::string html_document(const Message& message) {
  const std::string start = ascii_lower(std::string_view(message.content).substr(0, 1000));
  if (start.find("<html") != std::string::npos) return message.content;
  const bool has_tag = ascii_lower(trim(message.body)).starts_with("<body");
  return fmt::format(
      "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n{}\n</head>\n"
      "{}\n{}\n</body>\n</html>\n",
      escape_html(message.subject), message.head,
      has_tag ? std::string_view(message.body) : "<body>", message.content);
}

std::string online_token(const Key& key, const MessageSummary& message) {
  // The time distinguishes messages whose number was reused after a restore of the database.
  const std::string text = fmt::format("{}:{}", message.id.value, to_ms(message.created_at));
  return fmt::format("{}-{}", message.id.value,
                     to_base32(key.mac(KeyPurpose::online_link, text).substr(0, 16)));
}

std::optional<MessageId> parse_online_token(std::string_view token) {
  MessageId id;
  const char* const end = token.data() + token.size();
  const auto [rest, error] = std::from_chars(token.data(), end, id.value);
  if (error != std::errc() || id.value <= 0 || rest == end || *rest != '-') return std::nullopt;
  return id;
}

bool is_online_token(const Keys& keys, const MessageSummary& message, std::string_view token) {
  return keys.any(
      [&](const Key& key) { return constant_time_equal(online_token(key, message), token); });
}

}  // namespace usher::domain
