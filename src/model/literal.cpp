#include "model/literal.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "common/format.h"
#include "common/text.h"
#include "model/canonical_forms.h"
#include "model/canonical_internal.h"

namespace clew::model {
namespace {

constexpr std::size_t kShortestPrefix = 6;

struct HashKind {
  std::string_view name;
  std::size_t digits;
};
constexpr HashKind kHashKinds[] = {{"md5", 32}, {"sha1", 40}, {"sha256", 64}, {"sha384", 96}, {"sha512", 128}};

/// How many hex digits a hash of that kind has; empty when it is no kind of hash.
std::optional<std::size_t> digitsOf(std::string_view kind) {
  for (const HashKind& row : kHashKinds) {
    if (row.name == kind) return row.digits;
  }
  return std::nullopt;
}

/// The hash that `text` ("sha256:9f86d0" or bare digits) begins, where it is cut short: the name's beginning in `type`.
std::optional<NodeName> shortHash(const TypeDef& def, TypeId type, std::string_view text) {
  if (def.form != Form::kHash && def.form != Form::kCert && def.form != Form::kHashed) return std::nullopt;
  std::string kind;
  std::string_view digits = trim(text);
  if (const auto parts = splitOnce(digits, ":")) {
    kind = toLower(parts->first);
    digits = parts->second;
  }
  if (digits.size() < kShortestPrefix || !allHex(digits)) return std::nullopt;
  if (kind.empty()) {
    // Without its kind only a name that is bare itself has this beginning.
    const bool whole = std::any_of(std::begin(kHashKinds), std::end(kHashKinds),
                                   [&](const HashKind& row) { return row.digits == digits.size(); });
    if (def.form != Form::kHash || whole || digits.size() > 128) return std::nullopt;
    return NodeName{type, toLower(digits), {}};
  }
  const auto whole = digitsOf(kind);
  if (!whole || digits.size() >= *whole) return std::nullopt;
  return NodeName{type, (def.form == Form::kHash ? "" : kind + ":") + toLower(digits), {}};
}

/// Every type of which the text can be a name, in the order of the table, files and certificates first.
std::vector<LiteralMeaning> hashMeanings(const Schema& schema, std::string_view text, bool may_be_short) {
  std::vector<LiteralMeaning> meanings;
  const auto add = [&](TypeId type) {
    Result<LiteralMeaning> meaning = meaningAs(schema, type, text);
    if (meaning && (may_be_short || !meaning->prefix)) meanings.push_back(std::move(*meaning));
  };
  add(schema.known().file);
  add(schema.known().cert);
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    if (schema.types()[id].form == Form::kHashed) add(static_cast<TypeId>(id));
  }
  return meanings;
}

}  // namespace

Result<LiteralMeaning> meaningAs(const Schema& schema, TypeId type, std::string_view text) {
  if (auto node = shortHash(schema.type(type), type, text)) return LiteralMeaning{std::move(*node), true};
  Result<NodeName> node = canonical(schema, type, text);
  if (!node) return node.error();
  return LiteralMeaning{std::move(*node), false};
}

Result<std::vector<LiteralMeaning>> meaningsOf(const Schema& schema, LiteralClass literal, std::string_view text) {
  const Schema::Known& known = schema.known();
  const auto one = [&](TypeId type) -> Result<std::vector<LiteralMeaning>> {
    Result<NodeName> node = canonical(schema, type, text);
    if (!node) return node.error();
    return std::vector<LiteralMeaning>{{std::move(*node), false}};
  };
  switch (literal) {
    case LiteralClass::kName:
      return one(known.host);
    case LiteralClass::kAddress:
      return one(known.ip);
    case LiteralClass::kService:
      return one(known.service);
    case LiteralClass::kEmail:
      return one(known.email);
    case LiteralClass::kUrl:
      return one(known.url);
    case LiteralClass::kAsn:
      return one(known.asn);
    case LiteralClass::kBlock: {
      const Result<Block> block = parseBlock(text);
      if (!block) return block.error();
      return std::vector<LiteralMeaning>{{NodeName{known.net, blockText(*block), {}}, false}};
    }
    case LiteralClass::kHash:
      break;
    case LiteralClass::kTagged:
      break;
  }
  std::vector<LiteralMeaning> meanings = hashMeanings(schema, text, literal == LiteralClass::kTagged);
  if (meanings.empty()) {
    return invalid(text, literal == LiteralClass::kHash ? "hash" : "value",
                   "it is neither a file, a certificate nor a fingerprint");
  }
  return meanings;
}

}  // namespace clew::model
