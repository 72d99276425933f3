#include "execution/likeness.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/hash.h"
#include "model/confusables.h"

namespace clew::execution {
namespace {

constexpr std::size_t kLeastGluedLabel = 4;

enum class Key : std::uint64_t { kLabel = 1, kSkeleton = 2, kPiece = 3 };

std::uint64_t keyOf(Key kind, std::u32string_view text, std::size_t piece = 0, std::size_t length = 0) {
  const auto seed = static_cast<std::uint64_t>(kind) | (std::uint64_t{piece} << 8) | (std::uint64_t{length} << 32);
  return hash64({reinterpret_cast<const char*>(text.data()), text.size() * sizeof(char32_t)}, seed);
}

/// Levenshtein's distance.
std::size_t editsBetween(std::u32string_view a, std::u32string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

/// One character differs, in one bit. Only ASCII travels as it is written.
bool isBitFlip(std::u32string_view a, std::u32string_view b) {
  if (a.size() != b.size()) return false;
  bool flipped = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    const auto bits = static_cast<std::uint32_t>(a[i] ^ b[i]);
    if (flipped || a[i] > 127 || b[i] > 127 || (bits & (bits - 1)) != 0) return false;
    flipped = true;
  }
  return flipped;
}

bool isHyphen(char32_t c) {
  return c == U'-';
}

bool hasAddedWord(std::u32string_view label, std::u32string_view seed) {
  if (seed.empty() || label.size() <= seed.size()) return false;
  if (seed.size() >= kLeastGluedLabel && (label.starts_with(seed) || label.ends_with(seed))) return true;
  for (std::size_t at = label.find(seed); at != std::u32string_view::npos; at = label.find(seed, at + 1)) {
    const std::size_t end = at + seed.size();
    if ((at == 0 || isHyphen(label[at - 1])) && (end == label.size() || isHyphen(label[end]))) return true;
  }
  return false;
}

/// Where piece `piece` of a label of `length` characters begins; that of the piece after the last is its end.
std::size_t pieceBegin(std::size_t length, std::size_t pieces, std::size_t piece) {
  return length * piece / pieces;
}

}  // namespace

std::string_view kindText(LikenessKind kind) {
  static constexpr std::array<std::string_view, 5> kTexts{"other-tld", "homoglyph", "bit-flip", "edits", "added-word"};
  return kTexts[static_cast<std::size_t>(kind)];
}

std::optional<Resemblance> likeness(const LikenessName& name, const LikenessName& seed, int edits) {
  const std::size_t longer = std::max(name.label.size(), seed.label.size());
  if (name.label.empty() || seed.label.empty()) return std::nullopt;
  if (name.label == seed.label) {
    if (name.suffix == seed.suffix || name.suffix.empty() || seed.suffix.empty()) return std::nullopt;
    return Resemblance{LikenessKind::kOtherTld, 1.0};
  }
  const std::size_t distance = editsBetween(name.label, seed.label);
  const double similarity = 1.0 - static_cast<double>(distance) / static_cast<double>(longer);
  if (model::skeleton(name.label) == model::skeleton(seed.label))
    return Resemblance{LikenessKind::kHomoglyph, similarity};
  if (isBitFlip(name.label, seed.label)) return Resemblance{LikenessKind::kBitFlip, similarity};
  if (edits > 0 && distance <= static_cast<std::size_t>(edits)) return Resemblance{LikenessKind::kEdits, similarity};
  if (hasAddedWord(name.label, seed.label)) return Resemblance{LikenessKind::kAddedWord, similarity};
  return std::nullopt;
}

void LikenessIndex::add(LikenessName name) {
  const auto number = static_cast<std::uint32_t>(names_.size());
  const std::u32string& label = name.label;
  keys_[keyOf(Key::kLabel, label)].push_back(number);
  keys_[keyOf(Key::kSkeleton, model::skeleton(label))].push_back(number);
  if (lengths_.size() <= label.size()) lengths_.resize(label.size() + 1);
  ++lengths_[label.size()];
  const auto pieces = static_cast<std::size_t>(pieceEdits()) + 1;
  if (label.size() < pieces) {
    short_.push_back(number);
  } else {
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const std::size_t from = pieceBegin(label.size(), pieces, piece);
      const std::size_t to = pieceBegin(label.size(), pieces, piece + 1);
      keys_[keyOf(Key::kPiece, std::u32string_view(label).substr(from, to - from), piece, label.size())].push_back(
          number);
    }
  }
  names_.push_back(std::move(name));
}

void LikenessIndex::lookUp(std::uint64_t key, Found& out) const {
  const auto found = keys_.find(key);
  if (found != keys_.end()) out.insert(out.end(), found->second.begin(), found->second.end());
}

void LikenessIndex::pieceCandidates(std::u32string_view label, Found& out) const {
  const auto edits = static_cast<std::size_t>(pieceEdits());
  const std::size_t pieces = edits + 1;
  const std::size_t least = label.size() > edits ? label.size() - edits : 1;
  for (std::size_t length = least; length <= label.size() + edits && length < lengths_.size(); ++length) {
    if (lengths_[length] == 0 || length < pieces) continue;
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const std::size_t from = pieceBegin(length, pieces, piece);
      const std::size_t size = pieceBegin(length, pieces, piece + 1) - from;
      for (std::size_t at = from > edits ? from - edits : 0; at <= from + edits && at + size <= label.size(); ++at) {
        lookUp(keyOf(Key::kPiece, label.substr(at, size), piece, length), out);
      }
    }
  }
  if (label.size() < pieces + edits) out.insert(out.end(), short_.begin(), short_.end());
}

void LikenessIndex::wordCandidates(std::u32string_view label, Found& out) const {
  const auto known = [&](std::size_t size) { return size < lengths_.size() && lengths_[size] != 0; };
  for (std::size_t size = kLeastGluedLabel; size < label.size() && size < lengths_.size(); ++size) {
    if (!known(size)) continue;
    lookUp(keyOf(Key::kLabel, label.substr(0, size)), out);
    lookUp(keyOf(Key::kLabel, label.substr(label.size() - size)), out);
  }
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (isHyphen(label[i])) begins.push_back(i + 1);
  }
  if (begins.size() == 1) return;
  begins.push_back(label.size() + 1);
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    for (std::size_t j = i + 1; j < begins.size(); ++j) {
      const std::size_t size = begins[j] - 1 - begins[i];
      if (known(size)) lookUp(keyOf(Key::kLabel, label.substr(begins[i], size)), out);
    }
  }
}

void LikenessIndex::candidates(const LikenessName& name, Found& out) const {
  lookUp(keyOf(Key::kLabel, name.label), out);
  lookUp(keyOf(Key::kSkeleton, model::skeleton(name.label)), out);
  pieceCandidates(name.label, out);
  wordCandidates(name.label, out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

namespace {

/// In ASCII; empty when there is more to it.
std::string plainText(std::u32string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 128; });
  return plain ? std::string(text.begin(), text.end()) : std::string();
}

/// The texts in ASCII that are drawn like a character of a skeleton.
const std::vector<std::string>& drawnLike(char32_t drawn) {
  static const std::array<std::vector<std::string>, 128> kTexts = [] {
    std::array<std::vector<std::string>, 128> texts;
    for (char32_t c = 0; c < 128; ++c) {
      const std::u32string skeleton = model::skeleton(std::u32string(1, c));
      if (skeleton.size() == 1 && skeleton.front() < 128) texts[skeleton.front()].emplace_back(1, static_cast<char>(c));
    }
    for (const char* pair : {"rn", "vv"}) {
      const std::u32string skeleton = model::skeleton(std::u32string(pair, pair + 2));
      if (skeleton.size() == 1 && skeleton.front() < 128) texts[skeleton.front()].emplace_back(pair);
    }
    return texts;
  }();
  static const std::vector<std::string> kNone;
  return drawn < kTexts.size() ? kTexts[drawn] : kNone;
}

/// Adds what labels in ASCII hold that are drawn like one with this skeleton. False when that is too little.
bool addDrawnLike(std::u32string_view skeleton, std::vector<graph::NameParts>& out) {
  constexpr std::size_t kLongRun = 3;
  constexpr std::size_t kMostTexts = 64;
  // stretches that can be written in one way only
  graph::NameParts runs;
  std::size_t longest = 0;
  std::string run;
  std::vector<std::string> texts{""};
  for (const char32_t drawn : skeleton) {
    const std::vector<std::string>& ways = drawnLike(drawn);
    if (ways.empty()) return true;  // nothing in ASCII is drawn so
    if (ways.size() == 1) {
      run += ways.front();
      longest = std::max(longest, run.size());
    } else if (!run.empty()) {
      runs.push_back({std::exchange(run, {})});
    }
    std::vector<std::string> longer;
    for (const std::string& text : texts) {
      for (const std::string& way : ways) longer.push_back(text + way);
    }
    texts = longer.size() > kMostTexts || texts.empty() ? std::vector<std::string>() : std::move(longer);
  }
  if (!run.empty()) runs.push_back({run});
  if (longest >= kLongRun) {
    out.push_back(std::move(runs));
    return true;
  }
  for (const std::string& text : texts) out.push_back({{text}});
  return !texts.empty();
}

}  // namespace

NeededParts LikenessIndex::needs() const {
  constexpr std::size_t kMost = 2'048;  // what more would be asked for nearly every name holds
  if (names_.size() > kMost) return std::nullopt;
  std::vector<graph::NameParts> out;
  const auto pieces = static_cast<std::size_t>(pieceEdits()) + 1;
  for (const LikenessName& name : names_) {
    const std::u32string_view label = name.label;
    if (label.size() < pieces) return std::nullopt;
    // another suffix, a flipped bit, edits and an added word leave a piece whole
    for (std::size_t piece = 0; piece < pieces; ++piece) {
      const std::size_t from = pieceBegin(label.size(), pieces, piece);
      const std::string text = plainText(label.substr(from, pieceBegin(label.size(), pieces, piece + 1) - from));
      if (!text.empty()) out.push_back({{text}});
    }
    if (!addDrawnLike(model::skeleton(label), out)) return std::nullopt;
  }
  out.push_back({{"xn--"}});
  return out;
}

std::vector<LikenessIndex::Match> LikenessIndex::matches(const LikenessName& name) const {
  Found found;
  candidates(name, found);
  std::vector<Match> out;
  for (const std::uint32_t seed : found) {
    if (const auto how = likeness(name, names_[seed], edits_)) out.push_back({seed, *how});
  }
  return out;
}

}  // namespace clew::execution
