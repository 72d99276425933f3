#include "hunt/completion_check.h"

#include <algorithm>
#include <array>
#include <vector>

#include "hunt/script.h"

namespace clew::hunt {
namespace {

constexpr std::size_t kLongestText = 4096;
constexpr int kMostPlans = 600;

using Rests = std::vector<std::string_view>;

/// What a stage's or a modifier's first word needs behind it to be whole.
constexpr std::array<std::pair<std::string_view, std::string_view>, 31> kWhole{{
    {"after", " 2022"},
    {"at", " now"},
    {"before", " 2022"},
    {"between", " 2021 and 2022"},
    {"bridges", ""},
    {"bursts", " of created within 1d"},
    {"changes", " since 1d"},
    {"cluster", " by any"},
    {"communities", ""},
    {"confidence", " >= 50"},
    {"cores", ""},
    {"count", ""},
    {"during", " 2022"},
    {"expand", " 1 hop"},
    {"gone", " since 1d"},
    {"in", " domains"},
    {"matching", " *x*"},
    {"new", " since 1d"},
    {"note", " \"x\""},
    {"overlapping", ""},
    {"pivots", ""},
    {"rank", " by degree"},
    {"resembling", " domains"},
    {"save", " as @x"},
    {"since", " 1d"},
    {"skipped", ""},
    {"tag", " x"},
    {"take", " 1"},
    {"timeline", ""},
    {"untag", " x"},
    {"why", ""},
}};

/// Ways to go on behind a word of a clause.
Rests restsIn(std::string_view clause) {
  if (clause == "where" || clause == "expect" || clause == "when") return {" is known", "", " since 1d", " > 1"};
  if (clause == "sharing") return {" with each other"};
  if (clause == "of") return {" within 1d", " is known", ""};  // of bursts, of a walk in a condition, of a walk
  if (clause == "per") return {" show count", ""};
  if (clause == "by") return {"", " show count"};
  return {""};
}

}  // namespace

PlaceCheck::PlaceCheck(engine::Case& owner, std::string_view head, std::size_t begin, std::string_view clause)
    : owner_(owner), head_(head), clause_(clause), asks_(head.size() <= kLongestText), left_(kMostPlans) {
  const bool right =
      asks_ && (begin == 0 || prepareScript(owner, head.substr(0, begin), "completion", "").errors.empty());
  if (right || head.size() - begin > kLongestText) return;
  // what is above is left out, with the names that it makes: it is long, or wrong somewhere else
  head_ = head.substr(begin);
  asks_ = begin == 0 || (head_.find('@') == head_.npos && head_.find('$') == head_.npos);
}

PlaceCheck::Verdict PlaceCheck::verdictOn(std::string_view word, std::string_view rest) {
  --left_;
  std::string text(head_);
  text += word;
  text += rest;
  const PreparedScript script = prepareScript(owner_, text, "completion", "");
  if (script.errors.empty()) return Verdict::kGood;
  const bool read = std::none_of(script.errors.begin(), script.errors.end(),
                                 [](const Error& error) { return error.id.starts_with("E1"); });
  if (!read) return Verdict::kUnknown;
  // of a walk it is the word before `of` that has no place, `country` in `country of email`
  const std::size_t of = clause_ == "of" ? head_.rfind(" of ") : head_.npos;
  const std::size_t from = of == head_.npos ? head_.size() : head_.find_last_of(" \n|(,", of - 1) + 1;
  const bool here = std::any_of(script.errors.begin(), script.errors.end(), [&](const Error& error) {
    return error.span && error.span->source == 0 && error.span->begin < head_.size() + word.size() &&
           error.span->end > from;
  });
  return here ? Verdict::kBad : Verdict::kGood;
}

bool PlaceCheck::stands(std::string_view word) {
  if (!asks_) return true;
  Rests rests = restsIn(clause_);
  const auto whole = std::find_if(kWhole.begin(), kWhole.end(), [&](const auto& one) { return one.first == word; });
  if (whole != kWhole.end()) rests.insert(rests.begin(), whole->second);
  bool bad = false;
  for (const std::string_view rest : rests) {
    if (left_ <= 0) return true;
    const Verdict verdict = verdictOn(word, rest);
    if (verdict == Verdict::kGood) return true;
    bad = bad || verdict == Verdict::kBad;
  }
  return !bad;
}

bool PlaceCheck::mayEnd() {
  return !asks_ || left_ <= 0 || prepareScript(owner_, head_, "completion", "").errors.empty();
}

}  // namespace clew::hunt
