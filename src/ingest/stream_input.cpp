#include "ingest/stream_input.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {

namespace {
constexpr std::size_t kChunk = 256 * 1024;
constexpr std::uint32_t kLinesBetweenChecks = 1024;
}  // namespace

Result<std::unique_ptr<StreamInput>> StreamInput::open(std::unique_ptr<ByteSource> source, const CancelToken* cancel) {
  std::unique_ptr<StreamInput> input(new StreamInput(std::move(source), cancel));
  if (auto filled = input->fillHead(); !filled) return filled.error();
  return input;
}

Result<void> StreamInput::fillHead() {
  while (held().size() < kHeadBytes) {
    auto more = fill();
    // Damage behind a readable beginning is met again, and told, by whoever reads on.
    if (!more && held().empty()) return more.error();
    if (!more || !*more) break;
  }
  return {};
}

void StreamInput::skip(std::size_t bytes) {
  begin_ += std::min(bytes, end_ - begin_);
  (void)fillHead().ok();  // whoever reads on meets what is wrong
}

Result<bool> StreamInput::fill() {
  if (ended_) return false;
  if (cancel_ != nullptr) {
    if (auto go_on = cancel_->check(); !go_on) return go_on.error();
  }
  end_ -= begin_;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_);
  begin_ = 0;
  if (buffer_.size() < end_ + kChunk) buffer_.resize(end_ + kChunk);
  auto got = source_->read(buffer_.data() + end_, kChunk);
  if (!got) return got.error();
  met_return_ = met_return_ || std::memchr(buffer_.data() + end_, '\r', *got) != nullptr;
  if (blanks_marks_) std::replace(buffer_.data() + end_, buffer_.data() + end_ + *got, kRecordMark, ' ');
  end_ += *got;
  ended_ = *got == 0;
  return !ended_;
}

void StreamInput::blankRecordMarks() {
  blanks_marks_ = true;
  std::replace(buffer_.data() + begin_, buffer_.data() + end_, kRecordMark, ' ');
}

Result<std::size_t> StreamInput::read(char* out, std::size_t size) {
  if (begin_ == end_) {
    auto more = fill();
    if (!more) return more.error();
  }
  const std::size_t count = std::min(size, end_ - begin_);
  std::memcpy(out, buffer_.data() + begin_, count);
  begin_ += count;
  return count;
}

Result<std::string> StreamInput::all(std::size_t limit) {
  while (end_ - begin_ <= limit) {
    auto more = fill();
    if (!more) return more.error();
    if (!*more) {
      buffer_.resize(end_);
      buffer_.erase(0, begin_);
      begin_ = end_ = 0;
      return std::exchange(buffer_, {});
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
    if (skip_line_feed_ && begin_ < end_) {
      if (buffer_[begin_] == '\n') ++begin_;
      skip_line_feed_ = false;
    }
    const char* from = buffer_.data() + begin_ + searched;
    const std::size_t rest = end_ - begin_ - searched;
    const char* feed = rest == 0 ? nullptr : static_cast<const char*>(std::memchr(from, '\n', rest));
    const std::size_t until = feed == nullptr ? rest : static_cast<std::size_t>(feed - from);
    const char* back = until == 0 || !met_return_ ? nullptr : static_cast<const char*>(std::memchr(from, '\r', until));
    const char* end = back != nullptr ? back : feed;
    const bool last = end == nullptr && ended_ && (begin_ < end_ || too_long);
    if (end != nullptr || last) {
      const std::size_t first = begin_;
      const std::size_t stop = last ? end_ : static_cast<std::size_t>(end - buffer_.data());
      begin_ = last ? stop : stop + 1;
      if (!last && *end == '\r') {
        if (begin_ == end_) {
          skip_line_feed_ = true;
        } else if (buffer_[begin_] == '\n') {
          ++begin_;
        }
      }
      if (!too_long && stop - first <= limit) return Line(std::string_view(buffer_).substr(first, stop - first));
      if (!too_long) return too_long = true, Line(std::string_view(buffer_).substr(first, limit));
      buffer_.replace(0, begin_, kept);
      end_ = end_ - begin_ + kept.size();
      begin_ = kept.size();
      return Line(std::string_view(buffer_).substr(0, begin_));
    }
    if (ended_) return Line();
    searched = end_ - begin_;
    if (searched > limit) {
      if (!too_long) kept = buffer_.substr(begin_, limit);
      too_long = true;
      begin_ = end_;
      searched = 0;
    }
    auto more = fill();
    if (!more) return more.error();
  }
}

}  // namespace clew::ingest
