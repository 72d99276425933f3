// LineStretches: how line formats are read with flat memory. The lines of an input are cut into stretches of some 1
// MiB; each is one lookup whose raw record is the lines themselves (ends made LF), so that `why` can show the very
// line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/fact_builder.h"
#include "ingest/reader.h"

namespace clew::ingest {

/// Longer lines are rejected with their beginning.
inline constexpr std::size_t kMaxLine = std::size_t{8} << 20;

/// Use: setSource once the provider is known (or before the first next), then next() until it is false, then finish().
class LineStretches {
 public:
  LineStretches(Input& input, FactBuilder& builder, FactSink& sink, std::string provider, std::string kind)
      : input_(input), builder_(builder), sink_(sink), provider_(std::move(provider)), kind_(std::move(kind)) {}

  /// The next line into `line` (valid until the next call), its lookup open and its position set; false at the end or
  /// when the sink wants no more. A line that is too long is rejected here and passed over. On failure the stretch so
  /// far is handed over. `together`: the line belongs to the one before, no stretch ends between them.
  Result<bool> next(std::string_view& line, bool together = false);
  /// Hands over the last stretch.
  void finish();

  /// Who said it: acts on the open stretch and those that follow.
  void setProvider(std::string provider);
  /// Number of the line given last, in the file, from 1.
  std::uint64_t number() const { return number_; }
  /// The same, in the open stretch.
  std::uint64_t rawNumber() const { return number_ - first_line_ + 1; }
  /// Bytes of the open stretch so far.
  std::size_t rawBytes() const { return raw_.size(); }

 private:
  void begin();

  Input& input_;
  FactBuilder& builder_;
  FactSink& sink_;
  std::string provider_;
  std::string kind_;
  std::string raw_;
  std::uint64_t number_ = 0;
  std::uint64_t first_line_ = 1;
  std::uint64_t bytes_ = 0;
  std::uint32_t part_ = 0;
};

}  // namespace clew::ingest
