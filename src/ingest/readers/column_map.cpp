#include "ingest/readers/column_map.h"

#include <algorithm>
#include <array>

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest {
namespace {

using RoleWord = std::pair<std::string_view, ColumnRole>;
constexpr std::array kRoleWords = std::to_array<RoleWord>({{"host", ColumnRole::kHost},
                                                           {"domain", ColumnRole::kHost},
                                                           {"ip", ColumnRole::kIp},
                                                           {"url", ColumnRole::kUrl},
                                                           {"file", ColumnRole::kFile},
                                                           {"email", ColumnRole::kEmail},
                                                           {"indicator", ColumnRole::kIndicator},
                                                           {"first", ColumnRole::kFirst},
                                                           {"last", ColumnRole::kLast},
                                                           {"times", ColumnRole::kTimes},
                                                           {"confidence", ColumnRole::kConfidence},
                                                           {"asn", ColumnRole::kAsn},
                                                           {"country", ColumnRole::kCountry},
                                                           {"port", ColumnRole::kPort},
                                                           {"tag", ColumnRole::kTag},
                                                           {"threat", ColumnRole::kThreat},
                                                           {"ns", ColumnRole::kNs},
                                                           {"mx", ColumnRole::kMx},
                                                           {"cname", ColumnRole::kCname},
                                                           {"registrar", ColumnRole::kRegistrar},
                                                           {"ignored", ColumnRole::kIgnored}});

std::string roleWords() {
  std::vector<std::string_view> words;
  for (const RoleWord& word : kRoleWords) words.push_back(word.first);
  return join(words, ", ") + ", relation WORD, property WORD";
}

/// The names before the `=`: between commas, quoted or not.
Result<std::vector<std::string>> namesOf(std::string_view text) {
  std::vector<std::string> names;
  while (!(text = trimLeft(text)).empty()) {
    if (!names.empty()) {
      if (!text.starts_with(',')) return Error(ErrorCode::kInvalidValue, "a comma belongs between two names");
      text = trimLeft(text.substr(1));
    }
    const bool quotes = text.starts_with('"');
    const std::size_t end = quotes ? text.find('"', 1) : text.find(',');
    if (quotes && end == text.npos) return Error(ErrorCode::kInvalidValue, "a quote is not closed");
    const std::string_view name = quotes ? text.substr(1, end - 1) : trim(text.substr(0, end));
    if (name.empty()) return Error(ErrorCode::kInvalidValue, "a name is empty");
    names.emplace_back(name);
    text = end == text.npos ? std::string_view() : text.substr(quotes ? end + 1 : end);
  }
  if (names.empty()) return Error(ErrorCode::kInvalidValue, "no name of a column stands before the =");
  return names;
}

/// What stands behind the `=`.
Result<ColumnMap::Row> roleOf(std::string_view text, const model::Schema& schema) {
  ColumnMap::Row row;
  const auto words = splitBlanks(text);
  const std::string first = words.empty() ? std::string() : toLower(words.front());
  if (words.size() == 2 && (first == "relation" || first == "property")) {
    row.word = words.back();
    if (first == "relation") {
      row.role = ColumnRole::kRelation;
      if (schema.relationsNamed(row.word).empty()) {
        return Error(ErrorCode::kInvalidValue, format("there is no relation {}", quoted(row.word)));
      }
      return row;
    }
    row.role = ColumnRole::kProperty;
    const auto property = schema.propertyNamed(row.word);
    if (!property || schema.property(*property).computed) {
      return Error(ErrorCode::kInvalidValue, format("there is no property {} that can be stated", quoted(row.word)));
    }
    row.word = schema.property(*property).name;
    return row;
  }
  const auto found =
      std::find_if(kRoleWords.begin(), kRoleWords.end(), [&](const RoleWord& word) { return word.first == first; });
  if (words.size() != 1 || found == kRoleWords.end()) {
    Error error(ErrorCode::kInvalidValue, format("{} is nothing that a column can be", quoted(trim(text))));
    error.withHint("one of " + roleWords());
    return error;
  }
  row.role = found->second;
  return row;
}

}  // namespace

Result<ColumnMap> ColumnMap::fromText(std::string_view text, std::string_view file, const model::Schema& schema) {
  ColumnMap map;
  std::size_t number = 0;
  for (const std::string_view raw : splitLines(text)) {
    ++number;
    const std::string_view line = withoutComment(raw);
    if (line.empty()) continue;
    const auto wrong = [&](const Error& why) {
      Error error(ErrorCode::kInvalidValue, format("{}, line {}: {}", quoted(file, 300), number, why.message));
      if (!why.hint.empty()) error.withHint(why.hint);
      return error;
    };
    const std::size_t equals = line.rfind('=');
    if (equals == line.npos) return wrong(Error(ErrorCode::kInvalidValue, "a row reads NAME = WORD"));
    const auto names = namesOf(line.substr(0, equals));
    if (!names) return wrong(names.error());
    const auto role = roleOf(line.substr(equals + 1), schema);
    if (!role) return wrong(role.error());
    for (const std::string& name : *names) {
      Row row = *role;
      if (const auto column = parseInteger<std::size_t>(name); column && *column > 0) {
        row.number = *column;
      } else {
        row.key = headerKey(name);
      }
      map.rows_.push_back(std::move(row));
    }
  }
  return map;
}

const ColumnMap::Row* ColumnMap::of(std::string_view header, std::size_t number) const {
  const std::string key = headerKey(header);
  const auto found = std::find_if(rows_.rbegin(), rows_.rend(), [&](const Row& row) {
    return row.number != 0 ? row.number == number : !key.empty() && row.key == key;
  });
  return found == rows_.rend() ? nullptr : &*found;
}

}  // namespace clew::ingest
