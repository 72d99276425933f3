// A block is a row of key_block: its id is the run's number above 32 bits and the block's below, its bytes are the
// hashes (64 bits each, ascending) and then the ids (32 bits each) in the same order, little-endian. A block without
// keys has no row.
#include "storage/sqlite/key_index.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

namespace clew::storage::sqlite {

namespace {

static_assert(std::endian::native == std::endian::little, "blocks of keys are read as they lie in the file");

constexpr std::uint32_t kEmpty = 0xFFFFFFFF;
constexpr std::size_t kYoungKeys = std::size_t{1} << 16;  // written as a run from this many on
constexpr std::size_t kRunsToMerge = 4;
constexpr std::int64_t kLastLevel = 4;      // 16 million keys: a merge stays a matter of a second
constexpr std::int64_t kKeysInBlock = 300;  // with 12 bytes a key, a block fits a page of 4 KiB
constexpr std::size_t kKeyBytes = sizeof(std::uint64_t) + sizeof(std::uint32_t);

std::size_t countIn(std::string_view block) {
  return block.size() / kKeyBytes;
}

std::uint64_t hashIn(std::string_view block, std::size_t place) {
  std::uint64_t hash = 0;
  std::memcpy(&hash, block.data() + place * sizeof hash, sizeof hash);
  return hash;
}

std::uint32_t idIn(std::string_view block, std::size_t place) {
  std::uint32_t id = 0;
  std::memcpy(&id, block.data() + countIn(block) * sizeof(std::uint64_t) + place * sizeof id, sizeof id);
  return id;
}

std::size_t lowerBound(std::string_view block, std::uint64_t hash) {
  std::size_t low = 0;
  std::size_t high = countIn(block);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (hashIn(block, middle) < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::int64_t blockOf(std::uint64_t hash, int bits) {
  return bits == 0 ? 0 : static_cast<std::int64_t>(hash >> (64 - bits));
}

}  // namespace

/// Takes keys in ascending order and cuts them into blocks.
class KeyIndex::Writer {
 public:
  Writer(Statement& put, const Run& run) : put_(put), run_(run) {}
  void add(const Key& key) {
    const std::int64_t block = blockOf(key.hash, run_.bits);
    if (block != block_) flush();
    block_ = block;
    hashes_.append(reinterpret_cast<const char*>(&key.hash), sizeof key.hash);
    ids_.append(reinterpret_cast<const char*>(&key.id), sizeof key.id);
  }
  void flush() {
    if (hashes_.empty()) return;
    hashes_ += ids_;
    put_.integer(1, run_.id << 32 | block_);
    put_.blob(2, hashes_);
    put_.step();
    hashes_.clear();
    ids_.clear();
  }

 private:
  Statement& put_;
  const Run& run_;
  std::int64_t block_ = 0;
  std::string hashes_;
  std::string ids_;
};

/// Gives the keys of a run in ascending order.
class KeyIndex::Cursor {
 public:
  Cursor(Connection& connection, const Run& run)
      : rows_(connection, "SELECT keys FROM key_block WHERE id >= ?1 AND id < ?2 ORDER BY id") {
    rows_.integer(1, run.id << 32);
    rows_.integer(2, (run.id + 1) << 32);
    next();
  }
  bool ended() const { return ended_; }
  const Key& key() const { return key_; }
  void next() {
    while (place_ >= countIn(block_)) {
      if (!rows_.step()) {
        ended_ = true;
        return;
      }
      block_ = rows_.bytesAt(0);
      place_ = 0;
    }
    key_ = Key{hashIn(block_, place_), idIn(block_, place_)};
    ++place_;
  }

 private:
  Statement rows_;
  std::string_view block_;
  std::size_t place_ = 0;
  Key key_;
  bool ended_ = false;
};

KeyIndex::KeyIndex(Connection& connection, Kind kind, std::int64_t first_id)
    : connection_(connection),
      kind_(kind),
      first_id_(first_id),
      covered_(first_id),
      get_block_(connection, "SELECT keys FROM key_block WHERE id = ?1"),
      put_block_(connection, "INSERT INTO key_block(id, keys) VALUES(?1, ?2)") {}

void KeyIndex::load() {
  young_.clear();
  young_count_ = 0;
  runs_.clear();
  covered_ = first_id_;
  Statement rows(connection_,
                 "SELECT id, level, bits, count, first, \"end\" FROM key_run WHERE kind = ?1 ORDER BY first");
  rows.integer(1, static_cast<std::int64_t>(kind_));
  while (rows.step()) {
    const Run run{rows.integerAt(0),
                  static_cast<std::int64_t>(rows.integerAt(1)),
                  static_cast<int>(rows.integerAt(2)),
                  rows.integerAt(3),
                  rows.integerAt(4),
                  rows.integerAt(5)};
    if (run.first != covered_ || run.bits < 0 || run.bits > 31) connection_.fail(SQLITE_CORRUPT);
    covered_ = run.end;
    runs_.push_back(run);
  }
}

void KeyIndex::add(std::uint64_t hash, std::uint32_t id) {
  if ((young_count_ + 1) * 2 > young_.size()) growYoung();
  placeYoung(Key{hash, id});
  ++young_count_;
}

void KeyIndex::growYoung() {
  std::vector<Key> old(young_.empty() ? 1024 : young_.size() * 2, Key{0, kEmpty});
  old.swap(young_);
  for (const Key& key : old) {
    if (key.id != kEmpty) placeYoung(key);
  }
}

void KeyIndex::placeYoung(const Key& key) {
  const std::size_t mask = young_.size() - 1;
  std::size_t at = key.hash & mask;
  while (young_[at].id != kEmpty) at = (at + 1) & mask;
  young_[at] = key;
}

void KeyIndex::find(const std::vector<std::uint64_t>& hashes,
                    const std::function<bool(std::size_t, std::uint32_t)>& matches) {
  std::vector<char> found(hashes.size(), 0);
  if (young_count_ != 0) {
    const std::size_t mask = young_.size() - 1;
    for (std::size_t position = 0; position < hashes.size(); ++position) {
      for (std::size_t at = hashes[position] & mask; young_[at].id != kEmpty; at = (at + 1) & mask) {
        if (young_[at].hash != hashes[position] || !matches(position, young_[at].id)) continue;
        found[position] = 1;
        break;
      }
    }
  }
  for (const Run& run : runs_) findInRun(run, hashes, found, matches);
}

void KeyIndex::findInRun(const Run& run, const std::vector<std::uint64_t>& hashes, std::vector<char>& found,
                         const std::function<bool(std::size_t, std::uint32_t)>& matches) {
  std::int64_t current = -1;
  std::string_view block;
  Rewind rewind(get_block_);
  for (std::size_t position = 0; position < hashes.size(); ++position) {
    if (found[position] != 0) continue;
    const std::uint64_t hash = hashes[position];
    const std::int64_t wanted = blockOf(hash, run.bits);
    if (wanted != current) {
      get_block_.reset();
      get_block_.integer(1, run.id << 32 | wanted);
      block = get_block_.step() ? get_block_.bytesAt(0) : std::string_view();
      current = wanted;
    }
    for (std::size_t place = lowerBound(block, hash); place < countIn(block) && hashIn(block, place) == hash; ++place) {
      if (!matches(position, idIn(block, place))) continue;
      found[position] = 1;
      break;
    }
  }
}

void KeyIndex::settle() {
  if (young_count_ >= kYoungKeys) settleNow();
}

void KeyIndex::settleNow() {
  if (young_count_ == 0) return;
  std::vector<Key> keys;
  keys.reserve(young_count_);
  for (const Key& key : young_) {
    if (key.id != kEmpty) keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  const auto count = static_cast<std::int64_t>(keys.size());
  const Run run = newRun(0, count, covered_, covered_ + count);
  Writer writer(put_block_, run);
  for (const Key& key : keys) writer.add(key);
  writer.flush();
  runs_.push_back(run);
  covered_ = run.end;
  young_.clear();
  young_count_ = 0;
  for (std::int64_t level = 0; level < kLastLevel; ++level) {
    const auto of_level = std::count_if(runs_.begin(), runs_.end(), [&](const Run& r) { return r.level == level; });
    if (static_cast<std::size_t>(of_level) >= kRunsToMerge) merge(level);
  }
}

KeyIndex::Run KeyIndex::newRun(std::int64_t level, std::int64_t count, std::int64_t first, std::int64_t end) {
  Run run;
  run.level = level;
  run.count = count;
  run.first = first;
  run.end = end;
  while (count >> run.bits > kKeysInBlock) ++run.bits;
  run.id = connection_.number("SELECT coalesce(max(id), 0) + 1 FROM key_run");
  recordRun(run);
  return run;
}

void KeyIndex::recordRun(const Run& run) {
  Statement insert(connection_,
                   "INSERT INTO key_run(id, kind, level, bits, count, first, \"end\") VALUES(?, ?, ?, ?, ?, ?, ?)");
  insert.integer(1, run.id);
  insert.integer(2, static_cast<std::int64_t>(kind_));
  insert.integer(3, run.level);
  insert.integer(4, run.bits);
  insert.integer(5, run.count);
  insert.integer(6, run.first);
  insert.integer(7, run.end);
  insert.step();
}

// The runs of one level cover neighbouring ids, since older runs are on higher levels.
void KeyIndex::merge(std::int64_t level) {
  const auto is_of_level = [&](const Run& run) { return run.level == level; };
  const auto begin = std::find_if(runs_.begin(), runs_.end(), is_of_level);
  const auto end = std::find_if_not(begin, runs_.end(), is_of_level);
  std::vector<Run> merged(begin, end);
  std::int64_t count = 0;
  for (const Run& run : merged) count += run.count;
  const Run target = newRun(level + 1, count, merged.front().first, merged.back().end);
  {
    std::vector<std::unique_ptr<Cursor>> cursors;
    for (const Run& run : merged) cursors.push_back(std::make_unique<Cursor>(connection_, run));
    Writer writer(put_block_, target);
    while (true) {
      Cursor* least = nullptr;
      for (const auto& cursor : cursors) {
        if (!cursor->ended() && (least == nullptr || cursor->key() < least->key())) least = cursor.get();
      }
      if (least == nullptr) break;
      writer.add(least->key());
      least->next();
    }
    writer.flush();
  }
  Statement drop_blocks(connection_, "DELETE FROM key_block WHERE id >= ?1 AND id < ?2");
  Statement drop_run(connection_, "DELETE FROM key_run WHERE id = ?1");
  for (const Run& run : merged) {
    drop_blocks.integer(1, run.id << 32);
    drop_blocks.integer(2, (run.id + 1) << 32);
    drop_blocks.step();
    drop_run.integer(1, run.id);
    drop_run.step();
  }
  runs_.insert(runs_.erase(begin, end), target);
}

void KeyIndex::each(const std::function<void(const Key&)>& take) {
  for (const Run& run : runs_) {
    for (Cursor cursor(connection_, run); !cursor.ended(); cursor.next()) take(cursor.key());
  }
}

}  // namespace clew::storage::sqlite
