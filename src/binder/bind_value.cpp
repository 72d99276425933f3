#include <algorithm>

#include "binder/binder.h"
#include "common/text.h"
#include "model/dates.h"

namespace clew::binder {
namespace {

using model::Form;
using model::NodeName;
using syntax::Literal;
using syntax::LiteralKind;

/// The types that a literal of this kind may name when nothing else says its type.
std::vector<model::TypeId> typesOf(const model::Schema& schema, const Literal& literal) {
  const auto& known = schema.known();
  const auto named = [&](std::string_view word) {
    std::vector<model::TypeId> out;
    if (const auto type = schema.typeNamed(word)) out.push_back(*type);
    return out;
  };
  switch (literal.kind) {
    case LiteralKind::kName:
      return {known.host};
    case LiteralKind::kIp:
      return {known.ip};
    case LiteralKind::kCidr:
      return {known.net};
    case LiteralKind::kService:
      return {known.service};
    case LiteralKind::kEmail:
      return {known.email};
    case LiteralKind::kUrl:
      return {known.url};
    case LiteralKind::kAsn:
      return {known.asn};
    case LiteralKind::kHash: {
      std::vector<model::TypeId> out{known.file, known.cert};
      for (const auto* word : {"body", "headers", "key", "banner"})
        for (const auto type : named(word)) out.push_back(type);
      return out;
    }
    case LiteralKind::kTagged: {
      const auto by_tag = named(literal.tag);
      if (!by_tag.empty()) return by_tag;
      if (literal.tag == "mmh3") return named("favicon");
      if (literal.tag == "sha256" || literal.tag == "sha1" || literal.tag == "md5" || literal.tag == "sha512")
        return {known.cert, known.file};
      return named("tracker");
    }
    default:
      return {};
  }
}

}  // namespace

std::vector<NodeName> Binder::literalNodes(const Literal& literal) {
  if (literal.kind == LiteralKind::kString) {
    if (auto node = model::classify(schema_, literal.value)) return {*node};
    diagnostics_.report(Error(ErrorCode::kUnknownName, "say what " + quoted(literal.value) + " is")
                            .withId("E208")
                            .at(literal.span)
                            .withNote("a text is a value of many types: `org`, `person`, `registrar`, `banner` ...")
                            .withFix(literal.span, "org " + literal.text));
    return {};
  }
  std::vector<NodeName> out;
  std::optional<Error> first_error;
  for (const auto type : typesOf(schema_, literal)) {
    const std::string text = literal.kind == LiteralKind::kTagged ? literal.tag + ":" + literal.value : literal.value;
    auto node = model::canonical(schema_, type, text);
    if (!node) {
      if (!first_error) first_error = node.error();
      continue;
    }
    // the form without a scheme stands for both; what the graph holds is meant
    if (literal.kind == LiteralKind::kUrl && !contains(text, "://") && node->name.starts_with("http://"))
      out.push_back({node->type, "https://" + node->name.substr(7), {}});
    out.push_back(std::move(*node));
  }
  if (out.empty()) {
    Error error = first_error.value_or(Error(ErrorCode::kInvalidValue, quoted(literal.text) + " names no node"));
    diagnostics_.report(std::move(error.withId(error.id.empty() ? "E113" : error.id).at(literal.span)));
  }
  return out;
}

namespace {

bool isRoutingWord(std::string_view word) {
  for (const char* one : {"private", "reserved", "internal", "local", "loopback", "bogon", "public", "routable"})
    if (equalsIgnoreCase(word, one)) return true;
  return false;
}

}  // namespace

std::optional<BoundValue> Binder::variable(const syntax::VarRef& ref) {
  const auto found = names_.scalars.find(ref.name);
  if (found == names_.scalars.end()) {
    std::vector<std::string> names;
    for (const auto& [name, scalar] : names_.scalars) names.push_back(name);
    Error error(ErrorCode::kUnknownName, "no value `$" + ref.name + "` was made above this line");
    error.withId("E209").at(ref.span);
    if (const auto near = closest(ref.name, names))
      error.withHint("did you mean '$" + *near + "'?").withFix(ref.span, "$" + *near);
    else
      error.withNote("a line above makes it: `param $" + ref.name + ": duration = 7d` or `let $" + ref.name + " = 7d`");
    diagnostics_.report(std::move(error));
    return std::nullopt;
  }
  return BoundValue{ParamRef{found->second.index}, "$" + ref.name};
}

/// An address where nodes are called by free text, `registrar in 10.0.0.0/8`: a slip, although any text may be a name.
bool Binder::refusesAddress(const Literal& literal, const BoundTrait& left) {
  const bool address = literal.kind == LiteralKind::kIp || literal.kind == LiteralKind::kCidr;
  if (!address || left.end_types.none()) return false;
  for (std::size_t id = 0; id < schema_.types().size(); ++id) {
    if (!left.end_types[id]) continue;
    const Form form = schema_.types()[id].form;
    if (form != Form::kFolded && form != Form::kExact) return false;
  }
  const char* what = literal.kind == LiteralKind::kIp ? " is an address" : " is a block of addresses";
  diagnostics_.report(Error(ErrorCode::kType, quoted(left.text) + " leads to " + typesText(left.end_types) + ", and " +
                                                  quoted(literal.text) + what)
                          .withId("E310")
                          .at(literal.span)
                          .withNote("a name that looks so is put in quotes: \"" + literal.value + "\""));
  return true;
}

std::optional<BoundValue> Binder::nodeValue(const Literal& literal, const BoundTrait& left) {
  BoundValue out;
  out.text = literal.text;
  const auto& known = schema_.known();
  if (literal.kind == LiteralKind::kCidr && left.end_types[known.ip] && !left.end_types[known.net]) {
    auto block = model::parseBlock(literal.value);
    if (!block) {
      diagnostics_.report(block.error().withId("E113").at(literal.span));
      return std::nullopt;
    }
    out.value = *block;
    return out;
  }
  if (refusesAddress(literal, left)) return std::nullopt;
  std::vector<NodeName> candidates;
  std::optional<Error> first_error;
  const auto by_kind = typesOf(schema_, literal);
  for (std::size_t id = 0; id < schema_.types().size(); ++id) {
    if (!left.end_types[id]) continue;
    const auto type = static_cast<model::TypeId>(id);
    const auto stored = schema_.storedType(type);
    if (stored != type && left.end_types[stored]) continue;
    if (!by_kind.empty() && std::find(by_kind.begin(), by_kind.end(), stored) == by_kind.end() &&
        schema_.type(type).form != Form::kFolded && schema_.type(type).form != Form::kExact)
      continue;
    const std::string text = literal.kind == LiteralKind::kTagged ? literal.tag + ":" + literal.value : literal.value;
    auto node = model::canonical(schema_, stored, text);
    if (!node) {
      if (!first_error) first_error = node.error();
      continue;
    }
    if (literal.kind == LiteralKind::kUrl && !contains(text, "://") && node->name.starts_with("http://"))
      candidates.push_back({node->type, "https://" + node->name.substr(7), {}});
    candidates.push_back(std::move(*node));
  }
  if (candidates.empty()) {
    Error error = first_error ? *first_error
                              : Error(ErrorCode::kType, quoted(left.text) + " leads to " + typesText(left.end_types) +
                                                            ", and " + quoted(literal.text) + " is none");
    if (left.end_types[known.ip] && literal.kind == LiteralKind::kWord && isRoutingWord(literal.value))
      error.withNote("addresses that are not routed, private ones among them: `in @noise/reserved`");
    const std::string folded = toLower(literal.value);
    if (contains(folded, "redact") || contains(folded, "privacy") || contains(folded, "withheld"))
      error.withHint(left.text + " is redacted");
    diagnostics_.report(std::move(error.withId("E310").at(literal.span)));
    return std::nullopt;
  }
  out.value = std::move(candidates);
  return out;
}

std::optional<BoundValue> Binder::constant(const syntax::Value& value) {
  return scalarValue(value, ColumnType::kAny, value.span);
}

std::optional<BoundValue> Binder::scalarValue(const syntax::Value& value, ColumnType type, SourceSpan span) {
  BoundValue out;
  const auto wrong = [&](std::string_view what) -> std::optional<BoundValue> {
    diagnostics_.report(Error(ErrorCode::kType, std::string(what)).withId("E303").at(span));
    return std::nullopt;
  };
  if (const auto* var = std::get_if<syntax::VarRef>(&value.node)) return variable(*var);
  if (const auto* number = std::get_if<syntax::Number>(&value.node)) {
    if (isDated(type)) {
      const auto* whole = std::get_if<std::int64_t>(&number->value);
      if (whole != nullptr && *whole >= 1000 && *whole <= 9999) {
        auto year = model::readDate(std::to_string(*whole) + "-01-01");
        auto end = model::readDate(std::to_string(*whole) + "-12-31");
        if (year && end)
          return BoundValue{BoundTime{Interval{year->first, end->last}, std::to_string(*whole)},
                            std::to_string(*whole)};
      }
      return wrong("a date must stand here, and this is a number");
    }
    if (const auto* whole = std::get_if<std::int64_t>(&number->value))
      return BoundValue{*whole, std::to_string(*whole)};
    return BoundValue{std::get<double>(number->value), realText(std::get<double>(number->value))};
  }
  if (const auto* percent = std::get_if<syntax::Percent>(&value.node))
    return BoundValue{Share{percent->value}, realText(percent->value * 100) + "%"};
  if (const auto* duration = std::get_if<syntax::Duration>(&value.node)) return durationValue(*duration);
  if (const auto* date = std::get_if<syntax::Date>(&value.node))
    return BoundValue{BoundTime{date->interval, date->text}, date->text};
  if (std::get_if<syntax::SetRef>(&value.node) != nullptr)
    return wrong("a set stands where a value must: ask `in @set`");
  const auto& literal = std::get<Literal>(value.node);
  out.text = literal.text;
  if (type == ColumnType::kBool && (literal.value == "true" || literal.value == "false")) {
    out.value = literal.value == "true";
    return out;
  }
  if (isDated(type)) {
    if (auto word = timeNamed(literal.value)) return BoundValue{std::move(*word), literal.value};
    const auto interval = model::readDate(literal.value);
    if (!interval) return wrong(quoted(literal.value) + " is no date: write 2022-09-29");
    out.value = BoundTime{*interval, literal.value};
    return out;
  }
  if (type == ColumnType::kInteger || type == ColumnType::kReal) {
    if (const auto whole = parseInteger<std::int64_t>(literal.value)) return BoundValue{*whole, literal.value};
    return wrong(quoted(literal.value) + " is no number");
  }
  if (literal.kind == LiteralKind::kCidr) {
    if (auto block = model::parseBlock(literal.value)) {
      out.value = *block;
      return out;
    }
  }
  std::string text = literal.value;
  if (literal.kind == LiteralKind::kSuffix && !text.empty() && text.front() == '.') text.erase(0, 1);
  out.value = std::move(text);
  return out;
}

std::optional<BoundValue> Binder::value(const syntax::Value& value, const BoundExpr& left) {
  const auto* trait = std::get_if<BoundTrait>(&left.node);
  const bool nodes = trait != nullptr && trait->end == BoundTrait::End::kNodes;
  if (nodes) {
    if (const auto* literal = std::get_if<Literal>(&value.node)) return nodeValue(*literal, *trait);
    if (const auto* number = std::get_if<syntax::Number>(&value.node)) {
      Literal literal;
      literal.kind = LiteralKind::kWord;
      literal.text = literal.value = std::to_string(static_cast<std::int64_t>(number->real()));
      literal.span = value.span;
      return nodeValue(literal, *trait);
    }
    if (std::get_if<syntax::VarRef>(&value.node) == nullptr) {
      diagnostics_.report(Error(ErrorCode::kType, quoted(trait->text) + " leads to " + typesText(trait->end_types) +
                                                      ", and this is no such value")
                              .withId("E310")
                              .at(value.span));
      return std::nullopt;
    }
  }
  return scalarValue(value, left.type, value.span);
}

}  // namespace clew::binder
