#include "clew_grammar/token_types.h"
#include "syntax/ast_builder.h"

namespace clew::syntax {

using G = AstBuilder::Grammar;

Stage AstBuilder::stage(G::StageContext* rule) {
  Stage result;
  result.span = span(rule);
  if (auto* steps = as<G::StepsStageContext>(rule)) {
    StepsStage node;
    for (auto* one : steps->step()) node.steps.push_back(step(one));
    if (steps->expr()) node.where = expr(steps->expr());
    result.node = std::move(node);
  } else if (auto* where = as<G::WhereStageContext>(rule)) {
    result.node = StepsStage{{}, expr(where->expr())};
  } else if (auto* count = as<G::CountStageContext>(rule)) {
    result.node = CountStage{count->keys() ? keys(count->keys()) : std::vector<Key>()};
  } else if (auto* top_rule = as<G::TopStageContext>(rule)) {
    result.node = top(top_rule);
  } else if (auto* take = as<G::TakeStageContext>(rule)) {
    result.node = TakeStage{integer(take->NUMBER())};
  } else if (auto* sort = as<G::SortStageContext>(rule)) {
    SortStage node;
    for (auto* one : sort->sortKey()) node.keys.push_back(sortKey(one));
    result.node = std::move(node);
  } else if (auto* show = as<G::ShowStageContext>(rule)) {
    result.node = ShowStage{columns(show->columns())};
  } else if (auto* per = as<G::PerStageContext>(rule)) {
    result.node = PerStage{keys(per->keys()), columns(per->columns())};
  } else if (auto* bursts = as<G::BurstsStageContext>(rule)) {
    result.node = BurstsStage{near(bursts->near()), bursts->keys() ? keys(bursts->keys()) : std::vector<Key>()};
  } else if (auto* cluster = as<G::ClusterStageContext>(rule)) {
    result.node = ClusterStage{traits(cluster->traits()), linkMods(cluster->linkMod())};
  } else if (auto* rank = as<G::RankStageContext>(rule)) {
    result.node = RankStage{ident(rank->ident()), linkMods(rank->linkMod())};
  } else if (auto* bridges = as<G::BridgesStageContext>(rule)) {
    result.node = BridgesStage{linkMods(bridges->linkMod())};
  } else if (auto* cores = as<G::CoresStageContext>(rule)) {
    CoresStage node{{}, linkMods(cores->linkMod())};
    if (cores->NUMBER()) node.at_least = integer(cores->NUMBER());
    result.node = std::move(node);
  } else if (auto* communities = as<G::CommunitiesStageContext>(rule)) {
    result.node = CommunitiesStage{linkMods(communities->linkMod())};
  } else if (auto* back = as<G::BackStageContext>(rule)) {
    Ident column = ident(back->columnName());
    if (back->columnName()->STRING()) column.text = unquote(column.text);
    result.node = BackStage{std::move(column)};
  } else if (auto* timeline = as<G::TimelineStageContext>(rule)) {
    result.node = TimelineStage{timeline->keys() ? keys(timeline->keys()) : std::vector<Key>()};
  } else if (auto* pivots = as<G::PivotsStageContext>(rule)) {
    result.node = PivotsStage{linkMods(pivots->linkMod())};
  } else if (as<G::SkippedStageContext>(rule)) {
    result.node = SkippedStage{};
  } else if (as<G::WhyStageContext>(rule)) {
    result.node = WhyStage{};
  } else if (auto* changes_rule = as<G::ChangesStageContext>(rule)) {
    result.node = changes(changes_rule);
  } else if (auto* tag = as<G::TagStageContext>(rule)) {
    Ident word = ident(tag->tagWord());
    if (tag->tagWord()->STRING()) word.text = unquote(word.text);
    result.node = TagStage{tag->UNTAG() != nullptr, std::move(word)};
  } else if (auto* note = as<G::NoteStageContext>(rule)) {
    result.node = NoteStage{literal(note->STRING())};
  } else if (auto* save = as<G::SaveStageContext>(rule)) {
    result.node = SaveStage{setRef(save->SETREF())};
  } else if (auto* expect = as<G::ExpectStageContext>(rule)) {
    result.node = ExpectStage{expr(expect->expr()), optionalText(expect->STRING())};
  } else if (auto* alert = as<G::AlertStageContext>(rule)) {
    AlertStage node{ident(alert->ident()), literal(alert->STRING()), {}};
    if (alert->expr()) node.when = expr(alert->expr());
    result.node = std::move(node);
  } else {
    auto* output = as<G::OutputStageContext>(rule);
    result.node = OutputStage{ident(output->ident()), optionalText(output->STRING())};
  }
  return result;
}

TopStage AstBuilder::top(G::TopStageContext* rule) {
  TopStage node;
  node.limit = integer(rule->NUMBER());
  if (rule->keys()) node.keys = keys(rule->keys());
  if (rule->sortKey()) node.by = sortKey(rule->sortKey());
  return node;
}

ChangesStage AstBuilder::changes(G::ChangesStageContext* rule) {
  const auto kind = rule->NEW()    ? ChangesStage::Kind::kNew
                    : rule->GONE() ? ChangesStage::Kind::kGone
                                   : ChangesStage::Kind::kChanges;
  return {kind, time(rule->time())};
}

std::vector<Key> AstBuilder::keys(G::KeysContext* rule) {
  std::vector<Key> result;
  for (auto* one : rule->key()) {
    Key key;
    key.span = span(one);
    if (one->STRING()) {
      key.what.node = scalar(one->STRING());
      key.what.span = span(one->STRING());
    } else if (one->call()) {
      key.what.node = call(one->call());
      key.what.span = span(one->call());
    } else {
      key.what.node = trait(one->trait());
      key.what.span = span(one->trait());
    }
    key.modifiers = keyMods(one->keyMod());
    result.push_back(std::move(key));
  }
  return result;
}

std::vector<ColumnExpr> AstBuilder::columns(G::ColumnsContext* rule) {
  std::vector<ColumnExpr> result;
  for (auto* one : rule->column()) {
    ColumnExpr column;
    column.span = span(one);
    if (one->ident()) column.name = ident(one->ident());
    column.what = sum(one->sum());
    column.modifiers = keyMods(one->keyMod());
    result.push_back(std::move(column));
  }
  return result;
}

SortKey AstBuilder::sortKey(G::SortKeyContext* rule) {
  SortKey key;
  key.span = span(rule);
  key.what = sum(rule->sum());
  if (rule->ASC()) key.direction = SortKey::Direction::kAscending;
  if (rule->DESC()) key.direction = SortKey::Direction::kDescending;
  return key;
}

}  // namespace clew::syntax
