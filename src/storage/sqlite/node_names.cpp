#include "storage/sqlite/node_names.h"

#include <algorithm>

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kSlotAhead = 24;
constexpr std::size_t kNameAhead = 12;

}  // namespace

void NodeNames::clear() {
  met_.clear();
  runs_.clear();
  limit_ = budget_;
  size_ = written_ = 0;
}

void NodeNames::add(const NameKey& key) {
  met_.insert(key.hash, key.type, key.name, static_cast<std::uint32_t>(size_++));
  if ((size_ & 0xFFF) == 0) keepInBudget();
}

Result<void> NodeNames::resolve(std::span<const NameKey> keys, std::vector<std::uint32_t>& all_ids,
                                const std::function<void(const NameKey&, std::uint32_t)>& is_new) {
  keepInBudget();
  all_ids.resize(all_ids.size() + keys.size());
  const std::span<std::uint32_t> ids = std::span(all_ids).last(keys.size());
  std::vector<std::uint32_t> unmet;
  for (std::size_t place = 0; place < keys.size(); ++place) {
    if (place + kSlotAhead < keys.size()) met_.prefetchSlot(keys[place + kSlotAhead].hash);
    if (place + kNameAhead < keys.size()) met_.prefetchName(keys[place + kNameAhead].hash);
    const NameKey& key = keys[place];
    ids[place] = met_.find(key.hash, key.type, key.name);
    if (ids[place] != NameDictionary::kNone) continue;
    if (runs_.empty())
      ids[place] = give(key, is_new);
    else
      unmet.push_back(static_cast<std::uint32_t>(place));
  }
  if (unmet.empty()) return {};
  std::vector<NameKey> sought;
  for (std::size_t place = 0; place < unmet.size(); ++place) {
    if (place + kNameAhead < unmet.size()) runs_.prefetch(keys[unmet[place + kNameAhead]].hash);
    const NameKey& key = keys[unmet[place]];
    if (runs_.mayHold(key.hash)) sought.push_back(key);
  }
  if (auto done = seekInRuns(std::move(sought)); !done) return done;
  for (const std::uint32_t place : unmet) {
    const NameKey& key = keys[place];
    ids[place] = met_.find(key.hash, key.type, key.name);
    if (ids[place] == NameDictionary::kNone) ids[place] = give(key, is_new);
  }
  return {};
}

std::uint32_t NodeNames::give(const NameKey& key, const std::function<void(const NameKey&, std::uint32_t)>& is_new) {
  const auto id = static_cast<std::uint32_t>(size_);
  is_new(key, id);
  met_.insert(key.hash, key.type, key.name, id);
  ++size_;
  return id;
}

// What is found comes to memory: who was named will be named again.
Result<void> NodeNames::seekInRuns(std::vector<NameKey> sought) {
  std::sort(sought.begin(), sought.end(), [](const NameKey& a, const NameKey& b) { return a.hash < b.hash; });
  const auto is_same = [](const NameKey& a, const NameKey& b) {
    return a.hash == b.hash && a.type == b.type && a.name == b.name;
  };
  sought.erase(std::unique(sought.begin(), sought.end(), is_same), sought.end());
  return runs_.find(sought, [&](std::size_t position, std::uint32_t id) {
    const NameKey& key = sought[position];
    if (met_.find(key.hash, key.type, key.name) == NameDictionary::kNone) met_.insert(key.hash, key.type, key.name, id);
  });
}

void NodeNames::keepInBudget() {
  if (met_.bytes() <= limit_) return;
  std::vector<NameRuns::Entry> part;
  const auto written = runs_.write(size_ - written_, [&](const auto& add) {
    for (std::size_t number = 0; number < NameDictionary::kParts; ++number) {
      part.clear();
      met_.each(number, [&](model::TypeId type, std::string_view name, std::uint32_t id) {
        if (id >= written_) part.push_back({{hash_.ofNode(type, name), name, type}, id});
      });
      std::sort(part.begin(), part.end(),
                [](const NameRuns::Entry& a, const NameRuns::Entry& b) { return a.key.hash < b.key.hash; });
      for (const NameRuns::Entry& entry : part) add(entry);
    }
  });
  if (!written) {
    limit_ = met_.bytes() + limit_ / 2;  // not with every batch again
    return;
  }
  written_ = size_;
  met_.clear();
}

}  // namespace clew::storage::sqlite
