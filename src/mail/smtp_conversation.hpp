/// What was said between us and the mail server, as far as it decides what became of a mail
/// (hard points, 8). Pure: fed with commands and replies, asked for the outcome.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/mailer.hpp"

namespace usher::mail {

/// One attempt. Sign-in lines are never kept: of them only the fact is remembered.
class SmtpConversation {
 public:
  /// A command went out, with or without its end of line; the lines of a sign-in dialogue may come
  /// here too. Commands may be sent before the ones before them are answered.
  void sent(std::string_view command);
  /// The last octet of the mail was handed over for sending.
  void sent_mail();
  /// Bytes of replies came in; lines may come in pieces. How many of them were for this
  /// conversation: it takes none after the last reply that it waits for.
  std::size_t received(std::string_view bytes);

  /// Something that was sent is not answered yet.
  bool waits() const { return !awaited_.empty(); }
  /// A command of the transaction, or the mail, was refused. What is said after that decides
  /// nothing any more.
  bool failed() const { return failed_; }
  /// The server has said "go on" to DATA, and waits.
  bool wants_mail() const { return wants_mail_; }
  /// The server takes several commands at once (RFC 2920).
  bool offers_pipelines() const { return offers_pipelines_; }

  /// How it ended, once nothing more will be said.
  SendOutcome outcome() const;
  /// The reply that decided the outcome, one line; empty when it was not a reply.
  std::string answer() const;
  /// The whole mail was handed over and nothing was said to it: it may have been taken.
  bool possibly_accepted() const;
  /// The server has let us in, but not with this sender.
  bool sender_rejected() const;
  /// The server refuses the recipient because there is no such mailbox.
  bool bad_address() const;
  /// What was going on when it ended, for an answer when there was no reply: "at RCPT".
  std::string_view stage() const;
  /// The server said yes to MAIL: it has let us in.
  bool let_in() const;
  /// The server told us that it closes the connection.
  bool closed_by_server() const { return closes_; }
  /// The server said yes to who we are.
  bool signed_in() const { return signed_in_; }

 private:
  enum class Stage { connect, hello, starttls, auth, mail, rcpt, data, body, other };

  void await(Stage stage);
  void enter(Stage stage);
  void read_line(std::string_view line);
  void read_reply(int code, std::string text);
  bool refuses_us() const;
  bool wants_more_of_us() const;

  Stage stage_ = Stage::connect;  // whose answer is waited for, or came last, or was a refusal
  std::vector<Stage> awaited_;    // what was sent and is not answered yet, in order
  std::string unfinished_line_;
  int code_ = 0;           // of the last whole reply at that stage
  std::string text_;       // of that reply
  std::string next_text_;  // of a reply whose last line is still to come
  bool signed_in_ = false;
  bool offers_pipelines_ = false;
  bool failed_ = false;
  bool wants_mail_ = false;
  bool closes_ = false;
};

}  // namespace usher::mail
