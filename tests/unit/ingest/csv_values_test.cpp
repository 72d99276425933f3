// What cells of tables hold: names of several words, words for nothing, kinds of values, networks, references.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {
namespace {

const std::string kCellSeen = " @2024-06-01T00:00:00Z";
const std::string kCellMd5 = "d41d8cd98f00b204e9800998ecf8427e";
const std::string kCellSha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const std::string kCellSha1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

}  // namespace

TEST_CASE("tags and threats of several words", "[ingest][csv]") {
  check("csv",
        {{"commas part them, blanks do not",
          "domain,tags,malware\na.example,\"Big Kit, Small Kit;c2\",\"One Bot, Two\"\nb.example,Big Kit,One Bot\n",
          {"a.example tag Big Kit" + kCellSeen, "a.example tag Small Kit" + kCellSeen, "a.example tag c2" + kCellSeen,
           "a.example threat one bot" + kCellSeen, "a.example threat two" + kCellSeen,
           "a.example list iocs" + kCellSeen, "b.example tag Big Kit" + kCellSeen,
           "b.example threat one bot" + kCellSeen, "b.example list iocs" + kCellSeen}},
         {"words for nothing name nobody",
          "domain,malware,actor,campaign,tags\na.example,unknown,Unknown,N/A,none\n"
          "b.example,Unknown malware,Unattributed,-,n/a\n",
          {"a.example list iocs" + kCellSeen, "b.example list iocs" + kCellSeen}}});
}

TEST_CASE("the kind tells what a value of so many digits is", "[ingest][csv]") {
  check("csv",
        {{"fingerprints of clients are no files, those of certificates are theirs",
          "Indicator type,Indicator\nFileHash-MD5," + kCellMd5 + "\nFileHash-IMPHASH," + kCellMd5 + "\nJA3," +
              kCellMd5 + "\nSSLCertFingerprint," + kCellSha1 + "\nFile Name,dropper.exe\n",
          {kCellMd5 + " list iocs" + kCellSeen, "sha1:" + kCellSha1 + " list iocs" + kCellSeen,
           "sha1:" + kCellSha1 + " .detail=Indicator type: SSLCertFingerprint" + kCellSeen},
          {},
          "iocs.txt",
          {"column Indicator type: passed over where it only names the kind of the row; --columns says what a "
           "column is",
           "1 × values of kind 'File Name': kept in the raw record alone",
           "1 × values of kind 'FileHash-IMPHASH': kept in the raw record alone",
           "1 × values of kind 'JA3': kept in the raw record alone"}},
         {"two hashes of a length are of two files",
          "sha1,hash\n" + kCellSha1 + "," + kCellMd5 + "\n" + kCellSha1 + ",0000000000000000000000000000000000000001\n",
          {kCellSha1 + " hash " + kCellMd5 + kCellSeen, kCellSha1 + " list iocs" + kCellSeen,
           kCellMd5 + " list iocs" + kCellSeen, "0000000000000000000000000000000000000001 list iocs" + kCellSeen}}});
}

TEST_CASE("networks in tables", "[ingest][csv]") {
  check("csv", {{"a column of addresses, and countries by name",
                 "ip,asn,country\n192.0.2.1/32,AS64500,Netherlands\n198.51.100.0/24,64501,DE\n",
                 {"192.0.2.1 asn AS64500" + kCellSeen, "192.0.2.1 country NL" + kCellSeen,
                  "198.51.100.0/24 asn AS64501" + kCellSeen, "198.51.100.0/24 country DE" + kCellSeen,
                  "198.51.100.0/24 list iocs" + kCellSeen}},
                {"start, end and length: the mailbox is the owner's",
                 "# a list\n# comments: info@b.example\nStart\tEnd\tNetmask\tAttacks\tName\tCountry\temail\n"
                 "192.0.2.0\t192.0.2.255\t24\t17\tNET-A\tNL\tabuse@a.example\n",
                 {"192.0.2.0/24 country NL" + kCellSeen, "192.0.2.0/24 list iocs" + kCellSeen,
                  "192.0.2.0/24 .detail=Attacks: 17" + kCellSeen, "192.0.2.0/24 .detail=Name: NET-A" + kCellSeen,
                  "192.0.2.0/24 abuse-email abuse@a.example" + kCellSeen},
                 {},
                 "iocs.txt",
                 {"columns Attacks, Name: kept as 'detail'; --columns says what a column is",
                  "columns End, Netmask: passed over; --columns says what a column is"}}});
}

TEST_CASE("a table without a header that says who told of each", "[ingest][csv]") {
  check("csv", {{"pages on one host are references",
                 "a.example,used by x,2020-01-02,http://told.example/x.txt\nb.example,used by y,2020-01-02,"
                 "http://told.example/y.txt\n",
                 {"a.example list iocs @2020-01-02", "a.example .detail=column 2: used by x @2020-01-02",
                  "a.example .detail=column 4: http://told.example/x.txt @2020-01-02",
                  "b.example list iocs @2020-01-02", "b.example .detail=column 2: used by y @2020-01-02",
                  "b.example .detail=column 4: http://told.example/y.txt @2020-01-02"},
                 {},
                 "iocs.txt",
                 {"columns 2, 4: kept as 'detail'; --columns says what a column is"}},
                {"pages of the rows' own hosts are not",
                 "a.example,http://a.example/x\nb.example,http://w.b.example/y\n",
                 {"http://a.example/x host a.example" + kCellSeen, "http://a.example/x list iocs" + kCellSeen,
                  "a.example list iocs" + kCellSeen, "http://w.b.example/y host w.b.example" + kCellSeen,
                  "http://w.b.example/y list iocs" + kCellSeen, "b.example list iocs" + kCellSeen}},
                {"what an address served is no reference",
                 "192.0.2.1,http://bad.example/x\n192.0.2.2,http://bad.example/y\n",
                 {"http://bad.example/x host bad.example" + kCellSeen, "http://bad.example/x list iocs" + kCellSeen,
                  "http://bad.example/x ip 192.0.2.1" + kCellSeen, "http://bad.example/y host bad.example" + kCellSeen,
                  "http://bad.example/y list iocs" + kCellSeen, "http://bad.example/y ip 192.0.2.2" + kCellSeen}}});
}

TEST_CASE("what names and kinds of columns leave of a row", "[ingest][csv]") {
  const std::string kind =
      "column type: passed over where it only names the kind of the row; --columns says what a column is";
  check("csv", {{"who attacked is the subject where there is no other",
                 "Source IP,Country\n192.0.2.1,US\n192.0.2.2,NL\n",
                 {"192.0.2.1 country US" + kCellSeen, "192.0.2.1 list iocs" + kCellSeen,
                  "192.0.2.2 country NL" + kCellSeen, "192.0.2.2 list iocs" + kCellSeen},
                 {},
                 "iocs.txt",
                 {"the first row is taken for the names of the columns: 'Source IP,Country'"}},
                {"a kind is of the indicator alone",
                 "domain,type,indicator,ip\na.example,Mutex,Global\\x,192.0.2.1\n",
                 {"a.example ip 192.0.2.1" + kCellSeen, "a.example .detail=type: Mutex" + kCellSeen},
                 {},
                 "iocs.txt",
                 {kind, "1 × values of kind 'Mutex': kept in the raw record alone"}},
                {"hashes of a certificate are no file's",
                 "sha1,sha256,type\n" + kCellSha1 + "," + kCellSha256 + ",SSL certificate\n",
                 {"sha1:" + kCellSha1 + " list iocs" + kCellSeen, "sha256:" + kCellSha256 + " list iocs" + kCellSeen,
                  "sha1:" + kCellSha1 + " .detail=type: SSL certificate" + kCellSeen},
                 {},
                 "iocs.txt",
                 {kind}},
                {"names within parentheses, and rows that say they have no indicator",
                 "host,threat\na.example,\"FIN7 (Carbanak, Anunak), Other\"\n-,x\nnone,y\n",
                 {"a.example threat fin7 (carbanak, anunak)" + kCellSeen, "a.example threat other" + kCellSeen,
                  "a.example list iocs" + kCellSeen},
                 {},
                 "iocs.txt",
                 {"2 × rows that say they have no indicator: kept in the raw record alone"}}});
  for (const std::string table : {"DeviceName,LocalIP\nw1.a.example,192.0.2.1\nw2.a.example,192.0.2.2\n",
                                  "imphash,family\nd41d8cd98f00b204e9800998ecf8427e,f\n"
                                  "d41d8cd98f00b204e9800998ecf84271,f\n"}) {
    INFO(table);
    CHECK(readText(readerNamed("csv"), table).lines().empty());
  }
}

TEST_CASE("hashes of values and of clients in feeds are no files", "[ingest][misp][abusech]") {
  const std::string values =
      kCellMd5 + ",5a610659-0000-4000-8000-000000000001\n" + kCellMd5 + ",5a610659-0000-4000-8000-000000000002\n";
  CHECK(detected(values) == "misp-csv");
  const Read feed = readText(readerNamed("misp-csv"), values);
  CHECK(feed.lines().empty());
  CHECK(feed.notices == Lines{"2 × MD5s of the values of a feed, which are no files: kept in the raw record alone"});
  const std::string prints = "# abuse.ch SSLBL JA3 (CSV)\n# ja3_md5,Firstseen,Lastseen,Listingreason\n" + kCellMd5 +
                             ",2020-01-02 03:04:05,2020-02-02 03:04:05,Nothing\n";
  CHECK(detected(prints) == "abusech-csv");
  const Read clients = readText(readerNamed("abusech-csv"), prints);
  CHECK(clients.lines().empty());
  CHECK(clients.reasons().empty());
  CHECK(clients.notices == Lines{"1 × JA3 fingerprints: passed over"});
}

}  // namespace clew::ingest::test
