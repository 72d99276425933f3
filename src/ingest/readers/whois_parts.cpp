#include "ingest/readers/whois_parts.h"

#include <optional>

#include "common/text.h"

namespace clew::ingest::whois {
namespace {

constexpr std::size_t kMostAbove = 4;   // lines of an answer before the one that names its domain
constexpr std::size_t kMostBelow = 30;  // lines behind it in which a field is sought

/// The name that an answer is about, where a line says it: behind its key, or alone below its heading.
std::optional<model::NodeName> subjectIn(const Line& line, const model::Schema& schema) {
  const bool below = line.key.empty() || line.key == "name";  // Estonia has its name below "Domain:"
  const std::string& key = below ? line.heading : line.key;
  if (line.comment || key == "query" || fieldOf(key) != Field::kDomain) return std::nullopt;
  const auto words = splitBlanks(line.value);
  if (words.empty() || !contains(words.front(), ".") || (below && words.size() > 1)) return std::nullopt;
  auto name = model::canonical(schema, schema.known().host, words.front());
  return name.ok() ? std::optional(*name) : std::nullopt;
}

/// What some registries write above the domain: "Registrar: Reg A", "state: active".
bool mayStandAbove(const Line& line) {
  if (line.comment || line.key.empty() || !line.heading.empty()) return false;
  const Field is = fieldOf(line.key);
  return is != Field::kOther && is != Field::kDomain && is != Field::kNameServer && is != Field::kDnssec &&
         is != Field::kFetched;
}

bool isProse(const Line& line) {
  if (!line.key.empty()) return false;
  return line.comment || (partyOf(line.heading) == Party::kNobody && fieldOf(line.heading) == Field::kOther);
}

/// Whether the answer that names its domain in line `at` says below it what the field is of.
bool saysBelow(const std::vector<Line>& lines, std::size_t at, Field field) {
  for (std::size_t i = at + 1; i < lines.size() && i - at < kMostBelow; ++i) {
    const Field is = lines[i].key.empty() ? Field::kOther : fieldOf(lines[i].key);
    if (is == Field::kDomain) return false;
    if (is == field) return true;
  }
  return false;
}

/// Where the answer begins that names its domain in line `at`: above that line where a comment or a sentence stands
/// over the keys before it, which otherwise end the answer before.
std::size_t beginOf(const std::vector<Line>& lines, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && at - begin < kMostAbove && mayStandAbove(lines[begin - 1])) --begin;
  const bool apart = begin > 0 && isProse(lines[begin - 1]) &&
                     (begin == 1 || lines[begin - 1].comment || lines[begin - 2].block != lines[begin - 1].block);
  for (std::size_t i = begin; apart && i < at; ++i) {
    if (saysBelow(lines, at, fieldOf(lines[i].key))) return at;  // the answer has its own
  }
  return apart ? begin : at;
}

}  // namespace

std::vector<Lines> partsOf(const std::vector<Line>& lines, const model::Schema& schema) {
  std::vector<std::size_t> begins;
  std::string current;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (at > 0 && lines[at - 1].part != lines[at].part) {
      begins.push_back(at);
      current.clear();
    }
    const auto name = subjectIn(lines[at], schema);
    if (!name) continue;
    if (!current.empty() && name->name != current) begins.push_back(beginOf(lines, at));
    current = name->name;
  }
  std::vector<Lines> parts(1);
  auto next = begins.begin();
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (next != begins.end() && at == *next) {
      parts.emplace_back();
      ++next;
    }
    parts.back().push_back(&lines[at]);
  }
  return parts;
}

}  // namespace clew::ingest::whois
