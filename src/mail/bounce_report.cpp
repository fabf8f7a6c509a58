#include "mail/bounce_report.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mail/mime_part.hpp"
#include "mail/one_line.hpp"

namespace usher::mail {
namespace {

using domain::RefusalCause;

constexpr int kMaxDepth = 6;
constexpr std::size_t kMaxNames = 20;
constexpr std::size_t kMaxText = 16'384;
constexpr std::size_t kMaxAnswer = 500;
constexpr std::size_t npos = std::string_view::npos;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != npos; }

/// Returns whether a line is the mark before the copy of the returned mail in a plain text.
bool begins_copy(std::string_view line) {
  constexpr std::string_view kMarks[] = {"--- below this line is a copy",
                                         "--- below the next line is a copy",
                                         "this is a copy of",
                                         "original message follows",
                                         "--- original message",
                                         "--- returned message",
                                         "--- returned mail",
                                         "--- unsent message",
                                         "--- undelivered message",
                                         "--- header",
                                         "message header follow",
                                         "return-path:",
                                         "received: "};
  const std::string lower = ascii_lower(line.substr(0, 120));
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return contains(lower, mark); });
}

/// Returns whether an explanation says that delivery is still attempted.
bool is_about_a_delay(std::string_view lower) {
  constexpr std::string_view kDelays[] = {"delayed",
                                          "will be retried",
                                          "still trying",
                                          "not yet been delivered",
                                          "not been able to deliver it yet",
                                          "will continue to",
                                          "will keep trying",
                                          "this is a warning",
                                          "warning message only"};
  return std::any_of(std::begin(kDelays), std::end(kDelays),
                     [&](std::string_view words) { return contains(lower, words); });
}

class BounceReportReader {
 public:
  BounceReport read(std::string_view mail) {
    const HeaderFields headers = cut_headers(mail);
    read_mail(headers, mail, 0);
    if (out_.kind == ReportKind::none && !saw_report_) read_explanation();
    if (out_.kind == ReportKind::none && saw_report_) out_.kind = ReportKind::other;
    if (out_.kind == ReportKind::failure) finish_failure();
    out_.names = std::move(message_ids_);
    out_.names.insert(out_.names.end(), senders_.begin(), senders_.end());
    out_.names.insert(out_.names.end(), receivers_.begin(), receivers_.end());
    if (out_.names.size() > kMaxNames) out_.names.resize(kMaxNames);
    return std::move(out_);
  }

 private:
  /// Reads a mail whose header has been read: the report itself, or one that was forwarded.
  void read_mail(const HeaderFields& headers, std::string_view body, int depth) {
    for (const char* const name : {"x-original-to", "delivered-to", "to"}) {
      for (auto [it, end] = headers.equal_range(name); it != end; ++it) {
        add_plus_parts(receivers_, it->second);
      }
    }
    const std::string from = ascii_lower(value_of(headers, "from"));
    const std::string type = ascii_lower(value_of(headers, "content-type"));
    from_a_server_ = from_a_server_ || contains(from, "mailer-daemon") ||
                     headers.contains("x-failed-recipients") || contains(type, "delivery-status");
    read_part(headers, body, depth);
  }

  void read_part(const HeaderFields& headers, std::string_view body, int depth) {
    if (depth >= kMaxDepth) return;
    const std::string type = type_of(headers);
    if (type.starts_with("multipart/")) {
      for (std::string_view part : parts_of(headers, body)) {
        const HeaderFields fields = cut_headers(part);
        read_part(fields, part, depth + 1);
      }
      return;
    }
    const std::string text = decoded_body(headers, body);
    if (type == "message/delivery-status" || type == "message/global-delivery-status") {
      read_status(text);
    } else if (type == "message/disposition-notification") {
      saw_report_ = true;  // about reading the mail
    } else if (type == "message/feedback-report") {
      read_feedback(text);
    } else if (type == "message/rfc822" || type == "text/rfc822-headers" ||
               type == "message/global" || type == "message/global-headers") {
      read_returned(text, depth);
    } else if ((type == "text/plain" || type.empty()) && text_.size() < kMaxText) {
      text_.append(text, 0, kMaxText - text_.size()).append("\n");
    }
  }

  /// Reads the returned mail, or a report that was forwarded.
  void read_returned(std::string_view mail, int depth) {
    const HeaderFields fields = cut_headers(mail);
    const std::string type = type_of(fields);
    if (!saw_report_ && type == "multipart/report") return read_mail(fields, mail, depth + 1);
    add_left_part(value_of(fields, "message-id"));
    add_plus_parts(senders_, value_of(fields, "return-path"));
  }

  /// Reads blocks of fields: one about the mail, then one for each recipient.
  void read_status(std::string_view body) {
    saw_report_ = true;
    while (!body.empty()) {
      const HeaderFields fields = cut_headers(body);
      add_left_part(value_of(fields, "original-message-id"));
      if (is_failure(fields)) add_failure(value_of(fields, "status"), diagnostic_of(fields));
    }
  }

  static bool is_failure(const HeaderFields& fields) {
    const std::string action = ascii_lower(value_of(fields, "action"));
    if (action.starts_with("failed")) return true;
    return action.empty() && value_of(fields, "status").starts_with("5.");
  }

  static std::string_view diagnostic_of(const HeaderFields& fields) {
    const std::string_view diagnostic = value_of(fields, "diagnostic-code");
    return diagnostic.empty() ? value_of(fields, "smtp-response") : diagnostic;
  }

  /// Adds a failure. If there are several, one that is not the address's decides: the mail had one
  /// recipient, so the others are addresses to which that one forwards.
  void add_failure(std::string_view status, std::string_view diagnostic) {
    const RefusalCause cause = domain::report_cause(status, diagnostic);
    if (out_.kind == ReportKind::failure && cause == RefusalCause::no_mailbox) return;
    out_.kind = ReportKind::failure;
    out_.cause = cause;
    out_.status = one_line(status.substr(0, 20));
    diagnostic_ = diagnostic;
  }

  void read_feedback(std::string_view body) {
    saw_report_ = true;
    const HeaderFields fields = cut_headers(body);
    const std::string type = ascii_lower(value_of(fields, "feedback-type"));
    if (type == "abuse" || type == "fraud" || type == "opt-out" || type == "opt-out-list") {
      out_.kind = ReportKind::complaint;
    }
    add_plus_parts(senders_, value_of(fields, "original-mail-from"));
  }

  /// Returns the text before the copy of the returned mail. Collects the Message-ID from the copy.
  std::string explanation() {
    std::string out;
    bool copy = false;
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::string_view line = cut_line(rest);
      copy = copy || begins_copy(line);
      if (!copy) out.append(line).append("\n");
      if (ascii_lower(line.substr(0, 11)) == "message-id:") add_left_part(line);
    }
    return out;
  }

  /// Reads a report without machine-readable parts.
  void read_explanation() {
    const std::string text = explanation();
    const std::string lower = ascii_lower(text);
    const bool qmail = contains(lower, "this is the qmail-send program");
    if (!from_a_server_ && !qmail) return;
    if (is_about_a_delay(lower)) {
      out_.kind = ReportKind::other;
      return;
    }
    add_failure({}, text);
  }

  void finish_failure() {
    if (diagnostic_.empty()) {
      diagnostic_ = explanation();
      out_.cause = domain::report_cause(out_.status, diagnostic_);
    }
    out_.answer = one_line(diagnostic_.substr(0, kMaxAnswer));
  }

  void add_left_part(std::string_view id) {
    const std::size_t open = id.find('<');
    if (open != npos) id = id.substr(open + 1);
    const std::size_t at = id.find('@');
    if (at == npos || at == 0 || message_ids_.size() >= kMaxNames) return;
    message_ids_.emplace_back(id.substr(0, at));
  }

  static void add_plus_parts(std::vector<std::string>& out, std::string_view addresses) {
    for (std::size_t plus = addresses.find('+'); plus != npos && out.size() < kMaxNames;
         plus = addresses.find('+', plus + 1)) {
      const std::size_t at = addresses.find('@', plus);
      if (at == npos) return;
      out.push_back(ascii_lower(addresses.substr(plus + 1, at - plus - 1)));
    }
  }

  BounceReport out_;
  std::string diagnostic_;
  std::string text_;            // of the parts for people
  bool from_a_server_ = false;  // not from a person
  bool saw_report_ = false;     // there is a machine-readable part
  std::vector<std::string> message_ids_;
  std::vector<std::string> senders_;
  std::vector<std::string> receivers_;
};

}  // namespace

BounceReport read_bounce_report(std::string_view mail) { return BounceReportReader().read(mail); }

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
