// LikenessIndex: which of many names a name is like, without comparing every pair.
//
// A name's label is looked up whole (other TLD), by its skeleton (homoglyph), by pieces (edits and bit flips) and by
// the texts at its beginning, end and between hyphens (added word). Pieces: a label cut into `edits` + 1 pieces keeps
// one of them whole, shifted by at most `edits`, under so many edits (pigeonhole). What a look-up finds is a candidate
// only: likeness() decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "execution/patterns.h"

namespace clew::execution {

/// In the order in which they are tried; the first that fits is the kind.
enum class LikenessKind : std::uint8_t { kOtherTld, kHomoglyph, kBitFlip, kEdits, kAddedWord };
/// "other-tld", "homoglyph", "bit-flip", "edits", "added-word".
std::string_view kindText(LikenessKind kind);

struct LikenessName {
  std::u32string label;
  std::string suffix;  // empty: none known, so it is of no other TLD
};

struct Resemblance {
  LikenessKind kind = LikenessKind::kOtherTld;
  double similarity = 0;  // 1 - edits / longer length
};

/// How `name` is like `seed`, with at most `edits` edits; empty when it is not. An added word stands before or after
/// the seed's label, or is set off from it by a hyphen; a label of fewer than four characters must be set off.
std::optional<Resemblance> likeness(const LikenessName& name, const LikenessName& seed, int edits);

/// Names are added, then asked about. Const functions are safe from several threads.
class LikenessIndex {
 public:
  struct Match {
    std::uint32_t seed = 0;
    Resemblance how;
  };

  explicit LikenessIndex(int edits) : edits_(edits) {}
  /// Numbers count from 0.
  void add(LikenessName name);
  /// All seeds that the name is like, ascending.
  std::vector<Match> matches(const LikenessName& name) const;
  std::size_t size() const { return names_.size(); }
  /// What a host's name holds that is like any of them, but that its label is not written as it is read (xn--).
  NeededParts needs() const;

 private:
  using Found = std::vector<std::uint32_t>;
  int pieceEdits() const { return edits_ < 1 ? 1 : edits_; }  // a flipped bit is one edit
  void candidates(const LikenessName& name, Found& out) const;
  void pieceCandidates(std::u32string_view label, Found& out) const;
  void wordCandidates(std::u32string_view label, Found& out) const;
  void lookUp(std::uint64_t key, Found& out) const;

  int edits_;
  std::vector<LikenessName> names_;
  std::unordered_map<std::uint64_t, Found> keys_;  // of labels, skeletons and pieces
  std::vector<std::uint32_t> lengths_;             // how many labels are so long
  Found short_;                                    // labels too short to be cut
};

}  // namespace clew::execution
