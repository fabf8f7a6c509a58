/// The texts of our mails, one set of Mustache files per language, built in and overridable.
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

/// What a mail is about; each has `<language>/<name>.subject`, `.txt` and `.html` among the files.
enum class MailTemplate { credentials, confirm, reset, moved, alert, subscription };

/// Values for a template. An empty value makes `{{#name}}…{{/name}}` disappear.
using Values = std::map<std::string, std::string>;

/// Immutable after construction, thread-safe.
class Templates {
 public:
  /// Files in `override_folder` (same relative names) replace the built-in ones one by one; a file
  /// that does not parse, or names a value that the occasion does not have, throws
  /// ConfigurationError with its path.
  explicit Templates(const std::optional<std::filesystem::path>& override_folder);
  ~Templates();

  /// The mail's texts. In HTML parts values are escaped, in subject and text they are not. A
  /// language without its own file falls back to English.
  Content fill(MailTemplate occasion, domain::Language language, const Values& values) const;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace usher::mail
