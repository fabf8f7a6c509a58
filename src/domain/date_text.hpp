/// Formats dates for pages and mails. Pure.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "domain/language.hpp"

namespace usher::domain {

/// Returns the day (UTC) in the language's long form: "23 November 2026", "1er novembre 2026",
/// "2026年11月23日". The text has no article, because Italian articles depend on the sentence.
std::string long_date(domain::Language language, TimePoint time);

}  // namespace usher::domain
