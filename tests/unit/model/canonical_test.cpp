// Accepted and rejected texts of every type. A row of the first kind is type, text, name; of the second, type, text, a
// part of the reason.
#include "model/canonical.h"

#include <catch2/catch.hpp>

#include "common/format.h"
#include "common/text.h"
#include "common/utf8.h"
#include "model/canonical_forms.h"

using namespace clew;
using namespace clew::model;

namespace {

struct Row {
  const char* type;
  std::string text;
  std::string expected;
};

std::string nameOf(const char* type, std::string_view text) {
  const Schema& schema = Schema::builtin();
  const Result<NodeName> node = canonical(schema, *schema.typeNamed(type), text);
  return node ? node->name : "error: " + node.error().message;
}

const std::string kMd5 = "d41d8cd98f00b204e9800998ecf8427e";
const std::string kSha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
const std::string kSha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace

TEST_CASE("accepted names have one form") {
  const std::string long_label(63, 'a');
  const std::vector<Row> rows = {
      {"host", "corvusrex.com", "corvusrex.com"},
      {"host", "WWW.CorvusRex.COM.", "www.corvusrex.com"},
      {"host", " a.example\n", "a.example"},
      {"host", "*.a.example", "a.example"},
      {"host", "_dmarc.a.example", "_dmarc.a.example"},
      {"host", "r3---sn-1.a.example", "r3---sn-1.a.example"},
      {"host", "-a-.example", "-a-.example"},
      {"host", "1.2.3.4.in-addr.arpa", "1.2.3.4.in-addr.arpa"},
      {"host", "123.example", "123.example"},
      {"host", "corvusrex[.]com", "corvusrex.com"},
      {"host", "a(.)b[dot]example", "a.b.example"},
      {"host", "a{.}b.example", "a.b.example"},
      {"host", "cdn.a.b[.]example", "cdn.a.b.example"},
      {"host", "a[.b.example", "a.b.example"},
      {"host", "a.]b.example", "a.b.example"},
      {"host", "пример.рф", "xn--e1afmkfd.xn--p1ai"},
      {"host", "ПРИМЕР.рф", "xn--e1afmkfd.xn--p1ai"},
      {"host", "bücher.example", "xn--bcher-kva.example"},
      {"host",
       "bu\xcc\x88"
       "cher.example",
       "xn--bcher-kva.example"},
      {"host", "straße.example", "xn--strae-oqa.example"},
      {"host", "a。b．example", "a.b.example"},
      {"host", "a.example。", "a.example"},
      {"host", "ｅｘａｍｐｌｅ.example", "example.example"},
      {"host", "xn--bcher-kva.example", "xn--bcher-kva.example"},
      {"host", "i❤.example", "xn--i-7iq.example"},
      {"host", "_x.bücher.example", "_x.xn--bcher-kva.example"},
      {"host", long_label + ".example", long_label + ".example"},
      {"domain", "Corvusrex[.]com", "corvusrex.com"},

      {"ip", "192.0.2.7", "192.0.2.7"},
      {"ip", "192[.]0[.]2[.]7", "192.0.2.7"},
      {"ip", " 192.0.2.7 ", "192.0.2.7"},
      {"ip", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
      {"ip", "2001:db8::0:1", "2001:db8::1"},
      {"ip", "[2001:db8::1]", "2001:db8::1"},
      {"ip", "2001[:]db8[::]1", "2001:db8::1"},
      {"ip", "::", "::"},
      {"ip", "::1", "::1"},
      {"ip", "1::", "1::"},
      {"ip", "::ffff:192.0.2.7", "192.0.2.7"},
      {"net", "::ffff:192.0.2.0/120", "192.0.2.0/24"},
      {"net", "::ffff:0:0/96", "0.0.0.0/0"},
      {"net", "::ffff:192.0.2.0/24", "::/24"},
      {"ip", "::FFFF:c000:207", "192.0.2.7"},
      {"ip", "64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"ip", "2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"ip", "2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"ip", "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},

      {"net", "192.0.2.0/24", "192.0.2.0/24"},
      {"net", "192.0.2.77/24", "192.0.2.0/24"},
      {"net", "2001:DB8::/32", "2001:db8::/32"},
      {"net", "2001:db8:ffff::/33", "2001:db8:8000::/33"},
      {"net", "192.0.2.7", "192.0.2.7/32"},
      {"net", "192.0.2.0 - 192.0.2.255", "192.0.2.0/24"},
      {"net", "192.0.2.0-192.0.2.127", "192.0.2.0/25"},
      {"net", "2001:db8:: - 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::/32"},
      {"net", "0.0.0.0/0", "0.0.0.0/0"},
      {"net", "192[.]0[.]2[.]0/24", "192.0.2.0/24"},

      {"asn", "13335", "AS13335"},
      {"asn", "as13335", "AS13335"},
      {"asn", "AS13335 Cloudflare, Inc.", "AS13335"},
      {"asn", "ASN64500", "AS64500"},
      {"asn", "AS 64500", "AS64500"},
      {"asn", "AS064500", "AS64500"},
      {"asn", "4294967295", "AS4294967295"},

      {"email", "A1@QQ.com", "a1@qq.com"},
      {"email", "a1[@]qq[.]com", "a1@qq.com"},
      {"email", "a1(at)qq(dot)com", "a1@qq.com"},
      {"email", "a1 [at] qq [dot] com", "a1@qq.com"},
      {"email", "mailto:Bob@a.example?subject=x", "bob@a.example"},
      {"email", "<bob@a.example>", "bob@a.example"},
      {"email", "bob+tag@bücher.example", "bob+tag@xn--bcher-kva.example"},
      {"email", "o'neil.@a.example", "o'neil.@a.example"},
      {"email", "ÜBER@a.example", "über@a.example"},

      {"url", "https://X.test/a?b=1", "https://x.test/a?b=1"},
      {"url", "hXXps[:]//x[.]test", "https://x.test/"},
      {"url", "hxxp[://]x.test", "http://x.test/"},
      {"url", "hxxps://x[.]test/a[.]php", "https://x.test/a.php"},
      {"url", "x.test/a", "http://x.test/a"},
      {"url", "HTTP://x.test:80/A#frag", "http://x.test/A"},
      {"url", "https://x.test:443", "https://x.test/"},
      {"url", "https://x.test:8443?q", "https://x.test:8443/?q"},
      {"url", "http://user:pw@x.test/", "http://user:pw@x.test/"},
      {"url", "http://192.0.2.7:8080/gate.php?id=", "http://192.0.2.7:8080/gate.php?id="},
      {"url", "http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"},
      {"url", "ftp://x.test/f,(1)", "ftp://x.test/f,(1)"},
      {"url", "http://x.test/a b\"<x>", "http://x.test/a%20b%22%3Cx%3E"},
      {"url", "http://x.test/\x1b[2J", "http://x.test/%1B[2J"},
      {"url", "http://x.test/\xff", "http://x.test/%FF"},
      {"url", "http://x.test\\@y.test/", "http://x.test/@y.test/"},
      {"url", "http://bücher.example/ü", "http://xn--bcher-kva.example/ü"},

      {"service", "192.0.2.7:443", "192.0.2.7:443"},
      {"service", "192.0.2.7:443/TCP", "192.0.2.7:443/tcp"},
      {"service", "192.0.2.7:443/?", "192.0.2.7:443"},
      {"service", "[2001:DB8::1]:53/udp", "[2001:db8::1]:53/udp"},
      {"service", "192[.]0[.]2[.]7:0443", "192.0.2.7:443"},
      {"service", "Evil.test:8443", "evil.test:8443"},

      {"file", toUpper(kMd5), kMd5},
      {"file", kSha1, kSha1},
      {"file", "SHA-256:" + kSha256, kSha256},
      {"file", kSha256 + kSha256, kSha256 + kSha256},

      {"cert", kSha256, "sha256:" + kSha256},
      {"cert", "sha1:" + kSha1, "sha1:" + kSha1},
      {"cert", "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD",
       "sha1:aabbccddeeff00112233445566778899aabbccdd"},
      {"cert", "C=US, O=Let's Encrypt, CN=R3/0C1F", "c=us, o=let's encrypt, cn=r3/c1f"},

      {"country", "us", "US"},
      {"country", "UNITED STATES", "US"},
      {"country", "United States", "US"},
      {"country", "USA", "US"},
      {"country", "RUSSIAN FEDERATION", "RU"},
      {"country", "Korea, Republic of", "KR"},
      {"country", "eu", "EU"},
      {"country", "UK", "GB"},
      {"country", "Türkiye", "TR"},

      {"phone", "+1.4806242505", "+14806242505"},
      {"phone", "tel:+49-30-1234567;ext=12", "+49301234567"},
      {"phone", "+86 (10) 5555 6666 x 99", "+861055556666"},
      {"phone", "0049 30 123456", "+4930123456"},
      {"phone", "030 123456", "030123456"},

      {"person", "  Max \t Mustermann ", "max mustermann"},
      {"person", "STRASSE", "strasse"},
      {"person", "Straße", "strasse"},
      {"person", "Łukasz Żółć", "łukasz żółć"},
      {"org", "Acme\xe2\x80\x8b Inc", "acme inc"},
      {"org", "Acme\x1b[31m Inc", "acme[31m inc"},
      {"org", "Ac\xffme", "ac\xef\xbf\xbdme"},
      {"registrar", "GoDaddy.com, LLC", "godaddy.com, llc"},
      {"threat", "APT 1", "apt 1"},

      {"tracker", "ga:UA-12345-6", "ga:UA-12345-6"},
      {"tracker", "UA-12345-6", "ga:UA-12345-6"},
      {"tracker", "ca-pub-123", "adsense:pub-123"},
      {"tracker", "gtm-abc1", "gtm:GTM-ABC1"},
      {"favicon", "mmh3:-1321378357", "mmh3:-1321378357"},
      {"favicon", "-1321378357", "mmh3:-1321378357"},
      {"favicon", "mmh3:2973588939", "mmh3:-1321378357"},  // the same 32 bits without a sign
      {"favicon", "mmh3:-0", "mmh3:0"},
      {"favicon", kMd5, "md5:" + kMd5},
      {"body", "SHA256:" + toUpper(kSha256), "sha256:" + kSha256},
      {"jarm", std::string(62, 'A'), std::string(62, 'a')},
      {"jarm", "jarm:" + std::string(62, 'a'), std::string(62, 'a')},
      {"key", "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99", "md5:aabbccddeeff00112233445566778899"},

      {"tag", " tlp:white ", "tlp:white"},
      {"tag", "misp-galaxy:x=\"Y\"", "misp-galaxy:x=\"Y\""},
      {"txt", "v=spf1 -all", "v=spf1 -all"},
      {"txt", "\x1b]0;owned\x07", "\\x1b]0;owned\\x07"},
      {"txt", "a\xff", "a\\xff"},
      {"list", "nrd:2019-10-19", "nrd:2019-10-19"},
  };
  for (const Row& row : rows) {
    INFO(row.type << " " << escapeControls(row.text));
    CHECK(nameOf(row.type, row.text) == row.expected);
    CHECK(nameOf(row.type, row.expected) == row.expected);  // a canonical name is its own
  }
}

TEST_CASE("rejected texts say why") {
  const std::string megabyte(1 << 20, 'a');
  const std::vector<Row> rows = {
      {"host", "", "nothing is there"},
      {"host", "com", "has no dot"},
      {"host", "localhost", "has no dot"},
      {"host", ".", "a part between two dots is empty"},
      {"host", "a..example", "a part between two dots is empty"},
      {"host", ".a.example", "a part between two dots is empty"},
      {"host", "a.example..", "a part between two dots is empty"},
      {"host", "192.0.2.7", "its last part is a number"},
      {"host", "300.1.2.3", "its last part is a number"},
      {"host", "2001:db8::1", "':' cannot stand in it"},
      {"host", std::string(64, 'a') + ".example", "a part is longer than 63 characters"},
      {"host", std::string(250, 'a') + ".b.example", "a part is longer than 63 characters"},
      {"host", megabyte, "longer than 253"},
      {"host", megabyte + ".ü", "longer than 253"},
      {"host", "a b.example", "' ' cannot stand in it"},
      {"host", "a@b.example", "'@' cannot stand in it"},
      {"host", "a/b.example", "'/' cannot stand in it"},
      {"host", "<placeholder>.example", "'<' cannot stand in it"},
      {"host", "a\xe2\x80\x8b.example", "invisible character U+200B"},
      {"host", "a\xe2\x80\xae.example", "invisible character U+202E"},
      {"host", std::string("a\0b.example", 11), "invisible character U+0000"},
      {"host", "a\x1b[31m.example", "invisible character U+001B"},
      {"host", "a\xff.example", "not valid UTF-8"},
      {"host", "\xed\xa0\x80.example", "not valid UTF-8"},
      {"host", "“a”.example", "not allowed in an international name"},
      {"host", ":domain_id:", "':' cannot stand in it"},

      {"ip", "", "nothing stands"},
      {"ip", "300.1.2.3", "is no IPv4 address: 300 is above 255"},
      {"ip", "192.0.2", "3 parts instead of 4"},
      {"ip", "192.0.2.7.8", "5 parts instead of 4"},
      {"ip", "192.0.02.7", "leading zero"},
      {"ip", "192.0.2.x", "'x' is no number"},
      {"ip", "192.0..7", "a part is empty"},
      {"ip", "192.0.2.99999999999999999999", "is above 255"},
      {"ip", "fe80::1%eth0", "a zone id names an interface on one machine"},
      {"ip", "1:2:3:4:5:6:7", "fewer than 8 groups"},
      {"ip", "1:2:3:4:5:6:7:8:9", "more than 8 groups"},
      {"ip", "1::2::3", "'::' stands twice"},
      {"ip", "1:2:3:4:5:6:7::8", "'::' stands for nothing"},
      {"ip", "12345::", "no group of hex digits"},
      {"ip", ":1::", "begins with a single colon"},
      {"ip", "1:2:3:4:5:6:7:", "ends with a single colon"},
      {"ip", "192.0.2.7::", "IPv4 part must be its last"},
      {"ip", "NXDOMAIN", "1 part instead of 4"},
      {"ip", megabyte, "no IPv4 address"},

      {"net", "192.0.2.0/33", "no prefix length from 0 to 32"},
      {"net", "192.0.2.0/024", "no prefix length"},
      {"net", "192.0.2.0/", "no prefix length"},
      {"net", "192.0.2.0/-1", "no prefix length"},
      {"net", "192.0.2.1 - 192.0.2.9", "made of 4 blocks, the first of them 192.0.2.1/32"},
      {"net", "192.0.2.9 - 192.0.2.1", "ends before it begins"},
      {"net", "a.example/24", "is no IPv4 address"},

      {"asn", "ASNone ", "says that there is none"},
      {"asn", "0", "not routed"},
      {"asn", "4294967296", "above 4294967295"},
      {"asn", "AS1.5", "write it as AS64500"},
      {"asn", "", "write it as"},

      {"email", "bob", "it has no @"},
      {"email", "@a.example", "nothing stands before the @"},
      {"email", "bob@", "nothing is there"},
      {"email", "bob@example", "has no dot"},
      {"email", "bob@192.0.2.7", "its last part is a number"},
      {"email", "a b@a.example", "' ' cannot stand before the @"},
      {"email", "\"a b\"@a.example", "'\"' cannot stand before the @"},
      {"email", "a@b@a.example", "'@' cannot stand before the @"},
      {"email", std::string(65, 'a') + "@a.example", "more than 64 characters"},
      {"email", "a\n@a.example", "invisible character U+000A"},
      {"email", megabyte + "@a.example", "longer than 320"},

      {"url", "", "it has no host"},
      {"url", "http://", "it has no host"},
      {"url", "http:///x", "it has no host"},
      {"url", "/gate.php?id=", "it has no host"},
      {"url", "javascript:alert(1)", "is no port"},
      {"url", "ht<tp://x.test/", "is no scheme"},
      {"url", "http://localhost/", "has no dot"},
      {"url", "http://300.1.2.3/", "300 is above 255"},
      {"url", "http://x.test:99999/", "no port from 1 to 65535"},
      {"url", "http://x.test/" + megabyte, "longer than 8 KiB"},
      {"url", "http://x.test/" + std::string(8000, ' ') + "a", "longer than 8 KiB"},

      {"service", "192.0.2.7", "it has no port"},
      {"service", "192.0.2.7:0", "no port from 1 to 65535"},
      {"service", "192.0.2.7:65536", "no port from 1 to 65535"},
      {"service", "2001:db8::1:443", "in brackets"},
      {"service", "192.0.2.7:443/http", "no transport"},
      {"service", "evil:443", "has no dot"},

      {"file", "abc", "3 hex digits are no md5"},
      {"file", std::string(32, 'g'), "the digits 0 to 9 and a to f"},
      {"file", "sha1:" + kSha256, "the 64 digits of sha256, not of 'sha1'"},
      {"file", megabyte, "too long"},
      {"cert", "C=US/xyz", "hex digits"},
      {"cert", "C=US/0000", "empty or zero"},
      {"cert", "/0c1f", "issuer"},

      {"country", "ZZ", "unknown"},
      {"country", "Atlantis", "neither an ISO 3166 code"},
      {"country", "-", "neither"},
      {"country", "", "neither"},

      {"phone", "1234", "it has 4 digits"},
      {"phone", "+1234567890123456", "it has 16 digits"},
      {"phone", "+0.00000000", "all zeros"},
      {"phone", "call me", "'c' cannot stand in it"},

      {"person", " \t ", "nothing is there"},
      {"person", "\xe2\x80\x8b", "nothing is there"},
      {"person", megabyte, "longer than 1 KiB"},
      {"tracker", "12345", "write it as KIND:VALUE"},
      {"tracker", "ga:", "nothing stands after the colon"},
      {"favicon", "mmh3:abc", "mmh3 is a whole number"},
      {"favicon", "mmh3:99999999999", "32 bits"},
      {"favicon", "http://", "as a URL does"},
      {"body", "sha256:abc", "3 hex digits"},
      {"body", "ga:UA-12345-6", "it is a hash"},
      {"tracker", kMd5, "it is an account"},
      {"jarm", kMd5, "it has 62 hex digits"},
      {"tag", "", "nothing is there"},
      {"txt", std::string(2000, 'x'), "longer than 1 KiB"},
  };
  for (const Row& row : rows) {
    INFO(row.type << " " << escapeControls(row.text.substr(0, 60)));
    const std::string got = nameOf(row.type, row.text);
    CHECK(startsWith(got, "error: "));
    CHECK_THAT(got, Catch::Contains(row.expected));
    CHECK(got.size() < 500);
    CHECK(isValidUtf8(got));
    CHECK(got == escapeControls(got));
  }
}

TEST_CASE("names of people keep how they are written") {
  const Schema& schema = Schema::builtin();
  const NodeName node = *canonical(schema, schema.known().org, "  ACME \n Inc.\x1b ");
  CHECK(node.name == "acme inc.");
  CHECK(node.display.text() == "ACME Inc.");
  CHECK(canonical(schema, schema.known().org, "acme inc.")->display.empty());
}

TEST_CASE("a hidden or hostile byte anywhere never makes a name that steers a terminal") {
  const Schema& schema = Schema::builtin();
  const std::vector<std::string> hostile = {"\x1b[31m",     std::string(1, '\0'), "\xff",
                                            "\xe2\x80\xae", "\xc2\x9b",           "\r\n",
                                            "\x7f",         "\xef\xbb\xbf",       "\xf3\xa0\x81\x81"};
  for (std::size_t id = 0; id < schema.types().size(); ++id) {
    for (const char* seed :
         {"a.example", "192.0.2.7", "192.0.2.0/24", "AS64500", "b@a.example", "http://a.example/x", "192.0.2.7:80",
          "d41d8cd98f00b204e9800998ecf8427e", "ga:UA-1-1", "US", "+14806242505", "Some Name"}) {
      for (const std::string& bytes : hostile) {
        const std::string text(seed);
        for (const std::size_t at : {std::size_t{0}, text.size() / 2, text.size()}) {
          std::string spoilt = text;
          spoilt.insert(at, bytes);
          const Result<NodeName> node = canonical(schema, static_cast<TypeId>(id), spoilt);
          const std::string shown = node ? node->name + node->display.text() : node.error().message;
          INFO(schema.types()[id].name << " " << escapeControls(spoilt));
          CHECK(shown == escapeControls(shown));
        }
      }
    }
  }
}

TEST_CASE("indicators are told by their shape") {
  const Schema& schema = Schema::builtin();
  const auto what = [&](std::string_view text) {
    const auto node = classify(schema, text);
    return node ? schema.type(node->type).name + " " + node->name : std::string("-");
  };
  CHECK(what("192.0.2.7") == "ip 192.0.2.7");
  CHECK(what("192[.]0[.]2[.]7") == "ip 192.0.2.7");
  CHECK(what("2001:db8::1") == "ip 2001:db8::1");
  CHECK(what("192.0.2.7:81") == "service 192.0.2.7:81");
  CHECK(what("[2001:db8::1]:443") == "service [2001:db8::1]:443");
  CHECK(what("evil.test:8443") == "service evil.test:8443");
  CHECK(what("198.51.100.0/24") == "net 198.51.100.0/24");
  CHECK(what("AS64500") == "asn AS64500");
  CHECK(what("as64500") == "asn AS64500");
  CHECK(what("a1[@]qq[.]com") == "email a1@qq.com");
  CHECK(what("hxxp://b.example/x.php") == "url http://b.example/x.php");
  CHECK(what("x.test/a") == "url http://x.test/a");
  CHECK(what("a.example") == "host a.example");
  CHECK(what("a[.]example") == "host a.example");
  CHECK(what(kSha256) == "file " + kSha256);
  CHECK(what("setup[.]exe") == "host setup.exe");  // somebody says that it is a name
  for (const char* text :
       {"", "a", "64500", "setup.exe", "kernel32.dll", "index.php", "1.2.3", "1.2.3.4.5", "text/html", "and/or",
        "/gate.php?id=", "<placeholder>.example", "hello world", "@handle", "300.1.2.3"}) {
    INFO(text);
    CHECK(what(text) == "-");
  }
}

TEST_CASE("refanging undoes marks and touches nothing else") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"hxxp://a[.]example/b", "http://a.example/b"},
      {"hXXps[:]//a[.]example", "https://a.example"},
      {"HXXP[://]a.example", "http://a.example"},
      {"a[.]b(.)c{.}d[dot]e(DOT)example", "a.b.c.d.e.example"},
      {"u[at]a[.]example", "u@a.example"},
      {"u(at)a(dot)example", "u@a.example"},
      {"u [at] a [dot] example", "u@a.example"},
      {"h**ps://a[.]example", "https://a.example"},
      {"http[s]://a[.]example", "https://a.example"},
      {"hxxp[s][:]//a[.]example", "https://a.example"},
      {"h**p", "h**p"},
      {"a http[s] link", "a http[s] link"},
      {"a.b[.example", "a.b.example"},
      {"a.b.]example", "a.b.example"},
      {"http://[::]/", "http://[::]/"},
      {"http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"},
      {"2001[:]db8[::]1", "2001:db8::1"},
      {"version 1.2.3 (beta)", "version 1.2.3 (beta)"},
      {"array[0].field[x]", "array[0].field[x]"},
      {"d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e"},
      {"see (a) and [b]", "see (a) and [b]"},
      {"xhxxp://a", "xhxxp://a"},
      {"hxxper", "hxxper"},
      {"[", "["},
      {"[.", "[."},
      {"", ""},
  };
  for (const auto& [text, expected] : rows) CHECK(refang(text) == expected);
}

TEST_CASE("defanged names refang to themselves") {
  CHECK(defang("a.example") == "a[.]example");
  CHECK(defang("https://u@a.example:8443/x.php?y=1.2") == "hxxps://u[@]a[.]example:8443/x.php?y=1.2");
  CHECK(defang("bob@a.example") == "bob[@]a[.]example");
  for (const char* name :
       {"a.example", "192.0.2.7", "bob@a.example", "http://a.example/x.y", "ftp://a.example/", "2001:db8::1"}) {
    CHECK(refang(defang(name)) == name);
  }
}

TEST_CASE("international names are shown as Unicode when that is faithful") {
  CHECK(displayHost("xn--bcher-kva.example") == "bücher.example");
  CHECK(displayHost("xn--e1afmkfd.xn--p1ai") == "пример.рф");
  CHECK(displayHost("a.example") == "a.example");
  for (const char* name :
       {"xn--.example", "xn--a.example", "xn--99999999.example", "xn--0000h.example", "xn--a-.example"}) {
    INFO(name);
    CHECK(displayHost(name) == name);
  }
}

TEST_CASE("blocks hold addresses and ranges fall into blocks") {
  CHECK(parseBlock("192.0.2.0/24").ok());
  const Result<Block> wrong = parseBlock("192.0.2.7/24");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().hint == "write 192.0.2.0/24");
  const Block block = *parseBlock("192.0.2.128/25");
  CHECK(block.contains(*parseAddress("192.0.2.200")));
  CHECK_FALSE(block.contains(*parseAddress("192.0.2.7")));
  CHECK_FALSE(block.contains(*parseAddress("2001:db8::1")));
  CHECK(parseBlock("0.0.0.0/0")->contains(*parseAddress("203.0.113.1")));
  const auto texts = [](const char* first, const char* last) {
    std::string out;
    for (const Block& part : blocksOfRange(*parseAddress(first), *parseAddress(last))) out += blockText(part) + " ";
    return out;
  };
  CHECK(texts("192.0.2.1", "192.0.2.6") == "192.0.2.1/32 192.0.2.2/31 192.0.2.4/31 192.0.2.6/32 ");
  CHECK(texts("0.0.0.0", "255.255.255.255") == "0.0.0.0/0 ");
  CHECK(texts("255.255.255.255", "255.255.255.255") == "255.255.255.255/32 ");
  CHECK(texts("2001:db8::", "2001:db8::ffff") == "2001:db8::/112 ");
  CHECK(texts("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff") == "::/0 ");
  CHECK(texts("192.0.2.9", "192.0.2.1").empty());
  CHECK(blocksOfRange(*parseAddress("192.0.2.9"), *parseAddress("2001:db8::1")).empty());
}

TEST_CASE("special ranges are private") {
  for (const char* text : {"10.0.0.1", "127.0.0.1", "169.254.1.1", "172.31.255.255", "192.168.0.1", "100.64.0.1",
                           "224.0.0.1", "::1", "fe80::1", "fd00::1", "2001:db8::1"}) {
    CHECK(isPrivateAddress(*parseAddress(text)));
  }
  for (const char* text : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111"})
    CHECK_FALSE(isPrivateAddress(*parseAddress(text)));
}

TEST_CASE("names are ordered as answers print them") {
  const Schema& schema = Schema::builtin();
  const auto& known = schema.known();
  CHECK(compareNames(schema, known.ip, "192.0.2.9", "192.0.2.10") < 0);
  CHECK(compareNames(schema, known.ip, "255.0.0.1", "::1") < 0);
  CHECK(compareNames(schema, known.ip, "2001:db8::2", "2001:db8::10") < 0);
  CHECK(compareNames(schema, known.net, "10.0.0.0/8", "10.0.0.0/16") < 0);
  CHECK(compareNames(schema, known.net, "9.0.0.0/8", "10.0.0.0/8") < 0);
  CHECK(compareNames(schema, known.asn, "AS9", "AS10") < 0);
  CHECK(compareNames(schema, known.asn, "AS10", "AS10") == 0);
  CHECK(compareNames(schema, known.host, "a.example", "b.example") < 0);
}

TEST_CASE("parts of names are found again") {
  CHECK(urlHost("https://u:p@a.example:8443/x@y") == "a.example");
  CHECK(urlHost("http://[2001:db8::1]:8080/") == "2001:db8::1");
  CHECK(serviceParts("[2001:db8::1]:53/udp").host == "2001:db8::1");
  CHECK(serviceParts("[2001:db8::1]:53/udp").port == 53);
  CHECK(serviceParts("[2001:db8::1]:53/udp").transport == "udp");
  CHECK_FALSE(serviceParts("192.0.2.7:443").is_name);
  CHECK(serviceParts("evil.test:8443").is_name);
  CHECK(isWildcardHost("*.a.example"));
  CHECK_FALSE(isWildcardHost("a.example"));
}
