// What the sinks share: an output that gathers bytes, and one function a form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/render.h"

namespace clew::render {

/// Gathers bytes and hands them on in large pieces. After a failure of `write` all further bytes are dropped, so a sink
/// may go on until it next asks failed().
class Output {
 public:
  explicit Output(const Write& write) : write_(write) {}
  Output& operator<<(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= kPiece) flush();
    return *this;
  }
  bool failed() const { return !result_.ok(); }
  Result<void> finish() {
    flush();
    return result_;
  }

 private:
  static constexpr std::size_t kPiece = std::size_t{64} << 10;
  void flush() {
    if (!buffer_.empty() && result_.ok()) result_ = write_(buffer_);
    buffer_.clear();
  }
  const Write& write_;
  std::string buffer_;
  Result<void> result_;
};

using Sink = void (*)(const Table& table, const Options& options, Output& out);

void writeTextTable(const Table& table, const Options& options, Output& out);
void writeJson(const Table& table, const Options& options, Output& out);
void writeJsonLines(const Table& table, const Options& options, Output& out);
void writeCsv(const Table& table, const Options& options, Output& out);
void writeTsv(const Table& table, const Options& options, Output& out);
void writeList(const Table& table, const Options& options, Output& out);
void writeMarkdown(const Table& table, const Options& options, Output& out);
void writeHtml(const Table& table, const Options& options, Output& out);
void writeDot(const Table& table, const Options& options, Output& out);
void writeStix(const Table& table, const Options& options, Output& out);
void writeMisp(const Table& table, const Options& options, Output& out);
void writeGraphMl(const Table& table, const Options& options, Output& out);

/// What the bundle or the event of a table leaves out, a sentence each.
std::vector<std::string> stixLosses(const Table& table);
std::vector<std::string> mispLosses(const Table& table);

/// Numbers stand at the right.
inline bool alignsRight(ColumnType type) {
  return type == ColumnType::kInteger || type == ColumnType::kReal || type == ColumnType::kShare ||
         type == ColumnType::kDuration;
}

/// Column names in which no two are the same: a second `name` is `name_2`.
std::vector<std::string> distinctNames(const Table& table);

/// "12 of 354 shown", or "" when the table was not cut.
std::string shownText(const Table& table, const Options& options);
/// What stands in place of rows when there are none.
std::string_view nothingText(const Table& table);

}  // namespace clew::render
