#include "mail/mailer.hpp"

#include "base/error.hpp"
#include "mail/capture_mailer.hpp"
#include "mail/smtp_mailer.hpp"

namespace usher::mail {

std::unique_ptr<Mailer> make_mailer(const MailerOptions& options, SocketLoop& loop) {
  constexpr std::string_view kCapture = "capture:";
  if (!options.url.starts_with(kCapture)) return std::make_unique<SmtpMailer>(options, loop);
  const std::string folder = options.url.substr(kCapture.size());
  if (folder.empty())
    throw ConfigurationError("capture: needs a folder, for example capture:mails");
  return std::make_unique<CaptureMailer>(folder, loop);
}

}  // namespace usher::mail
