#include "property/shrink.h"

#include <set>

#include "syntax/ast_printer.h"
#include "syntax/parse.h"

namespace clew::property {
namespace {

/// Takes the n-th thing away that can be taken from a query.
class Cutter {
 public:
  explicit Cutter(std::size_t target) : left_(target) {}
  bool done() const { return done_; }

  void script(syntax::Script& script) {
    for (std::size_t i = 0; i + 1 < script.statements.size(); ++i) {
      if (!hit()) continue;
      script.statements.erase(script.statements.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
    for (syntax::Statement& one : script.statements) {
      if (auto* let = std::get_if<syntax::LetSetStatement>(&one.node)) query(let->query);
      if (auto* let = std::get_if<syntax::LetTraitStatement>(&one.node)) eraseOne(let->traits, 1);
      if (auto* asked = std::get_if<syntax::QueryStatement>(&one.node)) query(asked->query);
    }
  }

  void query(syntax::Query& query) {
    if (query.as_known_at && hit()) query.as_known_at.reset();
    if (query.as_of && hit()) query.as_of.reset();
    eraseOne(query.stages, 0);
    for (syntax::Stage& stage : query.stages) this->stage(stage);
    set(query.set);
  }

 private:
  bool hit() {
    if (done_) return false;
    if (left_ > 0) return --left_, false;
    return done_ = true;
  }
  template <typename T>
  void eraseOne(std::vector<T>& from, std::size_t least) {
    for (std::size_t i = 0; i < from.size() && from.size() > least; ++i) {
      if (!hit()) continue;
      from.erase(from.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
  }

  void set(syntax::Set& set) {
    eraseOne(set.rest, 0);
    if (!set.rest.empty() && hit()) {
      set.first = syntax::Chain(set.rest.front().second);
      set.rest.clear();
      return;
    }
    chain(set.first);
    for (auto& [op, right] : set.rest) chain(right);
  }
  void chain(syntax::Chain& chain) {
    eraseOne(chain.steps, 0);
    if (chain.where && hit()) chain.where.reset();
    if (chain.where) expr(*chain.where);
    if (auto* source = std::get_if<syntax::Primary>(&chain.source.node)) primary(*source);
    if (auto* path = std::get_if<syntax::PathSource>(&chain.source.node)) {
      eraseOne(path->modifiers, 0);
      primary(*path->from);
      primary(*path->to);
    }
    for (syntax::Step& step : chain.steps) this->step(step);
  }
  void primary(syntax::Primary& primary) {
    if (auto* type = std::get_if<syntax::TypeSource>(&primary.node); type != nullptr && type->other && hit())
      type->other = false;
    if (auto* list = std::get_if<syntax::PrimaryList>(&primary.node)) {
      eraseOne(list->parts, 1);
      if (list->parts.size() == 1) {
        const syntax::Primary only = list->parts.front();
        primary = only;
      }
      return;
    }
    auto* inner = std::get_if<syntax::Subquery>(&primary.node);
    if (inner == nullptr) return;
    const syntax::Query& whole = *inner->query;
    const bool bare =
        whole.stages.empty() && whole.set.rest.empty() && whole.set.first.steps.empty() && !whole.set.first.where;
    if (bare && hit()) {
      const syntax::Primary only = std::get<syntax::Primary>(whole.set.first.source.node);
      primary = only;
      return;
    }
    query(*inner->query);
  }
  void step(syntax::Step& step) {
    if (auto* node = std::get_if<syntax::Arrow>(&step.node)) {
      eraseOne(node->relations, 1);
      eraseOne(node->modifiers, 0);
    }
    if (auto* node = std::get_if<syntax::InStep>(&step.node)) primary(*node->what);
    if (auto* node = std::get_if<syntax::Expand>(&step.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::ResemblingStep>(&step.node)) primary(*node->what);
    auto* node = std::get_if<syntax::Sharing>(&step.node);
    if (node == nullptr) return;
    if (node->other && hit()) node->other = false;
    eraseOne(node->modifiers, 0);
    traits(node->traits);
    if (!node->each_other) primary(*node->with);
  }
  void traits(syntax::Traits& traits) {
    const std::size_t before = traits.traits.size();
    eraseOne(traits.traits, 1);
    if (traits.traits.size() < before && traits.at_least &&
        static_cast<std::size_t>(traits.at_least->value) > before - 1)
      --traits.at_least->value;
    if (traits.traits.size() == 1) traits.form = syntax::Traits::Form::kAny, traits.at_least.reset();
    for (syntax::NearTrait& near : traits.traits) {
      if (near.every && hit()) near.every = false;
    }
  }
  void expr(syntax::Expr& expr) {
    const auto one_of = [&](std::vector<syntax::Expr>& terms) {
      for (syntax::Expr& term : terms) {
        if (!hit()) continue;
        const syntax::Expr only = term;
        expr = only;
        return;
      }
      for (syntax::Expr& term : terms) {
        if (done_) return;
        this->expr(term);
      }
    };
    if (auto* node = std::get_if<syntax::And>(&expr.node)) return one_of(node->terms);
    if (auto* node = std::get_if<syntax::Or>(&expr.node)) return one_of(node->terms);
    if (auto* node = std::get_if<syntax::Not>(&expr.node); node != nullptr && hit()) {
      const syntax::Expr only = *node->term;
      expr = only;
      return;
    }
    if (auto* node = std::get_if<syntax::Has>(&expr.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::Quantified>(&expr.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::Call>(&expr.node)) {
      eraseOne(node->modifiers, 0);
      if (node->where && hit()) node->where = {};
      if (node->where) this->expr(*node->where);
    }
    if (auto* node = std::get_if<syntax::Comparison>(&expr.node)) this->expr(*node->left);
    if (auto* node = std::get_if<syntax::TimeCondition>(&expr.node)) this->expr(*node->left);
  }
  void stage(syntax::Stage& stage) {
    if (auto* node = std::get_if<syntax::CountStage>(&stage.node)) eraseOne(node->keys, 1);
    if (auto* node = std::get_if<syntax::ShowStage>(&stage.node)) eraseOne(node->columns, 1);
    if (auto* node = std::get_if<syntax::PerStage>(&stage.node)) eraseOne(node->columns, 1);
    if (auto* node = std::get_if<syntax::BurstsStage>(&stage.node)) eraseOne(node->per, 0);
    if (auto* node = std::get_if<syntax::TimelineStage>(&stage.node)) eraseOne(node->of, 1);
    if (auto* node = std::get_if<syntax::ClusterStage>(&stage.node)) {
      traits(node->by);
      eraseOne(node->modifiers, 0);
    }
    if (auto* node = std::get_if<syntax::RankStage>(&stage.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::BridgesStage>(&stage.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::CoresStage>(&stage.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::CommunitiesStage>(&stage.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::PivotsStage>(&stage.node)) eraseOne(node->modifiers, 0);
    if (auto* node = std::get_if<syntax::StepsStage>(&stage.node)) {
      eraseOne(node->steps, node->where ? 0 : 1);
      for (syntax::Step& step : node->steps) this->step(step);
      if (node->where) expr(*node->where);
    }
  }

  std::size_t left_;
  bool done_ = false;
};

/// What nobody said cannot be taken back.
void dropUnsaid(std::vector<model::FactLine>& facts) {
  const auto& schema = model::Schema::builtin();
  std::set<std::string> said;
  const auto claim = [&](const auto& body) {
    model::FactLine bare;
    auto fact = body;
    if constexpr (requires { fact.seen; }) fact.seen = {};
    bare.body = fact;
    return model::factLineText(schema, bare);
  };
  std::erase_if(facts, [&](const model::FactLine& line) {
    if (const auto* link = std::get_if<model::LinkFact>(&line.body)) said.insert(line.source + claim(*link));
    if (const auto* property = std::get_if<model::PropertyFact>(&line.body))
      said.insert(line.source + claim(*property));
    if (const auto* withheld = std::get_if<model::RedactedFact>(&line.body))
      said.insert(line.source + claim(*withheld));
    if (const auto* answer = std::get_if<model::AnswerFact>(&line.body)) said.insert(line.source + claim(*answer));
    const auto* taken = std::get_if<model::RetractionFact>(&line.body);
    if (taken == nullptr) return false;
    const std::string what = std::visit([&](const auto& fact) { return claim(fact); }, *taken->what);
    return said.count(taken->source + what) == 0;
  });
}

bool cutFacts(Pair& pair, const std::function<bool(const Pair&)>& fails) {
  bool any = false;
  for (std::size_t size = std::max<std::size_t>(pair.graph.facts.size() / 2, 1); size > 0; size /= 2) {
    for (std::size_t i = 0; i < pair.graph.facts.size();) {
      Pair less = pair;
      const auto from = less.graph.facts.begin() + static_cast<std::ptrdiff_t>(i);
      const std::size_t count = std::min(size, less.graph.facts.size() - i);
      less.graph.facts.erase(from, from + static_cast<std::ptrdiff_t>(count));
      dropUnsaid(less.graph.facts);
      if (!less.graph.facts.empty() && fails(less)) {
        pair = std::move(less);
        any = true;
      } else {
        i += size;
      }
    }
  }
  return any;
}

bool cutQuery(Pair& pair, const std::function<bool(const Pair&)>& fails) {
  bool any = false;
  for (std::size_t i = 0;;) {
    Pair less = pair;
    Cutter cutter(i);
    cutter.script(less.script);
    if (!cutter.done()) return any;
    // what is printed is what is kept: the report can then be run again as it stands
    const syntax::ParseResult again = syntax::parse(syntax::print(less.script));
    if (again.ok() && again.script.statements.size() == less.script.statements.size()) less.script = again.script;
    if (again.ok() && fails(less)) {
      pair = std::move(less);
      any = true;
    } else {
      ++i;
    }
  }
}

}  // namespace

Pair shrunk(Pair pair, const std::function<bool(const Pair&)>& fails) {
  while (cutQuery(pair, fails) | cutFacts(pair, fails)) {
  }
  return pair;
}

}  // namespace clew::property
