#include "ingest/readers/json_reader.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_salvage.h"

namespace clew::ingest {
namespace {

/// Passes everything on; rejects carry the line or element of the document that they came from.
class PlacedSink : public FactSink {
 public:
  PlacedSink(FactSink& sink, std::uint64_t place) : sink_(sink), place_(place) {}
  bool lookup(model::LookupFacts&& facts) override { return go_on_ = sink_.lookup(std::move(facts)); }
  bool reject(model::Reject&& reject) override {
    if (place_ != 0) reject.position = place_;
    ++rejects_;
    return go_on_ = sink_.reject(std::move(reject));
  }
  void notice(std::string_view text, std::uint64_t records) override { sink_.notice(text, records); }
  void progress(std::uint64_t bytes) override { sink_.progress(bytes); }
  std::uint64_t rejects() const { return rejects_; }
  bool goesOn() const { return go_on_; }

 private:
  FactSink& sink_;
  std::uint64_t place_;
  std::uint64_t rejects_ = 0;
  bool go_on_ = true;
};

bool cancelled(const InputContext& context) {
  return context.cancel != nullptr && context.cancel->shouldStop();
}

/// A first line that is a whole object, with more behind it.
bool isLines(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos || trim(text.substr(end)).empty()) return false;
  const std::string_view line = trim(text.substr(0, end));
  return line.starts_with('{') && line.ends_with('}') && parseJson(line).ok();
}

}  // namespace

Result<void> JsonReader::read(Input& input, const InputContext& context, FactSink& sink) const {
  if (isLines(withoutMark(input.head()))) return readLines(input, context, sink);
  auto whole = input.all(kMaxJsonBytes);
  if (!whole) return whole.error();
  const std::string_view text = withoutMark(*whole);
  PlacedSink stopping(sink, 0);
  if (trimLeft(text).starts_with('[')) {
    readValues(splitJsonValues(text), context, stopping);
    return {};
  }
  const auto document = parseJson(text);
  if (document.ok()) {
    one(text, *document, context, stopping, 0);
    sink.progress(text.size());
    return {};
  }
  if (trimLeft(text).starts_with('{')) {
    const auto values = splitJsonValues(text);
    const bool any = std::any_of(values.begin(), values.end(), [](auto value) { return parseJson(value).ok(); });
    if (values.size() > 1 && any) {
      readValues(values, context, stopping);
      return {};
    }
    if (salvage(text, context, stopping, 0)) return {};
  }
  FactBuilder builder(context, sink);
  return notJson(text, builder, document.error());
}

Result<void> JsonReader::readLines(Input& input, const InputContext& context, FactSink& sink) const {
  PlacedSink stopping(sink, 0);
  std::uint64_t number = 0;
  std::uint64_t bytes = 0;
  while (stopping.goesOn() && !cancelled(context)) {
    bool too_long = false;
    const auto read = input.line(kMaxLine, too_long);
    if (!read) return read.error();
    if (!read->has_value()) break;
    ++number;
    bytes += (*read)->size() + 1;
    const std::string_view line = trim(number == 1 ? withoutMark(**read) : **read);
    if (too_long) {
      PlacedSink placed(stopping, number);
      FactBuilder(context, placed).rejectWhole("the line is longer than 8 MiB", line);
    } else if (!line.empty()) {
      oneText(line, context, stopping, number);
    }
    sink.progress(bytes);
  }
  return {};
}

void JsonReader::readValues(const std::vector<std::string_view>& values, const InputContext& context,
                            FactSink& sink) const {
  PlacedSink stopping(sink, 0);
  std::uint64_t number = 0;
  for (const std::string_view value : values) {
    if (!stopping.goesOn() || cancelled(context)) return;
    oneText(value, context, stopping, ++number);
    sink.progress(static_cast<std::uint64_t>(value.data() + value.size() - values.front().data()));
  }
}

Result<void> JsonReader::notJson(std::string_view text, FactBuilder& builder, const Error& why) const {
  const std::string reason = format("is no JSON: {}", why.message);
  if (!trimLeft(text).starts_with('{')) return Error(ErrorCode::kInvalidValue, reason);
  builder.rejectWhole(reason, text);
  return {};
}

void JsonReader::oneText(std::string_view bytes, const InputContext& context, FactSink& sink,
                         std::uint64_t place) const {
  const auto document = parseJson(bytes);
  if (document.ok()) {
    one(bytes, *document, context, sink, place);
  } else if (!salvage(bytes, context, sink, place)) {
    PlacedSink placed(sink, place);
    FactBuilder(context, placed).rejectWhole(format("is no JSON: {}", document.error().message), bytes);
  }
}

/// Reads what is whole of a damaged document, and refuses the rest; false when there is nothing to save.
bool JsonReader::salvage(std::string_view bytes, const InputContext& context, FactSink& sink,
                         std::uint64_t place) const {
  if (isOneRecord()) return false;
  const auto saved = salvageJson(bytes);
  const auto document = saved ? parseJson(saved->text) : Result<Json>(Json());
  if (!saved || !document) return false;
  PlacedSink placed(sink, place);
  FactBuilder builder(context, placed);
  for (const auto& lost : saved->lost) {
    builder.at(lost.index);
    builder.reject(lost.reason, lost.text);
  }
  if (saved->cut)
    builder.rejectWhole("the JSON text has no proper end: it was cut off or is damaged, and records may be missing");
  one(bytes, *document, context, sink, place, true);
  return true;
}

void JsonReader::one(std::string_view bytes, const Json& document, const InputContext& context, FactSink& sink,
                     std::uint64_t place, bool partial) const {
  PlacedSink placed(sink, place);
  FactBuilder builder(context, placed);
  answer(document, builder);
  if (builder.open()) {
    if (partial) builder.outcome(model::Outcome::kPartial);
    builder.raw(std::string(bytes));
    builder.lookup().first_line = static_cast<std::uint32_t>(std::min<std::uint64_t>(place, 0xffffffffU));
    builder.finish();
  } else if (placed.rejects() == 0) {
    builder.rejectWhole(format("is no answer that the reader '{}' knows", name()), bytes);
  }
}

std::string firstText(const Json& value, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    std::string text = textOf(value, key);
    if (!trim(text).empty()) return text;
  }
  return {};
}

model::Sighting seenOf(FactBuilder& builder, const Json& value, std::string_view first, std::string_view last) {
  return builder.seenBetween(textOf(value, first), textOf(value, last));
}

Time timeOf(const Json& value, std::string_view key) {
  const auto when = model::readDate(textOf(value, key));
  return when ? when->first : kNoTime;
}

model::Sighting datedOr(const model::Sighting& seen, const model::Sighting& otherwise) {
  return seen.first == kNoTime ? otherwise : seen;
}

bool pathSays(const InputContext& context, std::string_view word) {
  for (const std::string_view part : split(context.name, '/')) {
    const std::size_t at = findIgnoreCase(part, word);
    if (at == part.npos) continue;
    const bool begins = at == 0 || !isAlnum(part[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == part.size() || !isAlnum(part[end]))) return true;
  }
  return false;
}

std::optional<model::NodeName> statedSubject(const InputContext& context) {
  if (trim(context.subject).empty()) return std::nullopt;
  return model::classify(*context.schema, context.subject);
}

std::string asnText(std::string_view text) {
  const auto words = splitBlanks(text);
  if (words.empty()) return {};
  std::string_view number = words.front();
  if (startsWithIgnoreCase(number, "AS")) number.remove_prefix(2);
  if (!allDigits(number) || number == "0") return {};
  return std::string(number);
}

}  // namespace clew::ingest
