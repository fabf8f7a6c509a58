/// The seven supported languages (docs/contract/provisioning.md, A.1).
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace usher::domain {

enum class Language { en, it, es, fr, pt, ja, da };

inline constexpr std::array kLanguages = {Language::en, Language::it, Language::es, Language::fr,
                                          Language::pt, Language::ja, Language::da};

/// Returns the code that the API and the database use, such as "EN".
std::string_view code_of(Language language);
/// Returns the language tag (RFC 5646) for HTML and Content-Language, such as "en".
std::string_view tag_of(Language language);
/// Returns the language with this code, nullopt if there is none. Ignores case.
std::optional<Language> language_of(std::string_view code);

}  // namespace usher::domain
