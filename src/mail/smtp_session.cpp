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
  if (connection_ && connection_->is_open()) connection_->say_goodbye();
}

SmtpRun SmtpSession::send(const Envelope& envelope, std::string_view mail, Duration time_limit) {
  begin(time_limit);
  if (run_.error.empty()) transact(envelope, mail);
  return end();
}

SmtpRun SmtpSession::noop(Duration time_limit) {
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

void SmtpSession::transact(const Envelope& envelope, std::string_view mail) {
  if (say("MAIL FROM:<" + envelope.from + ">") && say("RCPT TO:<" + envelope.to + ">") &&
      say("DATA") && hear()) {
    return give(mail);
  }
  if (!run_.error.empty()) return;
  // It may be told to go on though all recipients were refused (RFC 2920, 3.1).
  if (run_.conversation.wants_mail()) return give({});
  // Whatever was begun is over: the connection is good for the next mail.
  if (!run_.conversation.closed_by_server() && say("RSET")) hear();
}

/// Says it now, or together with what is said next. Whether to go on.
bool SmtpSession::say(std::string_view command) {
  outgoing_.append(command).append("\r\n");
  run_.conversation.sent(command);
  return connection_->takes_pipelines() || hear();
}

/// Says what is to be said and waits until all of it is answered. Whether all was well.
bool SmtpSession::hear() {
  run_.error = connection_->send(outgoing_, end_);
  outgoing_.clear();
  while (run_.error.empty() && run_.conversation.waits()) {
    incoming_.clear();
    run_.error = connection_->receive(incoming_, end_);
    run_.conversation.received(incoming_);
  }
  return !run_.failed();
}

void SmtpSession::give(std::string_view mail) {
  append_transparent(outgoing_, mail);
  run_.error = connection_->send(outgoing_, end_);
  outgoing_.clear();
  if (!run_.error.empty()) return;
  run_.conversation.sent_mail();
  hear();
}

SmtpRun SmtpSession::end() {
  // A reply that is still to come would pass for the reply to the next mail's first command.
  if (!run_.error.empty() || run_.conversation.closed_by_server()) drop_connection();
  return std::exchange(run_, {});
}

}  // namespace usher::mail
