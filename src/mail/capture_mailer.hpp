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
  /// ConfigurationError if the folder cannot be used.
  CaptureMailer(std::filesystem::path folder, SocketLoop& loop);

  /// Writes the mail to a file, which is durable on return. Returns `relay_unavailable` if the disk
  /// is full or broken.
  Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                        Duration time_limit) override;
  Task<SendResult> probe(Duration time_limit) override;

 private:
  SendResult write(const std::string& mail) const;

  SocketLoop& loop_;
  std::filesystem::path folder_;
};

}  // namespace usher::mail
