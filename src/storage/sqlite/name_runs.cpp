// An entry is: hash (8 bytes), id (4), size of the name (4), type (1), the name.
#include "storage/sqlite/name_runs.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

namespace clew::storage::sqlite {

namespace {

constexpr std::size_t kBlockBytes = 4096;
constexpr std::size_t kWriteBytes = std::size_t{1} << 18;
constexpr std::ptrdiff_t kMostOfLevel = 3;
constexpr std::size_t kHeadBytes = 8 + 4 + 4 + 1;

template <typename Number>
void put(char*& at, Number number) {
  std::memcpy(at, &number, sizeof number);
  at += sizeof number;
}

template <typename Number>
Number take(const char*& at) {
  Number number = 0;
  std::memcpy(&number, at, sizeof number);
  at += sizeof number;
  return number;
}

}  // namespace

Result<NameRuns::Writer> NameRuns::Writer::create(const std::string& folder, int level, std::size_t most,
                                                  bool with_filter) {
  Result<ScratchFile> file = ScratchFile::create(folder);
  if (!file) return file.error();
  Run run{std::move(*file), level, 0, {}, {}};
  if (with_filter) run.filter.emplace(most);
  return Writer(std::move(run));
}

void NameRuns::Writer::add(const Entry& entry) {
  const bool is_first = run_.fences.empty();
  if (is_first || (waiting_.size() - block_begin_ >= kBlockBytes && entry.key.hash != last_)) {
    if (waiting_.size() >= kWriteBytes) flush();
    block_begin_ = waiting_.size();
    run_.fences.push_back({entry.key.hash, run_.file.size() + block_begin_});
  }
  last_ = entry.key.hash;
  ++run_.names;
  if (run_.filter) run_.filter->add(entry.key.hash);
  const std::size_t begin = waiting_.size();
  waiting_.resize(begin + kHeadBytes + entry.key.name.size());
  char* at = waiting_.data() + begin;
  put(at, entry.key.hash);
  put(at, entry.id);
  put(at, static_cast<std::uint32_t>(entry.key.name.size()));
  put(at, entry.key.type);
  std::memcpy(at, entry.key.name.data(), entry.key.name.size());
}

void NameRuns::Writer::flush() {
  if (!failure_) {
    if (auto done = run_.file.append(waiting_); !done) failure_ = done.error();
  }
  waiting_.clear();
}

Result<NameRuns::Run> NameRuns::Writer::finish() {
  flush();
  if (failure_) return std::move(*failure_);
  return std::move(run_);
}

Result<void> NameRuns::Reader::load(std::size_t block) {
  window_begin_ = block;
  window_end_ = std::min(block + ahead_, run_.fences.size());
  const std::uint64_t begin = offsetOf(window_begin_);
  window_.resize(offsetOf(window_end_) - begin);
  if (auto done = run_.file.read(begin, window_.data(), window_.size()); !done) {
    at_ = end_ = 0;
    return done;
  }
  enter(block);
  return {};
}

void NameRuns::Reader::enter(std::size_t block) {
  block_ = block;
  at_ = offsetOf(block) - offsetOf(window_begin_);
  end_ = offsetOf(block + 1) - offsetOf(window_begin_);
  if (has()) decode();
}

void NameRuns::Reader::decode() {
  const char* at = window_.data() + at_;
  entry_.key.hash = take<std::uint64_t>(at);
  entry_.id = take<std::uint32_t>(at);
  const auto size = take<std::uint32_t>(at);
  entry_.key.type = take<model::TypeId>(at);
  entry_.key.name = std::string_view(at, size);
  step_ = kHeadBytes + size;
}

void NameRuns::Reader::step() {
  at_ += step_;
  if (has()) decode();
}

Result<bool> NameRuns::Reader::nextBlock() {
  const std::size_t next = *block_ + 1;
  if (next >= run_.fences.size()) return false;
  if (next < window_end_)
    enter(next);
  else if (auto loaded = load(next); !loaded)
    return loaded.error();
  return true;
}

Result<void> NameRuns::Reader::seek(std::uint64_t hash) {
  const auto from = run_.fences.begin() + static_cast<std::ptrdiff_t>(block_.value_or(0));
  const auto behind = std::upper_bound(from, run_.fences.end(), hash,
                                       [](std::uint64_t sought, const Fence& fence) { return sought < fence.hash; });
  if (behind == run_.fences.begin()) {
    at_ = end_ = 0;  // before the first name
    return {};
  }
  const auto block = static_cast<std::size_t>(behind - run_.fences.begin()) - 1;
  const bool again = std::exchange(sought_, hash) == hash;  // another name of one hash may lie before where we are
  if (block_ == block && !again) return {};
  if (block_ && block < window_end_) {  // never before the window: hashes ascend
    enter(block);
    return {};
  }
  return load(block);
}

bool NameRuns::filterFits(std::size_t names, std::size_t replaced) const {
  std::size_t taken = HashFilter::bytesFor(names);
  for (const Run& run : runs_) taken += run.filter ? run.filter->bytes() : 0;
  return taken <= filter_memory_ + replaced;
}

Result<void> NameRuns::keep(Writer& writer) {
  Result<Run> run = writer.finish();
  if (!run) return run.error();
  if (run->fences.empty()) return {};
  runs_.push_back(std::move(*run));
  for (int level = 0;; ++level) {
    const auto of_level = std::count_if(runs_.begin(), runs_.end(), [&](const Run& r) { return r.level == level; });
    if (of_level <= kMostOfLevel) return {};
    // Where there is no room for the merged run, the four go on as they are.
    if (!merge(level)) return {};
  }
}

// Those of one level are neighbours: they came one after the other, behind those of higher levels.
Result<void> NameRuns::merge(int level) {
  const auto is_of_level = [&](const Run& run) { return run.level == level; };
  const auto begin = std::find_if(runs_.begin(), runs_.end(), is_of_level);
  const auto end = std::find_if_not(begin, runs_.end(), is_of_level);
  std::size_t names = 0;
  std::size_t filters = 0;
  for (auto run = begin; run != end; ++run) {
    names += run->names;
    filters += run->filter ? run->filter->bytes() : 0;
  }
  Result<Writer> writer = Writer::create(folder_, level + 1, names, filterFits(names, filters));
  if (!writer) return writer.error();
  std::vector<std::unique_ptr<Reader>> readers;
  for (auto run = begin; run != end; ++run) {
    readers.push_back(std::make_unique<Reader>(*run, kBlocksAhead));
    if (auto started = readers.back()->start(); !started) return started;
  }
  while (!readers.empty()) {
    const auto least = std::min_element(readers.begin(), readers.end(), [](const auto& a, const auto& b) {
      return a->entry().key.hash < b->entry().key.hash;
    });
    writer->add((*least)->entry());
    (*least)->step();
    if ((*least)->has()) continue;
    const Result<bool> more = (*least)->nextBlock();
    if (!more) return more.error();
    if (!*more) readers.erase(least);
  }
  Result<Run> merged = writer->finish();
  if (!merged) return merged.error();
  runs_.insert(runs_.erase(begin, end), std::move(*merged));
  return {};
}

}  // namespace clew::storage::sqlite
