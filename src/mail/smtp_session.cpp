#include "mail/smtp_session.hpp"

#include <algorithm>
#include <utility>

namespace usher::mail {
namespace {

/// As it goes over the line (RFC 5321, 4.5.2): lines that begin with a dot get another one, and a
/// dot of its own is the end.
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

}  // namespace

SmtpSession::SmtpSession(const MailerOptions& options)
    : options_(options), connection_(std::make_unique<SmtpConnection>(options)) {}

SmtpSession::~SmtpSession() {
  // After DATA it would pass for the mail.
  if (connection_ && connection_->is_open() && !announced_) connection_->say_goodbye();
}

void SmtpSession::drop_connection() {
  connection_.reset();
  announced_.reset();
  incoming_.clear();
}

SmtpRun SmtpSession::send(const Envelope& envelope, std::string_view mail,
                          const std::optional<Envelope>& next, Duration time_limit) {
  // It came differently: after DATA there is no other way back.
  if (announced_ && announced_->envelope != envelope) drop_connection();
  begin(time_limit);
  if (run_.error.empty()) transact(envelope, mail, next);
  return end();
}

SmtpRun SmtpSession::noop(Duration time_limit) {
  if (announced_) drop_connection();
  begin(time_limit);
  if (run_.error.empty() && say("NOOP")) hear();
  return end();
}

void SmtpSession::begin(Duration time_limit) {
  run_ = {};
  outgoing_.clear();
  end_ = std::chrono::steady_clock::now() + time_limit;
  if (connection_ && connection_->is_open()) return;
  run_.new_connection = true;
  if (!connection_) connection_ = std::make_unique<SmtpConnection>(options_);
  run_.error = connection_->open(run_.conversation, end_);
}

void SmtpSession::transact(const Envelope& envelope, std::string_view mail,
                           const std::optional<Envelope>& next) {
  if (announce(envelope)) return give(mail, next);
  if (!run_.error.empty()) return;
  // It may be told to go on though all recipients were refused (RFC 2920, 3.1).
  if (run_.conversation.wants_mail()) return give({}, std::nullopt);
  // Whatever was begun is over: the connection is good for the next mail.
  if (!run_.conversation.closed_by_server() && say("RSET")) hear();
}

/// Whether the server waits for the mail.
bool SmtpSession::announce(const Envelope& envelope) {
  if (announced_) {
    run_.conversation = std::move(announced_->conversation);
    announced_.reset();
    return hear();
  }
  return say("MAIL FROM:<" + envelope.from + ">") && say("RCPT TO:<" + envelope.to + ">") &&
         say("DATA") && hear();
}

void SmtpSession::announce_too(const Envelope& next) {
  announced_.emplace(Announced{next, {}});
  add(announced_->conversation, "MAIL FROM:<" + next.from + ">");
  add(announced_->conversation, "RCPT TO:<" + next.to + ">");
  add(announced_->conversation, "DATA");
}

void SmtpSession::give(std::string_view mail, const std::optional<Envelope>& next) {
  append_transparent(outgoing_, mail);
  if (next && connection_->takes_pipelines()) announce_too(*next);
  run_.error = connection_->send(outgoing_, end_);
  outgoing_.clear();
  if (!run_.error.empty()) return;
  run_.conversation.sent_mail();
  hear();
}

/// Says it now, or together with what is said next. Whether to go on.
bool SmtpSession::say(std::string_view command) {
  add(run_.conversation, command);
  return connection_->takes_pipelines() || hear();
}

void SmtpSession::add(SmtpConversation& conversation, std::string_view command) {
  outgoing_.append(command).append("\r\n");
  conversation.sent(command);
}

/// Says what is to be said and waits until all of it is answered. Whether all was well.
bool SmtpSession::hear() {
  run_.error = connection_->send(outgoing_, end_);
  outgoing_.clear();
  while (run_.error.empty() && run_.conversation.waits()) {
    if (incoming_.empty()) run_.error = connection_->receive(incoming_, end_);
    incoming_.erase(0, run_.conversation.received(incoming_));
  }
  return !run_.failed();
}

SmtpRun SmtpSession::end() {
  // A reply that is still to come would pass for the reply to the next mail's first command.
  if (!run_.error.empty() || run_.conversation.closed_by_server()) drop_connection();
  return std::exchange(run_, {});
}

}  // namespace usher::mail
