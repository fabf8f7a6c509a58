#include "domain/language.hpp"

#include "base/text.hpp"

namespace usher::domain {
namespace {

struct Name {
  std::string_view code;
  std::string_view tag;
};

constexpr std::array<Name, kLanguages.size()> kNames = {{{"EN", "en"},
                                                         {"IT", "it"},
                                                         {"ES", "es"},
                                                         {"FR", "fr"},
                                                         {"PT", "pt"},
                                                         {"JA", "ja"},
                                                         {"DA", "da"}}};

const Name& name_of(Language language) { return kNames[static_cast<std::size_t>(language)]; }

}  // namespace

std::string_view code_of(Language language) { return name_of(language).code; }

std::string_view tag_of(Language language) { return name_of(language).tag; }

std::optional<Language> language_of(std::string_view code) {
  for (const Language language : kLanguages) {
    if (ascii_iequals(code_of(language), code)) return language;
  }
  return std::nullopt;
}

}  // namespace usher::domain
