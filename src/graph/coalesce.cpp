#include "graph/coalesce.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace clew::graph {

SourceRanks rankSources(const std::vector<storage::SourceInfo>& sources) {
  std::vector<const storage::SourceInfo*> by_name;
  std::size_t size = 0;
  for (const auto& source : sources) {
    by_name.push_back(&source);
    size = std::max<std::size_t>(size, source.id + 1U);
  }
  std::sort(by_name.begin(), by_name.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  SourceRanks ranks(size, 0);
  for (std::size_t i = 0; i < by_name.size(); ++i) ranks[by_name[i]->id] = static_cast<std::uint16_t>(i);
  return ranks;
}

namespace {

std::uint16_t rankOf(const SourceRanks& ranks, SourceId source) {
  return source < ranks.size() ? ranks[source] : source;
}

/// Whether `next`, which does not begin before `current`, continues it.
bool continues(const Observation& current, const Observation& next) {
  if (current.source != next.source || current.retracted != next.retracted) return false;
  if (!current.dated() || !next.dated()) return current.dated() == next.dated();
  // One-second precision: a day that ends 23:59:59 and the next that begins 00:00:00 leave no gap.
  return next.first <= current.last || next.first - 1 == current.last;
}

/// Takes `next` into `current`. Every field is decided by something that the result keeps, so that order does not
/// matter.
void absorb(Observation& current, const Observation& next) {
  const auto surer = [](const Observation& o) { return std::tuple(o.last, o.confidence); };
  if (surer(next) > surer(current)) current.confidence = next.confidence;
  if (current.first == next.first) {
    current.first_is_day &= next.first_is_day;
  } else if (next.first < current.first) {
    current.first = next.first;
    current.first_is_day = next.first_is_day;
  }
  if (current.last == next.last) {
    current.last_is_day &= next.last_is_day;
  } else if (next.last > current.last) {
    current.last = next.last;
    current.last_is_day = next.last_is_day;
  }
  current.learnt = std::min(current.learnt, next.learnt);
  current.times = std::max(current.times, next.times);
  if (next.ttl != 0) current.ttl = current.ttl == 0 ? next.ttl : std::min(current.ttl, next.ttl);
}

}  // namespace

void coalesce(std::vector<Observation>& claims, const std::vector<RawReference>& raw_in, const SourceRanks& ranks,
              std::vector<Observation>& out, std::vector<RawReference>& raw_out) {
  const auto copyRaw = [&](const Observation& claim) {
    for (std::uint32_t i = 0; i < claim.raw_count; ++i) raw_out.push_back(raw_in[claim.raw + i]);
  };
  if (claims.size() == 1) {
    Observation only = claims.front();
    only.raw = static_cast<std::uint32_t>(raw_out.size());
    copyRaw(claims.front());
    out.push_back(only);
    return;
  }
  std::sort(claims.begin(), claims.end(), [&](const Observation& a, const Observation& b) {
    return std::tuple(rankOf(ranks, a.source), a.retracted, a.first, a.last) <
           std::tuple(rankOf(ranks, b.source), b.retracted, b.first, b.last);
  });
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < claims.size();) {
    Observation current = claims[i];
    const std::size_t raw_begin = raw_out.size();
    copyRaw(claims[i]);
    for (++i; i < claims.size() && continues(current, claims[i]); ++i) {
      absorb(current, claims[i]);
      copyRaw(claims[i]);
    }
    const auto less = [](RawReference a, RawReference b) {
      return std::tuple(a.lookup, a.position) < std::tuple(b.lookup, b.position);
    };
    const auto same = [](RawReference a, RawReference b) { return a.lookup == b.lookup && a.position == b.position; };
    const auto raw_first = raw_out.begin() + static_cast<std::ptrdiff_t>(raw_begin);
    std::sort(raw_first, raw_out.end(), less);
    raw_out.erase(std::unique(raw_first, raw_out.end(), same), raw_out.end());
    constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
    if (raw_out.size() - raw_begin > kMost) raw_out.resize(raw_begin + kMost);
    current.raw = static_cast<std::uint32_t>(raw_begin);
    current.raw_count = static_cast<std::uint16_t>(raw_out.size() - raw_begin);
    out.push_back(current);
  }
  std::sort(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
            [&](const Observation& a, const Observation& b) {
              return std::tuple(a.first, a.last, rankOf(ranks, a.source), a.retracted) <
                     std::tuple(b.first, b.last, rankOf(ranks, b.source), b.retracted);
            });
}

}  // namespace clew::graph
