/// Derives the outcome of an attempt to send a mail from SMTP commands and replies
/// (docs/invariants.md, 8). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/mailer.hpp"

namespace usher::mail {

/// The commands and replies of one attempt to send a mail. Never stores lines of a sign-in.
class SmtpConversation {
 public:
  /// Records a command, with or without its line end, or a line of a sign-in dialogue. Earlier
  /// commands may still be unanswered.
  void sent(std::string_view command);
  /// Records that the last octet of the mail was sent.
  void sent_mail();
  /// Records bytes of replies; lines may arrive in pieces. Returns the number of consumed bytes.
  /// Bytes after the last awaited reply are not consumed.
  std::size_t received(std::string_view bytes);

  /// Returns whether a reply is outstanding.
  bool awaits_reply() const { return !awaited_.empty(); }
  /// Returns whether a command of the transaction or the mail was rejected. Later replies do not
  /// change the outcome.
  bool failed() const { return failed_; }
  /// Returns whether the server has accepted DATA and waits for the mail.
  bool awaits_mail() const { return awaits_mail_; }
  /// Returns whether the server supports pipelining (RFC 2920).
  bool offers_pipelining() const { return offers_pipelining_; }

  /// Returns the outcome once the conversation is over.
  SendOutcome outcome() const;
  /// Returns the reply that decided the outcome, on one line; empty if no reply did.
  std::string answer() const;
  /// Returns whether the whole mail was sent and not answered: the server may have accepted it.
  bool possibly_accepted() const;
  /// Returns whether the server rejected the sender's address.
  bool sender_rejected() const;
  /// Returns whether the server rejected the recipient because the mailbox does not exist.
  bool bad_address() const;
  /// Returns the last stage, for errors without a reply: "at RCPT".
  std::string_view stage() const;
  /// Returns whether MAIL was accepted.
  bool sender_accepted() const;
  /// Returns whether the server announced that it closes the connection (421).
  bool closed_by_server() const { return closed_by_server_; }
  /// Returns whether the sign-in succeeded.
  bool signed_in() const { return signed_in_; }

 private:
  enum class Stage { connect, hello, starttls, auth, mail, rcpt, data, body, other };

  void await(Stage stage);
  void enter(Stage stage);
  void read_line(std::string_view line);
  void read_reply(int code, std::string text);
  bool rejects_client() const;
  bool requires_sign_in_or_tls() const;

  Stage stage_ =
      Stage::connect;           // the stage that awaits a reply, was answered last or was rejected
  std::vector<Stage> awaited_;  // stages that were sent and not answered yet, in order
  std::string unfinished_line_;
  int code_ = 0;           // the code of the last complete reply at `stage_`
  std::string text_;       // the text of the same reply
  std::string next_text_;  // the text of an incomplete reply
  bool signed_in_ = false;
  bool offers_pipelining_ = false;
  bool failed_ = false;
  bool awaits_mail_ = false;
  bool closed_by_server_ = false;
};

}  // namespace usher::mail
