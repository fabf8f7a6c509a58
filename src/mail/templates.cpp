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

struct OccasionForm {
  std::string_view name;                     ///< in file names
  std::span<const std::string_view> values;  ///< all that its templates may name
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
// In the order of MailTemplate.
constexpr std::array<OccasionForm, 6> kOccasions = {{{"credentials", kCredentialsValues},
                                                     {"confirm", kConfirmValues},
                                                     {"reset", kResetValues},
                                                     {"moved", kMovedValues},
                                                     {"alert", kAlertValues},
                                                     {"subscription", kSubscriptionValues}}};

struct Place {
  Language language;
  std::size_t occasion;
  Part part;
  auto operator<=>(const Place&) const = default;
};

std::string path_of(const Place& place) {
  return std::string(domain::tag_of(place.language)) + "/" +
         std::string(kOccasions[place.occasion].name) + "." +
         std::string(kPartNames[static_cast<std::size_t>(place.part)]);
}

std::vector<Place> all_places() {
  std::vector<Place> out;
  for (const Language language : domain::kLanguages) {
    for (std::size_t occasion = 0; occasion < kOccasions.size(); ++occasion) {
      for (const Part part : {Part::subject, Part::text, Part::html}) {
        out.push_back({language, occasion, part});
      }
    }
  }
  return out;
}

/// Empty when there is no such file.
std::string_view embedded(std::string_view path) {
  for (const EmbeddedFile& file : embedded_templates()) {
    if (file.path == path) return file.text;
  }
  return {};
}

[[noreturn]] void fail(const std::string& file, const std::string& what) {
  throw ConfigurationError(file + ": " + what);
}

// The parser does not give away what it found, so the tags are looked at before it is asked. Only
// the part of Mustache that these texts need is let through: what a file can do stays obvious.
void check_tags(std::string_view text, const OccasionForm& occasion, const std::string& file) {
  while (true) {
    const std::size_t begin = text.find("{{");
    if (begin == std::string_view::npos) return;
    const std::size_t end = text.find("}}", begin);
    if (end == std::string_view::npos) fail(file, "a {{ without its }}");
    std::string_view tag = trim(text.substr(begin + 2, end - begin - 2));
    text.remove_prefix(end + 2);
    if (tag.starts_with('!')) continue;
    if (tag.starts_with('#') || tag.starts_with('^') || tag.starts_with('/')) {
      tag = trim(tag.substr(1));
    }
    if (std::find(occasion.values.begin(), occasion.values.end(), tag) == occasion.values.end()) {
      std::string known;
      for (const std::string_view value : occasion.values) known.append(" ").append(value);
      fail(file, "{{" + std::string(tag) + "}} is not known here; there are:" + known);
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

/// The built-in text of a place, in English where its language has none of its own.
std::string_view built_in(Place place) {
  const std::string_view own = embedded(path_of(place));
  place.language = own.empty() ? Language::en : place.language;
  return own.empty() ? embedded(path_of(place)) : own;
}

/// What all mails have around their HTML; a file that is a whole document already stays as it is.
std::string in_frame(const std::string& html, Place place) {
  if (is_document(html)) return html;
  place.part = Part::subject;
  return with_values(embedded("frame.html"), [&](std::string_view name) {
    if (name == "language") return std::string(domain::tag_of(place.language));
    if (name == "font") return std::string(font_of(place.language));
    if (name == "title") return std::string(trim(built_in(place)));
    CHECK(name == "body");
    return html;
  });
}

std::unique_ptr<kainjow::mustache::mustache> parse(std::string text, const Place& place,
                                                   const std::string& file) {
  if (!is_utf8(text)) fail(file, "is not UTF-8");
  if (place.part == Part::html) text = in_frame(text, place);
  check_tags(text, kOccasions[place.occasion], file);
  if (place.part == Part::subject) text = std::string(trim(text));
  auto out = std::make_unique<kainjow::mustache::mustache>(text);
  if (!out->is_valid()) fail(file, out->error_message());
  if (place.part != Part::html) {
    out->set_custom_escape([](const std::string& value) { return value; });
  }
  return out;
}

void check_override_names(const std::filesystem::path& folder, const std::vector<Place>& places) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator it(folder, error), end; it != end && !error;
       it.increment(error)) {
    const std::string extension = it->path().extension().string();
    const bool meant = extension == ".subject" || extension == ".txt" || extension == ".html";
    if (!it->is_regular_file() || !meant) continue;
    const std::string path = it->path().lexically_relative(folder).generic_string();
    const auto same = [&](const Place& place) { return path_of(place) == path; };
    if (std::none_of(places.begin(), places.end(), same)) {
      fail(it->path().string(),
           "no mail has this file; they are "
           "<language>/<credentials|confirm|reset|moved|alert|subscription>.<subject|txt|html>");
    }
  }
  if (error) fail(folder.string(), "can't read the folder of mail templates: " + error.message());
}

}  // namespace

struct Templates::Body {
  // Rendering is not const in this library, but touches nothing as long as there are no partials
  // and no lambdas, and check_tags() lets none in.
  std::map<Place, std::unique_ptr<kainjow::mustache::mustache>> parsed;

  void load_built_in(const std::vector<Place>& places) {
    for (const Place& place : places) {
      const std::string path = path_of(place);
      const std::string_view text = embedded(path);
      if (!text.empty()) parsed[place] = parse(std::string(text), place, path);
    }
  }

  void load_overrides(const std::filesystem::path& folder, const std::vector<Place>& places) {
    check_override_names(folder, places);
    for (const Place& place : places) {
      const std::filesystem::path file = folder / path_of(place);
      if (const auto text = read_file(file)) parsed[place] = parse(*text, place, file.string());
    }
  }

  std::string render(Place place, const kainjow::mustache::data& values) const {
    auto found = parsed.find(place);
    if (found == parsed.end()) {
      place.language = Language::en;
      found = parsed.find(place);
    }
    CHECK(found != parsed.end());
    return found->second->render(values);
  }
};

Templates::Templates(const std::optional<std::filesystem::path>& override_folder)
    : body_(std::make_unique<Body>()) {
  const std::vector<Place> places = all_places();
  body_->load_built_in(places);
  if (override_folder) body_->load_overrides(*override_folder, places);
}

Templates::~Templates() = default;

Content Templates::fill(MailTemplate occasion, Language language, const Values& values) const {
  kainjow::mustache::data data;
  for (const auto& [name, value] : values) {
    // For Mustache an empty text counts as something; `false` makes its section disappear.
    data.set(name, value.empty() ? kainjow::mustache::data(false) : kainjow::mustache::data(value));
  }
  const auto part = [&](Part which) {
    return body_->render({language, static_cast<std::size_t>(occasion), which}, data);
  };
  return {part(Part::subject), part(Part::text), part(Part::html)};
}

}  // namespace usher::mail
