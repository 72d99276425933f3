#include "engine/store_evidence.h"

#include <algorithm>

#include "common/text.h"
#include "engine/said.h"

namespace clew::engine {
namespace {

constexpr std::size_t kUnpackedKept = 16;
constexpr std::size_t kMaxRecordLines = 1000;
constexpr std::size_t kSeenAtOnce = 240;     // bytes: less than what `why` shows of a text
constexpr std::size_t kLongestSought = 255;  // no host name is longer; both bounds keep a row's search short
constexpr std::size_t kMaxSought = std::size_t{1}
                                   << 20;  // of a document, so that a thousand rows of large ones stay quick

/// A record of a table goes on over line ends inside quotes: until the quotes are even.
std::string tableRecord(const std::vector<std::string_view>& lines, std::size_t index, std::size_t limit) {
  std::string out;
  std::ptrdiff_t quotes = 0;
  const std::size_t end = std::min(lines.size(), index + kMaxRecordLines);
  for (std::size_t at = index; at < end && out.size() < limit; ++at) {
    if (at > index) out += '\n';
    out += lines[at];
    quotes += std::count(lines[at].begin(), lines[at].end(), '"');
    if (quotes % 2 == 0) return out;
  }
  return out.size() < limit ? std::string(lines[index]) : out;  // a lone quote is no opening one
}

/// The part of a document that says what stands between `names`, at most `limit` bytes: from the innermost brace around
/// that one of them which is met last. The head of the document where that shows them all, or none is found.
std::string excerpt(std::string_view document, std::size_t limit, std::span<const std::string_view> names) {
  const std::string_view sought = document.substr(0, kMaxSought);
  std::size_t at = 0;
  std::size_t end = 0;
  for (const std::string_view name : names) {
    const bool can_be_sought = !name.empty() && name.size() <= kLongestSought;
    const std::size_t found = can_be_sought ? findIgnoreCase(sought, name) : sought.npos;
    if (found == sought.npos || found < at) continue;
    at = found;
    end = found + name.size();
  }
  if (end <= kSeenAtOnce) return std::string(document.substr(0, limit));
  std::size_t depth = 0;
  std::size_t begin = at;
  for (; begin > 0 && at - begin < kSeenAtOnce; --begin) {
    const char before = document[begin - 1];
    if (before == '}') ++depth;
    if (before == '{' && depth-- == 0) return "…" + std::string(document.substr(begin - 1, limit));
  }
  while (begin < at && (static_cast<unsigned char>(document[begin]) & 0xC0) == 0x80) ++begin;  // not within a character
  return (begin > 0 ? "…" : "") + std::string(document.substr(begin, limit));
}

/// Of a lookup whose raw record was not kept.
bool isLineKind(std::string_view kind) {
  return kind == "facts" || kind == "passive-dns" || kind == "table" || kind == "list" || kind == "text";
}

}  // namespace

const StoreEvidence::Known* StoreEvidence::known(std::uint32_t id) const {
  if (const auto found = known_.find(id); found != known_.end()) return &found->second;
  auto info = store_.lookup(id, false);
  if (info && *info && isRestored((*info)->lookup)) info = store_.lookup(firstLookupOf(store_, id), false);
  if (!info || !*info) return nullptr;
  const auto& lookup = (*info)->lookup;
  Known one{{lookup.provider, lookup.kind, lookup.from, lookup.fetched, 0}, (*info)->id, lookup.first_line, false};
  if (lookup.first_line != 0) {
    const Raw* found = raw(one.first);
    one.is_stretch = found != nullptr && !found->text.empty() ? !found->lines.empty() : isLineKind(lookup.kind);
  }
  return &known_.emplace(id, std::move(one)).first->second;
}

std::optional<execution::LookupEvidence> StoreEvidence::lookup(const graph::RawReference& where) const {
  const Known* of = known(where.lookup);
  if (of == nullptr) return std::nullopt;
  execution::LookupEvidence out = of->evidence;
  out.record = of->first_line == 0 ? where.position : of->first_line;
  if (of->is_stretch && where.position != 0) out.record = of->first_line + where.position - 1;
  return out;
}

const StoreEvidence::Raw* StoreEvidence::raw(std::uint32_t lookup) const {
  const auto known = std::find_if(raws_.begin(), raws_.end(), [&](const auto& one) { return one->lookup == lookup; });
  if (known != raws_.end()) {
    raws_.splice(raws_.begin(), raws_, known);
    return raws_.front().get();
  }
  auto info = store_.lookup(lookup, true);
  if (!info || !info.value()) return nullptr;
  auto made = std::make_unique<Raw>();
  made->lookup = lookup;
  made->text = std::move(info.value()->lookup.raw);
  made->kind = info.value()->lookup.kind;
  // Stretches are kept with their last line end, answers without.
  if (info.value()->lookup.first_line != 0 && made->text.ends_with('\n')) made->lines = splitLines(made->text);
  raws_.push_front(std::move(made));
  if (raws_.size() > kUnpackedKept) raws_.pop_back();
  return raws_.front().get();
}

std::optional<std::string> StoreEvidence::rawText(const graph::RawReference& where, std::size_t limit,
                                                  std::span<const std::string_view> names) const {
  const Known* of = known(where.lookup);
  const Raw* found = of == nullptr ? nullptr : raw(of->first);
  if (found == nullptr || found->text.empty()) return std::nullopt;
  if (found->lines.empty() || where.position == 0) return excerpt(found->text, limit, names);
  const std::size_t index = where.position - 1;
  if (index >= found->lines.size()) return std::nullopt;
  if (found->kind == "table") return tableRecord(found->lines, index, limit).substr(0, limit);
  return std::string(found->lines[index].substr(0, limit));
}

}  // namespace clew::engine
