#include "mail/body_encoding.hpp"

#include <algorithm>
#include <array>

#include "base/encoding.hpp"

namespace usher::mail {
namespace {

constexpr std::size_t kEncodedLine = 76;

/// Removes and returns the first line. The line ends with LF, CRLF, CR or the end of the text.
std::string_view cut_body_line(std::string_view& text) {
  const auto is_break = [](char c) { return c == '\r' || c == '\n'; };
  const auto end = std::find_if(text.begin(), text.end(), is_break);
  const std::string_view line = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(line.size());
  text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(1, text.size()));
  return line;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32 + 2);
  do {
    out.append(cut_body_line(text)).append("\r\n");
  } while (!text.empty());
  return out;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

void append_octet(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '=';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

// Characters that need no encoding anywhere in a line.
constexpr auto kPlain = [] {
  std::array<bool, 256> out{};
  for (unsigned char c = '!'; c <= '~'; ++c) out[c] = c != '=';
  return out;
}();

// Returns how many octets at the beginning of a line need no encoding, up to the length of one
// encoded line. Blanks need encoding only at the end of the line.
std::size_t plain_length(std::string_view line) {
  const auto is_plain = [](char c) {
    return kPlain[static_cast<unsigned char>(c)] || c == ' ' || c == '\t';
  };
  const std::string_view beginning = line.substr(0, kEncodedLine + 1);
  const auto end = std::find_if_not(beginning.begin(), beginning.end(), is_plain);
  const auto length = static_cast<std::size_t>(end - beginning.begin());
  const bool ends_blank = length == line.size() && !kPlain[static_cast<unsigned char>(line.back())];
  return length - (ends_blank ? 1 : 0);
}

// Returns how many octets the first character of the line has. A soft break must not split a
// character.
std::size_t character_length(std::string_view line) {
  std::size_t length = 1;
  while (length < std::min<std::size_t>(4, line.size()) && is_continuation(line[length])) ++length;
  return length;
}

void append_quoted_line(std::string& out, std::string_view line) {
  std::size_t column = 0;
  while (!line.empty()) {
    const std::size_t plain = plain_length(line);
    const std::size_t length = plain > 0 ? plain : character_length(line);
    // The last column is reserved for the "=" of a soft break, unless the line ends here.
    const std::size_t room_before_break = kEncodedLine - 1 - column;
    const std::size_t room = room_before_break + (length == line.size() ? 1 : 0);
    if (plain > 0) {
      const std::size_t count = plain <= room ? plain : room_before_break;
      out.append(line, 0, count);
      column += count;
      line.remove_prefix(count);
      if (count == plain) continue;
    } else if (3 * length <= room) {
      for (const char octet : line.substr(0, length)) append_octet(out, octet);
      column += 3 * length;
      line.remove_prefix(length);
      continue;
    }
    out += "=\r\n";
    column = 0;
  }
  out += "\r\n";
}

}  // namespace

std::string to_quoted_printable(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 5 / 4 + 2);
  do {
    append_quoted_line(out, cut_body_line(text));
  } while (!text.empty());
  return out;
}

std::string to_base64_lines(std::string_view text) {
  return bytes_to_base64_lines(with_crlf(text));
}

std::string bytes_to_base64_lines(std::string_view bytes) {
  const std::string encoded = to_base64(bytes);
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); i += kEncodedLine) {
    out.append(encoded, i, kEncodedLine).append("\r\n");
  }
  return out;
}

bool prefers_base64(std::string_view text) {
  const auto non_ascii = static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
  // Quoted-printable adds two octets to each octet outside ASCII. Base64 adds a third to the whole
  // text.
  return non_ascii * 6 > text.size();
}

}  // namespace usher::mail
