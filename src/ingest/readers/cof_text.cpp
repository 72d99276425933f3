#include "ingest/readers/cof_text.h"

#include <algorithm>
#include <array>

#include "common/json.h"
#include "common/text.h"

namespace clew::ingest::cof {
namespace {

struct Times {
  std::string_view mark, first, last;
};
constexpr std::array<Times, 2> kTimes = {
    {{"record times:", "time_first", "time_last"}, {"zone times:", "zone_time_first", "zone_time_last"}}};

constexpr std::size_t kMostSaid = 16;  // more comments than dnsdbq writes before a record

/// ";;   zone times: A .. B" -> "zone times: A .. B"; empty for a line that is no comment.
std::string_view withoutSemicolons(std::string_view line) {
  return line.starts_with(";;") ? trimLeft(line.substr(2)) : std::string_view();
}

/// Behind an address may stand, as a comment, whose it is.
std::string_view withoutNote(std::string_view type, std::string_view data) {
  const bool address = equalsIgnoreCase(type, "A") || equalsIgnoreCase(type, "AAAA");
  return address ? data.substr(0, data.find_first_of(" \t;")) : data;
}

}  // namespace

bool Printed::begins(std::string_view text) {
  const std::string_view comment = withoutSemicolons(text);
  return comment.starts_with(kTimes[0].mark) || comment.starts_with(kTimes[1].mark);
}

bool Printed::says(std::string_view name) const {
  return std::any_of(said_.begin(), said_.end(), [name](const auto& one) { return one.first == name; });
}

void Printed::forget() {
  said_.clear();
  recorded_ = false;
}

Result<void> Printed::comment(std::string_view line) {
  const std::string_view text = withoutSemicolons(line);
  if (recorded_ || said_.size() > kMostSaid) forget();
  for (const Times& times : kTimes) {
    if (!text.starts_with(times.mark)) continue;
    if (says(times.first) || says("count") || says("bailiwick")) forget();  // these stand below: of another record
    const std::string_view both = text.substr(times.mark.size());
    const auto ends = splitOnce(both.substr(0, both.find('(')), " .. ");  // how long that was stands in brackets
    if (!ends) return Error(ErrorCode::kInvalidValue, "times that are not read: 'first .. last' is expected");
    said_.emplace_back(times.first, trim(ends->first));
    said_.emplace_back(times.last, trim(ends->second));
  }
  for (const std::string_view part : split(text, ';')) {
    const auto pair = splitOnce(trim(part), ": ");
    if (pair && isOneOf(pair->first, {"count", "bailiwick"})) said_.emplace_back(pair->first, trim(pair->second));
  }
  return {};
}

Result<std::optional<std::string>> Printed::objectOf(std::string_view line) {
  const std::optional<std::string> none;
  if (line.empty() || line == "--") {
    forget();
    return none;
  }
  if (line.starts_with(";;")) {
    if (auto done = comment(line); !done) return done.error();
  }
  if (line.starts_with(';')) return none;
  const auto words = splitBlanks(line);
  if (words.size() < 3) {
    forget();
    return Error(ErrorCode::kInvalidValue, "no record of a name, a type and data");
  }
  const auto data = static_cast<std::size_t>(words[2].data() - line.data());
  Json object = Json::object();
  recorded_ = true;
  for (const auto& [name, text] : said_) object[name] = text;
  object["rrname"] = words[0];
  object["rrtype"] = words[1];
  object["rdata"] = withoutNote(words[1], line.substr(data));
  return std::optional(jsonText(object));
}

}  // namespace clew::ingest::cof
