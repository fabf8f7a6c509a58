#include "domain/date_text.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

using domain::Language;

TimePoint day(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  return sys_days{std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)} + 23h +
         59min;
}

TEST(LongDate, HasTheUsualFormOfEachLanguage) {
  const TimePoint date = day(2026, 11, 23);
  EXPECT_EQ(long_date(Language::en, date), "23 November 2026");
  EXPECT_EQ(long_date(Language::it, date), "23 novembre 2026");
  EXPECT_EQ(long_date(Language::es, date), "23 de noviembre de 2026");
  EXPECT_EQ(long_date(Language::fr, date), "23 novembre 2026");
  EXPECT_EQ(long_date(Language::pt, date), "23 de novembro de 2026");
  EXPECT_EQ(long_date(Language::ja, date), "2026年11月23日");
  EXPECT_EQ(long_date(Language::da, date), "23. november 2026");
}

TEST(LongDate, FirstDayOfAMonthHasItsOwnForm) {
  const TimePoint date = day(2027, 1, 1);
  EXPECT_EQ(long_date(Language::en, date), "1 January 2027");
  EXPECT_EQ(long_date(Language::it, date), "1º gennaio 2027");
  EXPECT_EQ(long_date(Language::es, date), "1 de enero de 2027");
  EXPECT_EQ(long_date(Language::fr, date), "1er janvier 2027");
  EXPECT_EQ(long_date(Language::pt, date), "1 de janeiro de 2027");
  EXPECT_EQ(long_date(Language::ja, date), "2027年1月1日");
  EXPECT_EQ(long_date(Language::da, date), "1. januar 2027");
}

}  // namespace
}  // namespace usher::domain
