// What the readers of providers' JSON answers have in common: an input is one document, an array of documents, or a
// document a line, and each document is one answer, kept whole as the raw record of its lookup.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "common/json.h"
#include "ingest/fact_builder.h"
#include "ingest/reader.h"
#include "model/dates.h"

namespace clew::ingest {

/// The largest input that is read whole.
inline constexpr std::size_t kMaxJsonBytes = std::size_t{256} << 20;

class JsonReader : public Reader {
 public:
  Result<void> read(Input& input, const InputContext& context, FactSink& sink) const override;

 protected:
  /// Makes the facts of one answer: begins one lookup, or rejects. The caller adds the raw bytes and finishes it. An
  /// answer that begins nothing and rejects nothing is refused by the caller as unknown.
  virtual void answer(const Json& document, FactBuilder& builder) const = 0;
  /// What a text that is no JSON means; by default that of an object is refused, any other is an error. Both say where
  /// it breaks.
  virtual Result<void> notJson(std::string_view text, FactBuilder& builder, const Error& why) const;

  /// An answer is one record, whatever arrays are in it: of a damaged one nothing is believed.
  virtual bool isOneRecord() const { return false; }

 private:
  Result<void> readLines(Input& input, const InputContext& context, FactSink& sink) const;
  void readValues(const std::vector<std::string_view>& values, const InputContext& context, FactSink& sink) const;
  void oneText(std::string_view bytes, const InputContext& context, FactSink& sink, std::uint64_t place) const;
  bool salvage(std::string_view bytes, const InputContext& context, FactSink& sink, std::uint64_t place) const;
  void one(std::string_view bytes, const Json& document, const InputContext& context, FactSink& sink,
           std::uint64_t place, bool partial = false) const;
};

/// The member at the end of a walk down objects; null JSON when there is none.
template <typename... Keys>
const Json& get(const Json& value, Keys... keys) {
  static const Json nothing;
  const Json* found = member(value, keys...);
  return found == nullptr ? nothing : *found;
}

/// Calls `visit(element, index from 1)` for every element of an array. Another value than an array is its only element,
/// null is none: providers drop the brackets around single values.
template <typename Visit>
void forEach(const Json& list, Visit visit) {
  std::uint64_t index = 0;
  if (list.is_array()) {
    for (const Json& element : list) visit(element, ++index);
  } else if (!list.is_null()) {
    visit(list, std::uint64_t{1});
  }
}

/// The first member of `keys` that is a text or a number that is not empty; "" when there is none.
std::string firstText(const Json& value, std::initializer_list<std::string_view> keys);
/// The interval of two members, in any of the providers' spellings; what cannot be read is refused.
model::Sighting seenOf(FactBuilder& builder, const Json& value, std::string_view first, std::string_view last);
/// The first moment of what a member says; kNoTime when it is no date.
Time timeOf(const Json& value, std::string_view key);
/// `seen` unless it is undated, else `otherwise`.
model::Sighting datedOr(const model::Sighting& seen, const model::Sighting& otherwise);

/// Whether a folder of the path, or the file's name, speaks of `word`: "saved/reverse-ns/ns1.a.example.json".
bool pathSays(const InputContext& context, std::string_view word);
/// The subject of an answer that failed: from --subject alone, for a file's name may be anything.
std::optional<model::NodeName> statedSubject(const InputContext& context);

/// Cuts "AS64500 Acme", "AS64500", "64500"; "" for "ASNone ", 0 and other text.
std::string asnText(std::string_view text);
}  // namespace clew::ingest
