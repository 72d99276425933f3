#include "execution/patterns.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <bit>

#include "common/text.h"
#include "common/utf8.h"
#include "execution/executor.h"

namespace clew::execution {

bool globMatches(std::string_view glob, std::string_view text) {
  // The last star may be stretched; an earlier one never needs to be, so this is linear in each star's stretch.
  std::size_t g = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_text = t;
      continue;
    }
    const std::size_t step = g < glob.size() && glob[g] == '?' ? decodeUtf8(text, t).length : 1;
    const bool fits = g < glob.size() && (glob[g] == text[t] || (glob[g] == '?' && text[t] != '@'));
    if (fits) {
      ++g;
      t += step;
      continue;
    }
    // A star cannot grow over `@`; an earlier star would have to cross the same one.
    if (star == std::string_view::npos || text[star_text] == '@') return false;
    g = star + 1;
    t = ++star_text;
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

graph::NameParts partsOfGlob(std::string_view glob) {
  using Where = graph::NamePart::Where;
  graph::NameParts out;
  const auto wild = [&](std::size_t at) { return glob[at] == '*' || glob[at] == '?'; };
  for (std::size_t at = 0; at < glob.size();) {
    std::size_t end = at;
    while (end < glob.size() && !wild(end)) ++end;
    const std::string_view text = glob.substr(at, end - at);
    const bool begins = at == 0;
    const bool ends = end == glob.size();
    if (!text.empty() && begins) out.push_back({std::string(text), Where::kBegin});
    if (!text.empty() && ends) out.push_back({std::string(text), Where::kEnd});
    if (!text.empty() && !begins && !ends) out.push_back({std::string(text), Where::kAnywhere});
    at = end + 1;
  }
  return out;
}

struct Regex::Impl {
  explicit Impl(std::string_view pattern, const re2::RE2::Options& options)
      : expression(re2::StringPiece(pattern.data(), pattern.size()), options) {}
  re2::RE2 expression;
  static constexpr std::size_t kLeastAtom = 3;
  static constexpr std::size_t kFewAtoms = 8;  // so many are looked at in every combination
};

Regex::Regex(std::string_view pattern) {
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(8 << 20);
  impl_ = std::make_unique<Impl>(pattern, options);
}
Regex::~Regex() = default;

Result<void> Regex::check() const {
  if (impl_->expression.ok()) return {};
  return Error(ErrorCode::kSyntax, "this is no regular expression: " + impl_->expression.error()).withId("E115");
}

bool Regex::find(std::string_view text) const {
  return impl_->expression.ok() &&
         re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), impl_->expression);
}

namespace {

/// Whether RE2's lower case of a text differs from that of ASCII in nothing that the pattern can match: it makes a `k`
/// of the sign for kelvin and an `i` of one with a dot.
bool isPlain(std::string_view pattern) {
  if (std::any_of(pattern.begin(), pattern.end(), [](char c) { return static_cast<unsigned char>(c) > 127; }))
    return false;
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    const char next = pattern[i + 1];
    if (pattern[i] == '\\' && (next == 'x' || next == 'p' || next == 'P' || isDigit(next))) return false;
    if (pattern[i] == '(' && next == '?') return false;  // flags
  }
  return true;
}

/// The stretches of ASCII of an atom, which RE2 gives in lower case.
void addParts(std::string_view atom, bool plain, graph::NameParts& out) {
  std::string part;
  const auto end = [&] {
    if (!part.empty()) out.push_back({part});
    part.clear();
  };
  for (const char c : atom) {
    if (static_cast<unsigned char>(c) > 127 || (!plain && (c == 'k' || c == 'i')))
      end();
    else
      part += c;
  }
  end();
}

/// What every text begins with in which an expression is found that stands at its beginning.
std::string commonBeginning(const re2::RE2& expression) {
  constexpr int kLongest = 32;
  // RE2 tells of texts that match whole, so it must be plain that the match begins where the text does
  const std::string& pattern = expression.pattern();
  const bool may_repeat = pattern.size() > 1 && std::string_view("*+?{").find(pattern[1]) != std::string_view::npos;
  if (!pattern.starts_with('^') || may_repeat || contains(pattern, "|")) return {};
  std::string least, greatest;
  if (!expression.PossibleMatchRange(&least, &greatest, kLongest)) return {};
  const auto [end, other] = std::mismatch(least.begin(), least.end(), greatest.begin(), greatest.end());
  return toLower(std::string(least.begin(), end));
}

}  // namespace

NeededParts Regex::needs() const {
  const re2::RE2& expression = impl_->expression;
  if (!expression.ok()) return std::nullopt;
  const bool plain = isPlain(expression.pattern());
  re2::FilteredRE2 filter(Impl::kLeastAtom);
  int id = 0;
  std::vector<std::string> atoms;
  if (filter.Add(expression.pattern(), expression.options(), &id) == re2::RE2::NoError) filter.Compile(&atoms);
  // whether a text that holds these atoms, and no other, may be matched
  const auto enough = [&](const std::vector<int>& held) {
    std::vector<int> matched;
    filter.AllPotentials(held, &matched);
    return !matched.empty();
  };
  std::vector<graph::NameParts> out;
  if (atoms.empty() || enough({})) {
    out.emplace_back();
  } else if (atoms.size() <= Impl::kFewAtoms) {
    std::vector<std::uint32_t> least;  // sets of atoms of which none is part of another
    for (std::uint32_t count = 1; count <= atoms.size(); ++count) {
      for (std::uint32_t set = 1; set < 1U << atoms.size(); ++set) {
        if (static_cast<std::uint32_t>(std::popcount(set)) != count) continue;
        if (std::any_of(least.begin(), least.end(), [&](std::uint32_t one) { return (one & set) == one; })) continue;
        std::vector<int> held;
        for (std::size_t i = 0; i < atoms.size(); ++i) {
          if ((set >> i & 1) != 0) held.push_back(static_cast<int>(i));
        }
        if (enough(held)) least.push_back(set);
      }
    }
    for (const std::uint32_t set : least) {
      graph::NameParts& parts = out.emplace_back();
      for (std::size_t i = 0; i < atoms.size(); ++i) {
        if ((set >> i & 1) != 0) addParts(atoms[i], plain, parts);
      }
    }
  } else {
    for (const std::string& atom : atoms) addParts(atom, plain, out.emplace_back());
  }
  const std::string beginning = commonBeginning(expression);
  for (graph::NameParts& parts : out) {
    if (!beginning.empty()) parts.push_back({beginning, graph::NamePart::Where::kBegin});
    if (parts.empty()) return std::nullopt;
  }
  return out;
}

Result<void> checkRegex(std::string_view pattern) {
  return Regex(pattern).check();
}

}  // namespace clew::execution
