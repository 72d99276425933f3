#include "model/redaction.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "clew_embedded/model_data.h"
#include "common/format.h"
#include "common/text.h"
#include "model/canonical.h"

namespace clew::model {
namespace {

using ByText = std::unordered_map<std::string, Withheld, TextHash, std::equal_to<>>;

std::optional<Withheld> withheldOf(std::string_view word) {
  struct Row {
    std::string_view word;
    Withheld value;
  };
  static constexpr Row kRows[] = {{"redacted", Withheld::kRedacted},
                                  {"proxy", Withheld::kProxy},
                                  {"instruction", Withheld::kInstruction},
                                  {"empty", Withheld::kEmpty},
                                  {"role", Withheld::kRole}};
  for (const Row& row : kRows) {
    if (row.word == word) return row.value;
  }
  return std::nullopt;
}

}  // namespace

struct RedactionList::Impl {
  ByText exact;
  ByText domains;
  ByText locals;
  std::vector<std::pair<std::string, Withheld>> prefixes;
  std::vector<std::pair<std::string, Withheld>> parts;

  std::optional<Withheld> ofMailbox(std::string_view local, std::string_view domain) const {
    for (std::string_view name = domain;;) {
      if (const auto found = domains.find(name); found != domains.end()) return found->second;
      const std::size_t dot = name.find('.');
      if (dot == std::string_view::npos) break;
      name.remove_prefix(dot + 1);
    }
    const auto found = locals.find(local);
    return found == locals.end() ? std::nullopt : std::optional(found->second);
  }
};

RedactionList::RedactionList(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RedactionList::~RedactionList() = default;

std::string_view RedactionList::shippedText() {
  return model_data::kRedactionText;
}

const RedactionList& RedactionList::shipped() {
  static const std::unique_ptr<RedactionList> list = [] {
    Result<std::unique_ptr<RedactionList>> read = fromText(shippedText());
    assert(read.ok());
    return std::move(*read);
  }();
  return *list;
}

Result<std::unique_ptr<RedactionList>> RedactionList::fromText(std::string_view text) {
  auto impl = std::make_unique<Impl>();
  std::size_t number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    const auto wrong = [&](std::string_view reason) {
      return Error(ErrorCode::kInvalidValue, format("the redaction list, line {}: {}", number, reason));
    };
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty() || line[0] == '#') continue;
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() < 3) return wrong("a row is match TAB value TAB class");
    const auto withheld = withheldOf(trim(fields[2]));
    if (!withheld)
      return wrong(format("there is no class {}: redacted, proxy, instruction, empty or role", quoted(fields[2])));
    std::string value = foldName(fields[1]);
    if (value.empty()) return wrong("the value is empty");
    const std::string_view match = trim(fields[0]);
    if (match == "exact")
      impl->exact.emplace(std::move(value), *withheld);
    else if (match == "prefix")
      impl->prefixes.emplace_back(std::move(value), *withheld);
    else if (match == "contains")
      impl->parts.emplace_back(std::move(value), *withheld);
    else if (match == "email-domain")
      impl->domains.emplace(std::move(value), *withheld);
    else if (match == "email-local")
      impl->locals.emplace(std::move(value), *withheld);
    else
      return wrong(format("there is no match {}: exact, prefix, contains, email-domain or email-local", quoted(match)));
  }
  return std::unique_ptr<RedactionList>(new RedactionList(std::move(impl)));
}

Withheld RedactionList::classify(std::string_view value) const {
  // A text of megabytes is no placeholder; the beginning decides.
  const std::string text = foldName(value.substr(0, 4096));
  if (text.empty()) return Withheld::kEmpty;
  if (const auto found = impl_->exact.find(text); found != impl_->exact.end()) return found->second;
  for (const auto& [prefix, withheld] : impl_->prefixes) {
    if (text.starts_with(prefix)) return withheld;
  }
  for (const auto& [part, withheld] : impl_->parts) {
    if (text.find(part) != std::string::npos) return withheld;
  }
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || text.find(' ') != std::string::npos) return Withheld::kNo;
  return impl_->ofMailbox(std::string_view(text).substr(0, at), std::string_view(text).substr(at + 1))
      .value_or(Withheld::kNo);
}

}  // namespace clew::model
