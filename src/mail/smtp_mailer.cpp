#include "mail/smtp_mailer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "mail/one_line.hpp"
#include "mail/smtp_session.hpp"

namespace usher::mail {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kLongestAnswer = 500;

// Nothing that could end the address, or the command that carries it, early.
bool is_sendable(const std::string& address) {
  return !address.empty() && std::all_of(address.begin(), address.end(), [](char c) {
    return c > ' ' && c <= '~' && c != '<' && c != '>';
  });
}

// Before MAIL is answered with yes, a kept connection's failure says little: the server may have
// closed it while it lay idle (without a word, or with a 421 that we read as the reply to MAIL), or
// want no more mails over this one. Only a new connection shows how things stand.
// A mail that was announced has its yes long before: there it counts that it was not given yet.
bool blames_kept_connection(const SmtpRun& run) {
  const bool not_given = run.announced && !run.error.empty() && !run.conversation.failed() &&
                         !run.conversation.possibly_accepted();
  return !run.new_connection && run.failed() && (not_given || !run.conversation.let_in());
}

// Runs `work(time left)`, and once more on a new connection if the kept one was no good.
template <class Work>
Task<SmtpRun> run_on_good_connection(SmtpSession& session, Duration time_limit, const Work& work) {
  const auto end = SteadyClock::now() + time_limit;
  SmtpRun run = co_await work(time_limit);
  const auto left = std::chrono::duration_cast<Duration>(end - SteadyClock::now());
  if (blames_kept_connection(run) && left > Duration::zero()) {
    session.drop_connection();
    run = co_await work(left);
  }
  co_return run;
}

std::string cut(const std::string& text) {
  if (text.size() <= kLongestAnswer) return text;
  std::size_t end = kLongestAnswer;
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
  const SmtpRun run = co_await run_on_good_connection(*session_, time_limit, work);
  out = {run.conversation.outcome(), safe_answer(run), run.conversation.possibly_accepted(),
         run.conversation.sender_rejected(), run.conversation.bad_address()};
  co_return out;
}

Task<SendResult> SmtpMailer::probe(Duration time_limit) {
  const auto work = [&](Duration left) { return session_->noop(left); };
  const SmtpRun run = co_await run_on_good_connection(*session_, time_limit, work);
  SendResult out{run.failed() ? SendOutcome::relay_unavailable : SendOutcome::accepted,
                 safe_answer(run)};
  // libcurl goes on without signing in when the server has no way to do it.
  if (!run.failed() && signs_in_ && run.new_connection && !run.conversation.signed_in()) {
    out = {SendOutcome::relay_unavailable,
           "the mail server offers no sign-in for our user and password"};
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
    answer = "the mail server's answer is not shown: it contains our password";
  }
  return cut(answer);
}

}  // namespace usher::mail
