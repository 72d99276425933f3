// The rules behind complain(): each knows one mistake. They are asked in order; the first that answers is heard.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "clew/error.h"
#include "clew_grammar/token_types.h"
#include "syntax/complaints.h"

namespace clew::syntax {

using ComplaintRule = std::optional<Error> (*)(const Trouble&);

std::span<const ComplaintRule> complaintRules();

/// What is said when no rule knows the mistake: what does not fit, and what could stand there.
Error complainPlainly(const Trouble& trouble);

/// The statement with one small change that makes its piece parse; empty when none is known.
std::string repaired(const Trouble& trouble);

/// An error of the syntax; without a span it is put on the lexeme in trouble.
Error syntaxError(std::string_view id, std::string message, std::string hint = {});

/// Whether a condition, of `where` or of `expect`, is open at `at`.
bool isCondition(const Trouble& t, std::size_t at);

/// The error put on lexemes [from, to).
Error spanning(Error error, const Trouble& t, std::size_t from, std::size_t to);

/// The statement with [from, to) under a name, which a statement before it gives to the query.
std::string withNamed(const Trouble& t, std::size_t from, std::size_t to, std::string_view query);

// complaint_signs.cpp: signs and words of other languages, upper-case keywords, keywords as values
std::optional<Error> foreignSign(const Trouble& t);
std::optional<Error> deniedRegex(const Trouble& t);
std::optional<Error> brokenSign(const Trouble& t);
std::optional<Error> looseMinus(const Trouble& t);
std::optional<Error> touchingSign(const Trouble& t);
std::optional<Error> upperCaseKeyword(const Trouble& t);
std::optional<Error> regexWord(const Trouble& t);
std::optional<Error> likeWord(const Trouble& t);
std::optional<Error> keywordAsColumn(const Trouble& t);
std::optional<Error> keywordAsValue(const Trouble& t);
std::optional<Error> spacedAsn(const Trouble& t);
std::optional<Error> addressRange(const Trouble& t);
std::optional<Error> spacedDuration(const Trouble& t);
std::optional<Error> dottedTrait(const Trouble& t);

// complaint_steps.cpp: sources and pivots
std::optional<Error> sharingWithout(const Trouble& t);
std::optional<Error> mixedTraits(const Trouble& t);
std::optional<Error> looseWith(const Trouble& t);
std::optional<Error> stepAfterWhere(const Trouble& t);
std::optional<Error> bareList(const Trouble& t);
std::optional<Error> longListPart(const Trouble& t);
std::optional<Error> ofSource(const Trouble& t);
std::optional<Error> queryAsMember(const Trouble& t);
std::optional<Error> wordAfterType(const Trouble& t);

// complaint_words.cpp: words too many, and words left out
std::optional<Error> fillerWord(const Trouble& t);
std::optional<Error> missingWhere(const Trouble& t);
std::optional<Error> timeWord(const Trouble& t);
std::optional<Error> looseIs(const Trouble& t);
std::optional<Error> existence(const Trouble& t);
std::optional<Error> numberWord(const Trouble& t);
std::optional<Error> headless(const Trouble& t);
std::optional<Error> typeInStage(const Trouble& t);

// complaint_habits.cpp: habits of other languages inside sentences of Clew
std::optional<Error> longArrow(const Trouble& t);
std::optional<Error> stormFilter(const Trouble& t);
std::optional<Error> everyWord(const Trouble& t);
std::optional<Error> everySource(const Trouble& t);
std::optional<Error> lastWord(const Trouble& t);
std::optional<Error> orderWord(const Trouble& t);
std::optional<Error> hasWord(const Trouble& t);
std::optional<Error> conditionInCall(const Trouble& t);
std::optional<Error> columnStage(const Trouble& t);
std::optional<Error> pathWords(const Trouble& t);
/// The line with a list in square or curly brackets, or an arrow of Cypher, put right; empty when `at` begins neither.
std::string withoutBrackets(const Trouble& t, std::size_t at);

// complaint_sets.cpp: sets put together
std::optional<Error> setWord(const Trouble& t);
std::optional<Error> withoutHubs(const Trouble& t);
std::optional<Error> hubLimits(const Trouble& t);
std::optional<Error> unionFirst(const Trouble& t);
std::optional<Error> unionStage(const Trouble& t);

// complaint_times.cpp: times said in other ways
std::optional<Error> looseTime(const Trouble& t);
std::optional<Error> clockBehind(const Trouble& t);
std::optional<Error> dateSpan(const Trouble& t);
std::optional<Error> dottedSpan(const Trouble& t);
std::optional<Error> quotedDate(const Trouble& t);
std::optional<Error> numberSpan(const Trouble& t);
std::optional<Error> lengthUnit(const Trouble& t);

// complaint_tables.cpp: what stands behind a stage, and the columns of tables
std::optional<Error> stepBehindStage(const Trouble& t);
std::optional<Error> arrowInColumns(const Trouble& t);
std::optional<Error> listBehindArrow(const Trouble& t);
std::optional<Error> allColumns(const Trouble& t);
std::optional<Error> comparedExpect(const Trouble& t);
std::optional<Error> burstsWithoutOf(const Trouble& t);
std::optional<Error> leastConfidence(const Trouble& t);

// complaint_verbs.cpp: what a sentence begins with, and the order of its parts
std::optional<Error> headVerb(const Trouble& t);
std::optional<Error> callFirst(const Trouble& t);
std::optional<Error> tagFilter(const Trouble& t);
std::optional<Error> pathOrder(const Trouble& t);
std::optional<Error> expandOrder(const Trouble& t);
std::optional<Error> paramName(const Trouble& t);
std::optional<Error> severalLinks(const Trouble& t);
std::optional<Error> givenInCondition(const Trouble& t);

// complaint_slips.cpp: what is meant is plain, and how it is said is another
std::optional<Error> comparedStep(const Trouble& t);
std::optional<Error> signedSort(const Trouble& t);
std::optional<Error> negativeNumber(const Trouble& t);
std::optional<Error> letName(const Trouble& t);
std::optional<Error> patternSource(const Trouble& t);
std::optional<Error> twoDots(const Trouble& t);
std::optional<Error> everBehindStep(const Trouble& t);
std::optional<Error> lastUnit(const Trouble& t);
std::optional<Error> bareTop(const Trouble& t);
std::optional<Error> nameBehindValue(const Trouble& t);
std::optional<Error> severalTags(const Trouble& t);
std::optional<Error> countOfAll(const Trouble& t);
std::optional<Error> commandLine(const Trouble& t);

// complaint_stages.cpp
std::optional<Error> emptyStage(const Trouble& t);
std::optional<Error> missingNumber(const Trouble& t);
std::optional<Error> foreignStage(const Trouble& t);
std::optional<Error> stageWithoutPipe(const Trouble& t);
std::optional<Error> stageFirst(const Trouble& t);

// complaint_ends.cpp: something is missing at the end
std::optional<Error> endsEarly(const Trouble& t);

}  // namespace clew::syntax
