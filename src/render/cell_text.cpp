#include "render/cell_text.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "common/format.h"
#include "common/overloaded.h"
#include "common/text.h"
#include "common/time.h"
#include "common/utf8.h"
#include "model/canonical.h"
#include "render/render.h"

namespace clew::render {
namespace {

/// Names of these types are words for people; a dot in them leads nowhere.
bool isClickable(std::string_view type) {
  constexpr std::array<std::string_view, 8> kWords = {"registrar", "person", "org",    "country",
                                                      "phone",     "threat", "report", "tag"};
  return std::find(kWords.begin(), kWords.end(), type) == kWords.end();
}

std::string nodeForPeople(const NodeValue& node, bool defang) {
  const std::string name = escapeControls(defang && isClickable(node.type) ? model::defang(node.name) : node.name);
  if (node.display.empty() || node.display == node.name) return name;
  const std::string display =
      escapeControls(defang && isClickable(node.type) ? model::defang(node.display) : node.display);
  // A name in another script can look like one that it is not, so the form that is looked up stands beside it.
  return contains(node.name, "xn--") ? display + " (" + name + ")" : display;
}

std::string timeForPeople(Time time) {
  if (time == kNoTime) return "undated";
  return time == startOfDay(time) ? isoDay(time) : isoTime(time);
}

/// "2022" or "2022-08" for a whole year or month; empty for everything else.
std::string calendarText(const Interval& interval) {
  const CivilTime from = civilFromTime(interval.first);
  const CivilTime next = civilFromTime(interval.last + 1);
  if (from.day != 1 || next.day != 1 || interval.last + 1 != startOfDay(interval.last + 1)) return {};
  const std::string day = isoDay(interval.first);
  if (from.month == 1 && next.month == 1 && next.year == from.year + 1) return day.substr(0, day.size() - 6);
  const bool month = (next.year - from.year) * 12 + next.month - from.month == 1;
  return month ? day.substr(0, day.size() - 3) : std::string();
}

std::string intervalForPeople(const Interval& interval) {
  if (interval.first == interval.last) return timeForPeople(interval.first);
  // Midnight to the last second of a day is what a source that knows days only says.
  if (interval.first != kNoTime && interval.last != kNoTime && interval.first == startOfDay(interval.first) &&
      interval.last == startOfDay(interval.last) + kDay - 1) {
    if (startOfDay(interval.last) == interval.first) return isoDay(interval.first);
    if (std::string whole = calendarText(interval); !whole.empty()) return whole;
    return isoDay(interval.first) + " to " + isoDay(interval.last);
  }
  return timeForPeople(interval.first) + " to " + timeForPeople(interval.last);
}

std::string realForPeople(double value) {
  constexpr double kDigits = 1e4;
  if (!std::isfinite(value) || std::abs(value) > 1e11) return realText(value);
  const double rounded = std::round(value * kDigits) / kDigits;
  return realText(rounded == 0 ? 0.0 : rounded);
}

std::string shareForPeople(double share) {
  if (!std::isfinite(share)) return std::string(kMissingText);
  return format("{:.1f} %", share * 100);
}

}  // namespace

std::string textForPeople(const Cell& cell, bool defang) {
  return std::visit(Overloaded{
                        [](const Missing&) { return std::string(kMissingText); },
                        [](const Redacted&) { return std::string(kRedactedText); },
                        [](bool value) { return std::string(value ? "yes" : "no"); },
                        [](std::int64_t value) { return std::to_string(value); },
                        [](double value) { return realForPeople(value); },
                        [defang](const std::string& text) {
                          return escapeControls(defang && contains(text, "://") ? model::defang(text) : text);
                        },
                        [defang](const NodeValue& node) { return nodeForPeople(node, defang); },
                        [](const Instant& instant) { return timeForPeople(instant.value); },
                        [](const Interval& interval) { return intervalForPeople(interval); },
                        [](const Seconds& seconds) { return durationText(seconds.value); },
                        [](const Share& share) { return shareForPeople(share.value); },
                        [defang](const CellList& list) {
                          std::string out;
                          for (const Cell& part : list) {
                            if (!out.empty()) out += ", ";
                            out += textForPeople(part, defang);
                          }
                          return out;
                        },
                    },
                    cell.value);
}

std::string textForPrograms(const Cell& cell) {
  return std::visit(
      Overloaded{
          [](const Missing&) { return std::string(); },
          [](const Redacted&) { return std::string(kRedactedText); },
          [](bool value) { return std::string(value ? "true" : "false"); },
          [](std::int64_t value) { return std::to_string(value); },
          [](double value) { return std::isfinite(value) ? realText(value) : std::string(); },
          [](const std::string& text) { return escapeControls(text); },
          [](const NodeValue& node) { return escapeControls(node.name); },
          [](const Instant& instant) { return isoTime(instant.value); },
          [](const Interval& interval) {
            if (interval.first == kNoTime && interval.last == kNoTime) return std::string();
            return isoTime(interval.first) + "/" + isoTime(interval.last);
          },
          [](const Seconds& seconds) { return std::to_string(seconds.value); },
          [](const Share& share) { return std::isfinite(share.value) ? realText(share.value) : std::string(); },
          [](const CellList& list) {
            std::string out;
            for (std::size_t i = 0; i < list.size(); ++i) {
              if (i > 0) out += "; ";
              out += textForPrograms(list[i]);
            }
            return out;
          },
      },
      cell.value);
}

std::size_t mostShown(const Table& table, std::size_t column) {
  constexpr std::size_t kMostOfRecord = 60;
  return table.kind == TableKind::kEvidence && table.columns[column].name == "text" ? kMostOfRecord : 0;
}

std::string shownCell(const Table& table, std::size_t row, std::size_t column, bool defang) {
  std::string text = textForPeople(table.at(row, column), defang);
  const std::size_t most = mostShown(table, column);
  return most == 0 ? text : truncateToWidth(text, most);
}

bool isNumber(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell.value) || std::holds_alternative<double>(cell.value) ||
         std::holds_alternative<Seconds>(cell.value) || std::holds_alternative<Share>(cell.value);
}

std::string cellText(const Cell& cell) {
  return textForPeople(cell, false);
}

}  // namespace clew::render
