/// The Mustache templates of Usher's own mails. Each language has a built-in set, whose files an
/// installation can override.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "domain/language.hpp"
#include "mail/mail.hpp"

namespace usher::mail {

/// A kind of mail. The template files are `<language>/<name>.subject`, `.txt` and `.html`.
enum class MailTemplate { credentials, confirm, reset, moved, alert, subscription };

/// Values by name. A section `{{#name}}…{{/name}}` is omitted if the value is empty.
using Values = std::map<std::string, std::string>;

/// The loaded templates. Immutable, thread-safe.
class Templates {
 public:
  /// Loads the built-in files, each replaced by the file with the same relative name in
  /// `override_folder`, if any. Throws ConfigurationError with the path of a file that does not
  /// parse or uses an unknown value.
  explicit Templates(const std::optional<std::filesystem::path>& override_folder);
  ~Templates();

  /// Renders a mail's subject and bodies. Values are escaped in HTML only. English is the fallback
  /// for languages without a file.
  Content fill(MailTemplate mail, domain::Language language, const Values& values) const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace usher::mail
