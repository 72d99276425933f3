// What the readers of feeds and of tools' output have in common: many small records as JSON, one a line or the elements
// of one array. They are read in stretches as the lines of a list are (line_stretches.h): a stretch is one lookup, its
// raw record the records as they stand, one a line, so that `why` shows the very record.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/readers/json_reader.h"

namespace clew::ingest {

/// The elements of an array as lines: line ends within one become blanks. The views must outlive it.
class EntryInput final : public Input {
 public:
  explicit EntryInput(std::vector<std::string_view> entries) : entries_(std::move(entries)) {}
  /// Fails: entries are read one by one.
  Result<std::string> all(std::size_t limit) override;
  Result<std::optional<std::string_view>> line(std::size_t limit, bool& too_long) override;

 private:
  std::vector<std::string_view> entries_;
  std::size_t at_ = 0;
  std::string line_;  // an entry that is laid over several lines
};

/// Whether a text begins as JSON Lines do: an object alone on its line, and another begins the next one.
bool beginsAsJsonLines(std::string_view head);

class JsonRecordsReader : public Reader {
 public:
  /// Reads JSON Lines with flat memory; an array, values one after another, or an object that holds the array by the
  /// name of holder(), whole. A record that adds no fact and refuses nothing is a reject.
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const final;

 protected:
  /// What one input's reading keeps from record to record.
  class Run {
   public:
    virtual ~Run() = default;
    /// The facts of one record; the lookup is open.
    virtual void record(const Json& record, FactBuilder& builder) = 0;
    /// What to tell the user of records that are no news, such as heartbeats, and are passed over; "" of all others.
    virtual std::string_view filler(const Json&) const { return {}; }
    /// After the last one, while the last lookup is still open.
    virtual void end(FactBuilder&) {}
  };
  virtual std::unique_ptr<Run> begin(const InputContext& context) const = 0;
  /// Of the lookups. An input without a record answers this kind of question with none.
  virtual std::string_view provider() const { return name(); }
  virtual std::string_view kind() const = 0;
  /// The member of a root object that holds the records; "": none does.
  virtual std::string_view holder() const { return {}; }

 private:
  Result<void> readLines(Input& input, const InputContext& context, FactSink& sink, bool whole) const;
};

}  // namespace clew::ingest
