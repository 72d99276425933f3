// The suffix list against libpsl and published expectations, and the redaction list.
#include <libpsl.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>
#include <set>

#include "common/files.h"
#include "common/json.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical_forms.h"
#include "model/punycode.h"
#include "model/redaction.h"
#include "model/suffixes.h"
#include "support/places.h"

using namespace clew;
using namespace clew::model;

TEST_CASE("registrable names follow the suffix list") {
  const Suffixes& suffixes = Suffixes::shipped();
  const std::vector<std::array<std::string_view, 3>> rows = {
      {"www.corvusrex.com", "corvusrex.com", "com"},
      {"corvusrex.com", "corvusrex.com", "com"},
      {"com", "", "com"},
      {"a.b.co.uk", "b.co.uk", "co.uk"},
      {"co.uk", "", "co.uk"},
      {"a.b.example", "b.example", "example"},  // the rule for unknown top-level names
      {"x.y.ck", "x.y.ck", "y.ck"},             // *.ck
      {"y.ck", "", "y.ck"},
      {"www.ck", "www.ck", "ck"},  // !www.ck
      {"a.www.ck", "www.ck", "ck"},
      {"city.kawasaki.jp", "city.kawasaki.jp", "kawasaki.jp"},
      {"a.b.kawasaki.jp", "a.b.kawasaki.jp", "b.kawasaki.jp"},
      {"user.github.io", "user.github.io", "github.io"},
      {"github.io", "", "github.io"},
      {"_dmarc.corvusrex.com", "corvusrex.com", "com"},
      {"shop.xn--55qx5d.cn", "shop.xn--55qx5d.cn", "xn--55qx5d.cn"},
      {"a.shop.xn--p1ai", "shop.xn--p1ai", "xn--p1ai"},
  };
  for (const auto& [host, apex, suffix] : rows) {
    INFO(host);
    CHECK(suffixes.apex(host) == apex);
    CHECK(suffixes.suffix(host) == suffix);
  }
  CHECK(suffixes.label("www.corvusrex.com") == "corvusrex");
  CHECK(suffixes.label("a.b.co.uk") == "b");
  CHECK(suffixes.label("co.uk") == "co.uk");
}

TEST_CASE("every rule of the list acts as libpsl says") {
  std::string text(Suffixes::shippedText());
  std::FILE* file = ::fmemopen(text.data(), text.size(), "r");
  REQUIRE(file != nullptr);
  const std::unique_ptr<psl_ctx_t, void (*)(psl_ctx_t*)> oracle(psl_load_fp(file), psl_free);
  std::fclose(file);
  REQUIRE(oracle != nullptr);
  std::size_t compared = 0;
  for (std::string_view line : splitLines(text)) {
    if (line.empty() || line.starts_with("//")) continue;
    std::string rule(line.substr(0, line.find_first_of(" \t")));
    if (rule.starts_with("!")) rule.erase(0, 1);
    if (rule.starts_with("*.")) rule = "any" + rule.substr(1);
    std::string name;
    for (const std::string_view label : split(rule, '.')) name += (name.empty() ? "" : ".") + *aLabel(toUtf32(label));
    for (const std::string& host : {name, "a." + name, "b.a." + name, "c.b.a." + name, "x" + name}) {
      const char* expected = psl_registrable_domain(oracle.get(), host.c_str());
      INFO(host);
      REQUIRE(Suffixes::shipped().apex(host) == std::string_view(expected == nullptr ? "" : expected));
      ++compared;
    }
  }
  CHECK(compared > 40'000);
}

TEST_CASE("a list that is none is refused with its line") {
  CHECK(Suffixes::fromText("").error().message == "the suffix list holds no rule");
  CHECK(Suffixes::fromText("com\nco..uk/x\n").error().message == "the suffix list, line 2: 'co..uk/x' is no name");
  CHECK_FALSE(Suffixes::fromText(std::string(1000, 'x')).ok());
  const auto own = Suffixes::fromText("// mine\ncom\nb.com\n");
  REQUIRE(own.ok());
  CHECK((*own)->apex("x.a.b.com") == "a.b.com");
}

TEST_CASE("registrable names of a day's registrations are as counted elsewhere") {
  const std::string root = test::sharedFolder() + "/data/real";
  const Result<std::string> text = readFile(root + "/expectations.json");
  if (!text) {
    WARN("skipped: no shared data (set CLEW_SHARED)");
    return;
  }
  const Result<Json> expectations = parseJson(*text);
  REQUIRE(expectations.ok());
  const Json* files = member(*expectations, "files");
  REQUIRE(files != nullptr);
  std::size_t checked = 0;
  for (const auto& [path, counts] : files->items()) {
    if (!startsWith(path, "nrd/")) continue;
    const auto wanted = integerOf(counts.value("registrable:domain", Json()));
    const Result<std::string> names = readFile(root + "/" + path);
    if (!wanted || !names) continue;
    std::set<std::string> apexes;
    for (const std::string_view line : splitLines(*names)) {
      const Result<std::string> host = canonicalHost(line);
      if (!host) continue;
      const std::string_view apex = Suffixes::shipped().apex(*host);
      apexes.emplace(apex.empty() ? std::string_view(*host) : apex);
    }
    INFO(path);
    CHECK(static_cast<std::int64_t>(apexes.size()) == *wanted);
    ++checked;
  }
  if (checked == 0) WARN("no file of registrations with a count");
}

TEST_CASE("placeholders are told from values") {
  const RedactionList& list = RedactionList::shipped();
  const std::vector<std::pair<const char*, Withheld>> rows = {
      {"REDACTED FOR PRIVACY", Withheld::kRedacted},
      {"  redacted   for\tprivacy ", Withheld::kRedacted},
      {"Redacted for Privacy Purposes", Withheld::kRedacted},
      {"GDPR Masked", Withheld::kRedacted},
      {"Statutory Masking Enabled", Withheld::kRedacted},
      {"Not Disclosed", Withheld::kRedacted},
      {"Not Disclosed - Visit www.internet.ee for webbased WHOIS", Withheld::kInstruction},
      {"Please query the RDDS service of the Registrar of Record", Withheld::kInstruction},
      {"N/A", Withheld::kEmpty},
      {"-", Withheld::kEmpty},
      {"", Withheld::kEmpty},
      {" \xe2\x80\x8b ", Withheld::kEmpty},
      {"Domains By Proxy, LLC", Withheld::kProxy},
      {"WhoisGuard Protected", Withheld::kProxy},
      {"Contact Privacy Inc. Customer 0123456789", Withheld::kProxy},
      {"Privacy service provided by Withheld for Privacy ehf", Withheld::kProxy},
      {"corvusrex.com@domainsbyproxy.com", Withheld::kProxy},
      {"x@PROXY.dreamhost.com", Withheld::kProxy},
      {"x@sub.whoisguard.com", Withheld::kProxy},
      {"abuse@registrar.example", Withheld::kRole},
      {"hostmaster@a.example", Withheld::kRole},
      {"a1@qq.com", Withheld::kNo},
      {"abuser@a.example", Withheld::kNo},
      {"x@notdomainsbyproxy.com", Withheld::kNo},
      {"Acme Inc", Withheld::kNo},
      {"Max Mustermann", Withheld::kNo},
      {"nonesuch", Withheld::kNo},
      {"+1.4806242505", Withheld::kNo},
  };
  for (const auto& [text, expected] : rows) {
    INFO(text);
    CHECK(list.classify(text) == expected);
  }
  CHECK(list.classify(std::string(10 << 20, 'x')) == Withheld::kNo);
}

TEST_CASE("redaction rows that are wrong are refused with their line") {
  const auto message = [](std::string_view text) { return RedactionList::fromText(text).error().message; };
  CHECK(message("# x\nexact\tA") == "the redaction list, line 2: a row is match TAB value TAB class");
  CHECK(message("exact\tA\tgone") ==
        "the redaction list, line 1: there is no class 'gone': redacted, proxy, instruction, empty or role");
  CHECK_THAT(message("regex\tA\tproxy"), Catch::Contains("there is no match 'regex'"));
  CHECK_THAT(message("exact\t \tproxy"), Catch::Contains("the value is empty"));
  const auto own = RedactionList::fromText("exact\tTop Secret\tredacted\twhere it was seen\r\n");
  REQUIRE(own.ok());
  CHECK((*own)->classify("top  secret") == Withheld::kRedacted);
}

TEST_CASE("Punycode goes both ways") {
  for (const auto& [unicode, ascii] : std::vector<std::pair<std::u32string, std::string>>{
           {U"bücher", "xn--bcher-kva"}, {U"пример", "xn--e1afmkfd"}, {U"公司", "xn--55qx5d"}, {U"😀", "xn--e28h"}}) {
    CHECK(aLabel(unicode) == ascii);
    CHECK(uLabel(ascii) == unicode);
  }
  CHECK(aLabel(U"plain") == "plain");
  CHECK_FALSE(aLabel(std::u32string(64, U'ü')).has_value());
  for (const char* label : {"plain", "xn--", "xn--ü", "xn--99999999999", "XN--bcher-kva"}) {
    INFO(label);
    CHECK_FALSE(uLabel(label).has_value());
  }
}
