#include "graph/name_lists.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_map>

#include "graph/steps.h"

namespace clew::graph {
namespace {

constexpr std::uint32_t kKinds = 48;
constexpr std::uint32_t kGrams = kKinds * kKinds * kKinds;
constexpr std::size_t kAsked = 8;  // lists of one text
constexpr std::size_t kMostTails = 65'536;

/// 0 is the end of a name.
constexpr std::array<std::uint8_t, 256> kKindOf = [] {
  std::array<std::uint8_t, 256> kinds{};
  for (std::size_t byte = 0; byte < kinds.size(); ++byte) {
    const auto c = static_cast<char>(byte);
    std::size_t kind = 40 + byte % 8;
    if (c >= 'a' && c <= 'z') kind = 1 + byte - 'a';
    if (c >= 'A' && c <= 'Z') kind = 1 + byte - 'A';
    if (c >= '0' && c <= '9') kind = 27 + byte - '0';
    if (c == '-') kind = 37;
    if (c == '.') kind = 38;
    if (c == '@') kind = 39;
    kinds[byte] = static_cast<std::uint8_t>(kind);
  }
  return kinds;
}();

/// Calls `visit` with each gram of a text, the ones with its end too if wanted.
template <typename Visit>
void eachGram(std::string_view text, bool with_end, const Visit& visit) {
  if (text.size() + (with_end ? 1 : 0) < 3) return;
  const auto kindAt = [&](std::size_t i) { return std::uint32_t{kKindOf[static_cast<std::uint8_t>(text[i])]}; };
  std::uint32_t first = kindAt(0);
  std::uint32_t second = kindAt(1);
  for (std::size_t i = 2; i < text.size(); ++i) {
    const std::uint32_t third = kindAt(i);
    visit((first * kKinds + second) * kKinds + third);
    first = second;
    second = third;
  }
  if (with_end) visit((first * kKinds + second) * kKinds);
}

std::size_t sharedBeginning(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t size = 0;
  while (size < most && a[size] == b[size]) ++size;
  return size;
}

std::string_view bytesOf(const std::vector<LongTextLine>& lines) {
  return {reinterpret_cast<const char*>(lines.data()), lines.size() * sizeof(LongTextLine)};
}

/// A packed list for each gram, written as the names come.
class GramLists {
 public:
  explicit GramLists(const NamesInARow& names)
      : names_(names), blocks_((names.count() + kNameBlock - 1) / kNameBlock) {}

  std::uint32_t write(model::TypeId type, SectionList& out) {
    std::vector<Met> met(kGrams);
    eachGramOf([&](std::uint32_t gram, std::uint32_t block) {
      if (met[gram].next > block) return;
      met[gram].next = block + 1;
      ++met[gram].blocks;
    });
    std::vector<std::uint32_t> held;
    std::vector<std::uint64_t> begins{0};
    std::vector<StepWriter> writers(kGrams);
    std::string bytes = makeRoom(met, held, begins, writers);
    eachGramOf([&](std::uint32_t gram, std::uint32_t block) {
      StepWriter& writer = writers[gram];
      if (writer.next() <= block) writer.put(bytes.data(), block);
    });
    // what the lists do not fill goes
    std::vector<std::uint64_t> offsets{0};
    for (std::size_t i = 0; i < held.size(); ++i) {
      const std::uint64_t size = begins[i] == begins[i + 1] ? 0 : (writers[held[i]].bit() + 7) / 8 - begins[i];
      std::memmove(bytes.data() + offsets.back(), bytes.data() + begins[i], size);
      offsets.push_back(offsets.back() + size);
    }
    bytes.resize(offsets.back());
    bytes.shrink_to_fit();
    out.add(Section::kGramMarks, type, makeMarks(held, kGrams));
    out.addBytes(Section::kGramOffsets, type,
                 std::string(bytesOf(linesOf<LongTextLine>(std::span<const std::uint64_t>(offsets)))));
    out.addBytes(Section::kGramLists, type, std::move(bytes));
    return static_cast<std::uint32_t>(held.size());
  }

 private:
  /// How many blocks a gram was met in, and the number after the last of them.
  struct Met {
    std::uint32_t next = 0;
    std::uint32_t blocks = 0;
  };

  /// Each gram of each block at least once, block by block.
  template <typename Visit>
  void eachGramOf(const Visit& visit) const {
    for (std::uint32_t block = 0; block < blocks_; ++block) {
      const std::uint32_t end = std::min(names_.count(), (block + 1) * kNameBlock);
      std::string_view before;
      for (std::uint32_t i = block * kNameBlock; i < end; ++i) {
        const std::string_view name = names_.at(i);
        // what it begins with like the name before is met
        const std::size_t alike = sharedBeginning(before, name);
        eachGram(name.substr(alike < 3 ? 0 : alike - 2), true, [&](std::uint32_t gram) { visit(gram, block); });
        before = name;
      }
    }
  }

  /// Room for the list of each gram that is held, as much as it may take. One that is in most blocks gets none, and a
  /// writer that takes nothing.
  std::string makeRoom(const std::vector<Met>& met, std::vector<std::uint32_t>& held,
                       std::vector<std::uint64_t>& begins, std::vector<StepWriter>& writers) const {
    std::vector<std::uint8_t> bits;
    for (std::uint32_t gram = 0; gram < kGrams; ++gram) {
      const std::uint32_t count = met[gram].blocks;
      if (count == 0) continue;
      held.push_back(gram);
      const std::uint32_t low = stepBits(count, blocks_);
      bits.push_back(static_cast<std::uint8_t>(low));
      const bool said = count <= blocks_ / 2;
      writers[gram] = said ? StepWriter((begins.back() + 1) * 8, low) : StepWriter::full();
      begins.push_back(begins.back() + (said ? 1 + (stepsAtMost(count, blocks_, low) + 7) / 8 : 0));
    }
    std::string bytes(begins.back() + sizeof(std::uint64_t), '\0');
    for (std::size_t i = 0; i < held.size(); ++i) {
      if (begins[i] != begins[i + 1]) bytes[begins[i]] = static_cast<char>(bits[i]);
    }
    return bytes;
  }

  const NamesInARow& names_;
  std::uint32_t blocks_;
};

std::string_view lastLabel(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

std::uint32_t writeTails(model::TypeId type, const NamesInARow& names, SectionList& out) {
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> numbers;
  for (std::uint32_t i = 0; i < names.count(); ++i) {
    numbers[lastLabel(names.at(i))].push_back(i);
    if (numbers.size() > kMostTails) return 0;
  }
  std::vector<std::string_view> labels;
  for (const auto& [label, ending] : numbers) labels.push_back(label);
  std::sort(labels.begin(), labels.end());
  std::string bytes;
  std::vector<std::uint64_t> offsets{0};
  for (const std::string_view label : labels) {
    bytes += label;
    bytes += '\0';
    bytes += packSteps(numbers[label], names.count());
    offsets.push_back(bytes.size());
  }
  out.addBytes(Section::kTailOffsets, type,
               std::string(bytesOf(linesOf<LongTextLine>(std::span<const std::uint64_t>(offsets)))));
  out.addBytes(Section::kTailLists, type, std::move(bytes));
  return static_cast<std::uint32_t>(labels.size());
}

}  // namespace

NameListsRecord writeNameLists(model::TypeId type, bool hosts, const NamesInARow& names, SectionList& out) {
  NameListsRecord record;
  record.grams = GramLists(names).write(type, out);
  if (hosts) record.tails = writeTails(type, names, out);
  return record;
}

NameLists::NameLists(const Image& image, model::TypeId type, const NameListsRecord& record, std::uint32_t names)
    : names_(names), has_grams_(record.grams != 0), grams_(image.section<MarkLine>(Section::kGramMarks, type)) {
  gram_lists_ =
      TextColumn(image.bytes(Section::kGramOffsets, type), true, image.bytes(Section::kGramLists, type), record.grams);
  tails_ =
      TextColumn(image.bytes(Section::kTailOffsets, type), true, image.bytes(Section::kTailLists, type), record.tails);
}

std::optional<std::vector<std::uint32_t>> NameLists::blocksWith(std::string_view text, bool at_end) const {
  std::optional<std::vector<std::uint32_t>> out;
  keepBlocksWith(text, at_end, out);
  return out;
}

void NameLists::keepBlocksWith(std::string_view text, bool at_end,
                               std::optional<std::vector<std::uint32_t>>& blocks) const {
  if (!has_grams_) return;
  std::vector<std::string_view> lists;
  bool none = false;
  eachGram(text, at_end, [&](std::uint32_t gram) {
    const auto [held, rank] = grams_.at(gram);
    none = none || !held;
    const std::string_view list = held ? gram_lists_.at(rank) : std::string_view();
    if (!list.empty()) lists.push_back(list);
  });
  if (none) {
    blocks.emplace();
    return;
  }
  const auto shorter = [](std::string_view a, std::string_view b) { return a.size() < b.size(); };
  const std::size_t asked = std::min(lists.size(), kAsked);
  std::partial_sort(lists.begin(), lists.begin() + static_cast<std::ptrdiff_t>(asked), lists.end(), shorter);
  lists.resize(asked);
  for (const std::string_view list : lists) {
    std::vector<std::uint32_t> kept;
    std::size_t at = 0;
    eachOfSteps(list, this->blocks(), [&](std::uint32_t block) {
      if (!blocks) {
        kept.push_back(block);
        return;
      }
      while (at < blocks->size() && (*blocks)[at] < block) ++at;
      if (at < blocks->size() && (*blocks)[at] == block) kept.push_back(block);
    });
    blocks = std::move(kept);
    if (blocks->empty()) return;
  }
}

/// The first tail that is not before the label, where it is that label's.
std::optional<std::size_t> NameLists::tailOf(std::string_view label) const {
  const auto labelAt = [&](std::size_t i) { return tails_.at(i).substr(0, tails_.at(i).find('\0')); };
  std::size_t low = 0;
  for (std::size_t high = tails_.size(); low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (labelAt(middle) < label)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == tails_.size() || labelAt(low) != label) return std::nullopt;
  return low;
}

std::optional<std::vector<std::uint32_t>> NameLists::endingIn(std::string_view label) const {
  if (tails_.size() == 0) return std::nullopt;
  std::vector<std::uint32_t> out;
  if (const auto tail = tailOf(label)) {
    eachOfSteps(tails_.at(*tail).substr(std::min(tails_.at(*tail).size(), label.size() + 1)), names_,
                [&](std::uint32_t name) { out.push_back(name); });
  }
  return out;
}

std::uint32_t NameLists::aboutEndingIn(std::string_view label) const {
  if (tails_.size() == 0) return names_;
  const auto tail = tailOf(label);
  if (!tail) return 0;
  // a byte is about two names where one in three ends so, and one where one in thirty does
  return static_cast<std::uint32_t>(std::min<std::size_t>(names_, 2 * tails_.at(*tail).size()));
}

}  // namespace clew::graph
