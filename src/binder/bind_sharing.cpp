#include <algorithm>

#include "binder/binder.h"
#include "common/text.h"

namespace clew::binder {
namespace {

/// Whether a node of one of `seeds` may stand for itself as the value of the trait (language.md, Pivots).
bool standsForItself(const model::Schema& schema, const BoundTrait& trait, model::TypeSet seeds) {
  if (trait.end != BoundTrait::End::kNodes || trait.hops.empty()) return false;
  const auto& last = trait.hops.back();
  for (const auto& way : last.ways) {
    const auto& relation = schema.relation(way.relation);
    if (relation.name == "ns" || relation.name == "mx" || relation.name == "cname") return false;
  }
  return (trait.end_types & seeds).any();
}

bool hasTrait(const model::Schema& schema, const BoundTrait& trait, model::TypeSet types) {
  if (trait.hops.empty())
    return trait.end != BoundTrait::End::kProperty || (schema.property(trait.property).subjects & types).any();
  for (const auto& way : trait.hops.front().ways) {
    const auto& relation = schema.relation(way.relation);
    const auto subjects = way.direction == Direction::kAlong ? relation.subjects : schema.withSubtypes(relation.object);
    if ((subjects & types).any()) return true;
  }
  return false;
}

}  // namespace

std::optional<BoundSharing> Binder::sharing(const syntax::Traits& traits, model::TypeSet subjects,
                                            model::TypeSet seeds) {
  BoundSharing out;
  switch (traits.form) {
    case syntax::Traits::Form::kAny:
      out.form = TraitForm::kAny;
      break;
    case syntax::Traits::Form::kAll:
      out.form = TraitForm::kAll;
      break;
    case syntax::Traits::Form::kAtLeast:
      out.form = TraitForm::kAtLeast;
      out.at_least = static_cast<std::uint32_t>(traits.at_least->value);
      break;
  }
  // each side has what is shared by its own relation: hosts and addresses both have a `cert`
  Shape shape;
  shape.types = subjects | seeds;
  Shape own;
  own.types = subjects;
  for (const auto& near : traits.traits) {
    if (this->traits(near.trait, own).empty()) return std::nullopt;
    auto bound = this->traits(near.trait, shape);
    if (bound.empty()) return std::nullopt;
    if (bound.size() > 1 && out.form != TraitForm::kAll) {  // a name for several: those count that the seeds can have
      const auto fits = [&](const BoundTrait& trait) {
        return hasTrait(schema_, trait, seeds) || standsForItself(schema_, trait, seeds);
      };
      if (std::any_of(bound.begin(), bound.end(), fits))
        std::erase_if(bound, [&](const BoundTrait& trait) { return !fits(trait); });
    }
    for (auto& trait : bound) {
      if (!hasTrait(schema_, trait, seeds) && !standsForItself(schema_, trait, seeds)) {
        Error error(ErrorCode::kType, typesText(seeds) + " have no " + quoted(trait.text) + " to share");
        error.withId("E306").at(near.trait.span);
        if (trait.text == "ns" || trait.text == "mx" || trait.text == "cname")
          error.withNote("the users of a name server are asked with an arrow: `ns1.evil.example <- ns`");
        diagnostics_.report(std::move(error));
        return std::nullopt;
      }
      NearTrait bound_near{std::move(trait), SameValue{}, near.every};
      if (near.within) {
        const auto& type = bound_near.trait.type;
        if (const auto* duration = std::get_if<syntax::Duration>(&*near.within)) {
          if (type != ColumnType::kTime) {
            diagnostics_.report(Error(ErrorCode::kType, quoted(bound_near.trait.text) +
                                                            " is no date, so it cannot be near by a length of time")
                                    .withId("E307")
                                    .at(near.span)
                                    .withNote("dates are near by a length of time: `sharing created within 10m`"));
            return std::nullopt;
          }
          bound_near.nearness = WithinSeconds{duration->seconds};
        } else if (const auto* prefixes = std::get_if<syntax::Prefixes>(&*near.within)) {
          if (type != ColumnType::kNode || !bound_near.trait.end_types[schema_.known().ip]) {
            diagnostics_.report(
                Error(ErrorCode::kType, quoted(bound_near.trait.text) + " leads to no address, so it has no prefix")
                    .withId("E307")
                    .at(near.span)
                    .withNote("addresses are near by a prefix: `sharing ip within /24`"));
            return std::nullopt;
          }
          WithinPrefixes lengths;
          for (const auto& length : prefixes->lengths) {
            if (length.value < 1 || length.value > 128) {
              diagnostics_.report(
                  Error(ErrorCode::kType, "a prefix is /1 to /32, or to /128 for IPv6").withId("E308").at(length.span));
              return std::nullopt;
            }
            lengths.lengths.push_back(static_cast<int>(length.value));
          }
          bound_near.nearness = std::move(lengths);
        } else {
          const auto& edits = std::get<syntax::Edits>(*near.within);
          if (type != ColumnType::kText) {
            diagnostics_.report(
                Error(ErrorCode::kType, quoted(bound_near.trait.text) + " is no text, so it has no edits")
                    .withId("E307")
                    .at(near.span)
                    .withNote("texts are near by edits: `sharing label within 2 edits`"));
            return std::nullopt;
          }
          bound_near.nearness = WithinEdits{static_cast<int>(edits.limit.value)};
        }
      }
      out.traits.push_back(std::move(bound_near));
    }
  }
  return out;
}

}  // namespace clew::binder
