#include "ingest/detect.h"

#include <algorithm>

#include "common/format.h"
#include "common/json.h"
#include "common/text.h"
#include "common/utf8.h"
#include "ingest/readers/text_head.h"
#include "ingest/stream_input.h"

namespace clew::ingest {

namespace {

constexpr int kSureEnough = 20;  // below it a reader says that it nearly fits
constexpr int kCertain = 100;    // nobody can be surer

/// A word for the bytes, to tell the user what was found instead of a format.
std::string looksLike(std::string_view head) {
  if (const std::string_view kind = binaryKind(head); !kind.empty()) return std::string(kind);
  const std::string_view text = trimLeft(head);
  if (beginsAsJson(head)) {
    const bool is_whole = head.size() < kHeadBytes;  // what stands in it is all of the file
    const auto parsed = is_whole ? parseJson(head) : Result<Json>(Json());
    if (!parsed && parsed.error().message.starts_with(kJsonCut)) return "JSON, and " + parsed.error().message;
    return "JSON of a shape that is not known";
  }
  if (startsWithIgnoreCase(text, "<!doctype html") || startsWithIgnoreCase(text, "<html")) return "a web page";
  if (text.starts_with('<')) return "XML";
  if (isSuffixList(head))
    return "the Public Suffix List, which says where registered names begin and lists no indicators";
  return "text without indicators";
}

/// The reader that is surest of a text; null: none is sure enough.
const Reader* surestOf(std::string_view head, std::string_view file_name, int& surest) {
  const Reader* best = nullptr;
  for (const Reader* reader : readers()) {
    const int sure = reader->detect(head, file_name);
    if (sure <= surest) continue;
    surest = sure;
    best = reader;
    if (surest >= kCertain) break;
  }
  return best;
}

std::string allNames() {
  std::vector<std::string> names;
  for (const Reader* reader : readers()) names.emplace_back(reader->name());
  return join(names, ", ");
}

}  // namespace

Result<const Reader*> readerNamed(std::string_view name) {
  std::vector<std::string> names;
  for (const Reader* reader : readers()) {
    if (equalsIgnoreCase(reader->name(), name)) return reader;
    names.emplace_back(reader->name());
  }
  Error error(ErrorCode::kUsage, format("no format {}", quoted(name)));
  const auto near = closest(name, names);
  error.withHint(near ? format("did you mean '{}'?", *near) : "formats: " + allNames());
  return error;
}

int surenessOf(std::string_view head) {
  int surest = 0;
  surestOf(head, {}, surest);
  return surest;
}

Result<const Reader*> detectReader(std::string_view head, std::string_view file_name) {
  int surest = 0;
  const Reader* best = surestOf(head, file_name, surest);
  if (best != nullptr && surest >= kSureEnough) return best;
  Error error(ErrorCode::kInvalidValue, format("no format fits: it looks like {}", looksLike(head)));
  if (best != nullptr) {
    error.withHint(format("it is nearest to {}: --as {} reads it as such", best->name(), best->name()));
  }
  return error;
}

}  // namespace clew::ingest
