// StreamInput: the bytes of one file as readers see them, with a look at the beginning before anybody reads.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "common/cancel.h"
#include "common/files.h"
#include "ingest/reader.h"

namespace clew::ingest {

/// How much of the beginning the readers' detection sees.
inline constexpr std::size_t kHeadBytes = 64 * 1024;

/// Owns the source. Memory is bounded by the longest line asked for. Used by one thread.
class StreamInput final : public Input {
 public:
  /// Reads the head; fails when not even that can be read.
  static Result<std::unique_ptr<StreamInput>> open(std::unique_ptr<ByteSource> source, const CancelToken* cancel);

  /// The first bytes, up to kHeadBytes. Valid until the first all() or line().
  std::string_view head() const override { return held().substr(0, kHeadBytes); }
  /// The head is all there is.
  bool headIsAll() const { return ended_; }
  /// Bytes taken from the file itself.
  std::uint64_t consumed() const { return source_->consumed(); }

  /// Leaves out so many bytes, no more than the head has. The head is what follows them then.
  void skip(std::size_t bytes);
  /// From here on the marks of a JSON text sequence (a byte 1E, which no text of JSON holds as it is) are blanks.
  void blankRecordMarks();

  /// Up to `size` bytes, as a ByteSource gives them: for what is not read by a reader.
  Result<std::size_t> read(char* out, std::size_t size);
  Result<std::string> all(std::size_t limit) override;
  Result<std::optional<std::string_view>> line(std::size_t limit, bool& too_long) override;

 private:
  StreamInput(std::unique_ptr<ByteSource> source, const CancelToken* cancel)
      : source_(std::move(source)), cancel_(cancel) {}
  std::string_view held() const { return std::string_view(buffer_).substr(begin_, end_ - begin_); }
  /// Drops what is before begin_ and reads on; false at the end.
  Result<bool> fill();
  /// Reads on until the head is whole. Fails when nothing at all can be read.
  Result<void> fillHead();

  std::unique_ptr<ByteSource> source_;
  const CancelToken* cancel_;
  std::string buffer_;  // bytes from begin_ to end_ are read and not yet given
  std::size_t begin_ = 0, end_ = 0;
  bool ended_ = false;
  bool blanks_marks_ = false;
  bool met_return_ = false;      // somewhere so far stands a CR: most files have none
  bool skip_line_feed_ = false;  // the line before ended with the CR that stood last in the buffer
  std::uint32_t lines_ = 0;
};

}  // namespace clew::ingest
