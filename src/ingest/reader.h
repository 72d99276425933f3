// Readers: one a format. A reader turns the bytes of one input into LookupFacts and rejects; it knows nothing of
// stores, files on disk, or other formats.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clew/error.h"
#include "common/cancel.h"
#include "model/fact.h"
#include "model/redaction.h"
#include "model/schema.h"
#include "model/suffixes.h"

namespace clew::ingest {

class ColumnMap;
class Places;

/// What is known of an input before it is read.
struct InputContext {
  std::string name;          // the path as the user gave it; "-" for standard input
  std::string source;        // --source: overrides the provider; empty: the reader's own
  std::string subject;       // --subject; empty: from the answer, or else from the file name
  Time fetched = kNoTime;    // --fetched; kNoTime: from the answer, or else the file's own time
  Time file_time = kNoTime;  // modification time of the file
  std::string list_name;     // --list
  /// Those that the case holds, in order, for readers that enrich; null: not known, and tables are taken whole.
  const std::vector<model::Address>* addresses = nullptr;
  Places* places = nullptr;               // what tables of this run say of places; may be null
  const ColumnMap* columns = nullptr;     // --columns: what the user says of tables' columns; may be null
  const model::Schema* schema = nullptr;  // never null while reading
  const model::RedactionList* redactions = nullptr;
  const model::Suffixes* suffixes = nullptr;
  const CancelToken* cancel = nullptr;  // may be null
};

/// Takes what a reader makes, in the order of the input. Returning false stops the reader (cancelled or the store
/// failed).
class FactSink {
 public:
  virtual ~FactSink() = default;
  virtual bool lookup(model::LookupFacts&& facts) = 0;
  virtual bool reject(model::Reject&& reject) = 0;
  /// What the user should know though nothing was refused: said once a file for each text, with how many `records` it
  /// happened to (added up; 0: it is about the file).
  virtual void notice(std::string_view /*text*/, std::uint64_t /*records*/) {}
  /// A named set with its whole content; only Clew's own form has them.
  virtual bool set(std::string /*name*/, std::vector<model::NodeName> /*members*/, Time /*learnt*/) { return true; }
  /// Bytes of the input dealt with so far, for the progress bar.
  virtual void progress(std::uint64_t bytes) = 0;
};

/// The bytes of an input, forward only. Compression is undone already.
class Input {
 public:
  virtual ~Input() = default;
  /// The beginning, up to 64 KiB, before anything is taken; empty where it is not known. Valid until all() or line().
  virtual std::string_view head() const { return {}; }
  /// The whole rest. Fails with kInvalidValue when it is more than `limit` bytes.
  virtual Result<std::string> all(std::size_t limit) = 0;
  /// The next line without its end ("\n", "\r\n" or "\r"); empty optional at the end. A line longer than `limit` is
  /// skipped to its end and told by `too_long`. The view lives until the next call.
  virtual Result<std::optional<std::string_view>> line(std::size_t limit, bool& too_long) = 0;
};

/// One format. Readers are stateless; one object serves all inputs.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual std::string_view name() const = 0;    // "whoisxml", "cof": what --as takes
  virtual std::string_view title() const = 0;   // one line for `clew formats`
  virtual std::string_view sample() const = 0;  // a short sample, made up
  /// Whether it tells only of addresses that the case holds already: such inputs are read after the others of a run.
  virtual bool enriches() const { return false; }
  /// How surely the beginning of an input (up to 64 KiB) is of this format: 0 no, 100 by an unmistakable sign.
  /// `file_name` may break ties only.
  virtual int detect(std::string_view head, std::string_view file_name) const = 0;
  /// Reads it all. A bad record is a reject; an Error is for an input that is no such format at all.
  virtual Result<void> read(Input& input, const InputContext& context, FactSink& sink) const = 0;
};

/// All readers, in the order in which detection prefers them when sure alike.
const std::vector<const Reader*>& readers();

}  // namespace clew::ingest
