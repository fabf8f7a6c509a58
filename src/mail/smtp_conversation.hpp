/// What was said between us and the mail server, as far as it decides what became of a mail
/// (hard points, 8). Pure: fed with commands and replies, asked for the outcome.
#pragma once

#include <string>
#include <string_view>

#include "mail/mailer.hpp"

namespace usher::mail {

/// One attempt. Sign-in lines are never kept: of them only the fact is remembered.
class SmtpConversation {
 public:
  /// A command line went out; the lines of a sign-in dialogue may come here too.
  void sent(std::string_view command);
  /// Bytes of replies came in; lines may come in pieces.
  void received(std::string_view bytes);
  /// The last octet of the mail was handed over for sending.
  void whole_mail_given() { whole_mail_given_ = true; }

  /// How it ended, once nothing more will be said.
  Outcome outcome() const;
  /// The reply that decided the outcome, one line; empty when it was not a reply.
  std::string answer() const;
  /// The whole mail was handed over and nothing was said to it: it may have been taken.
  bool perhaps_taken() const;
  /// The server has let us in, but not with this sender.
  bool sender_refused() const;
  /// The server refuses the recipient because there is no such mailbox.
  bool bad_address() const;
  /// What was going on when it ended, for an answer when there was no reply: "at RCPT".
  std::string_view stage() const;
  /// The server said yes to MAIL: it has let us in.
  bool let_in() const;
  /// The server told us, uninvited or in reply, that it closes the connection.
  bool closed_by_server() const { return code_ == 421; }
  /// The server said yes to who we are.
  bool signed_in() const { return signed_in_; }

 private:
  enum class Stage { connect, hello, starttls, auth, mail, rcpt, data, body, other };

  void read_line(std::string_view line);
  bool refuses_us() const;
  bool wants_more_of_us() const;

  Stage stage_ = Stage::connect;
  std::string unfinished_line_;
  int code_ = 0;           // of the last whole reply to the last command
  std::string text_;       // of that reply
  std::string next_text_;  // of a reply whose last line is still to come
  bool over_ = false;      // we have said QUIT
  bool signed_in_ = false;
  bool whole_mail_given_ = false;
};

}  // namespace usher::mail
