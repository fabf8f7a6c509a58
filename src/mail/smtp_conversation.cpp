#include "mail/smtp_conversation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "domain/bounce.hpp"
#include "mail/one_line.hpp"

namespace usher::mail {
namespace {

// A server that talks without end must not fill our memory.
constexpr std::size_t kLongestLine = 4096;

// The three digits that a reply line begins with (RFC 5321, 4.2), or 0.
int code_in(std::string_view line) {
  int code = 0;
  if (line.size() < 3) return 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + 3, code);
  return error == std::errc{} && end == line.data() + 3 && code >= 100 ? code : 0;
}

bool begins_with(std::string_view line, std::string_view word) {
  return line.size() >= word.size() && ascii_iequals(line.substr(0, word.size()), word);
}

}  // namespace

void SmtpConversation::sent(std::string_view command) {
  // In a sign-in dialogue any line is possible, so DATA counts only where it may come.
  constexpr std::array<std::pair<std::string_view, Stage>, 9> kCommands = {
      {{"EHLO", Stage::hello},
       {"HELO", Stage::hello},
       {"STARTTLS", Stage::starttls},
       {"AUTH ", Stage::auth},
       {"MAIL FROM:", Stage::mail},
       {"RCPT TO:", Stage::rcpt},
       {"DATA\r\n", Stage::data},
       {"NOOP", Stage::other},
       {"QUIT\r\n", Stage::other}}};
  for (const auto& [word, stage] : kCommands) {
    if (!begins_with(command, word)) continue;
    if (stage == Stage::data && stage_ != Stage::rcpt) continue;
    // What comes after the answer to the mail, or after a failure, is good-bye and decides nothing.
    over_ = word == "QUIT\r\n";
    if (over_) return;
    stage_ = stage;
    break;
  }
  code_ = 0;
  text_.clear();
}

void SmtpConversation::received(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n') {
      read_line(unfinished_line_);
      unfinished_line_.clear();
    } else if (c != '\r' && unfinished_line_.size() < kLongestLine) {
      unfinished_line_ += c;
    }
  }
}

void SmtpConversation::read_line(std::string_view line) {
  const int code = code_in(line);
  if (code == 0 || over_) return;
  const bool last = line.size() < 4 || line[3] != '-';
  // The dialogue's challenges are nobody's business.
  const bool challenge = stage_ == Stage::auth && code / 100 == 3;
  if (!challenge && next_text_.size() < kLongestLine) {
    if (!next_text_.empty()) next_text_ += ' ';
    next_text_ += trim(line.substr(std::min<std::size_t>(4, line.size())));
  }
  if (!last) return;
  text_ = std::exchange(next_text_, {});
  // A reply after "354 go on" is the reply to the mail itself.
  if (stage_ == Stage::data && code_ / 100 == 3) stage_ = Stage::body;
  code_ = code;
  if (stage_ == Stage::auth && code / 100 == 2) signed_in_ = true;
}

bool SmtpConversation::let_in() const {
  switch (stage_) {
    case Stage::mail:
      return code_ / 100 == 2;
    case Stage::rcpt:
    case Stage::data:
    case Stage::body:
      return true;
    default:
      return false;
  }
}

// Servers like to say only at RCPT what is meant for the client or the sender (Postfix does unless
// told otherwise): "authentication required" and "encryption required" (RFC 4954, 6), and the
// enhanced codes for a bad sender address (RFC 3463, 3.2).
bool SmtpConversation::refuses_us() const {
  return closed_by_server() || wants_more_of_us() || sender_refused();
}

bool SmtpConversation::wants_more_of_us() const { return code_ == 530 || code_ == 538; }

bool SmtpConversation::sender_refused() const {
  if (code_ / 100 != 5 || wants_more_of_us()) return false;
  return stage_ == Stage::mail ||
         (stage_ == Stage::rcpt && (text_.starts_with("5.1.7 ") || text_.starts_with("5.1.8 ")));
}

Outcome SmtpConversation::outcome() const {
  if (!let_in() || refuses_us()) return Outcome::relay_down;
  const bool for_good = code_ / 100 == 5;
  if (stage_ == Stage::rcpt && for_good) return Outcome::refused;
  if ((stage_ == Stage::data || stage_ == Stage::body) && for_good) return Outcome::rejected;
  if (stage_ == Stage::body && code_ / 100 == 2 && whole_mail_given_) return Outcome::accepted;
  return Outcome::temporary;
}

bool SmtpConversation::bad_address() const {
  return outcome() == Outcome::refused && domain::says_address_is_bad(answer());
}

bool SmtpConversation::perhaps_taken() const {
  const bool answered = stage_ == Stage::body && code_ != 0;
  const bool begun = stage_ == Stage::body || (stage_ == Stage::data && code_ / 100 == 3);
  return whole_mail_given_ && begun && !answered;
}

std::string SmtpConversation::answer() const {
  const bool explains = code_ >= 400 || outcome() == Outcome::accepted || stage_ == Stage::other;
  if (code_ == 0 || !explains) return {};
  return one_line(std::to_string(code_) + " " + text_);
}

std::string_view SmtpConversation::stage() const {
  switch (stage_) {
    case Stage::connect:
      return "before the greeting";
    case Stage::hello:
      return "at EHLO";
    case Stage::starttls:
      return "at STARTTLS";
    case Stage::auth:
      return "at AUTH";
    case Stage::mail:
      return "at MAIL";
    case Stage::rcpt:
      return "at RCPT";
    case Stage::data:
      return code_ / 100 == 3 ? "with the message" : "at DATA";
    case Stage::body:
      return "with the message";
    case Stage::other:
      break;
  }
  return "at NOOP";
}

}  // namespace usher::mail
