// JSON lists: an array of texts, bare or as the member `list` of an object that names it, as warning lists do
// (https://github.com/MISP/misp-warninglists). The entries are read as the lines of a list are: a stretch of them is
// one lookup, its raw record the entries as they stand, one a line.
#include <algorithm>
#include <optional>

#include "common/text.h"
#include "ingest/fact_builder.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/indicator.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_records.h"
#include "ingest/readers/json_scan.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {
namespace json_list {
namespace {

constexpr std::size_t kSample = 200;  // entries that detection looks at

/// The list of a text, and what its object says of it.
struct Found {
  std::string_view list;  // from its opening bracket; empty: there is none
  std::string name;
  bool whole = false;     // it has an end
  bool is_told = false;   // the object says what the list is
  bool is_first = false;  // of several texts
  std::vector<std::string_view> entries() const { return splitJsonValues(list); }
};

/// Looks behind a key for an array; what the text has of it when it is cut.
std::string_view arrayBehind(std::string_view key, std::string_view text) {
  const auto end_of_key = static_cast<std::size_t>(key.data() - text.data()) + key.size() + 1;
  std::string_view rest = trimLeft(text.substr(std::min(end_of_key, text.size())));
  if (!rest.starts_with(':')) return {};
  rest = trimLeft(rest.substr(1));
  return rest.starts_with('[') ? rest : std::string_view();
}

Found findList(std::string_view whole_text) {
  const std::string_view text = trim(withoutMark(whole_text));
  Found found;
  if (text.starts_with('[')) {
    found.list = text;
    found.whole = text.ends_with(']');
    return found;
  }
  JsonScan scan(text);
  if (!scan.enterObject()) return found;
  std::string_view key;
  JsonPiece value;
  std::string buffer;
  for (;;) {
    key = {};
    const bool more = scan.nextMember(key, value);
    if (key == "list" && found.list.empty()) {
      found.list = more && value.kind == JsonPiece::Kind::kArray ? value.text : arrayBehind(key, text);
      found.whole = more;
    }
    if (!more) break;
    if (key == "name") found.name = std::string(trim(unescaped(value, buffer).value_or("")));
    for (const char* word : {"name", "type", "description", "version", "matching_attributes"}) {
      found.is_told = found.is_told || key == word;
    }
  }
  found.is_first = !scan.failed() && !scan.atEnd();
  return found;
}

/// What an entry says; empty when it is no text.
std::optional<std::string> entryText(std::string_view entry) {
  if (entry.size() < 2 || entry.front() != '"' || entry.back() != '"') return std::nullopt;
  if (!contains(entry, "\\")) return std::string(entry.substr(1, entry.size() - 2));
  const auto value = parseJson(entry);
  if (!value || !value->is_string()) return std::nullopt;
  return clew::textOf(*value);
}

class JsonListReader final : public Reader {
 public:
  std::string_view name() const override { return "json-list"; }
  std::string_view title() const override { return "JSON lists of indicators: an array of texts, a MISP warning list"; }
  std::string_view sample() const override {
    return R"({"name":"parked","type":"string","list":["a.example","192.0.2.1"]})";
  }

  int detect(std::string_view head, std::string_view) const override {
    const Found found = findList(head);
    if (found.list.empty()) return 0;
    if (!trimLeft(found.list.substr(1)).starts_with('"')) return 0;
    if (found.is_told) return 70;
    std::size_t good = 0, all = 0;
    for (const std::string_view entry : found.entries()) {
      if (all == kSample) break;
      ++all;
      const auto text = entryText(entry);
      if (text && looksLike(model::refang(trim(*text))) != TokenClass::kNothing) ++good;
    }
    if (good * 2 >= all) return 60;
    return good > 0 ? 40 : 10;
  }

  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override {
    auto text = input.all(kMaxJsonBytes);
    if (!text) return text.error();
    const Found found = findList(*text);
    if (found.list.empty()) return Error(ErrorCode::kInvalidValue, "a JSON text without a list");
    InputContext named = context;
    const auto list_type = context.schema->known().list;
    if (named.list_name.empty() && model::canonical(*context.schema, list_type, found.name).ok()) {
      named.list_name = found.name;
    }
    const Listing listing = listingOf(named);
    EntryInput entries(found.entries());
    FactBuilder builder(context, sink);
    LineStretches lines(entries, builder, sink, listing.list.name, "list");
    std::string_view entry;
    for (;;) {
      auto more = lines.next(entry);
      if (!more) return more.error();
      if (!*more) break;
      one(entry, builder, listing);
    }
    if (!found.whole) builder.rejectWhole("the list has no end: it was cut off, and entries may be missing");
    if (found.is_first) builder.rejectWhole("a second JSON text follows the list, and was not read");
    lines.finish();
    return {};
  }

 private:
  static void one(std::string_view entry, FactBuilder& builder, const Listing& listing) {
    const auto text = entryText(entry);
    if (!text) return builder.reject("the entry is no text", entry);
    const auto node = indicatorNode(builder, model::refang(trim(*text)));
    if (node) addListed(builder, *node, listing);
  }
};

}  // namespace
}  // namespace json_list

const Reader& jsonListReader() {
  static const json_list::JsonListReader reader;
  return reader;
}

}  // namespace clew::ingest
