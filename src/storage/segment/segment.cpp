#include "storage/segment/segment.h"

#include <algorithm>
#include <limits>

#include "clew/table.h"

namespace clew::storage::segment {

namespace {

constexpr std::uint64_t kFormat = 1;
constexpr std::size_t kMostTypes = 256;

enum class Field : std::uint8_t {
  kNumber,
  kNode,    // ids of nodes
  kTarget,  // ids of nodes, where the column at kNodeColumn has the other end
  kTime,
  kEnd  // a time not before that of the column to the left
};

std::span<const Field> fieldsOf(Kind kind) {
  using enum Field;
  static constexpr std::array<Field, 1> kNodes = {kNumber};
  static constexpr std::array<Field, kSpellingColumns> kSpellings = {kNode, kNumber};
  static constexpr std::array<Field, kLinkColumns> kLinks = {kNumber, kNumber, kNode,   kNumber, kTarget, kTime,
                                                             kEnd,    kNumber, kNumber, kNumber, kNumber};
  static constexpr std::array<Field, kPropertyColumns> kProperties = {kNumber, kNumber, kNode,   kNumber, kTime,
                                                                      kEnd,    kNumber, kNumber, kNumber, kNumber};
  static constexpr std::array<Field, kAnswerColumns> kAnswers = {kNumber, kNumber, kNode, kNumber, kNumber, kTime};
  static constexpr std::array<Field, kRetractionColumns> kRetractions = {kNumber, kNumber, kNode,   kNumber,
                                                                         kNumber, kNumber, kNumber, kTime};
  switch (kind) {
    case Kind::kNode:
      return kNodes;
    case Kind::kSpelling:
      return kSpellings;
    case Kind::kLink:
      return kLinks;
    case Kind::kProperty:
    case Kind::kRedaction:
      return kProperties;
    case Kind::kAnswer:
      return kAnswers;
    case Kind::kRetraction:
      return kRetractions;
  }
  return {};
}

std::size_t textsOf(Kind kind) {
  if (kind == Kind::kLink || kind == Kind::kAnswer) return 0;
  return kind == Kind::kRetraction ? 2 : 1;
}

using Column = std::vector<std::uint64_t>;

constexpr std::uint64_t kUndated = static_cast<std::uint64_t>(kNoTime);

// Times count from the earliest one; 0 is undated. As kNoTime is the least of all numbers, this cannot run over.
void putTimes(std::string& out, const Column& times) {
  Time least = std::numeric_limits<Time>::max();
  for (const std::uint64_t time : times) {
    if (time != kUndated) least = std::min(least, static_cast<Time>(time));
  }
  const auto base = static_cast<std::uint64_t>(least);
  Column codes(times.size());
  for (std::size_t row = 0; row < times.size(); ++row) codes[row] = times[row] == kUndated ? 0 : times[row] - base + 1;
  putNumber(out, base);
  putColumn(out, codes);
}

bool getTimes(ByteReader& in, Column& times) {
  const std::uint64_t base = in.number();
  if (!in.whole() || !getColumn(in, times)) return false;
  for (std::uint64_t& time : times) time = time == 0 ? kUndated : base + time - 1;
  return true;
}

// Ends count from their beginnings, above the least distance; where such distances are too great for that, or a
// beginning is missing, all of them are times like others.
void putEnds(std::string& out, const Column& begins, const Column& ends) {
  Time least = std::numeric_limits<Time>::max();
  Time greatest = std::numeric_limits<Time>::min();
  bool near = true;
  for (std::size_t row = 0; row < ends.size() && near; ++row) {
    if (ends[row] == kUndated) continue;
    Time distance = 0;
    near = begins[row] != kUndated &&
           !__builtin_sub_overflow(static_cast<Time>(ends[row]), static_cast<Time>(begins[row]), &distance);
    least = std::min(least, distance);
    greatest = std::max(greatest, distance);
  }
  Time width = 0;
  if (near && least <= greatest) near = !__builtin_sub_overflow(greatest, least, &width);
  putNumber(out, near ? 1 : 0);
  if (!near) {
    putTimes(out, ends);
    return;
  }
  const auto base = static_cast<std::uint64_t>(least);
  Column codes(ends.size());
  for (std::size_t row = 0; row < ends.size(); ++row)
    codes[row] = ends[row] == kUndated ? 0 : ends[row] - begins[row] - base + 1;
  putNumber(out, base);
  putColumn(out, codes);
}

bool getEnds(ByteReader& in, const Column& begins, Column& ends) {
  const std::uint64_t near = in.number();
  if (!in.whole() || near > 1) return false;
  if (near == 0) return getTimes(in, ends);
  const std::uint64_t base = in.number();
  if (!in.whole() || !getColumn(in, ends)) return false;
  for (std::size_t row = 0; row < ends.size(); ++row)
    ends[row] = ends[row] == 0 ? kUndated : begins[row] + base + ends[row] - 1;
  return true;
}

/// Ids are given out in the order in which facts name nodes, so the next new one can be foretold.
class NextNew {
 public:
  explicit NextNew(std::uint64_t next) : next_(next) {}
  void met(std::uint64_t id) { next_ = std::max(next_, id + 1); }
  /// 0 for the one foretold, else one more than the id; the same backwards.
  std::uint64_t code(std::uint64_t id) const { return id == next_ ? 0 : id + 1; }
  std::uint64_t id(std::uint64_t code) const { return code == 0 ? next_ : code - 1; }

 private:
  std::uint64_t next_;
};

void putTargets(std::string& out, const Column& others, const Column& targets, std::uint64_t first_new) {
  NextNew next(first_new);
  Column codes(targets.size());
  for (std::size_t row = 0; row < targets.size(); ++row) {
    next.met(others[row]);
    codes[row] = next.code(targets[row]);
    next.met(targets[row]);
  }
  putColumn(out, codes);
}

bool getTargets(ByteReader& in, const Column& others, Column& targets, std::uint64_t first_new) {
  if (!getColumn(in, targets)) return false;
  NextNew next(first_new);
  for (std::size_t row = 0; row < targets.size(); ++row) {
    next.met(others[row]);
    targets[row] = next.id(targets[row]);
    next.met(targets[row]);
  }
  return true;
}

// Names lie together by the word of their type, in the order of the words.
std::vector<std::uint64_t> wordsOf(const Column& types) {
  std::vector<std::uint64_t> words;
  for (const std::uint64_t type : types) {
    const auto at = std::lower_bound(words.begin(), words.end(), type);
    if (at == words.end() || *at != type) words.insert(at, type);
    if (words.size() > kMostTypes) break;  // nothing that was written: types are few
  }
  return words;
}

void putNames(std::string& out, const Rows& rows) {
  const Column& types = rows.numbers[0];
  for (const std::uint64_t word : wordsOf(types)) {
    Column lengths;
    std::string bytes;
    for (std::size_t row = 0; row < rows.count; ++row) {
      if (types[row] != word) continue;
      const std::string_view name = rows.texts[0].at(row);
      lengths.push_back(name.size());
      bytes += name;
    }
    putColumn(out, lengths);
    putNumber(out, bytes.size());
    putBytes(out, bytes);
  }
}

struct NamesOfType {
  std::uint64_t word = 0;
  Column lengths;
  std::string bytes;
  std::size_t row = 0;
  std::size_t at = 0;
};

bool getNames(ByteReader& in, Rows& rows) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;
  const Column& types = rows.numbers[0];
  std::vector<NamesOfType> streams;
  const std::vector<std::uint64_t> words = wordsOf(types);
  if (words.size() > kMostTypes) return false;
  for (const std::uint64_t word : words) {
    NamesOfType& stream = streams.emplace_back();
    stream.word = word;
    stream.lengths.resize(static_cast<std::size_t>(std::count(types.begin(), types.end(), word)));
    if (!getColumn(in, stream.lengths)) return false;
    const std::uint64_t size = in.number();
    std::uint64_t total = 0;
    for (const std::uint64_t length : stream.lengths) {
      if (length > kMostBytes - total) return false;
      total += length;
    }
    if (!in.whole() || total != size) return false;
    stream.bytes.resize(size);
    if (!getBytes(in, stream.bytes.data(), size)) return false;
  }
  std::vector<NamesOfType*> by_word;
  const std::uint64_t last_word = streams.empty() ? 0 : streams.back().word;
  if (last_word > kMostRows) return false;
  by_word.resize(last_word + 1);
  for (NamesOfType& stream : streams) by_word[stream.word] = &stream;
  for (std::size_t row = 0; row < rows.count; ++row) {
    NamesOfType& stream = *by_word[types[row]];
    const std::size_t length = stream.lengths[stream.row++];
    rows.texts[0].add(std::string_view(stream.bytes).substr(stream.at, length));
    stream.at += length;
  }
  return true;
}

}  // namespace

Rows::Rows(Kind kind) : numbers(fieldsOf(kind).size()), texts(textsOf(kind)) {}

void Rows::add(std::span<const std::uint64_t> row) {
  for (std::size_t column = 0; column < row.size(); ++column) numbers[column].push_back(row[column]);
  ++count;
}

void Rows::clear() {
  for (auto& column : numbers) column.clear();
  for (Texts& text : texts) text.clear();
  count = 0;
}

bool Rows::full() const {
  return count >= kMostRows ||
         std::any_of(texts.begin(), texts.end(), [](const Texts& text) { return text.bytes() >= kMostText; });
}

std::string pack(Kind kind, const Rows& rows, std::uint64_t first_new_node) {
  std::string out;
  putNumber(out, kFormat);
  putNumber(out, first_new_node);
  const std::span<const Field> fields = fieldsOf(kind);
  for (std::size_t column = 0; column < fields.size(); ++column) {
    const Column& values = rows.numbers[column];
    if (fields[column] == Field::kTarget)
      putTargets(out, rows.numbers[kNodeColumn], values, first_new_node);
    else if (fields[column] == Field::kTime)
      putTimes(out, values);
    else if (fields[column] == Field::kEnd)
      putEnds(out, rows.numbers[column - 1], values);
    else
      putColumn(out, values);
  }
  if (kind == Kind::kNode) {
    putNames(out, rows);
  } else {
    for (const Texts& text : rows.texts) putTexts(out, text);
  }
  return out;
}

bool unpack(Kind kind, std::string_view bytes, std::size_t count, Rows& rows) {
  const std::span<const Field> fields = fieldsOf(kind);
  if (count > kMostRows || count == 0 || fields.empty()) return false;
  rows.numbers.resize(fields.size());
  rows.texts.resize(textsOf(kind));
  for (Texts& text : rows.texts) text.clear();
  rows.count = count;
  ByteReader in(bytes);
  if (in.number() != kFormat) return false;
  const std::uint64_t first_new_node = in.number();
  for (std::size_t column = 0; column < fields.size(); ++column) {
    Column& values = rows.numbers[column];
    values.resize(count);
    bool got = false;
    if (fields[column] == Field::kTarget)
      got = getTargets(in, rows.numbers[kNodeColumn], values, first_new_node);
    else if (fields[column] == Field::kTime)
      got = getTimes(in, values);
    else if (fields[column] == Field::kEnd)
      got = getEnds(in, rows.numbers[column - 1], values);
    else
      got = getColumn(in, values);
    if (!got) return false;
  }
  if (kind == Kind::kNode) {
    if (!getNames(in, rows)) return false;
  } else {
    for (Texts& text : rows.texts) {
      if (!getTexts(in, count, text)) return false;
    }
  }
  return in.whole() && in.atEnd();
}

}  // namespace clew::storage::segment
