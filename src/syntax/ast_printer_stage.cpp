#include "syntax/printer.h"

namespace clew::syntax {
namespace {

std::string_view wordOf(ChangesStage::Kind kind) {
  switch (kind) {
    case ChangesStage::Kind::kNew:
      return "new since ";
    case ChangesStage::Kind::kGone:
      return "gone since ";
    case ChangesStage::Kind::kChanges:
      return "changes since ";
  }
  return {};
}

}  // namespace

void Printer::add(const Stage& stage) {
  std::visit(Each{
                 [&](const StepsStage& s) {
                   addList(s.steps, " ");
                   if (s.where) text(s.steps.empty() ? "where " : " where "), add(*s.where);
                 },
                 [&](const CountStage& s) {
                   text("count");
                   if (!s.keys.empty()) text(" by "), addList(s.keys);
                 },
                 [&](const TopStage& s) {
                   text("top ");
                   add(s.limit);
                   text(s.by ? " by " : " ");
                   if (s.by) add(*s.by);
                   addList(s.keys);
                 },
                 [&](const TakeStage& s) { text("take "), add(s.limit); },
                 [&](const SortStage& s) { text("sort by "), addList(s.keys); },
                 [&](const ShowStage& s) { text("show "), addList(s.columns); },
                 [&](const PerStage& s) { text("per "), addList(s.keys), text(" show "), addList(s.columns); },
                 [&](const BurstsStage& s) {
                   text("bursts of ");
                   add(s.of);
                   if (!s.per.empty()) text(" per "), addList(s.per);
                 },
                 [&](const ClusterStage& s) { text("cluster by "), add(s.by), add(s.modifiers); },
                 [&](const RankStage& s) { text("rank by "), add(s.by), add(s.modifiers); },
                 [&](const BridgesStage& s) { text("bridges"), add(s.modifiers); },
                 [&](const CoresStage& s) {
                   text("cores");
                   if (s.at_least) text(" of at least "), add(*s.at_least);
                   add(s.modifiers);
                 },
                 [&](const CommunitiesStage& s) { text("communities"), add(s.modifiers); },
                 [&](const BackStage& s) { text("back to "), addWord(s.column); },
                 [&](const TimelineStage& s) {
                   text("timeline");
                   if (!s.of.empty()) text(" of "), addList(s.of);
                 },
                 [&](const PivotsStage& s) { text("pivots"), add(s.modifiers); },
                 [&](const SkippedStage&) { text("skipped"); },
                 [&](const WhyStage&) { text("why"); },
                 [&](const ChangesStage& s) { text(wordOf(s.kind)), add(s.since); },
                 [&](const TagStage& s) { text(s.remove ? "untag " : "tag "), addWord(s.tag); },
                 [&](const NoteStage& s) { text("note "), add(s.text); },
                 [&](const SaveStage& s) { text("save as "), add(s.as); },
                 [&](const ExpectStage& s) {
                   text("expect ");
                   add(s.condition);
                   if (s.text) text(" "), add(*s.text);
                 },
                 [&](const AlertStage& s) {
                   text("alert ");
                   add(s.level);
                   text(" ");
                   add(s.text);
                   if (s.when) text(" when "), add(*s.when);
                 },
                 [&](const OutputStage& s) {
                   text("as ");
                   add(s.format);
                   if (s.file) text(" to "), add(*s.file);
                 },
             },
             stage.node);
}

void Printer::add(const Key& key) {
  add(key.what);
  add(key.modifiers);
}

void Printer::add(const ColumnExpr& column) {
  if (column.name) add(*column.name), text(" = ");
  addTerm(column.what, 4);
  add(column.modifiers);
}

void Printer::add(const SortKey& key) {
  addTerm(key.what, 4);
  if (key.direction == SortKey::Direction::kAscending) text(" asc");
  if (key.direction == SortKey::Direction::kDescending) text(" desc");
}

}  // namespace clew::syntax
