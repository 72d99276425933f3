#include <algorithm>

#include "binder/binder.h"
#include "common/text.h"

namespace clew::binder {

bool Binder::refusesConfidence(std::int64_t value, SourceSpan span) {
  constexpr std::int64_t kCertain = 100;
  if (value >= 0 && value <= kCertain) return false;
  diagnostics_.report(Error(ErrorCode::kType, "confidence goes from 0 to 100").withId("E349").at(span));
  return true;
}

bool Binder::knownSource(const syntax::Ident& source) {
  if (catalog_.hasSource(source.text)) return true;
  const auto sources = catalog_.sources();
  Error error(ErrorCode::kUnknownName, "no source " + quoted(source.text) + " in this case");
  error.withId("E206").at(source.span);
  if (const auto near = closest(source.text, sources))
    error.withHint("did you mean '" + *near + "'?").withFix(source.span, columnText(*near));
  else if (!sources.empty())
    error.withNote("sources here: " + join(sources, ", "));
  diagnostics_.report(std::move(error));
  return false;
}

bool Binder::hubLimit(const syntax::Hubs& hubs, BoundModifiers& out) {
  HubLimit limit = out.hubs.value_or(HubLimit{});
  // the tighter of two limits holds: each clause alone must be met
  if (hubs.over) {
    const auto over = static_cast<std::uint64_t>(hubs.over->value);
    limit.over = limit.over ? std::min(*limit.over, over) : over;
  }
  for (const auto& [number, word] : hubs.each) {
    const auto rows = schema_.relationsNamed(word.text);
    if (rows.empty()) {
      std::vector<std::string> names;
      for (const auto& relation : schema_.relations()) names.push_back(relation.name);
      Error error(ErrorCode::kUnknownName, "no relation " + quoted(word.text));
      error.withId("E201").at(word.span);
      if (const auto near = closest(word.text, names))
        error.withHint("did you mean '" + *near + "'?").withFix(word.span, *near);
      diagnostics_.report(std::move(error));
      return false;
    }
    limit.relations.emplace_back(schema_.relation(rows.front()).name, static_cast<std::uint64_t>(number.value));
  }
  out.hubs = std::move(limit);
  return true;
}

bool Binder::exclusion(const syntax::Excluding& excluding, BoundModifiers& out) {
  for (const auto& what : excluding.what) {
    if (const auto* hubs = std::get_if<syntax::Hubs>(&what)) {
      if (!hubLimit(*hubs, out)) return false;
      continue;
    }
    const PlannedSet set = plan_set_(*std::get<Box<syntax::Primary>>(what));
    if (set.plan == nullptr) return false;
    out.excluded.push_back(set.plan);
  }
  return true;
}

std::optional<BoundModifiers> Binder::modifiers(const syntax::LinkModifiers& modifiers, bool in_sharing) {
  BoundModifiers out;
  for (const auto& modifier : modifiers) {
    if (out.span.end == 0) out.span = modifier.span;
    out.span.end = modifier.span.end;
    bool ok = true;
    if (const auto* test = std::get_if<syntax::TimeTest>(&modifier.node)) {
      auto bound = timeTest(*test);
      ok = bound.has_value();
      if (ok) out.times.push_back(std::move(*bound));
    } else if (const auto* overlapping = std::get_if<syntax::Overlapping>(&modifier.node)) {
      if (!in_sharing) {
        diagnostics_.report(
            Error(ErrorCode::kType, "`overlapping` compares two holders of one value, so it belongs to `sharing`")
                .withId("E305")
                .at(modifier.span)
                .withNote("as in `hosts sharing ip with corvusrex.com overlapping`")
                .withFix(modifier.span, ""));
        return std::nullopt;
      }
      out.overlapping = overlapping->within ? overlapping->within->seconds : 0;
    } else if (const auto* excluding = std::get_if<syntax::Excluding>(&modifier.node)) {
      ok = exclusion(*excluding, out);
    } else if (const auto* seen = std::get_if<syntax::SeenBy>(&modifier.node)) {
      for (const auto& source : seen->sources) {
        if (!knownSource(source)) return std::nullopt;
        out.seen_by.push_back(source.text);
      }
      out.seen_by_only = out.seen_by_only || seen->only;
    } else if (const auto* sources = std::get_if<syntax::SeenBySources>(&modifier.node)) {
      out.min_sources = static_cast<std::uint32_t>(sources->at_least.value);
    } else if (const auto* times = std::get_if<syntax::SeenTimes>(&modifier.node)) {
      out.min_times = static_cast<std::uint64_t>(times->at_least.value);
    } else if (const auto* most = std::get_if<syntax::AtMostEach>(&modifier.node)) {
      const auto limit = static_cast<std::uint64_t>(most->limit.value);
      out.at_most_each = out.at_most_each ? std::min(*out.at_most_each, limit) : limit;  // each clause must be met
    } else if (const auto* confidence = std::get_if<syntax::Confidence>(&modifier.node)) {
      if (refusesConfidence(confidence->at_least.value, confidence->at_least.span)) return std::nullopt;
      out.min_confidence = static_cast<int>(confidence->at_least.value);
    }
    if (!ok) return std::nullopt;
  }
  return out;
}

bool Binder::refusesIdle(const BoundModifiers& modifiers, const std::vector<NearTrait>& traits) {
  const bool of_links = modifiers.hubs || !modifiers.excluded.empty() || modifiers.at_most_each;
  BoundModifiers rest = modifiers;
  rest.hubs.reset();
  rest.excluded.clear();
  rest.at_most_each.reset();
  const bool of_sightings = !rest.none();
  const auto walks = [](const NearTrait& near) { return !near.trait.hops.empty(); };
  const auto seen = [&](const NearTrait& near) {
    return walks(near) ||
           (near.trait.end == BoundTrait::End::kProperty && !schema_.property(near.trait.property).computed);
  };
  Error error(ErrorCode::kType, "");
  const std::string text = quoted(traits.front().trait.text);
  if (of_sightings && std::none_of(traits.begin(), traits.end(), seen))
    error.message = "these words choose among what sources saw, and nobody saw " + text + ": the node itself tells it";
  else if (of_links && std::none_of(traits.begin(), traits.end(), walks))
    error.message = "`excluding` and `at most ... each` leave out links, and no link leads to " + text;
  else
    return false;
  diagnostics_.report(std::move(error.withId("E352").at(modifiers.span).withFix(modifiers.span, "")));
  return true;
}

}  // namespace clew::binder
