#include "common/text.h"
#include "syntax/printer.h"

namespace clew::syntax {
void Printer::add(const Step& step) {
  std::visit(Each{
                 [&](const Arrow& s) {
                   text(s.back ? "<- " : "-> ");
                   addList(s.relations);
                   add(s.modifiers);
                 },
                 [&](const Sharing& s) {
                   text(s.other ? "other sharing " : "sharing ");
                   add(s.traits);
                   text(" with ");
                   if (s.each_other) {
                     text("each other");
                   } else {
                     add(*s.with);
                   }
                   add(s.modifiers);
                 },
                 [&](const ResemblingStep& s) { text("resembling "), add(*s.what), addEdits(s.within); },
                 [&](const MatchingStep& s) { text("matching "), add(s.test.pattern); },
                 [&](const Expand& s) {
                   text("expand ");
                   if (s.hops) {
                     add(*s.hops);
                     text(s.hops->value == 1 ? " hop" : " hops");
                   } else {
                     text("fully");
                   }
                   add(s.modifiers);
                 },
                 [&](const InStep& s) { text(s.negated ? "not in " : "in "), add(*s.what); },
             },
             step.node);
}

void Printer::addEdits(const std::optional<Edits>& edits) {
  if (!edits) return;
  text(" within ");
  add(edits->limit);
  text(edits->limit.value == 1 ? " edit" : " edits");
}

void Printer::add(const Traits& traits) {
  if (traits.form == Traits::Form::kAtLeast && traits.at_least) {
    text("at least ");
    add(*traits.at_least);
    text(" of ");
  }
  addList(traits.traits, traits.form == Traits::Form::kAll ? " and " : ", ");
}

void Printer::add(const Trait& trait) {
  addList(trait.words, " of ");
}

void Printer::add(const NearTrait& near) {
  if (near.every) text("every ");
  add(near.trait);
  if (!near.within) return;
  std::visit(Each{
                 [&](const Duration& gap) { text(" within "), add(gap); },
                 [&](const Prefixes& prefixes) {
                   text(" within ");
                   bool first = true;
                   for (const Integer& length : prefixes.lengths) {
                     text(first ? "/" : ", /");
                     add(length);
                     first = false;
                   }
                 },
                 [&](const Edits& edits) { addEdits(edits); },
             },
             *near.within);
}

void Printer::add(const LinkModifiers& modifiers) {
  for (const LinkModifier& modifier : modifiers) {
    text(" ");
    add(modifier);
  }
}

void Printer::add(const LinkModifier& modifier) {
  std::visit(Each{
                 [&](const TimeTest& m) { add(m); },
                 [&](const Overlapping& m) {
                   text("overlapping");
                   if (m.within) text(" within "), add(*m.within);
                 },
                 [&](const Via& m) { text("via "), addList(m.relations); },
                 [&](const Excluding& m) { add(m); },
                 [&](const SeenBy& m) {
                   text(m.only ? "seen by only " : "seen by ");
                   bool first = true;
                   for (const Ident& source : m.sources) {
                     if (!first) text(", ");
                     addWord(source);
                     first = false;
                   }
                 },
                 [&](const SeenBySources& m) { text("seen by at least "), add(m.at_least), text(" sources"); },
                 [&](const SeenTimes& m) { text("seen at least "), add(m.at_least), text(" times"); },
                 [&](const AtMostEach& m) { text("at most "), add(m.limit), text(" each"); },
                 [&](const Confidence& m) { text("confidence >= "), add(m.at_least); },
             },
             modifier.node);
}

void Printer::add(const Excluding& excluding) {
  text("excluding ");
  bool first = true;
  for (const auto& what : excluding.what) {
    if (!first) text(", ");
    first = false;
    if (const auto* hubs = std::get_if<Hubs>(&what)) {
      text("hubs");
      if (hubs->over) text(" over "), add(*hubs->over);
      for (std::size_t i = 0; i < hubs->each.size(); ++i) {
        text(i == 0 ? " over " : ", "), add(hubs->each[i].first);
        text(" "), add(hubs->each[i].second);
      }
    } else {
      add(*std::get<Box<Primary>>(what));
    }
  }
}

void Printer::add(const TimeTest& test) {
  switch (test.kind) {
    case TimeTest::Kind::kDuring:
      text("during ");
      break;
    case TimeTest::Kind::kSince:
      text("since ");
      break;
    case TimeTest::Kind::kBefore:
      text("before ");
      break;
    case TimeTest::Kind::kAfter:
      text("after ");
      break;
    case TimeTest::Kind::kAt:
      text("at ");
      break;
    case TimeTest::Kind::kBetween:
      text("between ");
      break;
  }
  add(test.time);
  if (test.until) text(" and "), add(*test.until);
}

void Printer::add(const TimeExpr& time) {
  std::visit(Each{
                 [&](TimeWord word) {
                   switch (word) {
                     case TimeWord::kNow:
                       return text("now");
                     case TimeWord::kToday:
                       return text("today");
                     case TimeWord::kYesterday:
                       return text("yesterday");
                     case TimeWord::kLastRun:
                       return text("last run");
                   }
                 },
                 [&](const auto& value) { add(value); },
             },
             time.node);
}

}  // namespace clew::syntax
