#include "mail/header_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.hpp"
#include "base/percent.hpp"
#include "base/text.hpp"
#include "mail/one_line.hpp"

namespace usher::mail {
namespace {

constexpr std::size_t kLineLimit = 78;         // RFC 5322, 2.1.1
constexpr std::size_t kNamePiece = 54;         // leaves room for "filename*99*=UTF-8''" on the line
constexpr std::size_t kEncodedLineLimit = 76;  // RFC 2047, 2
constexpr std::string_view kFold = "\r\n ";
constexpr std::string_view kEncodedStart = "=?UTF-8?B?";
constexpr std::string_view kEncodedEnd = "?=";

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

bool is_ascii(std::string_view text) { return std::all_of(text.begin(), text.end(), is_printable); }

/// Returns whether `c` is atext (RFC 5322, 3.2.3).
bool is_atom_character(char c) {
  return is_ascii_alphanumeric(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

std::string filtered(std::string_view text, bool (*allowed)(char)) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), allowed);
  return out;
}

// Returns as many whole characters as fit into one encoded-word of at most `limit` octets.
std::string_view encodable_prefix(std::string_view text, std::size_t limit) {
  const std::size_t room = (limit - kEncodedStart.size() - kEncodedEnd.size()) / 4 * 3;
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t next = first_character(text.substr(length)).size();
    if (length + next > room) break;
    length += next;
  }
  return text.substr(0, length);
}

// Appends the text as encoded-words, the first on the last line of `out`.
void append_encoded(std::string& out, std::string_view text) {
  std::size_t limit = kEncodedLineLimit - out.size();
  while (!text.empty()) {
    const std::string_view part = encodable_prefix(text, limit);
    out.append(kEncodedStart).append(to_base64(part)).append(kEncodedEnd);
    text.remove_prefix(part.size());
    if (!text.empty()) out += kFold;
    limit = kEncodedLineLimit - 1;
  }
}

// Appends the text, folded at spaces where a line gets too long. Returns false and appends nothing
// if a single word is too long for one line.
bool append_folded(std::string& out, std::string_view text) {
  std::string folded;
  std::size_t line = out.size();
  while (!text.empty()) {
    // A word includes the spaces before it, because folds are allowed only before spaces.
    const std::size_t begin = text.find_first_not_of(' ');
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (line + end > kLineLimit) {
      if (folded.empty() || end > kLineLimit) return false;
      folded += "\r\n";
      line = 0;
    }
    folded += text.substr(0, end);
    line += end;
    text.remove_prefix(end);
  }
  out += folded;
  return true;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool needs_quotes(std::string_view phrase) {
  return phrase.find("  ") != std::string_view::npos ||
         !std::all_of(phrase.begin(), phrase.end(),
                      [](char c) { return c == ' ' || is_atom_character(c); });
}

bool looks_encoded(std::string_view text) { return text.find("=?") != std::string_view::npos; }

// Appends the display name, which may continue on further lines.
void append_phrase(std::string& out, const std::string& name) {
  const std::string phrase = needs_quotes(name) ? in_quotes(name) : name;
  // Folding inside quotes is poorly supported, so long names are encoded instead.
  if (is_ascii(name) && !looks_encoded(name) && out.size() + phrase.size() <= kLineLimit) {
    out += phrase;
  } else {
    append_encoded(out, name);
  }
}

}  // namespace

std::string text_field(std::string_view name, std::string_view text) {
  const std::string value = one_line(text);
  std::string out = std::string(name) + ": ";
  if (!is_ascii(value) || looks_encoded(value) || !append_folded(out, value)) {
    append_encoded(out, value);
  }
  return out + "\r\n";
}

std::string mailbox_field(std::string_view name, std::string_view display_name,
                          std::string_view address) {
  const std::string inner =
      filtered(address, [](char c) { return is_printable(c) && c != '<' && c != '>' && c != ' '; });
  const std::string display = one_line(display_name);
  std::string out = std::string(name) + ": ";
  if (!display.empty()) {
    append_phrase(out, display);
    const std::size_t line_begin = out.rfind('\n') == std::string::npos ? 0 : out.rfind('\n') + 1;
    const bool fits = out.size() - line_begin + inner.size() + 3 <= kEncodedLineLimit;
    out += fits ? " " : kFold;
  }
  return out + '<' + inner + ">\r\n";
}

std::string plain_field(std::string_view name, std::string_view value) {
  return std::string(name) + ": " + filtered(value, is_printable) + "\r\n";
}

std::string attachment_field(std::string_view file_name) {
  const std::string name = one_line(file_name);
  std::string out = "Content-Disposition: attachment;\r\n filename";
  if (is_ascii(name) && name.size() < kLineLimit - 12) return out + '=' + in_quotes(name) + "\r\n";
  // A long name is split into pieces (RFC 2231, 3 and 4), because header lines are short (RFC 5322,
  // 2.1.1).
  std::vector<std::string> pieces(1);
  for (const char c : name) {
    const std::string encoded = percent_encode({&c, 1}, HexCase::lower);
    if (pieces.back().size() + encoded.size() > kNamePiece) pieces.emplace_back();
    pieces.back() += encoded;
  }
  if (pieces.size() == 1) return out + "*=UTF-8''" + pieces[0] + "\r\n";
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) out += ";\r\n filename";
    out += fmt::format("*{}*={}{}", i, i == 0 ? "UTF-8''" : "", pieces[i]);
  }
  return out + "\r\n";
}

std::string message_id_field(std::string_view id) {
  const auto allowed = [](char c) { return is_atom_character(c) || c == '.' || c == '@'; };
  return "Message-ID: <" + filtered(id, allowed) + ">\r\n";
}

}  // namespace usher::mail
