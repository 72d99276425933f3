// Prints plans for `explain`: an operator a line, inputs indented.
#include <algorithm>
#include <cmath>

#include "common/text.h"
#include "common/utf8.h"
#include "planner/planner.h"

namespace clew::planner {
namespace {

using binder::BoundModifiers;

std::string modifiersText(const BoundModifiers& modifiers) {
  static constexpr const char* kWords[] = {"during", "between", "since", "after", "before", "at"};
  std::string out;
  for (const auto& test : modifiers.times) {
    out += std::string(" ") + kWords[static_cast<std::size_t>(test.kind)] + " " + test.from.text;
    if (test.kind == binder::BoundTimeTest::Kind::kBetween) out += " and " + test.to.text;
  }
  if (modifiers.overlapping)
    out += *modifiers.overlapping == 0 ? " overlapping"
                                       : " overlapping within " + std::to_string(*modifiers.overlapping) + "s";
  if (modifiers.hubs) {
    out += modifiers.hubs->over ? " excluding hubs over " + std::to_string(*modifiers.hubs->over) : " excluding hubs";
    for (const auto& [relation, over] : modifiers.hubs->relations)
      out += (&relation == &modifiers.hubs->relations.front().first && !modifiers.hubs->over ? " over " : ", ") +
             std::to_string(over) + " " + relation;
  }
  if (!modifiers.excluded.empty()) out += " excluding " + counted(modifiers.excluded.size(), "set");
  if (!modifiers.seen_by.empty())
    out += std::string(" seen by ") + (modifiers.seen_by_only ? "only " : "") + join(modifiers.seen_by, ", ");
  if (modifiers.min_sources > 0) out += " seen by at least " + std::to_string(modifiers.min_sources) + " sources";
  if (modifiers.min_times > 0) out += " seen at least " + std::to_string(modifiers.min_times) + " times";
  if (modifiers.min_confidence >= 0) out += " confidence >= " + std::to_string(modifiers.min_confidence);
  if (modifiers.at_most_each) out += " at most " + std::to_string(*modifiers.at_most_each) + " each";
  return out;
}

class Printer {
 public:
  explicit Printer(const model::Schema& schema, bool alone = false) : schema_(schema), alone_(alone) {}

  void print(const PlanNode& node, int depth) {
    depth_ = depth;
    node_ = &node;
    std::visit([&](const auto& op) { one(op); }, node.op);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string types(model::TypeSet set) const {
    std::vector<std::string> names;
    for (std::size_t id = 0; id < schema_.types().size(); ++id) {
      const auto& type = schema_.types()[id];
      if (set[id] && (type.parent == model::kNoType || !set[type.parent])) names.push_back(type.plural);
    }
    if (names.size() + 1 >= schema_.types().size()) return "nodes";
    return join(names, ", ");
  }
  std::string ways(const binder::Hop& hop) const {
    std::vector<std::string> texts;
    for (const auto& way : hop.ways) {
      std::string text = schema_.relation(way.relation).name;
      if (way.direction == binder::Direction::kBack) text = "<-" + text;
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
    }
    return join(texts, ", ");
  }
  static std::string traitsText(const Sharing& op) {
    std::vector<std::string> traits;
    for (const auto& near : op.traits) traits.push_back((near.every ? "every " : "") + near.trait.text);
    const char* glue = op.form == binder::TraitForm::kAll ? " and " : ", ";
    const bool least = op.form == binder::TraitForm::kAtLeast;
    return (least ? "at least " + std::to_string(op.at_least) + " of " : std::string()) + join(traits, glue);
  }
  static std::string columns(const std::vector<binder::BoundColumn>& list) {
    std::vector<std::string> names;
    for (const auto& column : list) names.push_back(column.name);
    return join(names, ", ");
  }
  static std::string traits(const std::vector<binder::BoundTrait>& list) {
    std::vector<std::string> names;
    for (const auto& trait : list) names.push_back(trait.text);
    return join(names, ", ");
  }
  void line(std::string_view what) {
    out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
    out_ += escapeControls(what);
    if (alone_) return;
    if (node_->is_set) {
      const std::string kinds = types(node_->types);
      if (!kinds.empty()) out_ += "  [" + kinds + "]";
    }
    if (node_->estimate >= 0) out_ += "  ~" + groupedDigits(static_cast<std::uint64_t>(std::llround(node_->estimate)));
    out_ += '\n';
  }
  void below(const PlanPtr& input) {
    const int depth = depth_;
    if (input && !alone_) print(*input, depth + 1);
    depth_ = depth;
  }

  void one(const LookupNodes& op) {
    std::vector<std::string> texts;
    for (const auto& literal : op.literals) texts.push_back(literal.text);
    line("IndexLookup " + join(texts, ", "));
  }
  void one(const NodeScan&) { line("NodeScan"); }
  void one(const Holders& op) {
    std::vector<std::string> starts;
    for (const auto& start : op.from) {
      std::vector<std::string> texts;
      for (const auto& set : start.sets) texts.push_back(setText(*set));
      for (const auto& value : start.values) texts.push_back(value.text);
      starts.push_back(start.trait.text + " of " + join(texts, ", "));
    }
    line("Holders " + join(starts, " or "));
  }
  static std::string setText(const PlanNode& set) {
    if (const auto* named = std::get_if<NamedSet>(&set.op)) return "@" + named->name;
    const auto* local = std::get_if<LocalSet>(&set.op);
    return local != nullptr ? "@" + local->name : "(...)";
  }
  void one(const NamedSet& op) { line("NamedSet @" + op.name); }
  void one(const LocalSet& op) { line("LocalSet @" + op.name); }
  void one(const ReadFile& op) { line("ReadFile " + quoted(op.path)); }
  void one(const Union& op) {
    line("Union");
    for (const auto& part : op.parts) below(part);
  }
  void one(const Minus& op) {
    line("Except");
    below(op.left);
    below(op.right);
  }
  void one(const Intersect& op) {
    line(op.negated ? "Except (not in)" : "Intersect");
    below(op.left);
    below(op.right);
  }
  void one(const Expand& op) {
    line("Expand " + ways(op.hop) + modifiersText(op.modifiers));
    below(op.input);
  }
  void one(const ExpandHops& op) {
    const std::string far = op.hops ? counted(*op.hops, "hop") : std::string("fully");
    line("Expand " + far + " " + op.hop.text + modifiersText(op.modifiers));
    below(op.input);
  }
  void one(const FindPath& op) {
    std::string text = op.by_rarity ? "RarestPath" : "ShortestPath";
    if (op.all) text += op.limit ? " first " + std::to_string(*op.limit) : " all";
    line(text + " within " + counted(op.hops, "hop") + " " + op.hop.text + modifiersText(op.modifiers));
    below(op.from);
    below(op.to);
  }
  void one(const Sharing& op) {
    line((op.other ? "Share other " : "Share ") + traitsText(op) + (op.each_other ? " with each other" : "") +
         modifiersText(op.modifiers));
    below(op.with);
    if (op.subjects) below(op.subjects);
  }
  void one(const Resembling& op) {
    line("Resemble " + op.likeness.text);
    below(op.likeness.with);
    below(op.input);
  }
  void one(const Bursts& op) {
    unary("Bursts of " + op.of->text + " within " + std::to_string(op.gap) + "s" +
              (op.keys.empty() ? "" : " per " + columns(op.keys)),
          op.input);
  }
  void one(const Timeline& op) { unary("Timeline of " + traits(op.of), op.input); }
  void one(const Pivots& op) {
    unary("Pivots " + traits(op.of) + (op.of.empty() ? "" : modifiersText(op.of.front().modifiers)), op.input);
  }
  void one(const BackTo& op) { unary("Back to " + op.name, op.input); }
  void one(const Filter& op) {
    line((op.per_link ? "Filter links " : "Filter ") + op.condition->text);
    below(op.input);
  }
  void one(const Count& op) { unary("Aggregate count", op.input); }
  void one(const CountBy& op) { unary("Aggregate count by " + columns(op.keys), op.input); }
  void one(const TopValues& op) {
    unary("Aggregate top " + std::to_string(op.limit) + " " + columns(op.keys), op.input);
  }
  void one(const TopBy& op) { unary("Limit " + std::to_string(op.limit) + " by " + op.by.value->text, op.input); }
  void one(const Take& op) { unary("Limit " + std::to_string(op.limit), op.input); }
  void one(const Sort& op) {
    std::vector<std::string> texts;
    for (const auto& key : op.keys) texts.push_back(key.value->text + (key.descending ? " desc" : ""));
    unary("Sort " + join(texts, ", "), op.input);
  }
  void one(const Show& op) { unary("Show " + columns(op.columns), op.input); }
  void one(const Per& op) { unary("Aggregate per " + columns(op.keys) + " show " + columns(op.columns), op.input); }
  void one(const TableFilter& op) { unary("Filter " + op.condition->text, op.input); }
  void one(const Cluster& op) {
    const auto& ties = std::get<Sharing>(op.ties->op);
    line("Cluster by " + traitsText(ties) + modifiersText(ties.modifiers));
    below(op.input);
  }
  void tied(const std::string& what, const TiedSet& op) {
    unary(what + " over " + op.hop.text + modifiersText(op.modifiers), op.input);
  }
  void one(const RankBy& op) { tied("Rank by " + op.word, op); }
  void one(const Bridges& op) { tied("Bridges", op); }
  void one(const Cores& op) {
    tied(op.at_least > 0 ? "Cores of at least " + std::to_string(op.at_least) : std::string("Cores"), op);
  }
  void one(const Communities& op) { tied("Communities", op); }
  void one(const Why& op) { unary("Evidence", op.input); }
  void one(const Skipped& op) { unary("Skipped", op.input); }
  void one(const Changes& op) {
    static constexpr const char* kWords[] = {"New", "Gone", "Changes"};
    unary(std::string(kWords[static_cast<std::size_t>(op.kind)]) + " since " + (op.since ? op.since->text : "last run"),
          op.input);
  }
  void one(const Untag& op) { unary("Untag " + op.tag, op.input); }
  void one(const Alert& op) {
    unary("Alert " + op.level + (op.condition ? " when " + op.condition->text : ""), op.input);
  }
  void one(const WriteLink& op) {
    line((op.retract ? "Retract " : "Add ") + op.from.name + " -> " + schema_.relation(op.relation).name + " " +
         op.to.name);
  }
  void one(const AsKnown& op) { unary("As known at " + op.when.text, op.input); }
  void one(const SaveAs& op) { unary("Save as @" + op.set, op.input); }
  void one(const Tag& op) { unary("Tag " + op.tag, op.input); }
  void one(const Note& op) { unary("Note " + quoted(op.text), op.input); }
  void one(const Expect& op) { unary("Expect " + op.condition_text, op.input); }
  void one(const Output& op) { unary("Output as " + op.format + (op.file ? " to " + quoted(*op.file) : ""), op.input); }
  void one(const AsOf& op) { unary("As of " + op.when.text, op.input); }
  void unary(const std::string& text, const PlanPtr& input) {
    line(text);
    below(input);
  }

  const model::Schema& schema_;
  const bool alone_;
  const PlanNode* node_ = nullptr;
  int depth_ = 0;
  std::string out_;
};

}  // namespace

std::string printPlan(const PlanNode& plan, const model::Schema& schema) {
  Printer printer(schema);
  printer.print(plan, 0);
  return printer.take();
}

std::string operatorText(const PlanNode& plan, const model::Schema& schema) {
  Printer printer(schema, true);
  printer.print(plan, 0);
  return printer.take();
}

std::string printPlan(const Prepared& prepared, const model::Schema& schema) {
  std::string out;
  if (!prepared.every_text.empty()) out += "every " + prepared.every_text + '\n';
  for (const auto& statement : prepared.statements) {
    if (!out.empty()) out += '\n';
    if (!statement.text.empty()) out += escapeControls(statement.text) + '\n';
    if (statement.plan) out += printPlan(*statement.plan, schema);
  }
  return out;
}

}  // namespace clew::planner
