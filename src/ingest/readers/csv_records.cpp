#include "ingest/readers/csv_records.h"

#include <algorithm>
#include <array>
#include <map>

#include "common/text.h"
#include "ingest/readers/text_head.h"

namespace clew::ingest {

namespace {

constexpr std::size_t kMaxJoined = 200;                   // lines of one record
constexpr std::size_t kMaxRecord = std::size_t{1} << 20;  // bytes of one record
constexpr int kMaxNeverClosed = 8;  // after so many, quotes are taken to be ordinary characters at line ends

}  // namespace

char sniffDelimiter(const std::vector<std::string_view>& lines) {
  char best = 0;
  std::size_t best_score = 0;
  std::vector<std::string> fields;
  for (const char candidate : {',', '\t', ';', '|'}) {
    std::map<std::size_t, std::size_t> widths;
    for (const std::string_view line : lines) {
      splitRecord(line, candidate, fields);
      ++widths[fields.size()];
    }
    std::size_t even = 0;
    for (const auto& [width, count] : widths) {
      if (width > 1) even = std::max(even, count);
    }
    if (even * 10 >= lines.size() * 6 && even > best_score) {
      best = candidate;
      best_score = even;
    }
  }
  return best;
}

bool splitRecord(std::string_view text, char delimiter, std::vector<std::string>& fields) {
  fields.clear();
  std::size_t at = 0;
  for (;;) {
    std::string& field = fields.emplace_back();
    std::size_t start = at;
    while (start < text.size() && text[start] == ' ') ++start;
    if (start < text.size() && text[start] == '"') {
      at = start + 1;
      for (;;) {
        const std::size_t quote = text.find('"', at);
        if (quote == std::string_view::npos) return false;
        field += text.substr(at, quote - at);
        at = quote + 1;
        if (at == text.size() || text[at] != '"') break;
        field += '"';
        ++at;
      }
    }
    const std::size_t end = std::min(text.find(delimiter, at), text.size());
    field += text.substr(at, end - at);
    if (end == text.size()) return true;
    at = end + 1;
  }
}

Result<bool> CsvRecords::nextLine(Line& line, bool together) {
  if (!ahead_.empty()) {
    line = std::move(ahead_.front());
    ahead_.pop_front();
    builder_.at(line.number, line.raw);
    return true;
  }
  std::string_view text;
  auto more = lines_.next(text, together);
  if (!more || !*more) return more;
  line = {asUtf8(text), lines_.number(), lines_.rawNumber()};
  return true;
}

Result<void> CsvRecords::lookAhead(std::size_t count) {
  std::deque<Line> lines;
  std::vector<std::string_view> sample;
  Line line;
  while (sample.size() < count) {
    auto more = nextLine(line, true);
    if (!more) return more.error();
    if (!*more) break;
    if (line.text.starts_with('#')) {
      comments_.push_back(line.text.substr(line.text.find_first_not_of("# \t") == std::string::npos
                                               ? line.text.size()
                                               : line.text.find_first_not_of("# \t")));
      continue;
    }
    if (trim(line.text).empty()) continue;
    lines.push_back(std::move(line));
    sample.push_back(lines.back().text);
  }
  if (const char found = sniffDelimiter(sample)) delimiter_ = found;
  ahead_ = std::move(lines);
  return {};
}

Result<bool> CsvRecords::next(CsvRecord& record) {
  for (;;) {
    Line line;
    auto more = nextLine(line, false);
    if (!more || !*more) return more;
    if (line.text.starts_with('#') || trim(line.text).empty()) continue;
    record.line = line.number;
    record.raw_line = line.raw;
    record.text = std::move(line.text);
    if (splitRecord(record.text, delimiter_, record.fields)) return true;
    bool closed = false;
    auto joined = joinLines(record, closed);
    if (!joined) return joined;
    builder_.at(record.line, record.raw_line);
    if (closed) return true;
    ++never_closed_;
    builder_.reject("a quote is never closed", record.text);
  }
}

// Adds lines until the quote is closed; gives them back when it never is.
Result<bool> CsvRecords::joinLines(CsvRecord& record, bool& closed) {
  std::vector<Line> taken;
  std::string text = record.text;
  while (never_closed_ < kMaxNeverClosed && taken.size() < kMaxJoined && text.size() < kMaxRecord) {
    Line line;
    auto more = nextLine(line, true);
    if (!more) return more;
    if (!*more) break;
    text += '\n';
    text += line.text;
    const bool has_quote = line.text.find('"') != std::string::npos;
    taken.push_back(std::move(line));
    if (!has_quote || !splitRecord(text, delimiter_, record.fields)) continue;
    record.text = std::move(text);
    closed = true;
    return true;
  }
  ahead_.insert(ahead_.begin(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  return true;
}

}  // namespace clew::ingest
