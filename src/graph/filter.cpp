#include "graph/filter.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace clew::graph {
namespace {

bool oneOf(const std::vector<SourceId>& sources, SourceId source) {
  return std::find(sources.begin(), sources.end(), source) != sources.end();
}

/// `time` less `seconds`, without overflow.
Time earlier(Time time, std::int64_t seconds) {
  return time < std::numeric_limits<Time>::min() + seconds ? std::numeric_limits<Time>::min() : time - seconds;
}

/// One link's observations under one filter; looks up answers and references only when `at` needs them.
class Judge {
 public:
  Judge(const GraphView& view, NodeId subject, model::RelationId relation, std::span<const Observation> all,
        const LinkFilter& filter)
      : view_(view), subject_(subject), relation_(relation), all_(all), filter_(filter) {}

  bool passes(const Observation& seen) {
    // with `only`, what another source says is looked at as well: it counts against the link
    if (filter_.by_source && !filter_.only_these_sources && !oneOf(filter_.sources, seen.source)) return false;
    if (filter_.min_confidence >= 0) {
      const int confidence = seen.confidence >= 0 ? seen.confidence : view_.defaultConfidence(seen.source);
      if (confidence < filter_.min_confidence) return false;
    }
    for (const TimeTest& test : filter_.times) {
      if (!seen.dated()) return false;
      if (test.kind == TimeTest::Kind::kInForce ? !inForce(test, seen) : !meets(test, seen.first, seen.last))
        return false;
    }
    return true;
  }

 private:
  bool inForce(const TimeTest& test, const Observation& seen) {
    const std::int64_t freshness = relation_ == model::kNoRelation ? 0 : view_.schema().relation(relation_).freshness;
    if (seen.first > test.to || seen.last < earlier(test.from, freshness)) return false;
    // The earliest moment of the test is the best one: what was seen then needs no look at answers.
    return seen.last >= test.from || !leftOut(test.from, seen);
  }

  /// A complete answer after the last sighting and up to `moment`, from the same source, that does not hold the link.
  bool leftOut(Time moment, const Observation& seen) {
    if (relation_ == model::kNoRelation) return false;
    const std::string& kind = view_.schema().relation(relation_).answer_kind;
    if (kind.empty()) return false;
    if (!asked_) ask(kind);
    for (const Answer& answer : answers_) {
      if (answer.source != seen.source || answer.when == kNoTime) continue;
      if (answer.outcome != model::Outcome::kFound && answer.outcome != model::Outcome::kNone) continue;
      if (answer.when <= seen.last || answer.when > moment) continue;
      if (filter_.known_at && answer.when > *filter_.known_at) continue;
      if (!holds(answer, seen.source)) return true;
    }
    return false;
  }

  void ask(std::string_view kind) {
    asked_ = true;
    answers_ = view_.answers(subject_);
    std::erase_if(answers_, [&](const Answer& answer) { return answer.kind != kind; });
    for (const Answer& answer : answers_) records_.emplace_back(answer.raw.lookup, answer.raw.position);
    std::sort(records_.begin(), records_.end());
  }

  /// Whether the link stands in what the answer came from: old sightings are part of new answers. A lookup that answers
  /// once is that as a whole; of one that answers several times, as a history does, it is the answer's own record.
  bool holds(const Answer& answer, SourceId source) const {
    for (const Observation& seen : all_) {
      if (seen.source != source) continue;
      for (const RawReference& raw : view_.rawReferences(seen)) {
        if (raw.lookup != answer.raw.lookup) continue;
        if (raw.position == answer.raw.position || !answersItself(raw)) return true;
      }
    }
    return false;
  }

  bool answersItself(const RawReference& record) const {
    return std::binary_search(records_.begin(), records_.end(), std::pair(record.lookup, record.position));
  }

  const GraphView& view_;
  NodeId subject_;
  model::RelationId relation_;
  std::span<const Observation> all_;
  const LinkFilter& filter_;
  bool asked_ = false;
  std::vector<Answer> answers_;                                   // to the question that would tell of the link
  std::vector<std::pair<std::uint32_t, std::uint32_t>> records_;  // of these: lookup and position, ascending
};

/// Hides what begins after `as_of` and cuts what ends after it.
bool cutTo(const LinkFilter& filter, Observation& seen) {
  if (!filter.as_of) return true;
  if (!seen.dated()) return seen.learnt <= *filter.as_of;
  if (seen.first > *filter.as_of) return false;
  if (seen.last > *filter.as_of) {
    seen.last = *filter.as_of;
    seen.last_is_day = 0;
  }
  return true;
}

}  // namespace

bool onlyIntervals(const LinkFilter& filter) {
  return !filter.with_retracted && !filter.by_source && !filter.only_these_sources && filter.min_sources == 0 &&
         filter.min_times == 0 && filter.min_confidence < 0 && !filter.as_of && !filter.known_at &&
         std::none_of(filter.times.begin(), filter.times.end(),
                      [](const TimeTest& test) { return test.kind == TimeTest::Kind::kInForce; });
}

bool asksObservations(const LinkFilter& filter) {
  return !filter.times.empty() || filter.by_source || filter.only_these_sources || filter.min_sources != 0 ||
         filter.min_times != 0 || filter.min_confidence >= 0;
}

bool visible(const Observation& seen, const LinkFilter& filter) {
  if (filter.with_retracted) return true;
  if (!filter.known_at) return seen.retracted == kNoTime;
  return seen.learnt <= *filter.known_at && (seen.retracted == kNoTime || seen.retracted > *filter.known_at);
}

LinkFilter withoutCounts(const LinkFilter& filter) {
  LinkFilter plain = filter;
  if (filter.only_these_sources) plain.by_source = plain.only_these_sources = false;
  plain.min_sources = 0;
  plain.min_times = 0;
  return plain;
}

bool meetsCounts(std::span<const Observation> passed, const LinkFilter& filter) {
  if (filter.only_these_sources) {
    for (const Observation& seen : passed) {
      if (!oneOf(filter.sources, seen.source)) return false;
    }
  }
  if (filter.min_sources > 1) {
    std::vector<SourceId> sources;
    for (const Observation& seen : passed) {
      if (!oneOf(sources, seen.source)) sources.push_back(seen.source);
    }
    if (sources.size() < filter.min_sources) return false;
  }
  if (filter.min_times > 0) {
    std::uint64_t times = 0;
    for (const Observation& seen : passed) times += seen.times;
    if (times < filter.min_times) return false;
  }
  return true;
}

std::vector<Observation> passing(const GraphView& view, NodeId subject, model::RelationId relation,
                                 std::span<const Observation> all, const LinkFilter& filter) {
  std::vector<Observation> out;
  Judge judge(view, subject, relation, all, filter);
  for (const Observation& seen : all) {
    Observation cut = seen;
    if (visible(seen, filter) && cutTo(filter, cut) && judge.passes(cut)) out.push_back(cut);
  }
  if (!out.empty() && !meetsCounts(out, filter)) out.clear();
  return out;
}

}  // namespace clew::graph
