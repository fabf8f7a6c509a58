/// A mail and its serialisation (RFC 5322, MIME). Pure functions: equal mails have equal bytes, so
/// that a mail that is sent again after a crash is unchanged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/language.hpp"
#include "mail/mailbox.hpp"

namespace usher::mail {

/// The subject and bodies of a mail.
struct Content {
  std::string subject;
  std::string text;
  std::string html;
};

/// An attached file.
struct Attachment {
  std::string name;  ///< any UTF-8 text; folders before the file's name are dropped
  std::string content;
};

/// An image that the HTML references as "cid:ID" (RFC 2392).
struct InlineImage {
  std::string content_id;    ///< an addr-spec such as "1@example.com"
  std::string content_type;  ///< a media type such as "image/png"
  std::string content;
};

/// Header fields of a mailing list's mails (RFC 2369, RFC 2919, RFC 8058).
struct ListFields {
  std::string id;    ///< such as "7.42.lists.example.com"; alphanumerics, '-' and dots
  std::string name;  ///< the list's name; any UTF-8 text
  std::string unsubscribe_url;
};

/// One RFC 5322 message to one address.
struct Mail {
  std::string from_name;     ///< any UTF-8 text; may be empty
  std::string from_address;  ///< an ASCII address
  std::string to_name;       ///< any UTF-8 text; may be empty
  std::string to_address;    ///< an ASCII address; the domain consists of A-labels
  domain::Language language = domain::Language::en;
  std::string message_id;  ///< the id without angle brackets, such as "k3j9…@example.com"
  TimePoint date;
  Content content;
  /// The fields of a newsletter. If set, the mail has List-ID, List-Unsubscribe and
  /// List-Unsubscribe-Post, but no Auto-Submitted.
  std::optional<ListFields> list = {};
  const std::vector<Attachment>* attachments = nullptr;  ///< null: none
  const std::vector<InlineImage>* images = nullptr;      ///< null: none
  std::string reply_to = {};                             ///< ASCII address; empty: the sender
};

/// Returns the whole mail with CRLF line ends: From, To, Subject, Date, Message-ID, MIME-Version,
/// Auto-Submitted: auto-generated (RFC 3834), X-Auto-Response-Suppress: All (the equivalent for
/// Exchange), Content-Language, and multipart/alternative of text and HTML in UTF-8. Images are
/// sent with the HTML as multipart/related (RFC 2387), attachments as parts of a multipart/mixed.
///
/// Body lines have at most 76 octets, header lines at most 78 where folding allows it. Control
/// characters in header fields are dropped.
std::string rfc5322_bytes(const Mail& mail);

}  // namespace usher::mail
