#include "engine/sql.h"

#include <memory>

#include "engine/sql_links.h"
#include "engine/sql_nodes.h"

namespace clew::engine {
namespace {

using graph::NodeId;
using storage::SqlRows;
using storage::SqlValue;

/// What the three tables here share: columns and ways are data.
class PlainTable : public storage::SqlTable {
 public:
  std::string_view name() const override { return name_; }
  const std::vector<storage::SqlColumn>& columns() const override { return columns_; }
  const std::vector<std::size_t>& identity() const override { return identity_; }
  const std::vector<storage::SqlAccess>& accesses() const override { return accesses_; }

 protected:
  PlainTable(std::string_view name, std::vector<storage::SqlColumn> columns, std::vector<std::size_t> identity,
             std::vector<storage::SqlAccess> accesses)
      : name_(name), columns_(std::move(columns)), identity_(std::move(identity)), accesses_(std::move(accesses)) {}
  SqlWanted wanted(std::size_t access, const std::vector<SqlValue>& values) const {
    return {accesses_[access], values};
  }

 private:
  std::string_view name_;
  std::vector<storage::SqlColumn> columns_;
  std::vector<std::size_t> identity_;
  std::vector<storage::SqlAccess> accesses_;
};

// ---- node

enum NodeColumn : std::size_t { kType, kName, kDisplay };

SqlValue nodeValue(const graph::GraphView& view, NodeId node, std::size_t column) {
  if (column == kType) return view.schema().type(view.typeOf(node)).name;
  if (column == kName) return std::string(view.nameOf(node));
  return textOrNull(view.displayOf(node));
}

class NodeRows final : public SqlRows {
 public:
  NodeRows(const graph::GraphView& view, std::vector<NodeId> nodes) : view_(view), nodes_(std::move(nodes)) {}
  Result<bool> next() override { return next_++ < nodes_.size(); }
  Result<SqlValue> at(std::size_t column) const override { return nodeValue(view_, nodes_[next_ - 1], column); }

 private:
  const graph::GraphView& view_;
  std::vector<NodeId> nodes_;
  std::size_t next_ = 0;
};

class NodeTable final : public PlainTable {
 public:
  explicit NodeTable(const graph::GraphView& view)
      : PlainTable("node", {{"type"}, {"name"}, {"display"}}, {kType, kName},
                   {{{kName, kType}, 1},
                    {{kName}, 2},
                    {{kType}, 1'000 + view.nodeCount() / 4.0},
                    {{}, 4'000.0 + view.nodeCount()}}),
        view_(view) {}

  Result<std::unique_ptr<SqlRows>> open(std::size_t access, const std::vector<SqlValue>& values) const override {
    const SqlWanted given = wanted(access, values);
    return std::unique_ptr<SqlRows>(new NodeRows(view_, nodesFor(view_, given.text(kType), given.text(kName))));
  }

 private:
  const graph::GraphView& view_;
};

// ---- property

enum PropertyColumn : std::size_t { kProperty = 2, kValue, kSeen };

class PropertyRows final : public SqlRows {
 public:
  PropertyRows(const graph::GraphView& view, const CancelToken* cancel, std::vector<NodeId> nodes,
               std::vector<model::PropertyId> properties)
      : view_(view), cancel_(cancel), nodes_(std::move(nodes)), properties_(std::move(properties)) {}

  Result<bool> next() override {
    ++at_;
    while (at_ >= values_.size()) {
      if (property_ == properties_.size()) {
        property_ = 0;
        ++node_;
      }
      if (node_ >= nodes_.size() || properties_.empty()) return false;
      if (cancel_ != nullptr && ++steps_ % kSqlRowsBetweenLooks == 0) {
        if (auto state = cancel_->check(); !state) return state.error();
      }
      at_ = 0;
      const model::PropertyId property = properties_[property_++];
      values_.clear();
      if (view_.schema().property(property).subjects[view_.typeOf(nodes_[node_])])
        values_ = view_.properties(nodes_[node_], property);
    }
    return true;
  }

  Result<SqlValue> at(std::size_t column) const override {
    if (column < kProperty) return nodeValue(view_, nodes_[node_], column);
    if (column == kProperty) return SqlValue(view_.schema().property(properties_[property_ - 1]).name);
    if (column == kValue) return SqlValue(std::string(values_[at_].text));
    return seenValue(view_, values_[at_].seen, column - kSeen);
  }

 private:
  const graph::GraphView& view_;
  const CancelToken* cancel_;
  std::vector<NodeId> nodes_;
  std::vector<model::PropertyId> properties_;
  std::vector<graph::PropertyValue> values_;
  std::size_t node_ = 0;
  std::size_t property_ = 0;
  std::size_t at_ = static_cast<std::size_t>(-1);
  std::uint64_t steps_ = 0;
};

std::vector<storage::SqlColumn> propertyColumns() {
  std::vector<storage::SqlColumn> columns = {{"type"}, {"name"}, {"property"}, {"value"}};
  columns.insert(columns.end(), seenColumns().begin(), seenColumns().end());
  return columns;
}

std::vector<std::size_t> allOf(const std::vector<storage::SqlColumn>& columns) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < columns.size(); ++i) out.push_back(i);
  return out;
}

class PropertyTable final : public PlainTable {
 public:
  PropertyTable(const graph::GraphView& view, const CancelToken* cancel)
      : PlainTable("property", propertyColumns(), allOf(propertyColumns()),
                   {{{kName, kType, kProperty}, 1},
                    {{kName, kProperty}, 2},
                    {{kName, kType}, 8},
                    {{kName}, 9},
                    {{kType, kProperty}, 1'000 + view.nodeCount() / 4.0},
                    {{kProperty}, 2'000 + view.nodeCount() / 2.0},
                    {{kType}, 4'000.0 + view.nodeCount()},
                    {{}, 16'000 + 4.0 * view.nodeCount()}}),
        view_(view),
        cancel_(cancel) {}

  Result<std::unique_ptr<SqlRows>> open(std::size_t access, const std::vector<SqlValue>& values) const override {
    const SqlWanted given = wanted(access, values);
    std::vector<model::PropertyId> properties;
    const auto& known = view_.schema().properties();
    for (std::size_t id = 0; id < known.size(); ++id) {
      if (!known[id].computed && known[id].name == given.text(kProperty).value_or(known[id].name))
        properties.push_back(static_cast<model::PropertyId>(id));
    }
    return std::unique_ptr<SqlRows>(
        new PropertyRows(view_, cancel_, nodesFor(view_, given.text(kType), given.text(kName)), std::move(properties)));
  }

 private:
  const graph::GraphView& view_;
  const CancelToken* cancel_;
};

// ---- lookup

enum LookupColumn : std::size_t {
  kId,
  kSource,
  kKind,
  kSubject,
  kOutcome,
  kFetched,
  kLearnt,
  kOrigin,
  kPart,
  kFirstLine,
  kSha256,
  kRaw,
};

std::string outcomeName(model::Outcome outcome) {
  switch (outcome) {
    case model::Outcome::kFound:
      return "found";
    case model::Outcome::kNone:
      return "none";
    case model::Outcome::kRefused:
      return "refused";
    case model::Outcome::kPartial:
      break;
  }
  return "partial";
}

class LookupRows final : public SqlRows {
 public:
  LookupRows(const storage::Store& store, storage::LookupId first, storage::LookupId last)
      : store_(store), next_(first), last_(last) {}

  Result<bool> next() override {
    while (next_ <= last_ && next_ != 0) {
      auto found = store_.lookup(next_++, false);
      if (!found) return found.error();
      if (!found.value()) continue;
      info_ = std::move(*found.value());
      return true;
    }
    return false;
  }

  Result<SqlValue> at(std::size_t column) const override {
    const model::Lookup& lookup = info_.lookup;
    switch (column) {
      case kId:
        return SqlValue(std::int64_t{info_.id});
      case kSource:
        return SqlValue(lookup.provider);
      case kKind:
        return SqlValue(lookup.kind);
      case kSubject:
        return textOrNull(lookup.subject);
      case kOutcome:
        return SqlValue(outcomeName(lookup.outcome));
      case kFetched:
        return timeOrNull(lookup.fetched);
      case kLearnt:
        return timeOrNull(info_.learnt);
      case kOrigin:
        return textOrNull(lookup.from);
      case kPart:
        return SqlValue(std::int64_t{lookup.part});
      case kFirstLine:
        return lookup.first_line == 0 ? SqlValue() : SqlValue(std::int64_t{lookup.first_line});
      case kSha256:
        return textOrNull(lookup.sha256);
      default:
        break;
    }
    auto whole = store_.lookup(info_.id, true);  // unpacked only where it is asked for
    if (!whole) return whole.error();
    return whole.value() ? textOrNull(whole.value()->lookup.raw) : SqlValue();
  }

 private:
  const storage::Store& store_;
  storage::LookupId next_;
  storage::LookupId last_;
  storage::LookupInfo info_;
};

class LookupTable final : public PlainTable {
 public:
  LookupTable(const storage::Store& store, std::uint64_t lookups)
      : PlainTable("lookup",
                   {{"id", true},
                    {"source"},
                    {"kind"},
                    {"subject"},
                    {"outcome"},
                    {"fetched"},
                    {"learnt"},
                    {"origin"},
                    {"part", true},
                    {"first_line", true},
                    {"sha256"},
                    {"raw"}},
                   {kId}, {{{kId}, 1}, {{}, 1'000 + static_cast<double>(lookups)}}),
        store_(store),
        last_(static_cast<storage::LookupId>(std::min<std::uint64_t>(lookups, UINT32_MAX - 1))) {}

  Result<std::unique_ptr<SqlRows>> open(std::size_t access, const std::vector<SqlValue>& values) const override {
    const auto id = wanted(access, values).number(kId);
    if (!id) return std::unique_ptr<SqlRows>(new LookupRows(store_, 1, last_));
    const bool exists = *id >= 1 && *id <= std::int64_t{last_};
    const auto only = static_cast<storage::LookupId>(exists ? *id : 1);
    return std::unique_ptr<SqlRows>(new LookupRows(store_, only, exists ? only : 0));
  }

 private:
  const storage::Store& store_;
  storage::LookupId last_;
};

}  // namespace

Result<void> runSql(Case& owner, std::string_view text, const storage::SqlOptions& options,
                    const std::function<bool(const storage::SqlAnswer&)>& each) {
  auto view = owner.view();
  if (!view) return view.error();
  auto stats = owner.store().stats();
  if (!stats) return stats.error();
  const graph::GraphView& graph = *view.value();
  const NodeTable nodes(graph);
  const auto links = linkTable(graph, options.cancel);
  const auto observations = observationTable(graph, options.cancel);
  const PropertyTable properties(graph, options.cancel);
  const LookupTable lookups(owner.store(), stats->lookups);
  return storage::runSql({&nodes, links.get(), observations.get(), &properties, &lookups}, text, options, each);
}

}  // namespace clew::engine
