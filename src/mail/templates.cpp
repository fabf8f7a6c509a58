#include "mail/templates.hpp"

#include <algorithm>
#include <array>
#include <kainjow/mustache.hpp>
#include <span>

#include "base/check.hpp"
#include "base/embedded_file.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace usher::mail {

std::span<const EmbeddedFile> embedded_templates();

namespace {

using domain::Language;

enum class Part { subject, text, html };

constexpr std::array<std::string_view, 3> kPartNames = {"subject", "txt", "html"};

struct MailForm {
  std::string_view name;                     ///< the name in file names
  std::span<const std::string_view> values;  ///< the names of values that the templates may use
};

constexpr std::array<std::string_view, 8> kCredentialsValues = {
    "name", "company", "brand", "user_name", "password", "sign_in_url", "expires", "support_email"};
constexpr std::array<std::string_view, 6> kConfirmValues = {
    "name", "company", "brand", "confirm_url", "expires", "support_email"};
constexpr std::array<std::string_view, 6> kResetValues = {
    "name", "company", "brand", "user_name", "reset_url", "support_email"};
constexpr std::array<std::string_view, 5> kMovedValues = {"name", "company", "brand", "user_name",
                                                          "support_email"};
constexpr std::array<std::string_view, 4> kAlertValues = {"count", "items", "plural",
                                                          "console_hint"};
constexpr std::array<std::string_view, 4> kSubscriptionValues = {"name", "list", "company",
                                                                 "confirm_url"};
// Indexed by MailTemplate.
constexpr std::array<MailForm, 6> kMailForms = {{{"credentials", kCredentialsValues},
                                                 {"confirm", kConfirmValues},
                                                 {"reset", kResetValues},
                                                 {"moved", kMovedValues},
                                                 {"alert", kAlertValues},
                                                 {"subscription", kSubscriptionValues}}};

/// One template file.
struct TemplateFile {
  Language language;
  std::size_t mail;  ///< index into kMailForms
  Part part;
  auto operator<=>(const TemplateFile&) const = default;
};

std::string path_of(const TemplateFile& file) {
  return std::string(domain::tag_of(file.language)) + "/" +
         std::string(kMailForms[file.mail].name) + "." +
         std::string(kPartNames[static_cast<std::size_t>(file.part)]);
}

std::vector<TemplateFile> all_files() {
  std::vector<TemplateFile> out;
  for (const Language language : domain::kLanguages) {
    for (std::size_t mail = 0; mail < kMailForms.size(); ++mail) {
      for (const Part part : {Part::subject, Part::text, Part::html}) {
        out.push_back({language, mail, part});
      }
    }
  }
  return out;
}

/// Returns the text of a built-in file; empty if the file does not exist.
std::string_view embedded(std::string_view path) {
  for (const EmbeddedFile& file : embedded_templates()) {
    if (file.path == path) return file.text;
  }
  return {};
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw ConfigurationError(path + ": " + what);
}

/// Checks the tags before the text is parsed, because the parser does not expose them. Allows only
/// comments, sections and escaped values.
void check_tags(std::string_view text, const MailForm& mail, const std::string& path) {
  while (true) {
    const std::size_t begin = text.find("{{");
    if (begin == std::string_view::npos) return;
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) fail(path, "{{ without a closing }}");
    std::string_view tag = trim(text.substr(begin + 2, end - begin - 2));
    text.remove_prefix(end + 2);
    if (tag.starts_with('!')) continue;
    if (tag.starts_with('#') || tag.starts_with('^') || tag.starts_with('/')) {
      tag = trim(tag.substr(1));
    }
    if (std::find(mail.values.begin(), mail.values.end(), tag) == mail.values.end()) {
      std::string allowed;
      for (const std::string_view value : mail.values) allowed.append(" ").append(value);
      fail(path, "{{" + std::string(tag) + "}} is not allowed here; allowed are:" + allowed);
    }
  }
}

bool is_document(std::string_view html) {
  const std::string start = ascii_lower(trim(html).substr(0, 9));
  return start == "<!doctype" || start.starts_with("<html");
}

std::string_view font_of(Language language) {
  return language == Language::ja
             ? "'Hiragino Sans','Yu Gothic',Meiryo,'Noto Sans CJK JP',sans-serif"
             : "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
}

/// Returns the built-in text in the file's language, or in English if the language has none.
std::string_view built_in(TemplateFile file) {
  const std::string_view text = embedded(path_of(file));
  if (!text.empty()) return text;
  file.language = Language::en;
  return embedded(path_of(file));
}

/// Inserts the HTML into the common frame of mails unless it is a whole document.
std::string in_frame(const std::string& html, TemplateFile file) {
  if (is_document(html)) return html;
  file.part = Part::subject;
  return fill_placeholders(embedded("frame.html"), [&](std::string_view name) {
    if (name == "language") return std::string(domain::tag_of(file.language));
    if (name == "font") return std::string(font_of(file.language));
    if (name == "title") return std::string(trim(built_in(file)));
    CHECK(name == "body");
    return html;
  });
}

std::unique_ptr<kainjow::mustache::mustache> parse(std::string text, const TemplateFile& file,
                                                   const std::string& path) {
  if (!is_utf8(text)) fail(path, "is not UTF-8");
  if (file.part == Part::html) text = in_frame(text, file);
  check_tags(text, kMailForms[file.mail], path);
  if (file.part == Part::subject) text = std::string(trim(text));
  auto out = std::make_unique<kainjow::mustache::mustache>(text);
  if (!out->is_valid()) fail(path, out->error_message());
  if (file.part != Part::html) {
    out->set_custom_escape([](const std::string& value) { return value; });
  }
  return out;
}

void check_override_names(const std::filesystem::path& folder,
                          const std::vector<TemplateFile>& files) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(folder, error), end; it != end && !error;
       it.increment(error)) {
    const std::string extension = it->path().extension().string();
    const bool is_template = extension == ".subject" || extension == ".txt" || extension == ".html";
    if (!it->is_regular_file() || !is_template) continue;
    const std::string path = it->path().lexically_relative(folder).generic_string();
    const auto same = [&](const TemplateFile& file) { return path_of(file) == path; };
    if (std::none_of(files.begin(), files.end(), same)) {
      fail(it->path().string(),
           "is not the name of a template; allowed are "
           "<language>/<credentials|confirm|reset|moved|alert|subscription>.<subject|txt|html>");
    }
  }
  if (error) fail(folder.string(), "can't read the folder of email templates: " + error.message());
}

}  // namespace

struct Templates::Body {
  // Rendering is thread-safe although the library does not declare it const: check_tags() allows
  // neither partials nor lambdas.
  std::map<TemplateFile, std::unique_ptr<kainjow::mustache::mustache>> parsed;

  void load_built_in(const std::vector<TemplateFile>& files) {
    for (const TemplateFile& file : files) {
      const std::string path = path_of(file);
      const std::string_view text = embedded(path);
      if (!text.empty()) parsed[file] = parse(std::string(text), file, path);
    }
  }

  void load_overrides(const std::filesystem::path& folder, const std::vector<TemplateFile>& files) {
    check_override_names(folder, files);
    for (const TemplateFile& file : files) {
      const std::filesystem::path path = folder / path_of(file);
      if (const auto text = read_file(path)) parsed[file] = parse(*text, file, path.string());
    }
  }

  std::string render(TemplateFile file, const kainjow::mustache::data& values) const {
    auto found = parsed.find(file);
    if (found == parsed.end()) {
      file.language = Language::en;
      found = parsed.find(file);
    }
    CHECK(found != parsed.end());
    return found->second->render(values);
  }
};

Templates::Templates(const std::optional<std::filesystem::path>& override_folder)
    : body_(std::make_unique<Body>()) {
  const std::vector<TemplateFile> files = all_files();
  body_->load_built_in(files);
  if (override_folder) body_->load_overrides(*override_folder, files);
}

Templates::~Templates() = default;

Content Templates::fill(MailTemplate mail, Language language, const Values& values) const {
  kainjow::mustache::data data;
  for (const auto& [name, value] : values) {
    // Mustache renders the sections of empty texts, but not the sections of `false`.
    data.set(name, value.empty() ? kainjow::mustache::data(false) : kainjow::mustache::data(value));
  }
  const auto part = [&](Part which) {
    return body_->render({language, static_cast<std::size_t>(mail), which}, data);
  };
  return {part(Part::subject), part(Part::text), part(Part::html)};
}

}  // namespace usher::mail
