#include "mail/smtp_session.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace usher::mail {
namespace {

constexpr Duration kClearUpLimit = std::chrono::seconds(2);
constexpr const char* kUnasked = "the mail server spoke unasked";

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

std::array<std::string, 3> commands_for(const Envelope& envelope) {
  return {"MAIL FROM:<" + envelope.from + ">", "RCPT TO:<" + envelope.to + ">", "DATA"};
}

}  // namespace

SmtpSession::SmtpSession(const MailerOptions& options, SocketLoop& loop)
    : options_(options),
      loop_(loop),
      connection_(std::make_unique<SmtpConnection>(options, loop)) {}

SmtpSession::~SmtpSession() {
  // After DATA it would pass for the mail.
  if (connection_ && connection_->is_open() && !announced_) connection_->say_goodbye();
}

void SmtpSession::drop_connection() {
  connection_.reset();
  announced_.reset();
  incoming_.clear();
}

Task<SmtpRun> SmtpSession::send(const Envelope& envelope, std::string_view mail,
                                const std::optional<Envelope>& next, Duration time_limit) {
  // It came differently: after DATA there is no other way back.
  if (announced_ && announced_->envelope != envelope) drop_connection();
  co_await begin(time_limit);
  if (run_.error.empty()) co_await transact(envelope, mail, next);
  co_return end();
}

Task<SmtpRun> SmtpSession::noop(Duration time_limit) {
  if (announced_) drop_connection();
  co_await begin(time_limit);
  if (run_.error.empty()) {
    add(run_.conversation, "NOOP");
    co_await hear();
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
  Task<bool> announcement = announced_ ? take_announced() : announce(envelope);
  const bool invited = co_await announcement;
  if (invited) {
    co_await give(mail, next);
  } else if (run_.error.empty() && !run_.conversation.closed_by_server()) {
    co_await clear_up();
  }
}

/// After a refusal: ends what was begun, so that the connection is good for the next mail. The
/// outcome is known; nobody waits long for that.
Task<void> SmtpSession::clear_up() {
  end_ = std::min(end_, std::chrono::steady_clock::now() + kClearUpLimit);
  if (run_.conversation.wants_mail()) {
    // It may be told to go on though all recipients were refused (RFC 2920, 3.1).
    const std::string_view nothing;
    const std::optional<Envelope> nobody;
    co_await give(nothing, nobody);
  } else {
    add(run_.conversation, "RSET");
    co_await hear();
  }
}

/// Whether the server waits for the mail.
Task<bool> SmtpSession::announce(const Envelope& envelope) {
  for (const std::string& command : commands_for(envelope)) {
    add(run_.conversation, command);
    if (connection_->takes_pipelines()) continue;
    const bool accepted = co_await hear();
    if (!accepted) co_return false;
  }
  const bool accepted = co_await hear();
  if (!accepted) co_return false;
  if (!incoming_.empty()) run_.error = kUnasked;
  co_return run_.error.empty();
}

/// The same for a mail that was announced with the one before it.
Task<bool> SmtpSession::take_announced() {
  run_.announced = true;
  run_.conversation = std::move(announced_->conversation);
  announced_.reset();
  const bool accepted = co_await hear();
  if (!accepted) co_return false;
  // A connection that was closed meanwhile would swallow the mail, and nobody would know.
  run_.error = incoming_.empty() ? connection_->listen() : kUnasked;
  co_return run_.error.empty();
}

Task<void> SmtpSession::give(std::string_view mail, const std::optional<Envelope>& next) {
  append_transparent(outgoing_, mail);
  const std::size_t size = outgoing_.size();
  // Together only where it is known afterwards whether the mail was given, should not all get out.
  const bool together = size <= SmtpConnection::kOnePiece / 2;
  if (next && together) announce_too(*next);
  std::string_view rest = outgoing_;
  run_.error = co_await connection_->send(rest, end_);
  const bool given = outgoing_.size() - rest.size() >= size;
  outgoing_.clear();
  if (given) run_.conversation.sent_mail();
  if (!run_.error.empty()) co_return;
  if (next && !together) announce_too(*next);
  co_await hear();
}

void SmtpSession::announce_too(const Envelope& next) {
  if (!connection_->takes_pipelines()) return;
  announced_.emplace(Announced{next, {}});
  for (const std::string& command : commands_for(next)) add(announced_->conversation, command);
}

void SmtpSession::add(SmtpConversation& conversation, std::string_view command) {
  outgoing_.append(command).append("\r\n");
  conversation.sent(command);
}

/// Says what is to be said and waits until all of it is answered. Whether all was well.
Task<bool> SmtpSession::hear() {
  std::string_view rest = outgoing_;
  run_.error = co_await connection_->send(rest, end_);
  outgoing_.clear();
  // After a 421 nothing more is said (RFC 5321, 3.8).
  while (run_.error.empty() && run_.conversation.waits() && !run_.conversation.closed_by_server()) {
    if (incoming_.empty()) run_.error = co_await connection_->receive(incoming_, end_);
    incoming_.erase(0, run_.conversation.received(incoming_));
  }
  co_return !run_.failed();
}

SmtpRun SmtpSession::end() {
  // A reply that is still to come, or that nobody asked for, would pass for the reply to the next
  // mail's first command.
  const bool unasked = !announced_ && !incoming_.empty();
  if (!run_.error.empty() || run_.conversation.closed_by_server() || unasked) drop_connection();
  return std::exchange(run_, {});
}

}  // namespace usher::mail
