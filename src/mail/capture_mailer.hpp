/// A mailer for demos and tests: mails become files.
#pragma once

#include <filesystem>

#include "mail/mailer.hpp"

namespace usher::mail {

/// The file name for a mail: its Message-ID with only alphanumerics and "._@-", never hidden,
/// never another mail's; a hash of the mail when it has none.
std::string capture_file_name(const std::string& mail);

class CaptureMailer final : public Mailer {
 public:
  /// Makes the folder, 0700, when it is missing; an existing one keeps its mode. Throws
  /// ConfigurationError when it can't be used.
  CaptureMailer(std::filesystem::path folder, SocketLoop& loop);

  /// The file is durable before this returns. A full or broken disk is `relay_down`.
  Task<SendResult> send(const Envelope& envelope, const std::string& mail,
                        Duration time_limit) override;
  Task<SendResult> probe(Duration time_limit) override;

 private:
  SendResult write(const std::string& mail) const;

  SocketLoop& loop_;
  std::filesystem::path folder_;
};

}  // namespace usher::mail
