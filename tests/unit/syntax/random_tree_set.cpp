// Sources, steps, sets and queries.
#include "random_tree.h"

namespace clew::syntax::testing {

Primary RandomTree::operand(int depth) {
  switch (below(depth > 0 ? 7 : 4)) {
    case 0:
      return wrapped<Primary>(literal());
    case 1:
      return wrapped<Primary>(varRef());
    case 2:
      return wrapped<Primary>(TypeSource{false, typeWord(), wrapped<Value>(literal())});
    case 3:
      return wrapped<Primary>(SetSource{setRef(), {}});
    case 4: {
      std::vector<Argument> arguments;
      while (chance(2)) {
        Argument argument;
        if (chance(2)) {
          argument.name = varRef();
          argument.value = value();
        } else {
          argument.name = setRef();
          argument.value = Box<Set>(set(depth - 1));
        }
        arguments.push_back(std::move(argument));
      }
      return wrapped<Primary>(SetSource{setRef(), std::move(arguments)});
    }
    case 5:
      return wrapped<Primary>(PrimaryList{some(2, 3, [&] { return primary(depth - 1); })});
    default:
      return wrapped<Primary>(Subquery{query(depth - 1)});
  }
}

Primary RandomTree::primary(int depth) {
  if (chance(3)) return wrapped<Primary>(TypeSource{chance(3), typeWord(), {}});
  if (chance(8)) return wrapped<Primary>(TypeSource{chance(3), typeWord(), wrapped<Value>(varRef())});
  if (chance(10)) return wrapped<Primary>(Read{text()});
  return operand(depth);
}

Source RandomTree::source(int depth) {
  if (!chance(8)) return wrapped<Source>(primary(depth));
  PathSource path;
  path.all = chance(2);
  path.from = primary(depth - 1);
  path.to = primary(depth - 1);
  if (chance(2)) path.hops = integer();
  path.modifiers = modifiers(depth - 1);
  if (chance(3)) path.by = ident();
  return wrapped<Source>(std::move(path));
}

Step RandomTree::step(int depth) {
  switch (below(7)) {
    case 0: {
      ResemblingStep node{primary(depth - 1), {}};
      if (chance(2)) node.within = edits();
      return wrapped<Step>(std::move(node));
    }
    case 1:
      return wrapped<Step>(MatchingStep{pattern()});
    case 2: {
      Expand node;
      if (chance(2)) node.hops = integer();
      node.modifiers = modifiers(depth - 1);
      return wrapped<Step>(std::move(node));
    }
    case 3:
      return wrapped<Step>(InStep{chance(2), primary(depth - 1)});
    case 4:
    case 5: {
      Sharing node;
      node.other = chance(4);
      node.traits = traits();
      node.each_other = chance(4);
      if (!node.each_other) node.with = primary(depth - 1);
      node.modifiers = modifiers(depth - 1);
      return wrapped<Step>(std::move(node));
    }
    default:
      return wrapped<Step>(Arrow{chance(3), some(1, 3, [&] { return ident(); }), modifiers(depth - 1)});
  }
}

Chain RandomTree::chain(int depth) {
  Chain result;
  result.source = source(depth);
  result.steps = some(0, 2, [&] { return step(depth); });
  if (chance(3)) result.where = expr(depth);
  return result;
}

Set RandomTree::set(int depth) {
  Set result;
  result.first = chain(depth);
  while (chance(4)) result.rest.emplace_back(chance(2) ? SetOp::kPlus : SetOp::kMinus, chain(depth));
  return result;
}

Query RandomTree::query(int depth) {
  Query result;
  if (chance(6)) result.as_known_at = time();
  if (chance(6)) result.as_of = time();
  result.set = set(depth);
  result.stages = some(0, 2, [&] { return stage(depth); });
  return result;
}

}  // namespace clew::syntax::testing
