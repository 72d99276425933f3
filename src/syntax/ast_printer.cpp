#include "syntax/ast_printer.h"

#include "common/text.h"
#include "syntax/printer.h"
#include "syntax/values.h"

namespace clew::syntax {
namespace {

template <typename Part>
std::string printed(const Part& part, const PrintOptions& options = {}) {
  Printer printer(options);
  printer.add(part);
  return printer.take();
}

}  // namespace

std::string print(const Statement& statement, const PrintOptions& options) {
  return printed(statement, options);
}
std::string print(const Query& query) {
  return printed(query);
}
std::string print(const Set& set) {
  return printed(set);
}
std::string print(const Chain& chain) {
  return printed(chain);
}
std::string print(const Primary& primary) {
  return printed(primary);
}
std::string print(const Step& step) {
  return printed(step);
}
std::string print(const Stage& stage, const PrintOptions& options) {
  return printed(stage, options);
}
std::string print(const Expr& expr) {
  return printed(expr);
}
std::string print(const Trait& trait) {
  return printed(trait);
}
std::string print(const Traits& traits) {
  return printed(traits);
}
std::string print(const LinkModifier& modifier) {
  return printed(modifier);
}
std::string print(const TimeExpr& time) {
  return printed(time);
}
std::string print(const Value& value) {
  return printed(value);
}

std::string print(const Script& script) {
  std::string out;
  for (const Statement& statement : script.statements) out += print(statement) + "\n";
  return out;
}

void Printer::add(const Statement& statement) {
  const auto optionalText = [this](const std::optional<Literal>& literal) {
    if (!literal) return;
    text(" ");
    add(*literal);
  };
  std::visit(Each{
                 [&](const QueryStatement& s) { add(s.query); },
                 [&](const HeaderStatement& s) {
                   text("query ");
                   add(s.name);
                   if (s.version) text(" version "), add(*s.version);
                   if (s.edition) text(" edition "), add(*s.edition);
                   optionalText(s.text);
                 },
                 [&](const SetParamStatement& s) {
                   text("param ");
                   add(s.name);
                   text(": ");
                   add(s.type);
                   optionalText(s.text);
                   if (s.fallback) text(" = "), add(*s.fallback);
                 },
                 [&](const ScalarParamStatement& s) {
                   text("param ");
                   add(s.name);
                   text(": ");
                   add(s.type);
                   optionalText(s.text);
                   if (s.fallback) text(" = "), add(*s.fallback);
                 },
                 [&](const EveryStatement& s) { text("every "), add(s.interval); },
                 [&](const IncludeStatement& s) { text("include "), add(s.file); },
                 [&](const LetSetStatement& s) { text("let "), add(s.name), text(" = "), add(s.query); },
                 [&](const LetScalarStatement& s) { text("let "), add(s.name), text(" = "), add(s.value); },
                 [&](const LetTraitStatement& s) { text("let trait "), add(s.name), text(" = "), addList(s.traits); },
                 [&](const LinkStatement& s) {
                   text(s.retract ? "retract " : "add ");
                   add(s.from);
                   text(" -> ");
                   add(s.relation);
                   text(" ");
                   add(s.to);
                   add(s.modifiers);
                   if (s.because) text(" because "), add(*s.because);
                 },
             },
             statement.node);
}

void Printer::add(const NodeRef& node) {
  if (node.type) addType(*node.type, false), text(" ");
  add(node.literal);
}

void Printer::add(const Query& query) {
  if (query.as_known_at) text("as known at "), add(*query.as_known_at), text(", ");
  if (query.as_of) text("as of "), add(*query.as_of), text(", ");
  add(query.set);
  for (const Stage& stage : query.stages) {
    text(" | ");
    add(stage);
  }
}

void Printer::add(const Set& set) {
  add(set.first);
  for (const auto& [op, chain] : set.rest) {
    text(op == SetOp::kPlus ? " plus " : " minus ");
    add(chain);
  }
}

void Printer::add(const Chain& chain) {
  add(chain.source);
  for (const Step& step : chain.steps) {
    text(" ");
    add(step);
  }
  if (chain.where) text(" where "), add(*chain.where);
}

void Printer::add(const Source& source) {
  if (const auto* primary = std::get_if<Primary>(&source.node)) return add(*primary);
  const auto& path = std::get<PathSource>(source.node);
  text(path.all ? "paths from " : "path from ");
  add(*path.from);
  text(" to ");
  add(*path.to);
  if (path.hops) text(" within "), add(*path.hops), text(path.hops->value == 1 ? " hop" : " hops");
  add(path.modifiers);
  if (path.by) text(" by "), add(*path.by);
}

void Printer::add(const Primary& primary) {
  std::visit(Each{
                 [&](const Literal& p) { add(p); },
                 [&](const VarRef& p) { add(p); },
                 [&](const TypeSource& p) {
                   if (p.other) text("other ");
                   addType(p.type, !p.value);
                   if (p.value) text(" "), add(*p.value);
                 },
                 [&](const SetSource& p) {
                   add(p.set);
                   if (p.arguments) text("("), addList(*p.arguments), text(")");
                 },
                 [&](const Read& p) { text("read "), add(p.file); },
                 [&](const PrimaryList& p) { text("("), addList(p.parts), text(")"); },
                 [&](const Subquery& p) { text("("), add(*p.query), text(")"); },
             },
             primary.node);
}

void Printer::addType(const Ident& type, bool whole) {
  text(options_.type_word ? options_.type_word(type.text, whole) : type.text);
}

void Printer::add(const Argument& argument) {
  std::visit([&](const auto& name) { add(name); }, argument.name);
  text(" = ");
  if (const auto* set = std::get_if<Box<Set>>(&argument.value)) {
    add(**set);
  } else {
    add(std::get<Value>(argument.value));
  }
}

}  // namespace clew::syntax
