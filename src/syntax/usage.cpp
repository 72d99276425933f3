#include "syntax/usage.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/text.h"

namespace clew::syntax {
namespace {

constexpr std::array kUsages = {
    Usage{"E100", "", "stages follow the pipe, steps follow nodes",
          "domains -> ip at now | where country is CN | count"},
    Usage{"E101", "", "", "other domains sharing email with a.example"},
    Usage{"E102", "", "something is still to come, and `clew help WORD` shows each clause whole", ""},
    Usage{"E103", "", "", "domains sharing email with corvusrex.com"},
    Usage{"E104", "", "`clew help tour` shows how a query is built, and `clew help WORD` each clause", ""},
    Usage{"E108", "", "", "domains | top 10 by count(ip)"},
    Usage{"E109", "", "a date is `2022`, `2022-09`, `2022-09-29` or `2022-09-29T10:00Z`",
          "@iocs -> ip between 2022-01-01 and 2022-06-30"},
    Usage{"E110", "", "a length of time is one word: s, m, h, d, w, mo, y", "@iocs -> ip since 30d"},
    Usage{"E113", "", "values are written as `a.example`, `192.0.2.1`, `198.51.100.0/24`, `asn:64496`, `x@a.example`",
          "192.0.2.1 <- ip"},
    Usage{"E115", "", "patterns are those of RE2; `.` and `(` stand for themselves behind `\\`",
          "domains where name ~ '^login[0-9]+'"},
    Usage{"E116", "needs quotes", "", "domains where registrar is \"Name, Inc.\""},
    Usage{"E116", "between blanks", "", "domains where count(ip) - 1 > 2"},
    Usage{"E116", "name of a set", "", "let @shared = @iocs -> ip"},
    Usage{"E116", "name of a value", "", "let $from = 2022-01-01"},
    Usage{"E116", "", "a value is one word, and a text stands in quotes", ""},
    Usage{"E117", "`[`", "lists and conditions stand in `( )`", "domains where ip in (192.0.2.1, 192.0.2.2)"},
    Usage{"E117", "`{`", "lists and conditions stand in `( )`", "domains where ip in (192.0.2.1, 192.0.2.2)"},
    Usage{"E117", "`&`", "conditions are joined with `and`, sets with `in`, `plus` and `minus`",
          "domains where live and has ip"},
    Usage{"E117", "", "signs are `->` `<-` `|` `,` `( )` `= != < <= > >= ~` and `+ - * /`", ""},
    Usage{"E118", "an included file", "a file that is included makes names and asks nothing",
          "let @shared = @iocs -> ip"},
    Usage{"E118", "", "a text stands between two quotes of one kind", "registrar \"Name, Inc.\" <- registrar"},
    Usage{"E119", "`(`", "each `(` has its `)`", "domains where count(ip) >= 3"},
    Usage{"E119", "closes nothing", "each `)` has its `(`", "domains where count(ip) >= 3"},
    Usage{"E119", "edition", "", "query weekly-look version 1"},
    Usage{"E119", "`every`", "how often a script runs is said once, in its head", "every 6h"},
    Usage{"E119", "", "the head of a script comes first, once", "query weekly-look version 1"},
    Usage{"E120", "made above", "each name is made once", "let @shared = @iocs -> ip"},
    Usage{"E120", "made by this script", "each name is made once", "let @shared = @iocs -> ip"},
    Usage{"E120", "schema", "a trait of one's own has a name of its own", "let trait hosting = ip"},
    Usage{"E120", "more than", "a part of it is kept with `| save as @part`, and taken up in a script of its own", ""},
    Usage{"E120", "", "each is given once", ""},
    Usage{"E121", "includ", "", "include \"common.clew\""},
    Usage{"E121", "saved query", "a saved query is a script of its own beside this one", ""},
    Usage{"E121", "no sign", "signs: `->` `<-` `|` `=` `!=` `<` `<=` `>` `>=` `~`", ""},
    Usage{"E122", "`other`", "`other` stands before what shares something with a set",
          "other domains sharing email with @iocs"},
    Usage{"E122", "", "several values stand in parentheses, with commas", "(a.example, b.example) -> ip"},
    Usage{"E124", "port", "ports go to 65535, prefixes to /32, and to /128 for IPv6", "198.51.100.0/24 -> asn"},
    Usage{"E124", "", "prefixes go to /32, and to /128 for IPv6", "198.51.100.0/24 -> asn"},
    Usage{"E125", "", "", "@iocs | take 10"},
    Usage{"E127", "", "", "as of 2022-01-01, @iocs -> ip"},
    Usage{"E130", "paths", "", "path from @iocs to 192.0.2.1 by rarity"},
    Usage{"E130", "", "", "domains where ip in @iocs"},
    Usage{"E131", "", "", "registrar \"Name, Inc.\" <- registrar"},
    Usage{"E201", "", "`clew schema` lists types, relations and properties", "@iocs -> ip"},
    Usage{"E203", "no chain", "longer chains are asked for with more hops",
          "path from @iocs to 192.0.2.1 within 6 hops"},
    Usage{"E203", "", "an arrow to the left asks who has this node by a relation", "192.0.2.1 <- ip"},
    Usage{"E206", "", "what the case does not hold is found by nothing; `clew info CASE` tells what it holds",
          "domains | count by tld"},
    Usage{"E208", "", "a type before the value says what it is", "registrar \"Name, Inc.\" <- registrar"},
    Usage{"E213", "", "a query stands alone in a file, or behind its head", "@iocs -> ip"},
    Usage{"E302", "", "steps and most conditions take nodes; a table is looked at by its columns",
          "domains | count by tld | where count > 5"},
    Usage{"E303", "", "numbers go with numbers, dates with dates and lengths of time, nodes with nodes",
          "domains where created > 2022-01-01 and count(ip) >= 3"},
    Usage{"E306", "", "both sides have what is shared", "ips sharing asn with 192.0.2.1"},
    Usage{"E308", "", "", "ips sharing ip within /24 with 192.0.2.7"},
    Usage{"E310", "", "after `is` stands what the left side can be", "domains where country of ip is CN"},
    Usage{"E312", "", "", "domains where ever created before 2y"},
    Usage{"E313", "", "", "domains where email is redacted"},
    Usage{"E314", "", "", "domains where ip changed since 30d"},
    Usage{"E315", "", "time words belong to relations and dated values", "domains where count(ip since 30d) > 3"},
    Usage{"E316", "", "", "domains where name ~ '^login[0-9]+'"},
    Usage{"E317", "", "`clew help tables` lists the functions", "domains | show name, count(ip), first(ip)"},
    Usage{"E321", "", "each is said once; several names stand in one, with commas",
          "domains -> ip at now confidence >= 50"},
    Usage{"E322", "", "", "add a.example -> ip 192.0.2.1"},
    Usage{"E324", "", "", "add a.example -> ip 192.0.2.1 seen by analyst"},
    Usage{"E332", "", "", "@iocs expand 2 hops"},
    Usage{"E345", "", "", "@iocs -> ip | count by asn | back to asn"},
    Usage{"E346", "", "", "@iocs -> ip | count by asn | back to asn"},
    Usage{"E347", "", "", "@iocs -> ip | rank by pagerank"},
    Usage{"E606", "", "the folder of the file must be there and be writable", "@iocs | as csv to \"iocs.csv\""},
    Usage{"E607", "", "a path that does not begin with `/` is sought beside the script", "read \"iocs.txt\" -> ip"},
    Usage{"E349", "", "", "@iocs -> ip confidence >= 50"},
};

}  // namespace

std::span<const Usage> usages() {
  return kUsages;
}

void addUsage(Error& error) {
  if (!error.hint.empty() || !error.notes.empty()) return;
  const auto found = std::find_if(kUsages.begin(), kUsages.end(), [&](const Usage& usage) {
    return usage.id == error.id && contains(error.message, usage.about);
  });
  if (found == kUsages.end()) return;
  std::string hint(found->remark);
  if (!found->example.empty())
    hint += std::string(hint.empty() ? "" : "; ") + "as in `" + std::string(found->example) + "`";
  error.withHint(std::move(hint));
}

}  // namespace clew::syntax
