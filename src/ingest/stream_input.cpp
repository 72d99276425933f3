#include "ingest/stream_input.h"

#include <algorithm>
#include <cstring>

#include "common/format.h"
#include "common/text.h"

namespace clew::ingest {

namespace {
constexpr std::size_t kChunk = 256 * 1024;
constexpr std::uint32_t kLinesBetweenChecks = 1024;
}  // namespace

Result<std::unique_ptr<StreamInput>> StreamInput::open(std::unique_ptr<ByteSource> source, const CancelToken* cancel) {
  std::unique_ptr<StreamInput> input(new StreamInput(std::move(source), cancel));
  while (input->buffer_.size() < kHeadBytes) {
    auto more = input->fill();
    // Damage behind a readable beginning is met again, and told, by whoever reads on.
    if (!more && input->buffer_.empty()) return more.error();
    if (!more || !*more) break;
  }
  return input;
}

Result<bool> StreamInput::fill() {
  if (ended_) return false;
  if (cancel_ != nullptr) {
    if (auto go_on = cancel_->check(); !go_on) return go_on.error();
  }
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t held = buffer_.size();
  buffer_.resize(held + kChunk);
  auto got = source_->read(buffer_.data() + held, kChunk);
  buffer_.resize(held + (got ? *got : 0));
  if (!got) return got.error();
  ended_ = *got == 0;
  return !ended_;
}

Result<std::string> StreamInput::all(std::size_t limit) {
  while (buffer_.size() - begin_ <= limit) {
    auto more = fill();
    if (!more) return more.error();
    if (!*more) {
      std::string out = begin_ == 0 ? std::move(buffer_) : buffer_.substr(begin_);
      buffer_.clear();
      begin_ = 0;
      return out;
    }
  }
  return Error(ErrorCode::kInvalidValue, format("more than {} MiB, which is too large for a format that is read whole",
                                                groupedDigits(limit >> 20)));
}

Result<std::optional<std::string_view>> StreamInput::line(std::size_t limit, bool& too_long) {
  using Line = std::optional<std::string_view>;
  too_long = false;
  if (cancel_ != nullptr && ++lines_ % kLinesBetweenChecks == 0) {
    if (auto go_on = cancel_->check(); !go_on) return go_on.error();
  }
  std::size_t searched = 0;  // bytes after begin_ that hold no line end
  std::string kept;          // the beginning of a line that is too long
  for (;;) {
    if (skip_line_feed_ && begin_ < buffer_.size()) {
      if (buffer_[begin_] == '\n') ++begin_;
      skip_line_feed_ = false;
    }
    const char* from = buffer_.data() + begin_ + searched;
    const std::size_t rest = buffer_.size() - begin_ - searched;
    const char* feed = rest == 0 ? nullptr : static_cast<const char*>(std::memchr(from, '\n', rest));
    const std::size_t until = feed == nullptr ? rest : static_cast<std::size_t>(feed - from);
    const char* back = until == 0 ? nullptr : static_cast<const char*>(std::memchr(from, '\r', until));
    const char* end = back != nullptr ? back : feed;
    const bool last = end == nullptr && ended_ && (begin_ < buffer_.size() || too_long);
    if (end != nullptr || last) {
      const std::size_t first = begin_;
      const std::size_t stop = last ? buffer_.size() : static_cast<std::size_t>(end - buffer_.data());
      begin_ = last ? stop : stop + 1;
      if (!last && *end == '\r') {
        if (begin_ == buffer_.size()) {
          skip_line_feed_ = true;
        } else if (buffer_[begin_] == '\n') {
          ++begin_;
        }
      }
      if (!too_long && stop - first <= limit) return Line(std::string_view(buffer_).substr(first, stop - first));
      if (!too_long) return too_long = true, Line(std::string_view(buffer_).substr(first, limit));
      buffer_.replace(0, begin_, kept);
      begin_ = kept.size();
      return Line(std::string_view(buffer_).substr(0, begin_));
    }
    if (ended_) return Line();
    searched = buffer_.size() - begin_;
    if (searched > limit) {
      if (!too_long) kept = buffer_.substr(begin_, limit);
      too_long = true;
      begin_ = buffer_.size();
      searched = 0;
    }
    auto more = fill();
    if (!more) return more.error();
  }
}

}  // namespace clew::ingest
