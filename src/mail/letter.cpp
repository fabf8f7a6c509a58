#include "mail/letter.hpp"

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "mail/body_encoding.hpp"
#include "mail/header_text.hpp"

namespace usher::mail {
namespace {

// Neither quoted-printable (where "=" is followed by a digit, A to F or a line end) nor base64 can
// contain "=_", so no part can contain the boundary.
std::string boundary_for(const std::string& message_id) {
  return "=_" + to_hex(sha256("boundary:" + message_id)).substr(0, 32);
}

std::string part(std::string_view type, const std::string& text, domain::Language language) {
  const bool base64 = language == domain::Language::ja || prefers_base64(text);
  std::string out = "Content-Type: " + std::string(type) + "; charset=utf-8\r\n";
  out += base64 ? "Content-Transfer-Encoding: base64\r\n\r\n"
                : "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  return out + (base64 ? to_base64_lines(text) : to_quoted_printable(text));
}

}  // namespace

std::string to_mail(const Letter& letter) {
  const std::string boundary = boundary_for(letter.message_id);
  std::string out = mailbox_field("From", letter.from_name, letter.from_address);
  out += mailbox_field("To", letter.to_name, letter.to_address);
  out += text_field("Subject", letter.content.subject);
  out += plain_field("Date", to_rfc5322(letter.date));
  out += message_id_field(letter.message_id);
  out += plain_field("MIME-Version", "1.0");
  out += plain_field("Auto-Submitted", "auto-generated");
  out += plain_field("X-Auto-Response-Suppress", "All");
  out += plain_field("Content-Language", domain::tag_of(letter.language));
  out += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  // The part that a reader should prefer comes last (RFC 2046, 5.1.4).
  out += "--" + boundary + "\r\n" + part("text/plain", letter.content.text, letter.language);
  out += "\r\n--" + boundary + "\r\n" + part("text/html", letter.content.html, letter.language);
  return out + "\r\n--" + boundary + "--\r\n";
}

}  // namespace usher::mail
