/// The seven languages that a console speaks (the contract's A.1).
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace usher::domain {

enum class Language { en, it, es, fr, pt, ja, da };

inline constexpr std::array kLanguages = {Language::en, Language::it, Language::es, Language::fr,
                                          Language::pt, Language::ja, Language::da};

/// "EN", …: as on the wire and in the database.
std::string_view code_of(Language language);
/// "en", …: as in HTML's lang and in Content-Language (RFC 5646).
std::string_view tag_of(Language language);
/// Any case ("En" too); nothing for other words.
std::optional<Language> language_of(std::string_view code);

}  // namespace usher::domain
