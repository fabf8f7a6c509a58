#include "mail/mail.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.hpp"
#include "base/encoding.hpp"
#include "base/text.hpp"
#include "mail/body_encoding.hpp"
#include "mail/header_text.hpp"
#include "mail/one_line.hpp"

namespace usher::mail {
namespace {

/// Returns a boundary that no part can contain: base64 and quoted-printable never contain "=_",
/// because a digit, A to F or a line end follows "=" in quoted-printable.
std::string boundary_for(const std::string& message_id) {
  return "=_" + to_hex(sha256("boundary:" + message_id)).substr(0, 32);
}

std::string text_part(std::string_view type, const std::string& text, domain::Language language) {
  const bool base64 = language == domain::Language::ja || prefers_base64(text);
  std::string out = "Content-Type: " + std::string(type) + "; charset=utf-8\r\n";
  out += base64 ? "Content-Transfer-Encoding: base64\r\n\r\n"
                : "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  out += base64 ? to_base64_lines(text) : to_quoted_printable(text);
  return out;
}

const char* const kAutoSubmittedFields =
    "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\n";

std::string list_fields(const ListFields& list) {
  return mailbox_field("List-ID", list.name, list.id) +
         plain_field("List-Unsubscribe", "<" + list.unsubscribe_url + ">") +
         plain_field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
}

/// Returns the HTML part, which includes the images if there are any.
std::string html_part(const Mail& mail) {
  const std::string html = text_part("text/html", mail.content.html, mail.language);
  if (mail.images == nullptr || mail.images->empty()) return html;
  const std::string boundary = boundary_for("related:" + mail.message_id);
  std::string out = "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"" +
                    boundary + "\"\r\n\r\n--" + boundary + "\r\n" + html;
  for (const InlineImage& image : *mail.images) {
    out += "\r\n--" + boundary + "\r\nContent-Type: " + image.content_type +
           "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\n" +
           plain_field("Content-ID", "<" + image.content_id + ">") + "\r\n" +
           bytes_to_base64_lines(image.content);
  }
  return out + "\r\n--" + boundary + "--\r\n";
}

/// Returns text and HTML as multipart/alternative.
std::string alternatives(const Mail& mail, const std::string& boundary) {
  std::string out =
      "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  // The preferred part comes last (RFC 2046, 5.1.4).
  out += "--" + boundary + "\r\n" + text_part("text/plain", mail.content.text, mail.language);
  out += "\r\n--" + boundary + "\r\n" + html_part(mail);
  return out + "\r\n--" + boundary + "--\r\n";
}

std::string_view type_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kTypes = {
      {{".pdf", "application/pdf"},
       {".png", "image/png"},
       {".jpg", "image/jpeg"},
       {".jpeg", "image/jpeg"},
       {".gif", "image/gif"},
       {".txt", "text/plain; charset=utf-8"},
       {".csv", "text/csv; charset=utf-8"},
       {".ics", "text/calendar; charset=utf-8"},
       {".zip", "application/zip"},
       {".webp", "image/webp"},
       {".rtf", "application/rtf"},
       {".doc", "application/msword"},
       {".xls", "application/vnd.ms-excel"},
       {".ppt", "application/vnd.ms-powerpoint"},
       {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
       {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
       {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
       {".odt", "application/vnd.oasis.opendocument.text"},
       {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
       {".odp", "application/vnd.oasis.opendocument.presentation"}}};
  const std::string extension = ascii_lower(name.substr(std::min(name.rfind('.'), name.size())));
  for (const auto& [known, type] : kTypes) {
    if (known == extension) return type;
  }
  return "application/octet-stream";
}

std::string attachment_part(const Attachment& file) {
  const std::string name = one_line(file.name.substr(file.name.find_last_of("/\\") + 1));
  return "Content-Type: " + std::string(type_of(name)) + "\r\n" +
         "Content-Transfer-Encoding: base64\r\n" + attachment_field(name) + "\r\n" +
         bytes_to_base64_lines(file.content);
}

}  // namespace

std::string rfc5322_bytes(const Mail& mail) {
  const std::string boundary = boundary_for(mail.message_id);
  std::string out = mailbox_field("From", mail.from_name, mail.from_address);
  if (!mail.reply_to.empty()) out += mailbox_field("Reply-To", mail.from_name, mail.reply_to);
  out += mailbox_field("To", mail.to_name, mail.to_address);
  out += text_field("Subject", mail.content.subject);
  out += plain_field("Date", to_rfc5322(mail.date));
  out += message_id_field(mail.message_id);
  out += plain_field("MIME-Version", "1.0");
  out += mail.list ? list_fields(*mail.list) : kAutoSubmittedFields;
  out += plain_field("Content-Language", domain::tag_of(mail.language));
  const std::string texts = alternatives(mail, boundary);
  if (mail.attachments == nullptr || mail.attachments->empty()) return out + texts;
  const std::string outer_boundary = boundary_for("mixed:" + mail.message_id);
  out += "Content-Type: multipart/mixed;\r\n boundary=\"" + outer_boundary + "\"\r\n\r\n";
  out += "--" + outer_boundary + "\r\n" + texts;
  for (const Attachment& file : *mail.attachments) {
    out += "\r\n--" + outer_boundary + "\r\n" + attachment_part(file);
  }
  return out + "\r\n--" + outer_boundary + "--\r\n";
}

}  // namespace usher::mail
