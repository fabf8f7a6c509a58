#include "mail/bounce_report.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "domain/missing_mailbox.hpp"
#include "mail/transfer_decoding.hpp"

namespace usher::mail {
namespace {

constexpr int kMaxDepth = 4;
constexpr std::size_t kMaxNames = 20;

using Headers = std::multimap<std::string, std::string>;

/// Removes the first line and returns it without its line end.
std::string_view cut_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Removes the header and the empty line after it. Returns the unfolded fields by lower-case name.
Headers cut_headers(std::string_view& text) {
  Headers out;
  auto last = out.end();
  while (!text.empty()) {
    const std::string_view line = cut_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (last != out.end()) last->second.append(" ").append(trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    last = out.emplace(ascii_lower(trim(line.substr(0, colon))),
                       std::string(trim(line.substr(colon + 1))));
  }
  return out;
}

std::string_view value_of(const Headers& headers, const std::string& name) {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string_view() : found->second;
}

/// Returns the media type without parameters: "multipart/report" for `multipart/report;
/// boundary="x"`.
std::string type_of(const Headers& headers) {
  const std::string_view value = value_of(headers, "content-type");
  return ascii_lower(trim(value.substr(0, value.find(';'))));
}

std::string boundary_of(const Headers& headers) {
  const std::string_view value = value_of(headers, "content-type");
  const std::string lower = ascii_lower(value);
  const std::size_t at = lower.find("boundary=");
  if (at == std::string::npos) return {};
  std::string_view rest = value.substr(at + 9);
  if (rest.starts_with('"')) return std::string(rest.substr(1, rest.substr(1).find('"')));
  return std::string(trim(rest.substr(0, rest.find(';'))));
}

class BounceReportReader {
 public:
  std::optional<BounceReport> read(std::string_view mail) {
    const Headers headers = cut_headers(mail);
    read_part(headers, mail, 0);
    if (!failed_ && !out_.complaint) return std::nullopt;
    for (const char* const name : {"x-original-to", "delivered-to", "to"}) {
      const auto [begin, end] = headers.equal_range(name);
      for (auto it = begin; it != end; ++it) add_plus_parts(it->second);
    }
    if (out_.names.size() > kMaxNames) out_.names.resize(kMaxNames);
    return std::move(out_);
  }

 private:
  void read_part(const Headers& headers, std::string_view body, int depth) {
    const std::string type = type_of(headers);
    if (type.starts_with("multipart/") && depth < kMaxDepth) {
      return read_multipart(boundary_of(headers), body, depth);
    }
    const std::string decoded =
        decode_transfer(value_of(headers, "content-transfer-encoding"), body);
    body = decoded;
    if (type == "message/delivery-status" || type == "message/global-delivery-status") {
      read_status(body);
    } else if (type == "message/feedback-report") {
      const Headers fields = cut_headers(body);
      out_.complaint = ascii_iequals(value_of(fields, "feedback-type"), "abuse");
    } else if (type == "message/rfc822" || type == "text/rfc822-headers" ||
               type == "message/global" || type == "message/global-headers") {
      read_returned(body, depth);
    }
  }

  /// Reads the returned mail, or a report that was forwarded as an attachment.
  void read_returned(std::string_view mail, int depth) {
    const Headers headers = cut_headers(mail);
    if (type_of(headers) == "multipart/report") {
      read_part(headers, mail, depth + 1);
    } else {
      add_left_part(value_of(headers, "message-id"));
    }
  }

  void read_multipart(const std::string& boundary, std::string_view body, int depth) {
    if (boundary.empty()) return;
    const std::string delimiter = "--" + boundary;
    std::size_t begin = std::string_view::npos;
    std::string_view rest = body;
    while (!rest.empty()) {
      const std::size_t at = body.size() - rest.size();
      const std::string_view line = cut_line(rest);
      if (!line.starts_with(delimiter)) continue;
      if (begin != std::string_view::npos) {
        std::string_view part = body.substr(begin, at - begin);
        const Headers headers = cut_headers(part);
        read_part(headers, part, depth + 1);
      }
      begin = body.size() - rest.size();
      if (line.substr(delimiter.size()).starts_with("--")) return;
    }
  }

  /// Reads blocks of fields: one block about the mail, then one block for each recipient.
  void read_status(std::string_view body) {
    while (!body.empty()) {
      const Headers fields = cut_headers(body);
      add_left_part(value_of(fields, "original-message-id"));
      if (!ascii_iequals(value_of(fields, "action"), "failed")) continue;
      failed_ = true;
      const std::string_view status = value_of(fields, "status");
      if (out_.status.empty() || status.starts_with('5')) out_.status = status.substr(0, 20);
      const std::string_view diagnostic = value_of(fields, "diagnostic-code");
      out_.for_good = out_.for_good || domain::means_missing_mailbox(status, diagnostic);
    }
  }

  void add_left_part(std::string_view id) {
    const std::size_t open = id.find('<');
    if (open != std::string_view::npos) id = id.substr(open + 1);
    const std::size_t at = id.find('@');
    if (at != std::string_view::npos && at > 0) out_.names.emplace_back(id.substr(0, at));
  }

  void add_plus_parts(std::string_view addresses) {
    for (std::size_t plus = addresses.find('+'); plus != std::string_view::npos;
         plus = addresses.find('+', plus + 1)) {
      const std::size_t at = addresses.find('@', plus);
      if (at == std::string_view::npos) return;
      out_.names.push_back(ascii_lower(addresses.substr(plus + 1, at - plus - 1)));
    }
  }

  BounceReport out_;
  bool failed_ = false;
};

}  // namespace

std::optional<BounceReport> read_bounce_report(std::string_view mail) {
  return BounceReportReader().read(mail);
}

std::vector<std::string_view> split_mailbox(std::string_view text) {
  std::vector<std::string_view> out;
  if (!text.starts_with("From ")) return {text};
  std::string_view rest = text;
  std::size_t begin = 0;
  bool after_blank = true;
  while (!rest.empty()) {
    const std::size_t at = text.size() - rest.size();
    const std::string_view line = cut_line(rest);
    if (after_blank && line.starts_with("From ")) {
      if (at > begin) out.push_back(text.substr(begin, at - begin));
      begin = text.size() - rest.size();
    }
    after_blank = line.empty();
  }
  if (begin < text.size()) out.push_back(text.substr(begin));
  return out;
}

}  // namespace usher::mail
