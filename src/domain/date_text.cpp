#include "domain/date_text.hpp"

#include <array>
#include <string_view>

#include "base/check.hpp"

namespace usher::domain {
namespace {

using domain::Language;

struct DateForm {
  Language language;
  std::string_view first_day;  ///< the suffix of the first day of a month
  std::string_view day_end;    ///< the suffix of every day
  std::string_view month_end;  ///< the text between month and year
  std::array<std::string_view, 12> months;
};

// Japanese is not included: it numbers its months and begins with the year.
constexpr std::array<DateForm, 6> kForms = {{
    {Language::en,
     "",
     " ",
     " ",
     {"January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December"}},
    {Language::it,
     "º",
     " ",
     " ",
     {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
      "ottobre", "novembre", "dicembre"}},
    {Language::es,
     "",
     " de ",
     " de ",
     {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
      "octubre", "noviembre", "diciembre"}},
    {Language::fr,
     "er",
     " ",
     " ",
     {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
      "octobre", "novembre", "décembre"}},
    {Language::pt,
     "",
     " de ",
     " de ",
     {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
      "outubro", "novembro", "dezembro"}},
    {Language::da,
     "",
     ". ",
     " ",
     {"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september",
      "oktober", "november", "december"}},
}};

const DateForm& form_of(Language language) {
  for (const DateForm& form : kForms) {
    if (form.language == language) return form;
  }
  CHECK(!"a language without a date form");
  return kForms.front();
}

}  // namespace

std::string long_date(Language language, TimePoint time) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  const std::string year = std::to_string(static_cast<int>(date.year()));
  const unsigned month = static_cast<unsigned>(date.month());
  const unsigned day = static_cast<unsigned>(date.day());
  if (language == Language::ja) {
    return year + "年" + std::to_string(month) + "月" + std::to_string(day) + "日";
  }
  const DateForm& form = form_of(language);
  std::string out = std::to_string(day);
  if (day == 1) out += form.first_day;
  out.append(form.day_end).append(form.months[month - 1]).append(form.month_end);
  return out + year;
}

}  // namespace usher::domain
