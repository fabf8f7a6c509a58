#include "mail/smtp_mailer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "mail/one_line.hpp"
#include "mail/smtp_session.hpp"

namespace usher::mail {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMaxAnswer = 500;

/// Returns whether the address contains no characters that would end the address or the command.
bool is_sendable(const std::string& address) {
  return !address.empty() && std::all_of(address.begin(), address.end(), [](char c) {
    return c > ' ' && c <= '~' && c != '<' && c != '>';
  });
}

/// Returns whether the reused connection may have caused the failure. This is possible until MAIL
/// is accepted: the server may have closed an idle connection (silently, or with a 421 that is read
/// as the reply to MAIL), or may limit the mails per connection. The MAIL of an announced mail was
/// accepted earlier, so the result is true until the mail itself is sent.
bool is_failure_of_reused_connection(const SmtpRun& run) {
  const bool not_sent = run.announced && !run.error.empty() && !run.conversation.failed() &&
                        !run.conversation.possibly_accepted();
  return !run.new_connection && run.failed() && (not_sent || !run.conversation.sender_accepted());
}

/// Calls `work(time left)`, and retries once on a new connection if the reused one failed.
template <class Work>
Task<SmtpRun> run_with_reconnect(SmtpSession& session, Duration time_limit, const Work& work) {
  const auto end = SteadyClock::now() + time_limit;
  SmtpRun run = co_await work(time_limit);
  const auto left = std::chrono::duration_cast<Duration>(end - SteadyClock::now());
  if (is_failure_of_reused_connection(run) && left > Duration::zero()) {
    session.drop_connection();
    run = co_await work(left);
  }
  co_return run;
}

std::string truncated(const std::string& text) {
  if (text.size() <= kMaxAnswer) return text;
  std::size_t end = kMaxAnswer;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace

SmtpMailer::SmtpMailer(const MailerOptions& options, SocketLoop& loop)
    : signs_in_(!options.user.empty()),
      password_(options.password),
      session_(std::make_unique<SmtpSession>(options, loop)) {}

SmtpMailer::~SmtpMailer() = default;

void SmtpMailer::announce(const Envelope& next) {
  if (is_sendable(next.from) && is_sendable(next.to)) next_ = next;
}

Task<SendResult> SmtpMailer::send(const Envelope& envelope, const std::string& mail,
                                  Duration time_limit) {
  const std::optional<Envelope> next = std::exchange(next_, std::nullopt);
  SendResult out;
  if (!is_sendable(envelope.from)) {
    out = {SendOutcome::relay_unavailable, "the sender's address can't be used in SMTP", false,
           true};
    co_return out;
  }
  if (!is_sendable(envelope.to)) {
    out = {SendOutcome::recipient_rejected, "the recipient's address can't be used in SMTP", false,
           false, true};
    co_return out;
  }
  const auto work = [&](Duration left) { return session_->send(envelope, mail, next, left); };
  const SmtpRun run = co_await run_with_reconnect(*session_, time_limit, work);
  out = {run.conversation.outcome(), safe_answer(run), run.conversation.possibly_accepted(),
         run.conversation.sender_rejected(), run.conversation.bad_address()};
  co_return out;
}

Task<SendResult> SmtpMailer::probe(Duration time_limit) {
  const auto work = [&](Duration left) { return session_->noop(left); };
  const SmtpRun run = co_await run_with_reconnect(*session_, time_limit, work);
  SendResult out{run.failed() ? SendOutcome::relay_unavailable : SendOutcome::accepted,
                 safe_answer(run)};
  // libcurl continues without a sign-in if the server offers no supported mechanism.
  if (!run.failed() && signs_in_ && run.new_connection && !run.conversation.signed_in()) {
    out = {SendOutcome::relay_unavailable,
           "the mail server offers no sign-in with a user and password"};
  }
  co_return out;
}

std::string SmtpMailer::safe_answer(const SmtpRun& run) const {
  std::string answer = run.conversation.answer();
  if (answer.empty()) {
    answer = one_line(run.error) + " (" + std::string(run.conversation.stage()) + ")";
  }
  const std::string& password = password_.reveal();
  if (!password.empty() && answer.find(password) != std::string::npos) {
    answer = "the mail server's reply is not shown because it contains the password";
  }
  return truncated(answer);
}

}  // namespace usher::mail
