#include "property/constructs.h"

#include <utility>

#include "common/overloaded.h"
#include "model/schema.h"

namespace clew::property {
namespace {

class Finder {
 public:
  std::set<std::string> found;

  void statement(const syntax::Statement& statement) {
    std::visit(Overloaded{[&](const syntax::QueryStatement& node) { query(node.query); },
                          [&](const syntax::LetSetStatement& node) {
                            take("let set");
                            query(node.query);
                          },
                          [&](const syntax::LetScalarStatement& node) {
                            take("let value");
                            expr(node.value);
                          },
                          [&](const syntax::LetTraitStatement& node) {
                            take("let trait");
                            for (const syntax::Trait& trait : node.traits) this->trait(trait);
                          },
                          [&](const syntax::SetParamStatement&) { take("param set"); },
                          [&](const syntax::ScalarParamStatement&) { take("param value"); },
                          [&](const syntax::HeaderStatement&) { take("header"); },
                          [&](const syntax::EveryStatement&) { take("every interval"); },
                          [&](const syntax::IncludeStatement&) { take("include"); },
                          [&](const syntax::LinkStatement& node) { take(node.retract ? "retract" : "add"); }},
               statement.node);
  }

 private:
  const char* place_ = nullptr;  // where modifiers stand, but for steps
  int depth_ = 0;                // of the query within others

  void take(std::string name) { found.insert(std::move(name)); }

  void query(const syntax::Query& query) {
    if (query.as_known_at) take("as known at");
    if (query.as_of) take(depth_ > 0 ? "as of inside" : "as of");
    ++depth_;
    if (query.as_known_at) time(*query.as_known_at);
    if (query.as_of) time(*query.as_of);
    set(query.set);
    for (const syntax::Stage& one : query.stages) {
      if (std::holds_alternative<syntax::SkippedStage>(one.node)) skipped(query);
      stage(one);
    }
    --depth_;
  }
  /// What the stage tells of: of what stands before it, that which can leave something out.
  void skipped(const syntax::Query& query) {
    Finder before;
    before.set(query.set);
    for (const syntax::Stage& one : query.stages) {
      if (std::holds_alternative<syntax::SkippedStage>(one.node)) break;
      before.stage(one);
    }
    static const char* const kTold[] = {"->",
                                        "<-",
                                        "sharing",
                                        "expand hops",
                                        "expand fully",
                                        "path",
                                        "paths",
                                        "path by rarity",
                                        "paths by rarity",
                                        "cluster",
                                        "rank by degree",
                                        "rank by pagerank",
                                        "rank by betweenness",
                                        "bridges",
                                        "cores",
                                        "communities",
                                        "pivots",
                                        "timeline of",
                                        "excluding in conditions",
                                        "excluding in columns"};
    for (const char* one : kTold) {
      if (before.found.count(one) != 0) take(std::string("skipped after ") + one);
    }
  }
  void set(const syntax::Set& set) {
    chain(set.first);
    for (const auto& [op, right] : set.rest) {
      take(op == syntax::SetOp::kPlus ? "plus" : "minus");
      chain(right);
    }
  }
  void chain(const syntax::Chain& chain) {
    std::visit(Overloaded{[&](const syntax::Primary& node) { primary(node); },
                          [&](const syntax::PathSource& node) {
                            take(std::string(node.all ? "paths" : "path") + (node.by ? " by rarity" : ""));
                            primary(*node.from);
                            primary(*node.to);
                            modifiers(node.modifiers);
                          }},
               chain.source.node);
    for (const syntax::Step& one : chain.steps) step(one);
    if (chain.where) take("where");
    if (chain.where) in("conditions", *chain.where);
  }
  void in(const char* place, const syntax::Expr& expr) {
    const char* const before = std::exchange(place_, place);
    this->expr(expr);
    place_ = before;
  }
  void primary(const syntax::Primary& primary) {
    std::visit(
        Overloaded{[&](const syntax::Literal& node) {
                     take(node.kind == syntax::LiteralKind::kCidr ? "source block" : "source literal");
                   },
                   [&](const syntax::VarRef&) { take("source $value"); },
                   [&](const syntax::TypeSource& node) {
                     if (node.other) take("other");
                     take(!node.value                                                ? "source type"
                          : std::holds_alternative<syntax::VarRef>(node.value->node) ? "source type $value"
                                                                                     : "source type literal");
                   },
                   [&](const syntax::SetSource& node) {
                     take(node.arguments ? "source saved query" : "source set");
                     if (!node.arguments) return;
                     for (const syntax::Argument& one : *node.arguments)
                       take(std::holds_alternative<syntax::SetRef>(one.name) ? "argument set" : "argument value");
                   },
                   [&](const syntax::Read&) { take("source read"); },
                   [&](const syntax::PrimaryList& node) {
                     take("source list");
                     for (const syntax::Primary& part : node.parts) this->primary(part);
                   },
                   [&](const syntax::Subquery& node) {
                     take("source query");
                     query(*node.query);
                   }},
        primary.node);
  }

  void step(const syntax::Step& step) {
    std::visit(Overloaded{[&](const syntax::Arrow& node) { arrow(node); },
                          [&](const syntax::Sharing& node) {
                            if (node.other) take("later other");
                            traits("sharing", node.traits);
                            take(node.each_other ? "with each other" : "sharing");
                            if (!node.each_other) primary(*node.with);
                            modifiers(node.modifiers);
                          },
                          [&](const syntax::ResemblingStep& node) {
                            take(node.within ? "resembling within edits" : "resembling");
                            primary(*node.what);
                          },
                          [&](const syntax::MatchingStep& node) { pattern("matching", node.test); },
                          [&](const syntax::Expand& node) {
                            take(node.hops ? "expand hops" : "expand fully");
                            modifiers(node.modifiers);
                          },
                          [&](const syntax::InStep& node) {
                            take(node.negated ? "not in" : "in");
                            primary(*node.what);
                          }},
               step.node);
  }
  void arrow(const syntax::Arrow& arrow) {
    const auto& schema = model::Schema::builtin();
    const std::string sign = arrow.back ? "<-" : "->";
    take(sign);
    if (arrow.relations.size() > 1) take(sign + " several");
    for (const syntax::Ident& word : arrow.relations) {
      if (schema.relationsNamed(word.text).empty() && schema.typeNamed(word.text)) take(sign + " type");
    }
    modifiers(arrow.modifiers);
  }
  void traits(const std::string& of, const syntax::Traits& traits) {
    using Form = syntax::Traits::Form;
    if (traits.form == Form::kAll) take(of + " all");
    if (traits.form == Form::kAtLeast) take(of + " at least");
    if (traits.form == Form::kAny && traits.traits.size() > 1) take(of + " any");
    for (const syntax::NearTrait& near : traits.traits) {
      if (near.every) take(of + " every");
      trait(near.trait);
      if (!near.within) continue;
      take(of + (std::holds_alternative<syntax::Prefixes>(*near.within)   ? " within prefix"
                 : std::holds_alternative<syntax::Duration>(*near.within) ? " within duration"
                                                                          : " within edits"));
    }
  }
  void trait(const syntax::Trait& trait) {
    if (trait.words.size() > 1) take("walk of traits");
  }

  void time(const syntax::TimeExpr& time) {
    std::visit(
        Overloaded{[&](const syntax::Date&) { take("time date"); }, [&](const syntax::Duration&) { take("time ago"); },
                   [&](const syntax::VarRef&) { take("time $value"); },
                   [&](const syntax::TimeWord& word) {
                     static const char* const kWords[] = {"now", "today", "yesterday", "last run"};
                     take(std::string("time ") + kWords[static_cast<int>(word)]);
                   }},
        time.node);
  }
  std::string timeTest(const syntax::TimeTest& test) {
    static const char* const kWords[] = {"during", "since", "before", "after", "at", "between"};
    time(test.time);
    if (test.until) time(*test.until);
    return kWords[static_cast<int>(test.kind)];
  }
  void modifiers(const syntax::LinkModifiers& modifiers) {
    for (const syntax::LinkModifier& one : modifiers) {
      std::visit(
          Overloaded{[&](const syntax::TimeTest& node) { take("links " + timeTest(node)); },
                     [&](const syntax::Overlapping& node) { take(node.within ? "overlapping within" : "overlapping"); },
                     [&](const syntax::Via&) { take("via"); }, [&](const syntax::Excluding& node) { excluding(node); },
                     [&](const syntax::SeenBy& node) {
                       take(node.only ? "seen by only" : "seen by");
                       if (node.sources.size() > 1) take("seen by several");
                     },
                     [&](const syntax::SeenBySources&) { take("seen by at least"); },
                     [&](const syntax::SeenTimes&) { take("seen at least"); },
                     [&](const syntax::AtMostEach&) { take("at most each"); },
                     [&](const syntax::Confidence&) { take("confidence"); }},
          one.node);
    }
  }
  void excluding(const syntax::Excluding& excluding) {
    if (place_ != nullptr) take(std::string("excluding in ") + place_);
    for (const auto& what : excluding.what) {
      if (const auto* hubs = std::get_if<syntax::Hubs>(&what)) {
        take(!hubs->each.empty() ? "excluding hubs of relations"
             : hubs->over        ? "excluding hubs over"
                                 : "excluding hubs");
      } else {
        take("excluding set");
        primary(*std::get<Box<syntax::Primary>>(what));
      }
    }
  }

  void value(const std::string& of, const syntax::Value& value) {
    if (std::holds_alternative<syntax::SetRef>(value.node)) take(of + " set");
    if (std::holds_alternative<syntax::VarRef>(value.node)) take(of + " $value");
    const auto* literal = std::get_if<syntax::Literal>(&value.node);
    if (literal == nullptr) return;
    if (literal->kind == syntax::LiteralKind::kCidr) take(of + " block");
    if (literal->kind == syntax::LiteralKind::kSuffix) take(of + " suffix");
    if (literal->kind == syntax::LiteralKind::kWord) take(of + " word");
  }
  void pattern(const std::string& of, const syntax::PatternTest& test) {
    take(of);
    value(of, test.pattern);
  }
  void members(const std::string& of, const syntax::Members& members) {
    take(of);
    if (members.values.size() > 1) take(of + " list");
    for (const syntax::Value& one : members.values) {
      value(of, one);
      const auto* literal = std::get_if<syntax::Literal>(&one.node);
      if (literal != nullptr && literal->kind == syntax::LiteralKind::kGlob) take(of + " glob");
    }
  }

  void expr(const syntax::Expr& expr) {
    std::visit(Overloaded{[&](const syntax::Trait& node) { leaf(node); },
                          [&](const syntax::Value& node) { value("value", node); },
                          [&](const syntax::Call& node) { call(node); },
                          [&](const syntax::Or& node) { terms("or", node.terms); },
                          [&](const syntax::And& node) { terms("and", node.terms); },
                          [&](const syntax::Not& node) {
                            take("not");
                            this->expr(*node.term);
                          },
                          [&](const syntax::Quantified& node) {
                            const bool every = node.kind == syntax::Quantified::Kind::kEvery;
                            take(every ? "every" : "ever");
                            if (!node.modifiers.empty()) take("every of links");
                            modifiers(node.modifiers);
                            this->expr(*node.test);
                          },
                          [&](const syntax::Has& node) { has(node); },
                          [&](const syntax::Comparison& node) {
                            static const char* const kOps[] = {"=", "!=", "<", "<=", ">", ">="};
                            take(std::string("compare ") + kOps[static_cast<int>(node.op)]);
                            this->expr(*node.left);
                            this->expr(*node.right);
                          },
                          [&](const syntax::Is& node) { is(node); },
                          [&](const syntax::In& node) {
                            members(node.negated ? "condition not in" : "condition in", node.members);
                            this->expr(*node.left);
                          },
                          [&](const syntax::Matching& node) {
                            pattern(node.negated ? "condition not matching" : "condition matching", node.test);
                            this->expr(*node.left);
                          },
                          [&](const syntax::Resembling& node) {
                            take(node.negated ? "condition not resembling" : "condition resembling");
                            primary(*node.what);
                          },
                          [&](const syntax::Regex& node) {
                            take("condition ~");
                            value("condition ~", node.test.pattern);
                            this->expr(*node.left);
                          },
                          [&](const syntax::TimeCondition& node) {
                            const std::string word = timeTest(node.test);
                            take(node.changed ? "changed " + word : "date " + word);
                            this->expr(*node.left);
                          },
                          [&](const syntax::Arithmetic& node) {
                            static const char* const kOps[] = {"+", "-", "*", "/"};
                            take(std::string("sum ") + kOps[static_cast<int>(node.op)]);
                            this->expr(*node.left);
                            this->expr(*node.right);
                          }},
               expr.node);
  }
  void terms(const std::string& name, const std::vector<syntax::Expr>& terms) {
    take(name);
    for (const syntax::Expr& term : terms) expr(term);
  }
  void leaf(const syntax::Trait& trait) {
    static const std::set<std::string> kColumns = {
        "seed", "origin", "trait",  "shared", "first",      "last",       "source", "times", "confidence", "rarity",
        "hops", "kind",   "change", "cause",  "similarity", "first-seen", "name",   "label", "tld",        "entropy"};
    this->trait(trait);
    if (trait.words.size() == 1 && kColumns.count(trait.words[0].text) != 0) take("column " + trait.words[0].text);
  }
  void call(const syntax::Call& call) {
    take("call " + call.function.text);
    for (const syntax::Expr& argument : call.arguments) expr(argument);
    if (!call.modifiers.empty()) take("call of links");
    if (call.where) take("call where");
    modifiers(call.modifiers);
    if (call.where) expr(*call.where);
  }
  void has(const syntax::Has& has) {
    take(has.no ? "has no" : "has");
    trait(has.trait);
    modifiers(has.modifiers);
    if (const auto* is = std::get_if<syntax::Value>(&has.tail)) {
      take("has is");
      value("has is", *is);
    }
    if (const auto* in = std::get_if<syntax::Members>(&has.tail)) members("has in", *in);
    if (const auto* glob = std::get_if<syntax::PatternTest>(&has.tail)) pattern("has matching", *glob);
    if (std::holds_alternative<syntax::RegexTest>(has.tail)) take("has ~");
  }
  void is(const syntax::Is& is) {
    const std::string word = is.negated ? "is not" : "is";
    if (const auto* state = std::get_if<syntax::State>(&is.what)) {
      static const char* const kStates[] = {" redacted", " missing", " known"};
      take(word + kStates[static_cast<int>(*state)]);
    } else {
      take(word);
      value(word, std::get<syntax::Value>(is.what));
    }
    expr(*is.left);
  }

  void keys(const std::string& of, const std::vector<syntax::Key>& keys) {
    if (keys.size() > 1) take(of + " several");
    for (const syntax::Key& key : keys) {
      if (!key.modifiers.empty()) take(of + " of links");
      const char* const before = std::exchange(place_, "columns");
      modifiers(key.modifiers);
      expr(key.what);
      place_ = before;
    }
  }
  void columns(const std::string& of, const std::vector<syntax::ColumnExpr>& columns) {
    for (const syntax::ColumnExpr& column : columns) {
      if (column.name) take(of + " named");
      if (!column.modifiers.empty()) take(of + " of links");
      const char* const before = std::exchange(place_, "columns");
      modifiers(column.modifiers);
      expr(column.what);
      place_ = before;
    }
  }
  void sortKey(const syntax::SortKey& key) {
    if (key.direction == syntax::SortKey::Direction::kDescending) take("descending");
    if (key.direction == syntax::SortKey::Direction::kAscending) take("ascending");
    expr(key.what);
  }
  void tied(const std::string& name, const syntax::LinkModifiers& modifiers) {
    take(name);
    this->modifiers(modifiers);
  }

  void stage(const syntax::Stage& stage) {
    std::visit(Overloaded{[&](const syntax::StepsStage& node) {
                            if (!node.steps.empty()) take("stage steps");
                            if (node.where) take("stage where");
                            for (const syntax::Step& one : node.steps) step(one);
                            if (node.where) in("conditions", *node.where);
                          },
                          [&](const syntax::CountStage& node) {
                            take(node.keys.empty() ? "count" : "count by");
                            keys("count by", node.keys);
                          },
                          [&](const syntax::TopStage& node) {
                            take(node.by ? "top by" : "top");
                            keys("top", node.keys);
                            if (node.by) sortKey(*node.by);
                          },
                          [&](const syntax::TakeStage&) { take("take"); },
                          [&](const syntax::SortStage& node) {
                            take("sort");
                            if (node.keys.size() > 1) take("sort several");
                            for (const syntax::SortKey& key : node.keys) sortKey(key);
                          },
                          [&](const syntax::ShowStage& node) {
                            take("show");
                            columns("show", node.columns);
                          },
                          [&](const syntax::PerStage& node) {
                            take("per");
                            keys("per", node.keys);
                            columns("per", node.columns);
                          },
                          [&](const syntax::BurstsStage& node) {
                            take("bursts");
                            keys("bursts per", node.per);
                            if (!node.per.empty()) take("bursts per");
                          },
                          [&](const syntax::ClusterStage& node) {
                            take("cluster");
                            traits("cluster", node.by);
                            modifiers(node.modifiers);
                          },
                          [&](const syntax::RankStage& node) { tied("rank by " + node.by.text, node.modifiers); },
                          [&](const syntax::BridgesStage& node) { tied("bridges", node.modifiers); },
                          [&](const syntax::CoresStage& node) {
                            tied(node.at_least ? "cores of at least" : "cores", node.modifiers);
                          },
                          [&](const syntax::CommunitiesStage& node) { tied("communities", node.modifiers); },
                          [&](const syntax::BackStage&) { take("back to"); },
                          [&](const syntax::TimelineStage& node) {
                            take(node.of.empty() ? "timeline" : "timeline of");
                            keys("timeline", node.of);
                          },
                          [&](const syntax::PivotsStage& node) { tied("pivots", node.modifiers); },
                          [&](const syntax::SkippedStage&) { take("skipped"); },
                          [&](const syntax::WhyStage&) { take("why"); },
                          [&](const syntax::ChangesStage& node) {
                            static const char* const kWords[] = {"new since", "gone since", "changes since"};
                            take(kWords[static_cast<int>(node.kind)]);
                            time(node.since);
                          },
                          [&](const syntax::TagStage& node) { take(node.remove ? "untag" : "tag"); },
                          [&](const syntax::NoteStage&) { take("note"); },
                          [&](const syntax::SaveStage&) { take("save as"); },
                          [&](const syntax::ExpectStage& node) {
                            take("expect");
                            expr(node.condition);
                          },
                          [&](const syntax::AlertStage& node) {
                            take(node.when ? "alert when" : "alert");
                            if (node.when) expr(*node.when);
                          },
                          [&](const syntax::OutputStage&) { take("as form"); }},
               stage.node);
  }
};

}  // namespace

std::set<std::string> constructsOf(const syntax::Script& script) {
  Finder finder;
  for (const syntax::Statement& one : script.statements) finder.statement(one);
  return std::move(finder.found);
}

}  // namespace clew::property
