#include "mail/smtp_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace usher::mail {
namespace {

constexpr Duration kResetLimit = std::chrono::seconds(2);
constexpr const char* kUnsolicited = "the mail server sent an unsolicited reply";

/// Appends the mail in its transparent form (RFC 5321, 4.5.2): doubles dots at the beginning of
/// lines and ends with a line of one dot.
void append_transparent(std::string& out, std::string_view mail) {
  out.reserve(out.size() + mail.size() + 16);
  if (mail.starts_with('.')) out += '.';
  std::size_t begin = 0;
  while (true) {
    const std::size_t at = mail.find("\r\n.", begin);
    if (at == std::string_view::npos) break;
    out.append(mail, begin, at + 3 - begin).append(1, '.');
    begin = at + 3;
  }
  out.append(mail, begin);
  if (!mail.empty() && !mail.ends_with("\r\n")) out += "\r\n";
  out += ".\r\n";
}

std::array<std::string, 3> envelope_commands(const Envelope& envelope) {
  return {"MAIL FROM:<" + envelope.from + ">", "RCPT TO:<" + envelope.to + ">", "DATA"};
}

}  // namespace

SmtpSession::SmtpSession(const MailerOptions& options, SocketLoop& loop)
    : options_(options),
      loop_(loop),
      connection_(std::make_unique<SmtpConnection>(options, loop)) {}

SmtpSession::~SmtpSession() {
  // The server would read QUIT after DATA as part of the mail.
  if (connection_ && connection_->is_open() && !announced_) connection_->send_quit();
}

void SmtpSession::drop_connection() {
  connection_.reset();
  announced_.reset();
  incoming_.clear();
}

Task<SmtpRun> SmtpSession::send(const Envelope& envelope, std::string_view mail,
                                const std::optional<Envelope>& next, Duration time_limit) {
  // A different mail was announced, and after DATA its transaction can't be aborted.
  if (announced_ && announced_->envelope != envelope) drop_connection();
  co_await begin(time_limit);
  if (run_.error.empty()) co_await transact(envelope, mail, next);
  co_return end();
}

Task<SmtpRun> SmtpSession::noop(Duration time_limit) {
  if (announced_) drop_connection();
  co_await begin(time_limit);
  if (run_.error.empty()) {
    enqueue(run_.conversation, "NOOP");
    co_await flush();
  }
  co_return end();
}

Task<void> SmtpSession::begin(Duration time_limit) {
  run_ = {};
  outgoing_.clear();
  end_ = std::chrono::steady_clock::now() + time_limit;
  if (connection_ && connection_->is_open()) co_return;
  run_.new_connection = true;
  if (!connection_) connection_ = std::make_unique<SmtpConnection>(options_, loop_);
  run_.error = co_await connection_->open(run_.conversation, end_);
}

Task<void> SmtpSession::transact(const Envelope& envelope, std::string_view mail,
                                 const std::optional<Envelope>& next) {
  Task<bool> envelope_task = announced_ ? resume_announced() : send_envelope(envelope);
  const bool accepted = co_await envelope_task;
  if (accepted) {
    co_await send_mail(mail, next);
  } else if (run_.error.empty() && !run_.conversation.closed_by_server()) {
    co_await reset_transaction();
  }
}

/// Ends the transaction after a rejection, so that the connection can be reused. The time limit is
/// short because the outcome is known.
Task<void> SmtpSession::reset_transaction() {
  end_ = std::min(end_, std::chrono::steady_clock::now() + kResetLimit);
  if (run_.conversation.awaits_mail()) {
    // A server may accept DATA although it rejected all recipients (RFC 2920, 3.1).
    const std::string_view empty_mail;
    const std::optional<Envelope> no_next;
    co_await send_mail(empty_mail, no_next);
  } else {
    enqueue(run_.conversation, "RSET");
    co_await flush();
  }
}

/// Sends MAIL, RCPT and DATA. Returns whether the server waits for the mail.
Task<bool> SmtpSession::send_envelope(const Envelope& envelope) {
  for (const std::string& command : envelope_commands(envelope)) {
    enqueue(run_.conversation, command);
    if (connection_->supports_pipelining()) continue;
    const bool accepted = co_await flush();
    if (!accepted) co_return false;
  }
  const bool accepted = co_await flush();
  if (!accepted) co_return false;
  if (!incoming_.empty()) run_.error = kUnsolicited;
  co_return run_.error.empty();
}

/// Resumes the announced transaction. Returns whether the server waits for the mail.
Task<bool> SmtpSession::resume_announced() {
  run_.announced = true;
  run_.conversation = std::move(announced_->conversation);
  announced_.reset();
  const bool accepted = co_await flush();
  if (!accepted) co_return false;
  // A mail that is sent on a closed connection would be lost without an error.
  run_.error = incoming_.empty() ? connection_->check_silence() : kUnsolicited;
  co_return run_.error.empty();
}

Task<void> SmtpSession::send_mail(std::string_view mail, const std::optional<Envelope>& next) {
  append_transparent(outgoing_, mail);
  const std::size_t size = outgoing_.size();
  // The next envelope is pipelined only if a partial send still shows whether the whole mail was
  // sent.
  const bool pipelined = size <= SmtpConnection::kOnePiece / 2;
  if (next && pipelined) announce(*next);
  std::string_view rest = outgoing_;
  run_.error = co_await connection_->send(rest, end_);
  const bool sent = outgoing_.size() - rest.size() >= size;
  outgoing_.clear();
  if (sent) run_.conversation.sent_mail();
  if (!run_.error.empty()) co_return;
  if (next && !pipelined) announce(*next);
  co_await flush();
}

void SmtpSession::announce(const Envelope& next) {
  if (!connection_->supports_pipelining()) return;
  announced_.emplace(Announced{next, {}});
  for (const std::string& command : envelope_commands(next))
    enqueue(announced_->conversation, command);
}

void SmtpSession::enqueue(SmtpConversation& conversation, std::string_view command) {
  outgoing_.append(command).append("\r\n");
  conversation.sent(command);
}

/// Sends the queued commands and waits for all replies. Returns whether all succeeded.
Task<bool> SmtpSession::flush() {
  std::string_view rest = outgoing_;
  run_.error = co_await connection_->send(rest, end_);
  outgoing_.clear();
  // No replies follow a 421 (RFC 5321, 3.8).
  while (run_.error.empty() && run_.conversation.awaits_reply() &&
         !run_.conversation.closed_by_server()) {
    if (incoming_.empty()) run_.error = co_await connection_->receive(incoming_, end_);
    incoming_.erase(0, run_.conversation.received(incoming_));
  }
  co_return !run_.failed();
}

SmtpRun SmtpSession::end() {
  // A late or unsolicited reply would be read as the reply to the next mail's first command.
  const bool unsolicited = !announced_ && !incoming_.empty();
  if (!run_.error.empty() || run_.conversation.closed_by_server() || unsolicited) drop_connection();
  return std::exchange(run_, {});
}

}  // namespace usher::mail
