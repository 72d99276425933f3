#include "model/noise.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "clew_embedded/model_data.h"
#include "common/format.h"
#include "common/json.h"
#include "common/text.h"
#include "model/set_name.h"

namespace clew::model {
namespace {

/// Stands in a case's own rows for "not those that ship".
constexpr std::string_view kInPlace = "=";

Block cut(const Block& block, int prefix) {
  Block out;
  out.prefix = prefix;
  out.base.v6 = block.base.v6;
  for (int bit = 0; bit < prefix; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (static_cast<unsigned>(bit) % 8));
    out.base.bytes[bit / 8] = static_cast<std::uint8_t>(out.base.bytes[bit / 8] | (block.base.bytes[bit / 8] & mask));
  }
  return out;
}

std::optional<Block> blockOf(std::string_view text) {
  if (const auto address = parseAddress(text)) return Block{*address, address->v6 ? 128 : 32};
  if (text.find('/') == text.npos) return std::nullopt;
  const auto block = parseBlock(text);
  return block ? std::optional(*block) : std::nullopt;
}

}  // namespace

bool NoiseList::isBelow(const Names& names, std::string_view host) {
  for (;;) {
    if (names.contains(host)) return true;
    const std::size_t dot = host.find('.');
    if (dot == host.npos) return false;
    host.remove_prefix(dot + 1);
  }
}

bool NoiseList::holdsBlock(const Block& block) const {
  return std::any_of(lengths_.begin(), lengths_.end(), [&](const std::pair<bool, int>& length) {
    return length.first == block.base.v6 && length.second <= block.prefix &&
           blocks_.contains(cut(block, length.second));
  });
}

bool NoiseList::holdsMailbox(std::string_view name) const {
  const std::size_t at = name.rfind('@');
  return at != name.npos && isBelow(mail_hosts_, name.substr(at + 1));
}

Result<void> NoiseList::add(const Schema& schema, std::string_view entry) {
  const TypeId host = schema.known().host;
  const auto none = [&] {
    return Error(ErrorCode::kInvalidValue,
                 format("{} is no address, block, host, mailbox or other value", quoted(entry)));
  };
  const std::string_view before_slash = entry.substr(0, entry.find('/'));
  if (const auto block = blockOf(entry)) {
    blocks_.insert(*block);
    lengths_.insert({block->base.v6, block->prefix});
  } else if (parseAddress(before_slash)) {
    return Error(ErrorCode::kInvalidValue,
                 format("{} is no block: {}", quoted(entry), parseBlock(entry).error().message));
  } else if (entry.starts_with('@') || entry.starts_with('=')) {
    const auto name = canonical(schema, host, entry.substr(1));
    if (!name) return none();
    if (entry[0] == '@')
      mail_hosts_.insert(name->name);
    else
      whole_.push_back(*name);
  } else {
    const std::string_view bare = entry.starts_with('.') ? entry.substr(1) : entry;
    auto node = classify(schema, bare);
    // a name that looks like a file's is a host here
    if (!node && bare.find_first_of("@/: ") == bare.npos) {
      if (auto name = canonical(schema, host, bare)) node = std::move(*name);
    }
    if (!node) return none();
    if (schema.isA(node->type, host))
      hosts_.insert(node->name);
    else
      whole_.push_back(std::move(*node));
  }
  ++size_;
  return {};
}

std::string_view NoiseLists::shippedText() {
  return model_data::kNoiseText;
}

Result<NoiseLists> NoiseLists::make(const Schema& schema, std::string_view own) {
  NoiseLists out;
  if (auto read = out.read(schema, shippedText(), "the noise lists that ship"); !read) return read.error();
  if (auto read = out.read(schema, own, "the noise lists of the case"); !read) return read.error();
  return out;
}

Result<void> NoiseLists::read(const Schema& schema, std::string_view text, std::string_view what) {
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty() || line[0] == '#') continue;
    const std::size_t tab = line.find('\t');
    const auto wrong = [&](std::string_view reason) {
      return Error(ErrorCode::kInvalidValue, format("{}, line {}: {}", what, number, reason));
    };
    if (tab == line.npos) return wrong("a row is list TAB entry");
    const std::string_view entry = trim(line.substr(tab + 1));
    NoiseList& list = lists_[std::string(line.substr(0, tab))];
    if (entry == kInPlace) {
      list = {};
      continue;
    }
    if (auto added = list.add(schema, entry); !added) return wrong(added.error().message);
  }
  return {};
}

const NoiseList* NoiseLists::find(std::string_view name) const {
  const auto found = lists_.find(name);
  return found == lists_.end() ? nullptr : &found->second;
}

namespace {

Result<NoiseFile> readWarningList(const Schema& schema, const Json& list) {
  const Json* entries = member(list, "list");
  if (entries == nullptr || !entries->is_array())
    return Error(ErrorCode::kInvalidValue, "a warning list has its entries under `list`, and here is none");
  const std::string type = textOf(list, "type");
  NoiseFile out;
  for (const Json& one : *entries) {
    std::string text = textOf(one);
    if (type == "regex") {
      out.refused.push_back(quoted(text) + ": a regular expression is no entry");
      continue;
    }
    // a row of the lists is a line, and what stands before its tab is the list
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
      out.refused.push_back(quoted(text) + " has a control character in it");
      continue;
    }
    NoiseList tried;
    if (type == "string") {
      const auto node = classify(schema, text);
      const bool host = node ? schema.isA(node->type, schema.known().host) || node->type == schema.known().file
                             : canonical(schema, schema.known().host, text).ok();
      if (host && canonical(schema, schema.known().host, text)) text = "=" + text;
    }
    if (const auto added = tried.add(schema, text); !added)
      out.refused.push_back(added.error().message);
    else
      out.entries.push_back(std::move(text));
  }
  return out;
}

}  // namespace

Result<NoiseFile> readNoiseFile(const Schema& schema, std::string_view text) {
  if (trim(text).starts_with('{')) {
    const auto json = parseJson(text);
    if (!json) return json.error();
    return readWarningList(schema, *json);
  }
  NoiseFile out;
  for (std::string_view line : split(text, '\n')) {
    if (const std::size_t comment = line.find('#'); comment == 0 || (comment != line.npos && line[comment - 1] <= ' '))
      line = line.substr(0, comment);
    line = trim(line);
    if (line.empty()) continue;
    NoiseList tried;
    if (const auto added = tried.add(schema, line); !added)
      out.refused.push_back(added.error().message);
    else
      out.entries.emplace_back(line);
  }
  return out;
}

Result<std::string> withNoise(std::string_view own, std::string_view name, NoiseChange change,
                              const std::vector<std::string>& entries) {
  if (!isSetName(name) || contains(name, "/")) {
    return Error(ErrorCode::kInvalidValue,
                 quoted(name) + " is no name of a list: letters, digits and `_`, with single `-` between");
  }
  // `=` is sorted to the front of its list, whatever an entry begins with
  std::set<std::tuple<std::string, bool, std::string>> rows;
  for (const std::string_view line : split(own, '\n')) {
    const std::size_t tab = line.find('\t');
    if (tab == line.npos) continue;
    const std::string_view list = line.substr(0, tab);
    if (list == name && change != NoiseChange::kExtend) continue;
    rows.insert({std::string(list), line.substr(tab + 1) != kInPlace, std::string(line.substr(tab + 1))});
  }
  if (change == NoiseChange::kReplace) rows.insert({std::string(name), false, std::string(kInPlace)});
  if (change != NoiseChange::kForget) {
    for (const std::string& entry : entries) rows.insert({std::string(name), true, entry});
  }
  std::string out;
  for (const auto& [list, is_entry, entry] : rows) out += list + '\t' + entry + '\n';
  return out;
}

}  // namespace clew::model
