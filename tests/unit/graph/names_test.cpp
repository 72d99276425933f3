// Names found by the texts in them: packed lists, lists of grams and tails, and what a view leaves out by them, held
// against reading every name.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "common/text.h"
#include "graph/build_parts.h"
#include "graph/name_lists.h"
#include "graph/name_search.h"
#include "graph/steps.h"
#include "graph_support.h"

using namespace clew;
using namespace clew::test;
using graph::NamePart;
using graph::NameParts;

namespace {

class Names {
 public:
  explicit Names(std::uint32_t seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string host() {
    static const char* const kTails[] = {".top", ".example", ".co.uk", ".xn--p1ai", ".com", ".dev"};
    std::string out = word();
    if (below(3) == 0) out += "-" + word();
    if (below(4) == 0) out = "xn--" + out + "-a1b";
    out += kTails[std::min(below(6), below(6))];
    return below(5) == 0 ? word() + "." + out : out;
  }
  std::string email() { return word() + std::to_string(below(100)) + "@" + word() + ".example"; }
  std::string person() { return upper(word()) + " " + (below(3) == 0 ? "Kr\xC3\xB6ger" : upper(word())); }

  /// A piece of some name, or anything.
  NamePart part(const std::vector<std::string>& names) {
    using Where = NamePart::Where;
    if (below(8) == 0) return {word().substr(0, 1 + below(4)), static_cast<Where>(below(3))};
    const std::string name = toLower(names[below(names.size())]);
    const std::size_t size = 1 + below(std::min<std::size_t>(name.size(), below(4) == 0 ? 40 : 6));
    const std::size_t at = below(name.size() - size + 1);
    if (below(4) == 0) return {name.substr(0, size), Where::kBegin};
    if (below(3) == 0) return {name.substr(name.size() - size), Where::kEnd};
    return {name.substr(at, size), Where::kAnywhere};
  }
  NameParts parts(const std::vector<std::string>& names) {
    NameParts out;
    for (std::size_t i = 1 + below(3); i > 0; --i) out.push_back(part(names));
    return out;
  }

 private:
  std::string word() {
    static const char* const kSyllables[] = {"pay", "pal", "log", "in",   "se", "cure",
                                             "0x",  "ka",  "zu",  "mail", "no", "q7"};
    std::string out;
    for (std::size_t i = 1 + below(4); i > 0; --i) out += kSyllables[below(12)];
    return out;
  }
  static std::string upper(std::string text) {
    text.front() = toUpperAscii(text.front());
    return text;
  }
  std::mt19937 random_;
};

bool holds(const std::string& lower, const NameParts& parts) {
  return std::all_of(parts.begin(), parts.end(), [&](const NamePart& part) {
    const std::size_t size = part.text.size();
    if (part.where == NamePart::Where::kBegin) return lower.substr(0, size) == part.text;
    if (part.where == NamePart::Where::kEnd)
      return lower.size() >= size && lower.substr(lower.size() - size) == part.text;
    return lower.find(part.text) != std::string::npos;
  });
}

std::string shown(const std::vector<NameParts>& any_of) {
  std::string out;
  for (const NameParts& parts : any_of) {
    for (const NamePart& part : parts) out += std::to_string(static_cast<int>(part.where)) + ":" + part.text + " ";
    out += "| ";
  }
  return out;
}

/// What a view leaves of all its nodes, and of every third of them, against reading all names. Gives how many were
/// left out.
std::size_t checkKept(const graph::GraphView& view, const std::vector<std::string>& lower,
                      const std::vector<NameParts>& any_of) {
  INFO(shown(any_of));
  std::size_t left_out = 0;
  for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{400}}) {
    graph::NodeSet nodes;
    for (graph::NodeId node = 0; node < view.nodeCount(); node += static_cast<graph::NodeId>(step))
      nodes.push_back(node);
    graph::NodeSet expected;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(expected), [&](graph::NodeId node) {
      return std::any_of(any_of.begin(), any_of.end(), [&](const auto& parts) { return holds(lower[node], parts); });
    });
    const std::size_t before = nodes.size();
    view.keepNamed(nodes, any_of);
    CHECK(std::is_sorted(nodes.begin(), nodes.end()));
    CHECK(std::includes(nodes.begin(), nodes.end(), expected.begin(), expected.end()));
    if (any_of.size() < 20) CHECK(nodes == expected);
    left_out += before - nodes.size();
  }
  return left_out;
}

std::vector<std::string> lowerNames(const graph::GraphView& view) {
  std::vector<std::string> out;
  for (graph::NodeId node = 0; node < view.nodeCount(); ++node) out.push_back(toLower(view.nameOf(node)));
  return out;
}

BatchMaker manyNames(Names& names, Time learnt, std::size_t count, std::vector<std::string>& all) {
  BatchMaker out(learnt);
  out.by("s");
  const auto mention = [&](const char* type, std::string name) {
    out.mention(type, name);
    all.push_back(std::move(name));
  };
  for (std::size_t i = 0; i < count; ++i) {
    mention("host", names.host());
    if (i % 2 == 0) mention("email", names.email());
    if (i % 8 == 0) mention("person", names.person());
    if (i % 8 == 1) mention("ip", "192.0.2." + std::to_string(i % 250));
  }
  return out;
}

}  // namespace

TEST_CASE("packed steps give the numbers back, and any bytes numbers that ascend") {
  std::mt19937 random(5);
  for (int round = 0; round < 400; ++round) {
    const auto below = static_cast<std::uint32_t>(1 + random() % (round % 3 == 0   ? 40
                                                                  : round % 3 == 1 ? 100'000
                                                                                   : 0xFFFFFFFFU));
    std::set<std::uint32_t> numbers;
    for (std::size_t i = random() % 300; i > 0; --i) numbers.insert(static_cast<std::uint32_t>(random()) % below);
    std::string packed = graph::packSteps(numbers, below);
    const auto read = [&](std::uint32_t limit) {
      std::vector<std::uint32_t> out;
      graph::eachOfSteps(packed, limit, [&](std::uint32_t number) { out.push_back(number); });
      return out;
    };
    CHECK(read(below) == std::vector<std::uint32_t>(numbers.begin(), numbers.end()));
    CHECK(packed.size() <= 10 + graph::stepsAtMost(numbers.size(), below, graph::stepBits(numbers.size(), below)) / 8);
    for (char& byte : packed) {
      if (random() % 4 == 0) byte = static_cast<char>(random());
    }
    const auto wrong = read(below);
    CHECK(std::is_sorted(wrong.begin(), wrong.end(), std::less_equal<>()));
    CHECK((wrong.empty() || wrong.back() < below));
  }
  graph::eachOfSteps({}, 10, [](std::uint32_t) { FAIL("an empty list has no numbers"); });
}

namespace {

struct MadeLists {
  graph::Image image;
  graph::NameListsRecord record;
};

/// `damage` may change the bytes of any section.
template <typename Damage>
MadeLists listsOf(const std::vector<std::string>& names, const Damage& damage) {
  std::string bytes;
  std::vector<std::uint64_t> offsets{0};
  for (const std::string& name : names) {
    bytes += name;
    offsets.push_back(bytes.size());
  }
  graph::SectionList made;
  const graph::HeldTexts held(std::move(bytes), offsets);
  const auto record = graph::writeNameLists(0, true, {held.column(), 0, held.size()}, made);
  graph::SectionList sections;
  for (const auto& part : made.parts()) {
    std::string content(part.bytes);
    damage(content);
    sections.addBytes(part.kind, part.owner, std::move(content));
  }
  graph::MemoryOutput out;
  graph::ImageWriter writer(out);
  writer.add(std::move(sections));
  graph::ReplicaStamp stamp;
  stamp.identity = std::string(32, '0');
  REQUIRE(writer.finish(stamp, 0, 0).ok());
  auto image = graph::Image::fromBytes(out.take());
  REQUIRE(image.ok());
  return {std::move(*image), record};
}

}  // namespace

TEST_CASE("lists of names leave out no block that holds a text, and know every name of a tail") {
  Names random(11);
  for (const std::size_t count : {std::size_t{1}, std::size_t{129}, std::size_t{6'000}}) {
    std::set<std::string> sorted;
    while (sorted.size() < count) sorted.insert(random.host());
    const std::vector<std::string> names(sorted.begin(), sorted.end());
    const MadeLists made = listsOf(names, [](std::string&) {});
    const graph::NameLists lists(made.image, 0, made.record, static_cast<std::uint32_t>(count));
    std::size_t narrowed = 0;
    for (int round = 0; round < 300; ++round) {
      const NamePart part = random.part(names);
      const bool at_end = part.where == NamePart::Where::kEnd;
      const auto blocks = lists.blocksWith(part.text, at_end);
      if (!blocks) continue;
      narrowed += blocks->size() < (count + graph::kNameBlock - 1) / graph::kNameBlock ? 1 : 0;
      for (std::size_t i = 0; i < count; ++i) {
        const bool held = at_end ? names[i].ends_with(part.text) : names[i].find(part.text) != std::string::npos;
        if (!held) continue;
        INFO(part.text << " in " << names[i]);
        CHECK(std::binary_search(blocks->begin(), blocks->end(), i / graph::kNameBlock));
      }
    }
    CHECK((count < 6'000 || narrowed > 30));
    for (const std::string label : {"top", "uk", "xn--p1ai", "nowhere", "to", "topp", ""}) {
      std::vector<std::uint32_t> expected;
      for (std::uint32_t i = 0; i < count; ++i) {
        if (names[i].substr(names[i].rfind('.') + 1) == label) expected.push_back(i);
      }
      REQUIRE(lists.endingIn(label));
      CHECK(*lists.endingIn(label) == expected);
      CHECK(lists.aboutEndingIn(label) <= count);
    }
  }
}

TEST_CASE("lists of names that lie name no block and no name that is not there") {
  Names random(12);
  std::set<std::string> sorted;
  while (sorted.size() < 700) sorted.insert(random.host());
  const std::vector<std::string> names(sorted.begin(), sorted.end());
  std::size_t told = 0;
  for (int round = 0; round < 60; ++round) {
    const MadeLists made = listsOf(names, [&](std::string& bytes) {
      for (std::size_t i = random.below(40); i > 0; --i)
        bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    });
    const graph::NameLists lists(made.image, 0, made.record, 700);
    for (int asked = 0; asked < 60; ++asked) {
      const auto blocks = lists.blocksWith(random.part(names).text, asked % 2 == 0);
      if (blocks) CHECK(std::all_of(blocks->begin(), blocks->end(), [](std::uint32_t block) { return block < 6; }));
      const auto ending = lists.endingIn(asked % 3 == 0 ? "top" : "example");
      if (ending) CHECK(std::all_of(ending->begin(), ending->end(), [](std::uint32_t name) { return name < 700; }));
      told += (blocks ? blocks->size() : 0) + (ending ? ending->size() : 0);
    }
  }
  CHECK(told > 1'000);
}

TEST_CASE("names are left out only when they hold none of what is asked for, in base, overlay and both") {
  for (const std::uint32_t seed : {1U, 2U}) {
    Names random(seed);
    std::vector<std::string> all;
    MemoryStore store;
    append(store, manyNames(random, 1000, 9'000, all));
    const TemporaryFolder folder;
    const auto base = viewOf(store, folder.path("cache"));
    append(store, manyNames(random, 2000, 150, all));
    graph::ReplicaReport report;
    const auto both = viewOf(store, folder.path("cache"), &report);
    REQUIRE(report.overlay_batches == 1);
    const std::vector<std::string> base_names = lowerNames(*base);
    const std::vector<std::string> names = lowerNames(*both);
    std::size_t left_out = 0;
    for (int round = 0; round < 40; ++round) {
      std::vector<NameParts> any_of;
      for (std::size_t i = 1 + random.below(4); i > 0; --i) any_of.push_back(random.parts(all));
      checkKept(*base, base_names, any_of);
      left_out += checkKept(*both, names, any_of);
    }
    CHECK(left_out > 100'000);
    CHECK(checkKept(*both, names, {}) > 9'000);  // there is nothing that a name could hold
    CHECK(checkKept(*both, names, {{}}) == 0);   // nothing is asked for
    std::vector<NameParts> many;
    for (int i = 0; i < 2'000; ++i) many.push_back({{all[static_cast<std::size_t>(i)], NamePart::Where::kBegin}});
    checkKept(*both, names, many);
    MemoryStore later;
    append(later, manyNames(random, 1000, 30, all));
    const auto few = viewOf(later);
    checkKept(*few, lowerNames(*few), {random.parts(all)});  // too few names for lists
  }
}
