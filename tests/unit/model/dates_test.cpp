#include "model/dates.h"

#include <catch2/catch.hpp>

using namespace clew;
using namespace clew::model;

namespace {

std::string read(std::string_view text) {
  const auto interval = readDate(text);
  if (!interval) return "-";
  return interval->first == interval->last ? timeText(interval->first)
                                           : timeText(interval->first) + ".." + timeText(interval->last);
}

}  // namespace

TEST_CASE("dates are read in every spelling met") {
  const std::vector<std::pair<const char*, const char*>> rows = {
      {"1475825162", "2016-10-07T07:26:02Z"},
      {"1530901800", "2018-07-06T18:30:00Z"},
      {"1565728665000", "2019-08-13T20:37:45Z"},
      {"1529079021.46", "2018-06-15T16:10:21Z"},
      {"2009-03-19T21:47:17Z", "2009-03-19T21:47:17Z"},
      {"2009-03-19T21:47:17+0000", "2009-03-19T21:47:17Z"},
      {"2009-03-19T21:47:17-0700", "2009-03-20T04:47:17Z"},
      {"2021-01-10T18:52:41+00:00", "2021-01-10T18:52:41Z"},
      {"2021-01-10T18:52:41+05:30", "2021-01-10T13:22:41Z"},
      {"2024-06-12T22:09:39.881923Z", "2024-06-12T22:09:39Z"},
      {"2019-12-07T03:55:53.116", "2019-12-07T03:55:53Z"},
      {"2022-04-07 07:42:54 UTC", "2022-04-07T07:42:54Z"},
      {"2019-01-08 12:41:48.552 UTC", "2019-01-08T12:41:48Z"},
      {"2019-09-04T05:32:29", "2019-09-04T05:32:29Z"},
      {"2015-01-31", "2015-01-31T00:00:00Z..2015-01-31T23:59:59Z"},
      {"2022-01-02 03:04:07", "2022-01-02T03:04:07Z"},
      {"20191019", "2019-10-19T00:00:00Z..2019-10-19T23:59:59Z"},
      {"20230101000000Z", "2023-01-01T00:00:00Z"},
      {"2005/05/30", "2005-05-30T00:00:00Z..2005-05-30T23:59:59Z"},
      {"14/06/2011", "2011-06-14T00:00:00Z..2011-06-14T23:59:59Z"},
      {"06/12/2011 10:28:50", "2011-12-06T10:28:50Z"},
      {"12/25/2011", "2011-12-25T00:00:00Z..2011-12-25T23:59:59Z"},
      {"2013/06/01 01:05:07 (JST)", "2013-05-31T16:05:07Z"},
      {"14-Feb-2011", "2011-02-14T00:00:00Z..2011-02-14T23:59:59Z"},
      {"14-Feb-2011 10:00:00 UTC", "2011-02-14T10:00:00Z"},
      {"Mon Sep 03 19:23:20 EST 2018", "2018-09-04T00:23:20Z"},
      {"Sep 3, 2018 @ 19:23:20.123", "2018-09-03T19:23:20Z"},
      {"Mon, 03 Sep 2018 19:23:20 GMT", "2018-09-03T19:23:20Z"},
      {"Monday, 3rd September 2018", "2018-09-03T00:00:00Z..2018-09-03T23:59:59Z"},
      {"September 3, 2018", "2018-09-03T00:00:00Z..2018-09-03T23:59:59Z"},
      {"2018-Sep-03", "2018-09-03T00:00:00Z..2018-09-03T23:59:59Z"},
      {"2018. 09. 03.", "2018-09-03T00:00:00Z..2018-09-03T23:59:59Z"},
      {"03.09.2018 19:23:20", "2018-09-03T19:23:20Z"},
      {"1/2/2018 1:05:00 PM", "2018-02-01T13:05:00Z"},
      {"1/2/2018 12:05 AM", "2018-02-01T00:05:00Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
      {"2016-12-31T24:00:00Z", "2017-01-01T00:00:00Z"},
      {"28th December 2018 at 05:54:43.861", "2018-12-28T05:54:43Z"},
      {" 2015-01-31\n", "2015-01-31T00:00:00Z..2015-01-31T23:59:59Z"},
      {"1969-07-20T20:17:40Z", "1969-07-20T20:17:40Z"},
      {"1", "1970-01-01T00:00:01Z"},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(read(text) == expected);
  }
}

TEST_CASE("a date's place may say that there is none") {
  for (const char* text : {"", " ", "0", "null", "None", "N/A", "-", "never", "0001-01-01", "0001-01-01T00:00:00Z",
                           "0000-00-00 00:00:00"}) {
    INFO(text);
    CHECK(saysNoDate(text));
  }
  for (const char* text :
       {"2022-01-01", "31/02/2020", "yesterday", "1", "2000", "0001-01-02", "Feb", "???", "withheld"}) {
    INFO(text);
    CHECK_FALSE(saysNoDate(text));
  }
}

TEST_CASE("what is no date is none") {
  for (const std::string& text : {std::string(),
                                  std::string("0"),
                                  std::string("null"),
                                  std::string("None"),
                                  std::string("N/A"),
                                  std::string("-"),
                                  std::string("0001-01-01"),
                                  std::string("0001-01-01T00:00:00Z"),
                                  std::string("0000-00-00 00:00:00"),
                                  std::string("2022-13-01"),
                                  std::string("2022-02-30"),
                                  std::string("2022-01-01T25:00:00Z"),
                                  std::string("2022-01-01T10:61:00Z"),
                                  std::string("2022-01-01 10:00:00 XYZ"),
                                  std::string("before Aug-1996"),
                                  std::string("yesterday"),
                                  std::string("2022"),
                                  std::string("1.2.3"),
                                  std::string("1.2.3.4"),
                                  std::string("12:00:00"),
                                  std::string("99999999999999999999"),
                                  std::string("nan"),
                                  std::string("1e300"),
                                  std::string(100000, '1'),
                                  std::string(100000, '-'),
                                  std::string("2022-01-01T10:00:00+99:00"),
                                  std::string("\0", 1),
                                  std::string("Feb"),
                                  std::string("32-Jan-2020"),
                                  std::string("2015-01-31\x1b[2J"),
                                  std::string(":::::"),
                                  std::string("Jan Feb 2020")}) {
    INFO(text.substr(0, 50));
    CHECK(read(text) == "-");
  }
}

TEST_CASE("numbers are seconds or milliseconds") {
  CHECK(readEpoch(1475825162)->first == 1475825162);
  CHECK(readEpoch(1565728665000.0)->first == 1565728665);
  CHECK(readEpoch(1529079021.99)->first == 1529079021);
  CHECK(readEpoch(-1.5)->first == -2);
  CHECK_FALSE(readEpoch(0).has_value());
  CHECK_FALSE(readEpoch(1e300).has_value());
  CHECK_FALSE(readEpoch(-1e300).has_value());
  CHECK_FALSE(readEpoch(0.0 / 0.0).has_value());
}

TEST_CASE("a date with the year last shows the order in which day and month stand, or not") {
  CHECK(orderShown("25/04/2022") == OrderShown::kDayFirst);
  CHECK(orderShown("4/25/2022 10:00") == OrderShown::kMonthFirst);
  CHECK(orderShown("04.05.2022") == OrderShown::kEither);
  for (const char* none : {"05/05/2022", "2022-04-05", "25/25/2022", "4/5", "4/5/22", "a/b/2022", "", "4/5/20221"})
    CHECK(orderShown(none) == OrderShown::kNothing);
  CHECK(readDate("03/04/2022", DateOrder::kMonthFirst)->first == readDate("2022-03-04")->first);
  CHECK(readDate("25/04/2022", DateOrder::kMonthFirst)->first == readDate("2022-04-25")->first);
  CHECK(readDate("03/04/2022")->first == readDate("2022-04-03")->first);
}

TEST_CASE("times are written short where that loses nothing") {
  CHECK(shortTimeText(1664409600) == "2022-09-29");
  CHECK(shortTimeText(1664445600) == "2022-09-29 10:00:00");
  CHECK(shortTimeText(kNoTime).empty());
}

TEST_CASE("months are added by the calendar") {
  const auto day = [](const char* text) { return readDate(text)->first; };
  CHECK(shortTimeText(addMonths(day("2022-03-31"), -1)) == "2022-02-28");
  CHECK(shortTimeText(addMonths(day("2024-03-31"), -1)) == "2024-02-29");
  CHECK(shortTimeText(addMonths(day("2022-01-15"), -1)) == "2021-12-15");
  CHECK(shortTimeText(addMonths(day("2022-01-15"), -25)) == "2019-12-15");
  CHECK(shortTimeText(addMonths(day("2022-12-15"), 1)) == "2023-01-15");
  CHECK(shortTimeText(addMonths(day("2024-02-29"), 12)) == "2025-02-28");
  CHECK(addMonths(kNoTime, 5) == kNoTime);
}
