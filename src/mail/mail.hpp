/// A mail becomes the bytes of a mail (RFC 5322, MIME). Pure: the same mail gives the same
/// bytes at any time, so that a mail repeated after a crash is unchanged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/language.hpp"

namespace usher::mail {

/// What a template was filled to.
struct Content {
  std::string subject;
  std::string text;
  std::string html;
};

/// A file that goes along.
struct Attachment {
  std::string name;  ///< any UTF-8; what stands before its last slash is left out
  std::string content;
};

/// An image that the HTML shows as "cid:ID" (RFC 2392).
struct InlineImage {
  std::string content_id;    ///< an addr-spec: "1@example.com"
  std::string content_type;  ///< "image/png"
  std::string content;
};

/// What makes a mail one of a mailing list (RFC 2369, RFC 2919, RFC 8058).
struct ListFields {
  std::string id;    ///< "7.42.lists.example.com": alphanumerics, '-' and dots
  std::string name;  ///< any UTF-8
  std::string unsubscribe_url;
};

struct Mail {
  std::string from_name;     ///< may be empty; any UTF-8
  std::string from_address;  ///< ASCII
  std::string to_name;       ///< may be empty; any UTF-8
  std::string to_address;    ///< ASCII, domain as A-labels
  domain::Language language = domain::Language::en;
  std::string message_id;  ///< without the angle brackets, e.g. "k3j9…@example.com"
  TimePoint date;
  Content content;
  /// Then the mail answers to nobody's action, and says List-ID, List-Unsubscribe and
  /// List-Unsubscribe-Post instead of Auto-Submitted.
  std::optional<ListFields> list = {};
  const std::vector<Attachment>* attachments = nullptr;  ///< null: none
  const std::vector<InlineImage>* images = nullptr;      ///< null: none
};

/// The whole mail with CRLF line ends: From, To, Subject, Date, Message-ID, MIME-Version,
/// Auto-Submitted: auto-generated (RFC 3834), X-Auto-Response-Suppress: All (the same for
/// Exchange), Content-Language, multipart/alternative of text and HTML in UTF-8, no line over 76
/// octets of body or 78 of header where folding allows. With images the HTML is multipart/related
/// of itself and them (RFC 2387), with files the whole is multipart/mixed of that and each of them.
/// Line breaks and other controls in header fields are dropped, never passed on.
std::string rfc5322_bytes(const Mail& mail);

/// "Name <a@b.c>" or "a@b.c" taken apart (RFC 5322, 3.4, display name quoted or not). The address
/// is empty when `mailbox` is neither.
struct Mailbox {
  std::string name;
  std::string address;
};
Mailbox parse_mailbox(std::string_view mailbox);

}  // namespace usher::mail
