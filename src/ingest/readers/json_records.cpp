#include "ingest/readers/json_records.h"

#include <algorithm>

#include "common/format.h"
#include "common/text.h"
#include "ingest/line_stretches.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/json_scan.h"

namespace clew::ingest {
namespace {

/// The array in the member `name` of the object that the text is, as far as the text goes; empty when there is none.
std::string_view arrayIn(std::string_view text, std::string_view name) {
  if (name.empty()) return {};
  JsonScan scan(text);
  if (!scan.enterObject()) return {};
  std::string_view key;
  JsonPiece value;
  while (true) {
    key = {};
    const bool more = scan.nextMember(key, value);
    if (key == name) {
      if (more) return value.kind == JsonPiece::Kind::kArray ? value.text : std::string_view{};
      const auto behind = static_cast<std::size_t>(key.data() - text.data()) + key.size() + 1;
      const std::size_t bracket = text.find_first_not_of(" \t\r\n:", std::min(behind, text.size()));
      return bracket != text.npos && text[bracket] == '[' ? text.substr(bracket) : std::string_view{};
    }
    if (!more) return {};
  }
}

}  // namespace

Result<std::string> EntryInput::all(std::size_t) {
  return Error(ErrorCode::kInternal, "entries are read one by one");
}

Result<std::optional<std::string_view>> EntryInput::line(std::size_t limit, bool& too_long) {
  too_long = false;
  if (at_ == entries_.size()) return std::optional<std::string_view>{};
  std::string_view entry = entries_[at_++];
  if (entry.size() > limit) {
    too_long = true;
    entry = entry.substr(0, limit);
  }
  if (entry.find_first_of("\r\n") != std::string_view::npos) {
    line_ = entry;
    std::replace_if(
        line_.begin(), line_.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
    entry = line_;
  }
  return std::optional(entry);
}

bool beginsAsJsonLines(std::string_view head) {
  const std::string_view text = trimLeft(withoutMark(head));
  const std::size_t end = text.find('\n');
  if (end == text.npos || !text.starts_with('{')) return false;
  const std::string_view line = trim(text.substr(0, end));
  return line.size() > 1 && line.back() != ',' && trimLeft(text.substr(end)).starts_with('{');
}

Result<void> JsonRecordsReader::read(Input& input, const InputContext& context, FactSink& sink) const {
  if (beginsAsJsonLines(input.head())) return readLines(input, context, sink, true);
  auto whole = input.all(kMaxJsonBytes);
  if (!whole) return whole.error();
  const std::string_view text = trim(withoutMark(*whole));
  if (!text.starts_with('{') && !text.starts_with('[')) {
    return Error(ErrorCode::kInvalidValue, "is no JSON: it begins with neither an object nor an array");
  }
  const std::string_view held = text.starts_with('{') ? arrayIn(text, holder()) : text;
  bool cut_off = false;
  EntryInput entries(splitJsonValues(held.starts_with('[') ? held : text, &cut_off));
  return readLines(entries, context, sink, !cut_off);
}

Result<void> JsonRecordsReader::readLines(Input& input, const InputContext& context, FactSink& sink, bool whole) const {
  FactBuilder builder(context, sink);
  LineStretches lines(input, builder, sink, std::string(provider()), std::string(kind()));
  const auto run = begin(context);
  const auto subject = statedSubject(context);
  std::uint64_t records = 0;
  std::string_view line;
  for (;;) {
    auto more = lines.next(line);
    if (!more) return more.error();
    if (!*more) break;
    line = trim(line);
    if (line.empty()) continue;
    if (subject && builder.lookup().subject.empty()) builder.subject(*subject);
    ++records;
    const auto record = parseJson(line);
    if (!record.ok()) {
      builder.reject(format("is no JSON: {}", record.error().message), line);
      continue;
    }
    if (const std::string_view filler = run->filler(*record); !filler.empty()) {
      sink.notice(filler, 1);
      continue;
    }
    const std::uint64_t before = builder.taken();
    run->record(*record, builder);
    if (builder.taken() == before) builder.reject("the record says nothing that is known here", line);
  }
  if (records == 0 && !builder.stopped()) {
    if (!builder.open()) builder.begin(provider(), kind());
    builder.outcome(model::Outcome::kNone);
    if (subject) {
      builder.subject(*subject);
      builder.answer(*subject, kind(), model::Outcome::kNone);
    }
  }
  run->end(builder);
  if (!whole) {
    builder.outcome(model::Outcome::kPartial);
    builder.rejectWhole("the array has no end: it was cut off, and records may be missing");
  }
  lines.finish();
  builder.finish();  // one that no line began
  return {};
}

}  // namespace clew::ingest
