#include "common/time.h"

#include <catch2/catch.hpp>

#include "common/cancel.h"

using namespace clew;

TEST_CASE("the calendar agrees with known moments") {
  CHECK(timeFromCivil({1970, 1, 1, 0, 0, 0}) == 0);
  CHECK(timeFromCivil({2000, 2, 29, 12, 0, 0}) == 951825600);
  CHECK(timeFromCivil({2038, 1, 19, 3, 14, 8}) == 2147483648);
  CHECK(timeFromCivil({1969, 12, 31, 23, 59, 59}) == -1);
  CHECK(isoTime(1664445600) == "2022-09-29T10:00:00Z");
  CHECK(isoTime(-1) == "1969-12-31T23:59:59Z");
  CHECK(isoTime(kNoTime).empty());
  CHECK(isoDay(1664445600) == "2022-09-29");
  CHECK(weekdayOf(0) == 3);
  CHECK(weekdayOf(-1) == 2);
  CHECK(startOfDay(-1) == -kDay);
}

TEST_CASE("every day of eight centuries goes to numbers and back") {
  std::int64_t expected = daysFromCivil(1600, 1, 1);
  for (std::int64_t year = 1600; year < 2400; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int day = 1; day <= daysInMonth(year, month); ++day, ++expected) {
        REQUIRE(daysFromCivil(year, month, day) == expected);
        const CivilTime civil = civilFromTime(expected * kDay + kDay - 1);
        REQUIRE(civil == CivilTime{year, month, day, 23, 59, 59});
      }
    }
  }
}

TEST_CASE("fields that name no moment are told") {
  CHECK(isValidCivil({2024, 2, 29, 0, 0, 0}));
  for (const CivilTime& civil :
       {CivilTime{2023, 2, 29, 0, 0, 0}, CivilTime{2023, 13, 1, 0, 0, 0}, CivilTime{2023, 0, 1, 0, 0, 0},
        CivilTime{2023, 1, 0, 0, 0, 0}, CivilTime{2023, 1, 1, 24, 0, 0}, CivilTime{2023, 1, 1, 0, 60, 0},
        CivilTime{2023, 1, 1, 0, 0, 60}, CivilTime{1900, 2, 29, 0, 0, 0}}) {
    CHECK_FALSE(isValidCivil(civil));
  }
}

TEST_CASE("durations are written as the language reads them") {
  CHECK(durationText(0) == "0s");
  CHECK(durationText(30 * kDay) == "30d");
  CHECK(durationText(5400) == "1h30m");
  CHECK(durationText(-61) == "-1m1s");
  CHECK(elapsedText(0.0123) == "12 ms");
  CHECK(elapsedText(200) == "3 min 20 s");
}

TEST_CASE("a token tells cancelling from running out of time") {
  CancelToken token;
  CHECK_FALSE(token.shouldStop());
  CHECK(token.check().ok());
  token.setTimeout(std::chrono::seconds(-1));
  CHECK(token.check().error().code == ErrorCode::kTimeout);
  token.cancel();
  CHECK(token.check().error().code == ErrorCode::kCancelled);
  token.reset();
  CHECK(token.check().ok());
  token.setTimeout(std::chrono::hours(1));
  CHECK_FALSE(token.shouldStop());
}
