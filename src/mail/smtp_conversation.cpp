#include "mail/smtp_conversation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "domain/missing_mailbox.hpp"
#include "mail/one_line.hpp"

namespace usher::mail {
namespace {

// The maximum length of a reply line in octets, which limits the memory that an endless reply uses.
constexpr std::size_t kMaxLine = 4096;

/// Returns the code at the beginning of a reply line (RFC 5321, 4.2), or 0.
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
  static constexpr std::array<std::pair<std::string_view, Stage>, 9> kCommands = {
      {{"EHLO", Stage::hello},
       {"HELO", Stage::hello},
       {"STARTTLS", Stage::starttls},
       {"AUTH ", Stage::auth},
       {"MAIL FROM:", Stage::mail},
       {"RCPT TO:", Stage::rcpt},
       {"DATA", Stage::data},
       {"NOOP", Stage::other},
       {"RSET", Stage::other}}};
  const Stage last = awaited_.empty() ? stage_ : awaited_.back();
  Stage next = last;  // the stage does not change for a line of a sign-in dialogue
  for (const auto& [word, stage] : kCommands) {
    if (!begins_with(command, word)) continue;
    // A sign-in dialogue may contain any line, so DATA counts only after RCPT.
    if (stage != Stage::data || last == Stage::rcpt) next = stage;
    break;
  }
  // Extensions offered before STARTTLS are discarded (RFC 3207, 4.2).
  if (next == Stage::hello) offers_pipelining_ = false;
  await(next);
}

void SmtpConversation::sent_mail() {
  awaits_mail_ = false;
  await(Stage::body);
}

void SmtpConversation::await(Stage stage) {
  awaited_.push_back(stage);
  if (awaited_.size() == 1 && !failed_) enter(stage);
}

void SmtpConversation::enter(Stage stage) {
  stage_ = stage;
  code_ = 0;
  text_.clear();
}

std::size_t SmtpConversation::received(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && (awaits_reply() || stage_ == Stage::connect)) {
    const char c = bytes[used++];
    if (c == '\n') {
      read_line(unfinished_line_);
      unfinished_line_.clear();
    } else if (c != '\r' && unfinished_line_.size() < kMaxLine) {
      unfinished_line_ += c;
    }
  }
  return used;
}

void SmtpConversation::read_line(std::string_view line) {
  const int code = code_in(line);
  if (code == 0) return;
  const bool last = line.size() < 4 || line[3] != '-';
  const std::string_view text = trim(line.substr(std::min<std::size_t>(4, line.size())));
  // Challenges of a sign-in dialogue are not stored.
  const bool challenge = stage_ == Stage::auth && code / 100 == 3;
  if (!challenge && next_text_.size() < kMaxLine) {
    if (!next_text_.empty()) next_text_ += ' ';
    next_text_ += text;
  }
  if (stage_ == Stage::hello && ascii_iequals(text, "PIPELINING")) offers_pipelining_ = true;
  if (last) read_reply(code, std::exchange(next_text_, {}));
}

void SmtpConversation::read_reply(int code, std::string text) {
  closed_by_server_ = closed_by_server_ || code == 421;
  Stage answered = Stage::connect;
  if (!awaited_.empty()) {
    answered = awaited_.front();
    awaited_.erase(awaited_.begin());
  }
  if (answered == Stage::data && code / 100 == 3) awaits_mail_ = true;
  if (answered == Stage::auth && code / 100 == 2) signed_in_ = true;
  if (failed_) return;
  code_ = code;
  text_ = std::move(text);
  const bool after_sign_in = answered >= Stage::mail;
  failed_ = after_sign_in && code / 100 != (answered == Stage::data ? 3 : 2);
  if (!failed_ && !awaited_.empty()) enter(awaited_.front());
}

bool SmtpConversation::sender_accepted() const {
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

/// Returns whether the reply rejects the client or the sender, not the recipient. Many servers
/// (Postfix by default) do so only at RCPT: "authentication required" and "encryption required"
/// (RFC 4954, 6), and the enhanced codes for a bad sender address (RFC 3463, 3.2).
bool SmtpConversation::rejects_client() const {
  return code_ == 421 || requires_sign_in_or_tls() || sender_rejected();
}

bool SmtpConversation::requires_sign_in_or_tls() const { return code_ == 530 || code_ == 538; }

bool SmtpConversation::sender_rejected() const {
  if (code_ / 100 != 5 || requires_sign_in_or_tls()) return false;
  return stage_ == Stage::mail ||
         (stage_ == Stage::rcpt && (text_.starts_with("5.1.7 ") || text_.starts_with("5.1.8 ")));
}

SendOutcome SmtpConversation::outcome() const {
  if (!sender_accepted() || rejects_client()) return SendOutcome::relay_unavailable;
  const bool permanent = code_ / 100 == 5;
  if (stage_ == Stage::rcpt && permanent) return SendOutcome::recipient_rejected;
  if ((stage_ == Stage::data || stage_ == Stage::body) && permanent)
    return SendOutcome::message_rejected;
  if (stage_ == Stage::body && code_ / 100 == 2) return SendOutcome::accepted;
  return SendOutcome::deferred;
}

bool SmtpConversation::bad_address() const {
  return outcome() == SendOutcome::recipient_rejected &&
         domain::means_missing_mailbox({}, answer());
}

bool SmtpConversation::possibly_accepted() const { return stage_ == Stage::body && code_ == 0; }

std::string SmtpConversation::answer() const {
  const bool is_relevant =
      code_ >= 400 || outcome() == SendOutcome::accepted || stage_ == Stage::other;
  if (code_ == 0 || !is_relevant) return {};
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
