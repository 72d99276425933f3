// Stages and statements.
#include "random_tree.h"

namespace clew::syntax::testing {

Key RandomTree::key(int depth) {
  Key result;
  if (chance(8)) {
    result.what = made(wrapped<Value>(text()));
  } else if (chance(4)) {
    result.what = made(call(depth));
  } else {
    result.what = made(trait());
  }
  result.modifiers = keyModifiers(depth - 1);
  return result;
}

ColumnExpr RandomTree::column(int depth) {
  ColumnExpr result;
  if (chance(2)) result.name = ident();
  result.what = sum(depth);
  result.modifiers = keyModifiers(depth - 1);
  return result;
}

SortKey RandomTree::sortKey(int depth) {
  SortKey result;
  result.what = sum(depth);
  result.direction = static_cast<SortKey::Direction>(below(3));
  return result;
}

Stage RandomTree::stage(int depth) {
  const auto keys = [&] { return some(1, 2, [&] { return key(depth); }); };
  const auto columns = [&] { return some(1, 3, [&] { return column(depth); }); };
  switch (below(25)) {
    case 0:
      return wrapped<Stage>(CountStage{chance(2) ? keys() : std::vector<Key>()});
    case 1:
      return wrapped<Stage>(chance(2) ? TopStage{integer(), keys(), {}} : TopStage{integer(), {}, sortKey(depth)});
    case 2:
      return wrapped<Stage>(TakeStage{integer()});
    case 3:
      return wrapped<Stage>(SortStage{some(1, 3, [&] { return sortKey(depth); })});
    case 4:
      return wrapped<Stage>(ShowStage{columns()});
    case 5:
      return wrapped<Stage>(PerStage{keys(), columns()});
    case 6:
      return wrapped<Stage>(BurstsStage{near(), chance(2) ? keys() : std::vector<Key>()});
    case 7:
      return wrapped<Stage>(ClusterStage{traits(), modifiers(depth - 1)});
    case 8:
      return wrapped<Stage>(BackStage{chance(3) ? Ident{{}, chance(2) ? "to" : "ip at now"} : ident()});
    case 9:
      return wrapped<Stage>(TimelineStage{chance(2) ? keys() : std::vector<Key>()});
    case 10:
      return wrapped<Stage>(PivotsStage{modifiers(depth - 1)});
    case 11:
      return wrapped<Stage>(SkippedStage{});
    case 12:
      return wrapped<Stage>(WhyStage{});
    case 13:
      return wrapped<Stage>(ChangesStage{static_cast<ChangesStage::Kind>(below(3)), time()});
    case 14:
      return wrapped<Stage>(TagStage{chance(2), chance(3) ? Ident{{}, "two words"} : ident()});
    case 15:
      return wrapped<Stage>(NoteStage{text()});
    case 16:
      return wrapped<Stage>(SaveStage{setRef()});
    case 17: {
      ExpectStage node{expr(depth), {}};
      if (chance(2)) node.text = text();
      return wrapped<Stage>(std::move(node));
    }
    case 18: {
      AlertStage node{ident(), text(), {}};
      if (chance(2)) node.when = expr(depth);
      return wrapped<Stage>(std::move(node));
    }
    case 19: {
      OutputStage node{ident(), {}};
      if (chance(2)) node.file = text();
      return wrapped<Stage>(std::move(node));
    }
    case 20:
      return wrapped<Stage>(RankStage{ident(), modifiers(depth - 1)});
    case 21:
      return wrapped<Stage>(BridgesStage{modifiers(depth - 1)});
    case 22: {
      CoresStage node{{}, modifiers(depth - 1)};
      if (chance(2)) node.at_least = integer();
      return wrapped<Stage>(std::move(node));
    }
    case 23:
      return wrapped<Stage>(CommunitiesStage{modifiers(depth - 1)});
    default: {
      StepsStage node;
      node.steps = some(0, 2, [&] { return step(depth); });
      if (node.steps.empty() || chance(2)) node.where = expr(depth);
      return wrapped<Stage>(std::move(node));
    }
  }
}

Statement RandomTree::statement() {
  constexpr int kDepth = 3;
  const auto optionalText = [&]() -> std::optional<Literal> {
    if (chance(2)) return std::nullopt;
    return text();
  };
  const auto node = [&] {
    NodeRef ref;
    if (chance(2)) ref.type = typeWord();
    ref.literal = literal();
    return ref;
  };
  switch (below(20)) {
    case 0: {
      HeaderStatement header{ident(), {}, {}, optionalText()};
      if (chance(2)) header.version = integer();
      if (chance(2)) header.edition = integer();
      return wrapped<Statement>(std::move(header));
    }
    case 1: {
      SetParamStatement param{setRef(), ident(), optionalText(), {}};
      if (chance(2)) param.fallback = set(kDepth);
      return wrapped<Statement>(std::move(param));
    }
    case 2: {
      ScalarParamStatement param{varRef(), ident(), optionalText(), {}};
      if (chance(2)) param.fallback = value();
      return wrapped<Statement>(std::move(param));
    }
    case 3:
      return wrapped<Statement>(EveryStatement{duration()});
    case 4:
      return wrapped<Statement>(IncludeStatement{text()});
    case 5:
      return wrapped<Statement>(LetSetStatement{setRef(), query(kDepth)});
    case 6:
      return wrapped<Statement>(LetScalarStatement{varRef(), expr(kDepth)});
    case 7:
      return wrapped<Statement>(LetTraitStatement{ident(), some(1, 3, [&] { return trait(); })});
    case 8:
      return wrapped<Statement>(LinkStatement{chance(2), node(), ident(), node(), modifiers(1), optionalText()});
    default:
      return wrapped<Statement>(QueryStatement{query(kDepth)});
  }
}

}  // namespace clew::syntax::testing
