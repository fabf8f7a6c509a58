/// A mailer for demos and tests that writes mails to files.
#pragma once

#include <filesystem>

#include "mail/mailer.hpp"

namespace usher::mail {

/// Returns a unique file name for a mail: its Message-ID reduced to alphanumerics and "._@-",
/// without leading dots, or a hash of the mail if it has no Message-ID.
std::string capture_file_name(const std::string& mail);

class CaptureMailer final : public Mailer {
 public:
  /// Creates a missing folder with mode 0700; an existing folder keeps its mode. Throws
  /// ConfigurationError if the folder can't be used.
  CaptureMailer(std::filesystem::path folder, SocketLoop& loop);

  /// Makes the file durable before it returns. A full or broken disk is `relay_unavailable`.
  Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                        Duration time_limit) override;
  Task<SendResult> probe(Duration time_limit) override;

 private:
  SendResult write(const std::string& mail) const;

  SocketLoop& loop_;
  std::filesystem::path folder_;
};

}  // namespace usher::mail
