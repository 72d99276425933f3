#include "ingest/readers/cof_text.h"

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

void Printed::comment(std::string_view line) {
  const std::string_view text = withoutSemicolons(line);
  if (recorded_ || said_.size() > kMostSaid) said_.clear();
  recorded_ = false;
  for (const Times& times : kTimes) {
    if (!text.starts_with(times.mark)) continue;
    const std::string_view both = text.substr(times.mark.size());
    const auto ends = splitOnce(both.substr(0, both.find('(')), " .. ");  // how long that was stands in brackets
    if (!ends) return;
    said_.emplace_back(times.first, trim(ends->first));
    said_.emplace_back(times.last, trim(ends->second));
  }
  for (const std::string_view part : split(text, ';')) {
    const auto pair = splitOnce(trim(part), ": ");
    if (pair && isOneOf(pair->first, {"count", "bailiwick"})) said_.emplace_back(pair->first, trim(pair->second));
  }
}

std::optional<std::string> Printed::objectOf(std::string_view line) {
  if (line.empty()) said_.clear();
  if (line.starts_with(";;")) comment(line);
  if (line.empty() || line.starts_with(';')) return std::nullopt;
  const auto words = splitBlanks(line);
  if (words.size() < 3) return std::nullopt;
  const auto data = static_cast<std::size_t>(words[2].data() - line.data());
  Json object = Json::object();
  recorded_ = true;
  for (const auto& [name, text] : said_) object[name] = text;
  object["rrname"] = words[0];
  object["rrtype"] = words[1];
  object["rdata"] = withoutNote(words[1], line.substr(data));
  return jsonText(object);
}

}  // namespace clew::ingest::cof
