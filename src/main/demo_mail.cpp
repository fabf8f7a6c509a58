#include "main/demo_mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/encoding.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "domain/provisioning/account.hpp"

namespace usher {
namespace {

std::string unfolded(std::string text) {
  for (std::size_t at = 0; (at = text.find("\r\n ", at)) != std::string::npos;) text.erase(at, 2);
  return text;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with("=\r\n")) {
      text.remove_prefix(3);
    } else if (text.front() == '=' && text.size() >= 3) {
      out += from_hex(text.substr(1, 2)).value_or("?");
      text.remove_prefix(3);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string base64_lines(std::string_view text) {
  std::string joined(text);
  std::erase_if(joined, [](char c) { return c == '\r' || c == '\n'; });
  return from_base64(joined).value_or("");
}

/// Decodes the encoded words (RFC 2047) of Usher's own mails, which are UTF-8 in base64.
std::string decode_words(std::string_view text) {
  constexpr std::string_view kOpen = "=?UTF-8?B?";
  std::string out;
  bool after_word = false;
  while (!text.empty()) {
    const std::size_t at = text.find(kOpen);
    const std::string_view before = text.substr(0, at);
    if (!(after_word && trim(before).empty())) out += before;
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + kOpen.size());
    const std::size_t end = text.find("?=");
    if (end == std::string_view::npos) break;
    out += from_base64(text.substr(0, end)).value_or("");
    text.remove_prefix(end + 2);
    after_word = true;
  }
  return out;
}

std::string header(std::string_view mail, std::string_view name) {
  const std::size_t at = mail.find(name);
  if (at == std::string_view::npos) return {};
  const std::size_t end = mail.find("\r\n", at);
  return decode_words(mail.substr(at + name.size(), end - at - name.size()));
}

std::string text_part(std::string_view mail) {
  const std::size_t part = mail.find("Content-Type: text/plain");
  if (part == std::string_view::npos) return {};
  const std::size_t start = mail.find("\r\n\r\n", part) + 4;
  const std::size_t end = mail.find("\r\n--", start);
  const std::string_view head = mail.substr(part, start - part);
  const std::string_view body = mail.substr(start, end - start);
  if (head.find("base64") != std::string_view::npos) return base64_lines(body);
  return quoted_printable(body);
}

/// Returns the newest captured mail; empty if the folder has none.
std::string newest_mail(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".eml") files.push_back(entry.path());
  }
  if (files.empty()) return {};
  std::sort(files.begin(), files.end());
  return read_file(files.back()).value_or("");
}

/// Returns the lines of the mail's text part.
std::vector<std::string> lines_of(std::string_view mail) {
  std::string body = text_part(mail);
  std::erase(body, '\r');
  while (body.ends_with('\n')) body.pop_back();
  std::vector<std::string> out;
  std::string_view rest = body;
  while (true) {
    const std::size_t end = rest.find('\n');
    out.emplace_back(rest.substr(0, end));
    if (end == std::string_view::npos) return out;
    rest.remove_prefix(end + 1);
  }
}

/// Returns whether the line has the form of a generated password.
bool is_password(std::string_view line) {
  return line.size() == 26 && std::all_of(line.begin(), line.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

}  // namespace

DemoCredentials demo_credentials(const std::filesystem::path& folder) {
  DemoCredentials out;
  // The user name and the password are each on a line of their own.
  for (const std::string& line : lines_of(newest_mail(folder))) {
    if (domain::parse_user_name(line)) out.user_name = line;
    if (is_password(line)) out.password = line;
  }
  return out;
}

std::string demo_mail(const std::filesystem::path& folder) {
  const std::string raw = newest_mail(folder);
  if (raw.empty()) return "(no email)";
  const std::size_t middle = raw.find("\r\n\r\n");
  const std::string head = unfolded(raw.substr(0, middle)) + "\r\n";
  std::string out =
      fmt::format("  │ From: {}\n  │ To: {}\n  │ Subject: {}\n  │\n", header(head, "From: "),
                  header(head, "To: "), header(head, "Subject: "));
  for (const std::string& line : lines_of(raw)) out += fmt::format("  │ {}\n", line);
  return out;
}

}  // namespace usher
