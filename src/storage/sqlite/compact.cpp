// Brings small segments together: those of one kind that follow each other become a bundle, one row in place of many.
// The segments in it are the ones that were written, byte by byte, so that the chain over them holds.
#include <algorithm>

#include "storage/sqlite/migrations.h"
#include "storage/sqlite/segments.h"
#include "storage/sqlite/sqlite_store.h"

namespace clew::storage::sqlite {

namespace {

/// A row of the table of segments, without its bytes.
struct Piece {
  std::int64_t id = 0;
  std::int64_t rows = 0;
  std::int64_t size = 0;  // of all its segments
  bool is_bundle = false;
};

class Compact {
 public:
  explicit Compact(Connection& connection)
      : connection_(connection),
        bytes_(connection, "SELECT first, rows, bytes FROM segment WHERE id = ?1"),
        remove_(connection, "DELETE FROM segment WHERE id = ?1"),
        add_(connection, "INSERT INTO segment(id, kind, first, rows, bytes) VALUES(?1, ?2, ?3, ?4, ?5)") {}

  void run() {
    for (const segment::Kind kind : segment::kAllKinds) {
      std::vector<Piece> group;
      std::int64_t rows = 0, size = 0;
      for (const Piece& piece : piecesOf(kind)) {
        const bool is_large = piece.rows > kMostRows / 4 || piece.size > kMostBytes / 4;
        if (is_large || rows + piece.rows > kMostRows || size + piece.size > kMostBytes) {
          bundle(kind, group);
          group.clear();
          rows = size = 0;
        }
        if (is_large) continue;
        group.push_back(piece);
        rows += piece.rows;
        size += piece.size;
      }
      bundle(kind, group);
    }
  }

 private:
  static constexpr auto kMostRows = static_cast<std::int64_t>(segment::kMostRows);
  static constexpr auto kMostBytes = static_cast<std::int64_t>(segment::kMostBundled);

  std::vector<Piece> piecesOf(segment::Kind kind) {
    std::vector<Piece> out;
    Statement rows(connection_,
                   "SELECT id, rows, length(bytes), kind, first FROM segment WHERE kind = ?1 OR kind = ?2 "
                   "ORDER BY first");
    rows.integer(1, static_cast<std::int64_t>(kind));
    rows.integer(2, static_cast<std::int64_t>(kind) + kBundled);
    while (rows.step()) {
      out.push_back({rows.integerAt(0), rows.integerAt(1), rows.integerAt(2), rows.integerAt(3) > kBundled});
      if (out.back().is_bundle) out.back().size = sizeOf(kind, out.back());
    }
    return out;
  }

  std::int64_t sizeOf(segment::Kind kind, const Piece& piece) {
    std::int64_t size = 0;
    eachOf(kind, piece,
           [&](const segment::Bundled& one, std::int64_t) { size += static_cast<std::int64_t>(one.bytes.size()); });
    return size;
  }

  /// Calls `take(segment, first)` with each segment of the piece.
  template <typename Take>
  void eachOf(segment::Kind kind, const Piece& piece, const Take& take) {
    bytes_.integer(1, piece.id);
    const Rewind rewind(bytes_);
    if (!bytes_.step()) failSegment(connection_, kind, 0);
    const std::int64_t first = bytes_.integerAt(0);
    if (!piece.is_bundle) {
      take(segment::Bundled{piece.id, bytes_.integerAt(1), bytes_.bytesAt(2)}, first);
      return;
    }
    OpenBundle bundle;
    if (!bundle.open(piece.id, first, piece.rows, bytes_.bytesAt(2))) failSegment(connection_, kind, first);
    for (; !bundle.atEnd(); bundle.advance()) take(bundle.head(), bundle.first());
  }

  void bundle(segment::Kind kind, const std::vector<Piece>& group) {
    if (group.size() < 2) return;
    std::string content;
    std::vector<segment::Bundled> segments;
    std::vector<std::size_t> begins;
    std::int64_t first = -1, rows = 0;
    for (const Piece& piece : group) {
      eachOf(kind, piece, [&](const segment::Bundled& one, std::int64_t at) {
        if (first < 0) first = at;
        if (at != first + rows || one.rows <= 0) failSegment(connection_, kind, first + rows);
        rows += one.rows;
        begins.push_back(content.size());
        content += one.bytes;
        segments.push_back({one.id, one.rows, {}});
      });
    }
    begins.push_back(content.size());
    for (std::size_t i = 0; i < segments.size(); ++i)
      segments[i].bytes = std::string_view(content).substr(begins[i], begins[i + 1] - begins[i]);
    const std::string packed = segment::packBundle(segments);
    verify(kind, segments, first, rows, packed);
    for (const Piece& piece : group) {
      remove_.integer(1, piece.id);
      remove_.step();
    }
    add_.integer(1, segments.front().id);
    add_.integer(2, static_cast<std::int64_t>(kind) + kBundled);
    add_.integer(3, first);
    add_.integer(4, rows);
    add_.blob(5, packed);
    add_.step();
  }

  /// What was packed must come back before what it was made of goes.
  void verify(segment::Kind kind, const std::vector<segment::Bundled>& segments, std::int64_t first, std::int64_t rows,
              const std::string& packed) {
    std::string content;
    std::vector<segment::Bundled> back;
    const auto same = [](const segment::Bundled& a, const segment::Bundled& b) {
      return a.id == b.id && a.rows == b.rows && a.bytes == b.bytes;
    };
    if (!segment::unpackBundle(packed, segments.front().id, rows, content, back) ||
        !std::equal(segments.begin(), segments.end(), back.begin(), back.end(), same)) {
      failSegment(connection_, kind, first);
    }
  }

  Connection& connection_;
  Statement bytes_;
  Statement remove_;
  Statement add_;
};

/// Rewrites the file without its free pages and folds the log in. Gives why that did not come about; empty: it did.
std::string shrink(Connection& connection) {
  const int rewritten = sqlite3_exec(connection.handle(), "VACUUM", nullptr, nullptr, nullptr);
  if (rewritten == SQLITE_BUSY || rewritten == SQLITE_LOCKED) return "another process writes to the case";
  if (rewritten != SQLITE_OK)
    return errorOf(rewritten, sqlite3_system_errno(connection.handle()), connection.path()).message;
  const int folded =
      sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (folded == SQLITE_OK) return {};
  return "another process reads the case: its file shrinks once nobody has it open";
}

}  // namespace

Result<Compaction> SqliteStore::compact() {
  if (read_only_) return refuseWrite();
  return guarded(connection_->path(), [&]() -> Result<Compaction> {
    Compaction out;
    const auto measure = [&](std::uint64_t& segments, std::uint64_t& bytes) {
      segments = static_cast<std::uint64_t>(connection_->number("SELECT count(*) FROM segment"));
      auto sizes = stats();
      if (!sizes) throw Trouble{sizes.error()};
      bytes = sizes->file_bytes;
    };
    {
      Transaction transaction(*connection_, Transaction::Kind::kWrite);
      measure(out.segments_before, out.bytes_before);
      Compact(*connection_).run();
      if (connection_->number("SELECT count(*) FROM segment WHERE kind > 16") != 0)
        connection_->run(("PRAGMA user_version = " + std::to_string(kBundledLayout)).c_str());
      transaction.commit();
    }
    out.room_kept = shrink(*connection_);
    measure(out.segments_after, out.bytes_after);
    return out;
  });
}

}  // namespace clew::storage::sqlite
