#include "clew_grammar/token_types.h"
#include "common/format.h"
#include "common/text.h"
#include "syntax/ast_builder.h"
#include "syntax/wording.h"

namespace clew::syntax {

using G = AstBuilder::Grammar;

Step AstBuilder::step(G::StepContext* rule) {
  Step result;
  result.span = span(rule);
  if (auto* arrow = as<G::ArrowStepContext>(rule)) {
    result.node = Arrow{arrow->BACK_ARROW() != nullptr, idents(arrow->ident()), linkMods(arrow->linkMod())};
  } else if (auto* share = as<G::SharingStepContext>(rule)) {
    result.node = sharing(share);
  } else if (auto* like = as<G::ResemblingStepContext>(rule)) {
    ResemblingStep node{primary(like->primary()), {}};
    if (like->edits()) node.within = edits(like->edits());
    result.node = std::move(node);
  } else if (auto* match = as<G::MatchingStepContext>(rule)) {
    result.node = MatchingStep{pattern(match->pattern())};
  } else if (auto* expand = as<G::ExpandStepContext>(rule)) {
    result.node = Expand{optionalInteger(expand->NUMBER()), linkMods(expand->linkMod())};
  } else {
    auto* in = as<G::InStepContext>(rule);
    result.node = InStep{in->NOT() != nullptr, primary(in->primary())};
  }
  return result;
}

Sharing AstBuilder::sharing(G::SharingStepContext* rule) {
  Sharing node;
  const auto others = rule->OTHER();
  node.other = typeOf(firstToken(rule)) == tok::OTHER;
  node.traits = traits(rule->traits());
  node.each_other = rule->EACH() != nullptr;
  if (!node.each_other) node.with = primary(rule->primary());
  node.modifiers = linkMods(rule->linkMod());
  return node;
}

Traits AstBuilder::traits(G::TraitsContext* rule) {
  Traits result;
  result.span = span(rule);
  std::vector<G::NearContext*> nears;
  if (auto* least = as<G::AtLeastTraitsContext>(rule)) {
    result.form = Traits::Form::kAtLeast;
    result.at_least = integer(least->NUMBER());
    nears = least->near();
    const auto most = static_cast<std::int64_t>(nears.size());
    if (result.at_least->value < 1 || result.at_least->value > most) {
      complain(result.at_least->span, "E126", format("at least {} of {} cannot be", result.at_least->value, most),
               std::to_string(result.at_least->value < 1 ? 1 : most));
    }
  } else if (auto* any = as<G::AnyTraitsContext>(rule)) {
    nears = any->near();
  } else {
    nears = as<G::AllTraitsContext>(rule)->near();
    if (nears.size() > 1) result.form = Traits::Form::kAll;
  }
  for (auto* one : nears) result.traits.push_back(near(one));
  return result;
}

Trait AstBuilder::trait(G::TraitContext* rule) {
  return {{span(rule)}, idents(rule->ident())};
}

NearTrait AstBuilder::near(G::NearContext* rule) {
  NearTrait result;
  result.span = span(rule);
  result.every = rule->EVERY() != nullptr;
  result.trait = trait(rule->trait());
  if (!rule->nearness()) return result;
  if (auto* time_gap = as<G::DurationNearnessContext>(rule->nearness())) {
    result.within = duration(time_gap->DURATION());
  } else if (auto* prefix = as<G::PrefixNearnessContext>(rule->nearness())) {
    Prefixes lengths;
    for (auto* one : prefix->PREFIX()) lengths.lengths.push_back(integer(one));
    result.within = std::move(lengths);
  } else {
    result.within = edits(as<G::EditNearnessContext>(rule->nearness())->edits());
  }
  return result;
}

Edits AstBuilder::edits(G::EditsContext* rule) {
  return {integer(rule->NUMBER())};
}

LinkModifiers AstBuilder::linkMods(const std::vector<G::LinkModContext*>& rules) {
  LinkModifiers result;
  result.reserve(rules.size());
  for (auto* rule : rules) result.push_back(linkMod(rule));
  return result;
}

LinkModifiers AstBuilder::keyMods(const std::vector<G::KeyModContext*>& rules) {
  LinkModifiers result;
  result.reserve(rules.size());
  for (auto* rule : rules) result.push_back(keyMod(rule));
  return result;
}

LinkModifier AstBuilder::linkMod(G::LinkModContext* rule) {
  if (auto* plain = as<G::PlainLinkModContext>(rule)) return mod(plain->mod());
  LinkModifier result;
  result.span = span(rule);
  if (auto* via = as<G::ViaLinkModContext>(rule)) {
    result.node = Via{idents(via->ident())};
  } else if (auto* without = as<G::ExcludingLinkModContext>(rule)) {
    result.node = excluding(without->exclusion());
  } else {
    auto* seen = as<G::SeenByLinkModContext>(rule);
    SeenBy node{seen->ONLY() != nullptr, {}};
    for (auto* one : seen->sourceWord()) node.sources.push_back(sourceWord(one));
    result.node = std::move(node);
  }
  return result;
}

LinkModifier AstBuilder::keyMod(G::KeyModContext* rule) {
  if (auto* plain = as<G::PlainKeyModContext>(rule)) return mod(plain->mod());
  LinkModifier result;
  result.span = span(rule);
  if (auto* via = as<G::ViaKeyModContext>(rule)) {
    result.node = Via{{ident(via->ident())}};
  } else if (auto* without = as<G::ExcludingKeyModContext>(rule)) {
    result.node = excluding({without->exclusion()});
  } else {
    auto* seen = as<G::SeenByKeyModContext>(rule);
    result.node = SeenBy{seen->ONLY() != nullptr, {sourceWord(seen->sourceWord())}};
  }
  return result;
}

LinkModifier AstBuilder::mod(G::ModContext* rule) {
  LinkModifier result;
  result.span = span(rule);
  if (auto* time_rule = as<G::TimeModContext>(rule)) {
    result.node = timeTest(time_rule->timeTest());
  } else if (auto* overlapping = as<G::OverlappingModContext>(rule)) {
    Overlapping node;
    if (overlapping->DURATION()) node.within = duration(overlapping->DURATION());
    result.node = std::move(node);
  } else if (auto* sources = as<G::SourcesModContext>(rule)) {
    result.node = SeenBySources{integer(sources->NUMBER())};
  } else if (auto* times = as<G::TimesModContext>(rule)) {
    result.node = SeenTimes{integer(times->NUMBER())};
  } else if (auto* most = as<G::MostModContext>(rule)) {
    result.node = AtMostEach{integer(most->NUMBER())};
  } else {
    result.node = Confidence{integer(as<G::ConfidenceModContext>(rule)->NUMBER())};
  }
  return result;
}

Excluding AstBuilder::excluding(const std::vector<G::ExclusionContext*>& rules) {
  Excluding result;
  for (auto* rule : rules) {
    if (auto* hubs = as<G::HubsExclusionContext>(rule)) {
      Hubs node;
      const auto words = hubs->typeWord();
      const auto numbers = hubs->NUMBER();
      for (std::size_t i = 0; i < words.size() && i < numbers.size(); ++i) {
        node.each.emplace_back(integer(numbers[i]), ident(words[i]));
      }
      if (words.empty() && !numbers.empty()) node.over = integer(numbers[0]);
      result.what.emplace_back(std::move(node));
    } else {
      result.what.emplace_back(Box<Primary>(operand(as<G::SetExclusionContext>(rule)->operand())));
    }
  }
  return result;
}

Ident AstBuilder::sourceWord(G::SourceWordContext* rule) {
  Ident word = ident(rule);
  const int type = typeOf(firstToken(rule));
  if (type == tok::STRING) word.text = unquote(word.text);
  if (type == tok::NAME) word.text = refangToken(word.text, LiteralKind::kName);
  return word;
}

TimeTest AstBuilder::timeTest(G::TimeTestContext* rule) {
  TimeTest result;
  result.span = span(rule);
  if (auto* between = as<G::BetweenTimeTestContext>(rule)) {
    result.kind = TimeTest::Kind::kBetween;
    result.time = time(between->time(0));
    result.until = time(between->time(1));
    return result;
  }
  auto* one = as<G::OneTimeTestContext>(rule);
  switch (typeOf(firstToken(rule))) {
    case tok::SINCE:
      result.kind = TimeTest::Kind::kSince;
      break;
    case tok::BEFORE:
      result.kind = TimeTest::Kind::kBefore;
      break;
    case tok::AFTER:
      result.kind = TimeTest::Kind::kAfter;
      break;
    case tok::AT:
      result.kind = TimeTest::Kind::kAt;
      break;
    default:
      result.kind = TimeTest::Kind::kDuring;
  }
  result.time = time(one->time());
  return result;
}

TimeExpr AstBuilder::time(G::TimeContext* rule) {
  TimeExpr result;
  result.span = span(rule);
  auto* token = firstToken(rule);
  switch (typeOf(token)) {
    case tok::DURATION:
      result.node = duration(token);
      return result;
    case tok::VAR:
      result.node = varRef(token);
      return result;
    case tok::NOW:
      result.node = TimeWord::kNow;
      return result;
    case tok::TODAY:
      result.node = TimeWord::kToday;
      return result;
    case tok::YESTERDAY:
      result.node = TimeWord::kYesterday;
      return result;
    case tok::LAST:
      result.node = TimeWord::kLastRun;
      return result;
    default:
      break;
  }
  const std::string_view written = text(token);
  if (typeOf(token) == tok::NUMBER && !(written.size() == 4 && allDigits(written) && written[0] != '0')) {
    complain(result.span, "E110", format("{} is neither a year nor a length of time", code(written)),
             written.size() <= 3 && allDigits(written) ? std::string(written) + "d" : std::string());
    return result;
  }
  Date date = dateOf(written);
  date.span = result.span;
  result.node = std::move(date);
  return result;
}

}  // namespace clew::syntax
