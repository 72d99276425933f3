#include "ingest/line_stretches.h"

#include <algorithm>

#include "common/text.h"

namespace clew::ingest {

namespace {
constexpr std::size_t kStretchBytes = std::size_t{1} << 20;
}

Result<bool> LineStretches::next(std::string_view& line, bool together) {
  for (;;) {
    if (builder_.stopped()) return false;
    bool too_long = false;
    auto read = input_.line(kMaxLine, too_long);
    if (!read) {
      finish();
      return read.error();
    }
    if (!read->has_value()) return false;
    line = **read;
    if (number_ == 0) line = withoutMark(line);
    if (raw_.size() >= kStretchBytes && !together) finish();
    if (!builder_.open()) begin();
    ++number_;
    builder_.at(number_, number_ - first_line_ + 1);
    raw_ += line;
    raw_ += '\n';
    if (!too_long) return true;
    builder_.reject("the line is longer than 8 MiB", line);
  }
}

void LineStretches::begin() {
  builder_.begin(provider_, kind_);
  first_line_ = number_ + 1;
  builder_.lookup().part = part_++;
  builder_.lookup().first_line = static_cast<std::uint32_t>(std::min<std::uint64_t>(first_line_, 0xffffffffU));
  if (raw_.capacity() == 0) raw_.reserve(kStretchBytes + 4096);
}

void LineStretches::setProvider(std::string provider) {
  provider_ = std::move(provider);
  if (builder_.open() && builder_.context().source.empty()) builder_.lookup().provider = provider_;
}

void LineStretches::finish() {
  if (!builder_.open()) return;
  bytes_ += raw_.size();
  builder_.raw(std::move(raw_));
  raw_ = {};
  builder_.finish();
  sink_.progress(bytes_);
}

}  // namespace clew::ingest
