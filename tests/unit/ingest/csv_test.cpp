// Tables, text in and facts out.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {

TEST_CASE("tables", "[ingest][csv]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  check("csv",
        {{"a header", "domain,ip,first_seen\na.example,192.0.2.1,2020-01-01\n", {"a.example ip 192.0.2.1 @2020-01-01"}},
         {"semicolons, a byte order mark, quotes and a new line inside them",
          "\xEF\xBB\xBF"
          "\"Host\";\"Last Seen\";\"First Seen\";\"Title\"\n\"a.example\";2020-02-01;2020-01-01;\"one\ntwo\"\n",
          {"a.example list iocs @2020-01-01..2020-02-01", "a.example .title=one\ntwo @2020-01-01..2020-02-01"}},
         {"columns that nothing is known of",
          "domain,colour\na.example,red\n",
          {"a.example list iocs" + at, "a.example .detail=colour: red" + at},
          {},
          "iocs.txt",
          {"column colour: kept as 'detail'; --columns says what a column is"}},
         {"several columns that nothing is known of are said once",
          "domain,colour,shape\na.example,red,round\nb.example,,flat\n",
          {"a.example list iocs" + at, "a.example .detail=colour: red" + at, "a.example .detail=shape: round" + at,
           "b.example list iocs" + at, "b.example .detail=shape: flat" + at},
          {},
          "iocs.txt",
          {"columns colour, shape: kept as 'detail'; --columns says what a column is"}},
         {"a row whose indicator stands in a column that nothing is known of",
          "source ip,description,domain name\n192.0.2.1,bad thing,\n,worse,a.example\n,nothing,\n",
          {"192.0.2.1 list iocs" + at, "192.0.2.1 .detail=source ip: 192.0.2.1" + at,
           "192.0.2.1 .detail=description: bad thing" + at, "a.example list iocs" + at,
           "a.example .detail=description: worse" + at},
          {"no column says an address, name, URL, e-mail address or hash"},
          "iocs.txt",
          {"column source ip: kept as 'detail'; --columns says what a column is"}},
         {"a property that a node of the row's type has not",
          "ip,description\n192.0.2.1,bad\n",
          {"192.0.2.1 list iocs" + at, "192.0.2.1 .detail=description: bad" + at}},
         {"a last sighting before the first",
          "domain,ip,first_seen,last_seen\na.example,192.0.2.1,2020-02-01,2020-01-01\n",
          {"a.example ip 192.0.2.1 @2020-01-01..2020-02-01"},
          {},
          "iocs.txt",
          {"1 × the last sighting is before the first: the two were swapped"}},
         {"no header",
          "a.example,192.0.2.1\nb.example,192.0.2.2\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at}},
         {"no header: a bad cell in a few rows costs itself, and what is left out is said",
          "a.example,hello world,192.0.2.1\nb.example,zzz,192.0.2.2\n?!?,x,192.0.2.3\n",
          {"a.example ip 192.0.2.1" + at, "a.example .detail=column 2: hello world" + at, "b.example ip 192.0.2.2" + at,
           "b.example .detail=column 2: zzz" + at, "192.0.2.3 list iocs" + at, "192.0.2.3 .detail=column 2: x" + at},
          {"'?!?' is no host name: '?' cannot stand in it"},
          "iocs.txt",
          {"column 2: kept as 'detail'; --columns says what a column is"}},
         {"no header: a bad date costs its record's date, and no other stands for it",
          "a.example,2020-01-01\nb.example,2020-01-02\nc.example,9/9/9\n",
          {"a.example list iocs @2020-01-01", "b.example list iocs @2020-01-02", "c.example list iocs"},
          {"'9/9/9' is no date"}},
         {"a date that is none is not known",
          "domain,ip,first_seen\na.example,192.0.2.1,0001-01-01\nb.example,192.0.2.2,never\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at}},
         {"the table's other dates tell which number is the month",
          "domain,first_seen\na.example,03/04/2022\nb.example,04/25/2022\n",
          {"a.example list iocs @2022-03-04", "b.example list iocs @2022-04-25"}},
         {"nothing tells which number is the month, and it is said",
          "domain,first_seen\na.example,03/04/2022\nb.example,05/05/2022\n",
          {"a.example list iocs @2022-04-03", "b.example list iocs @2022-05-05"},
          {},
          "iocs.txt",
          {"dates such as 03/04/2022 are read with the day first: none near the table's head tells the order"}},
         {"a table with both orders",
          "domain,first_seen\na.example,03/04/2022\nb.example,04/25/2022\nc.example,25/04/2022\n",
          {"a.example list iocs @2022-04-03", "b.example list iocs @2022-04-25", "c.example list iocs @2022-04-25"},
          {},
          "iocs.txt",
          {"dates such as 03/04/2022 are read with the day first: the table has both orders"}},
         {"a spreadsheet's number of a day is no second of 1970",
          "domain,first_seen\na.example,44837\nb.example,44837.5\n",
          {"a.example list iocs", "b.example list iocs"},
          {"'44837' is no date but a spreadsheet's number of one",
           "'44837.5' is no date but a spreadsheet's number of one"}},
         {"a date that cannot be read is refused, and never made from the other one",
          "domain,first_seen,last_seen\na.example,junk,2022-01-02\nb.example,2022-01-02,junk\nc.example,,2022-01-02\n",
          {"a.example list iocs", "b.example list iocs", "c.example list iocs @2022-01-02"},
          {"'junk' is no date", "'junk' is no date"}},
         {"what is said of an address that the row has not is kept, and so is a country that is none",
          "host,ip,asn,country\na.example,,AS64496,FR\nb.example,192.0.2.1,AS64497,Netherlands\n"
          "c.example,192.0.2.2,,Northland\n",
          {"a.example list iocs" + at, "a.example .detail=asn: AS64496" + at, "a.example .detail=country: FR" + at,
           "b.example ip 192.0.2.1" + at, "192.0.2.1 asn AS64497" + at, "192.0.2.1 country NL" + at,
           "c.example ip 192.0.2.2" + at, "c.example .detail=country: Northland" + at}},
         {"no header: a column of names and addresses",
          "a.example;x\n192.0.2.1;y\nb.example;z\n192.0.2.2/31;\n",
          {"a.example list iocs" + at, "a.example .detail=column 2: x" + at, "192.0.2.1 list iocs" + at,
           "192.0.2.1 .detail=column 2: y" + at, "b.example list iocs" + at, "b.example .detail=column 2: z" + at,
           "192.0.2.2/31 list iocs" + at},
          {},
          "iocs.txt",
          {"column 2: kept as 'detail'; --columns says what a column is"}},
         {"no header: an empty column loses nothing",
          "a.example,,192.0.2.1\nb.example,,192.0.2.2\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at}},
         {"columns without a name have a number",
          "domain,,colour,\na.example,x,red,y\n",
          {"a.example list iocs" + at, "a.example .detail=column 2: x" + at, "a.example .detail=colour: red" + at,
           "a.example .detail=column 4: y" + at},
          {},
          "iocs.txt",
          {"columns 2, colour, 4: kept as 'detail'; --columns says what a column is"}},
         {"rows that are wider than the header",
          "domain,ip\na.example,192.0.2.1,x\nb.example,192.0.2.2\nc.example,192.0.2.3,,\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at, "c.example ip 192.0.2.3" + at},
          {},
          "iocs.txt",
          {"1 × more fields than there are columns: those beyond column 2 are ignored"}},
         {"indicators of a row that no relation ties are listed side by side",
          "domain,indicator,url,sha256,email\na.example,b.example,hxxp://c.example/x,,\n"
          ",,hxxp://c.example/y,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855,x@d.example\n",
          {"http://c.example/x host c.example" + at, "http://c.example/x list iocs" + at, "a.example list iocs" + at,
           "b.example list iocs" + at, "http://c.example/y host c.example" + at, "http://c.example/y list iocs" + at,
           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 list iocs" + at,
           "x@d.example list iocs" + at}},
         {"newly registered names",
          "Timestamp,Reason,DomainName\n2022-09-29 01:02:03,added,a.example\n",
          {"a.example list iocs @2022-09-29T01:02:03Z"},
          {},
          "iocs.txt",
          {"column Reason: passed over where it only names the kind of the row; --columns says what a column is"}},
         {"network and country belong to the address",
          "ip|asn|cc\n192.0.2.1|AS64496 A Net|FR\n",
          {"192.0.2.1 asn AS64496" + at, "192.0.2.1 country FR" + at}},
         {"tags are still a list",
          "indicator,type,tags\nhxxp://a[.]example/x,url,\"c2, loader\"\n",
          {"http://a.example/x tag c2" + at, "http://a.example/x tag loader" + at, "http://a.example/x list iocs" + at,
           "http://a.example/x host a.example" + at},
          {},
          "iocs.txt",
          {"column type: passed over where it only names the kind of the row; --columns says what a column is"}},
         {"several columns of a kind",
          "a.example, b.example, c.example\n",
          {"a.example list iocs" + at, "b.example list iocs" + at, "c.example list iocs" + at}},
         {"hashes of one file side by side",
          "md5,sha1,malware\nd41d8cd98f00b204e9800998ecf8427e,da39a3ee5e6b4b0d3255bfef95601890afd80709,Nothing\n",
          {"da39a3ee5e6b4b0d3255bfef95601890afd80709 hash d41d8cd98f00b204e9800998ecf8427e" + at,
           "d41d8cd98f00b204e9800998ecf8427e threat nothing" + at, "d41d8cd98f00b204e9800998ecf8427e list iocs" + at,
           "da39a3ee5e6b4b0d3255bfef95601890afd80709 list iocs" + at,
           "da39a3ee5e6b4b0d3255bfef95601890afd80709 threat nothing" + at}},
         {"threats by name, and kinds of threats",
          "domain,threat,threat_type\na.example,APT 1,c2\nb.example,malware_download,\nc.example,C&C,none\n",
          {"a.example tag c2" + at, "a.example threat apt 1" + at, "a.example list iocs" + at,
           "b.example tag malware_download" + at, "b.example list iocs" + at, "c.example tag C&C" + at,
           "c.example list iocs" + at}},
         {"a bad value costs itself",
          "domain,ip\na.example,192.0.2.1\nb.example,300.0.2.1\n",
          {"a.example ip 192.0.2.1" + at, "b.example list iocs" + at},
          {"'300.0.2.1' is no IPv4 address: 300 is above 255"}},
         {"a table in Latin-1",
          "domain,org\na.example,M\xFCller\n",
          {"a.example list iocs" + at, "a.example .detail=org: Müller" + at},
          {},
          "iocs.txt",
          {"column org: kept as 'detail'; --columns says what a column is"}},
         {"the state of a page is not the registration's",
          "url,domain,status\nhttp://a.example/x,a.example,online\n",
          {"http://a.example/x host a.example" + at, "http://a.example/x list iocs" + at, "a.example list iocs" + at,
           "http://a.example/x .status=online" + at}},
         {"a quote that is never closed",
          "domain,ip\n\"a.example,192.0.2.1\nb.example,192.0.2.2\n",
          {"b.example ip 192.0.2.2" + at},
          {"a quote is never closed"}}});
  CHECK(
      contains(readText(readerNamed("csv"), "1.0.0.0,1.0.0.255,13335\n2.0.0.0,2.0.0.255,13335\n").error, "no column"));
}

TEST_CASE("dates of tables, by what their columns are called", "[ingest][csv]") {
  const auto dated = [](const std::string& header) {
    const Read read = readText(readerNamed("csv"), "domain," + header + "\na.example,2020-01-02,2020-03-04\n");
    return read.lines().empty() ? std::string() : read.lines().front();
  };
  const std::string from_to = "a.example list stdin @2020-01-02..2020-03-04",
                    none = "a.example list stdin @2024-06-01T00:00:00Z";
  const std::string first = "a.example list stdin @2020-01-02", last = "a.example list stdin @2020-03-04";
  for (const char* header :
       {"first_submission,last_submission", "zone_first,zone_last", "first seen (UTC),LastSeenAt",
        "date_first_seen,date_last_seen", "first_seen_ts,lastseents", "firstObserved,last_reported",
        "timestamp,last_seen", "datetime,to", "time_first,time_last"}) {
    INFO(header);
    CHECK(dated(header) == from_to);
  }
  for (const char* header :
       {"datetime,x", "submission_time,x", "date_added,x", "observed,x", "timestamp_utc,x", "event_time,x", "ts,x",
        "Detected At,x", "reported,x", "collection_date,x", "dateSubmitted,x"}) {
    INFO(header);
    CHECK(dated(header) == first);
  }
  CHECK(dated("expires,last_online") == last);
  // when it expires, was changed or checked is no sighting, nor is a name, a place or a number of tests
  for (const char* header : {"expires,update_time", "valid_from,valid_until", "last_modified,lastname", "region,logon",
                             "detection,collection", "timezone,uptime"}) {
    INFO(header);
    CHECK(dated(header) == none);
  }
}

TEST_CASE("what a table says twice, or in a way that is not read, is kept", "[ingest][csv]") {
  const std::string at = " @2024-06-01T00:00:00Z", kept = " @2020-01-02";
  check("csv",
        {{"dates beside those that count",
          "domain,first_seen,date_added\na.example,2020-01-02,2020-01-03\nb.example,,2020-01-03\n",
          {"a.example list iocs" + kept, "a.example .detail=date_added: 2020-01-03" + kept,
           "b.example list iocs @2020-01-03"}},
         {"a word that dates have, over other things",
          "domain,detected,seen\na.example,yes,3\n",
          {"a.example list iocs" + at, "a.example .detail=detected: yes" + at, "a.example .detail=seen: 3" + at},
          {},
          "iocs.txt",
          {"columns detected, seen: kept as 'detail'; --columns says what a column is"}},
         {"kinds that say more than the indicator, reasons, numbers",
          "id,domain,type,reason\n1,a.example,phishing kit,seen in mail\n2,b.example,domain,\n",
          {"a.example list iocs" + at, "a.example .detail=type: phishing kit" + at,
           "a.example .detail=reason: seen in mail" + at, "b.example list iocs" + at},
          {},
          "iocs.txt",
          {"columns type, reason: passed over where it only names the kind of the row; --columns says what a column is",
           "column id: passed over; --columns says what a column is"}},
         {"several columns of threats, tags and servers",
          "domain,malware,actor,tag,category,ns,nameserver\na.example,Nothing,Nobody,x,y,ns1.b.example,ns2.b.example\n",
          {"a.example ns ns1.b.example" + at, "a.example ns ns2.b.example" + at, "a.example tag x" + at,
           "a.example tag y" + at, "a.example threat nothing" + at, "a.example threat nobody" + at}},
         {"a count and a confidence that are no numbers",
          "domain,count,confidence\na.example,many,high\nb.example,3,90\n",
          {"a.example list iocs" + at, "a.example .detail=count: many" + at, "a.example .detail=confidence: high" + at,
           "b.example list iocs" + at + " times=3"}},
         {"a second network of an address",
          "ip,asn,as\n192.0.2.1,AS64500,AS64501\n",
          {"192.0.2.1 asn AS64500" + at, "192.0.2.1 .detail=as: AS64501" + at}}});
}

TEST_CASE("a log of questions ties no name to the resolver that was asked", "[ingest][csv]") {
  const std::string at = " @2020-01-02";
  check("csv", {{"the resolver is a detail",
                 "date,query,dst_ip\n2020-01-02,a.example,192.0.2.53\n",
                 {"a.example list iocs" + at, "a.example .detail=dst_ip: 192.0.2.53" + at},
                 {},
                 "iocs.txt",
                 {"column dst_ip: kept as 'detail'; --columns says what a column is"}},
                {"of a connection it is the address",
                 "date,host,dst_ip\n2020-01-02,a.example,192.0.2.1\n",
                 {"a.example ip 192.0.2.1" + at}}});
}

TEST_CASE("the fields of logs by their paths are names of columns, not of hosts", "[ingest][csv]") {
  const std::string seen = " @2022-09-25T10:11:12Z";
  const auto details = [](const std::string& names) {
    return Lines{"columns " + names + ": kept as 'detail'; --columns says what a column is"};
  };
  check("csv", {{"a connection, as a search exports it",
                 "@timestamp,source.ip,destination.ip,url.domain,host.name\n\"Sep 25, 2022 @ 10:11:12.123\",10.0.0.1,"
                 "192.0.2.1,a.example,pc7\n",
                 {"a.example ip 192.0.2.1" + seen, "a.example .detail=source.ip: 10.0.0.1" + seen,
                  "a.example .detail=host.name: pc7" + seen},
                 {},
                 "iocs.txt",
                 details("source.ip, host.name")},
                {"a question, whose destination is the resolver",
                 "ts,id.orig_h,id.resp_h,query\n1664100672.5,10.0.0.1,192.0.2.53,a.example\n",
                 {"a.example list iocs" + seen, "a.example .detail=id.orig_h: 10.0.0.1" + seen,
                  "a.example .detail=id.resp_h: 192.0.2.53" + seen},
                 {},
                 "iocs.txt",
                 details("id.orig_h, id.resp_h")}});
  CHECK(readText(readerNamed("csv"), "dns.example,url.example\nid.example,host.example\n").targets("list").size() == 1);
  CHECK(readText(readerNamed("csv"), "dns.example,url.example\nid.example,host.example\n").lines().size() == 4);
}

TEST_CASE("what a list says of an indicator in a log ties it to nothing", "[ingest][csv]") {
  const std::string seen = " @2024-01-01T00:00:00Z", time = "2024-01-01T00:00:00Z";
  const auto detail = [](const std::string& name) {
    return Lines{"column " + name + ": kept as 'detail'; --columns says what a column is"};
  };
  check("csv",
        {{"a name, whose destination may be the resolver",
          "@timestamp,threat.indicator.domain,destination.ip\n" + time + ",bad.example,192.0.2.53\n",
          {"bad.example list iocs" + seen, "bad.example .detail=destination.ip: 192.0.2.53" + seen},
          {},
          "iocs.txt",
          detail("destination.ip")},
         {"an address beside a question",
          "@timestamp,dns.question.name,threat.indicator.ip\n" + time + ",good.example,192.0.2.66\n",
          {"good.example list iocs" + seen, "192.0.2.66 list iocs" + seen}},
         {"an address beside a connection",
          "@timestamp,url.domain,threat.indicator.ip,destination.ip\n" + time + ",good.example,192.0.2.66,192.0.2.1\n",
          {"good.example ip 192.0.2.1" + seen, "192.0.2.66 list iocs" + seen}},
         {"when the list saw it is not when it was met",
          "url.domain,destination.ip,threat.indicator.ip,threat.indicator.first_seen\n"
          "good.example,192.0.2.1,192.0.2.66,2020-01-01\n",
          {"good.example ip 192.0.2.1 @2024-06-01T00:00:00Z", "192.0.2.66 list iocs @2024-06-01T00:00:00Z",
           "good.example .detail=threat.indicator.first_seen: 2020-01-01 @2024-06-01T00:00:00Z"},
          {},
          "iocs.txt",
          detail("threat.indicator.first_seen")},
         {"alone, it is",
          "threat.indicator.ip,threat.indicator.first_seen\n192.0.2.66,2020-01-01\n",
          {"192.0.2.66 list iocs @2020-01-01"}}});
}

TEST_CASE("headers that may be of dates, over other things", "[ingest][csv]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  const auto detail = [](const std::string& name) {
    return Lines{"column " + name + ": kept as 'detail'; --columns says what a column is"};
  };
  check("csv", {{"a place",
                 "domain,found_on\na.example,a chat\nb.example,a forum\n",
                 {"a.example list iocs" + at, "a.example .detail=found_on: a chat" + at, "b.example list iocs" + at,
                  "b.example .detail=found_on: a forum" + at},
                 {},
                 "iocs.txt",
                 detail("found_on")},
                {"somebody, beside a date",
                 "domain,date,reported_at\na.example,2020-01-02,CERT\n",
                 {"a.example list iocs @2020-01-02", "a.example .detail=reported_at: CERT @2020-01-02"},
                 {},
                 "iocs.txt",
                 detail("reported_at")},
                {"a date", "domain,listed_on\na.example,2020-01-02\n", {"a.example list iocs @2020-01-02"}},
                {"a date among rows that say none",
                 "domain,detected_at\na.example,-\nb.example,N/A\nc.example,never\nd.example,2020-01-02\n",
                 {"a.example list iocs" + at, "b.example list iocs" + at, "c.example list iocs" + at,
                  "d.example list iocs @2020-01-02"}},
                {"dates that are not read are refused, and the file's does not stand in their place",
                 "domain,seen_at\na.example,43900\nb.example,43901\n",
                 {"a.example list iocs", "b.example list iocs"},
                 {"'43900' is no date but a spreadsheet's number of one",
                  "'43901' is no date but a spreadsheet's number of one"}},
                {"a confidence that is no share",
                 "domain,confidence\na.example,250\nb.example,-3\nc.example,100\n",
                 {"a.example list iocs" + at, "a.example .detail=confidence: 250" + at, "b.example list iocs" + at,
                  "b.example .detail=confidence: -3" + at, "c.example list iocs" + at}}});
}

TEST_CASE("a table of very many columns takes no time in their square, and ends", "[ingest][csv]") {
  constexpr int kColumns = 20000;
  std::string header = "ip", dates = "192.0.2.1", ports = "192.0.2.2";
  for (int i = 0; i < kColumns; ++i) {
    header += ",date";
    dates += ",2020-01-02";
    ports += ",none";
  }
  const Read read = readText(readerNamed("csv"), header + "\n" + dates + "\n" + ports + "\n");
  CHECK(read.lines().front() == "192.0.2.1 list stdin @2020-01-02");
  CHECK(read.lines().size() == 2);
  CHECK(read.notices == Lines{"3 × rows of more than 4096 columns: those beyond are ignored"});
}

TEST_CASE("rows that name the columns are none of the table's", "[ingest][csv]") {
  const std::string at = " @2024-06-01T00:00:00Z";
  check("csv",
        {{"by no word that is known",
          "c2_server,reporter,noted\na.example,192.0.2.1,2020-01-02\nb.example,192.0.2.2,2020-01-02\n",
          {"a.example list iocs" + at, "a.example .detail=reporter: 192.0.2.1" + at,
           "a.example .detail=noted: 2020-01-02" + at, "b.example list iocs" + at,
           "b.example .detail=reporter: 192.0.2.2" + at, "b.example .detail=noted: 2020-01-02" + at},
          {},
          "iocs.txt",
          {"the first row is taken for the names of the columns: 'c2_server,reporter,noted'",
           "columns reporter, noted: kept as 'detail'; --columns says what a column is"}},
         {"below a title, and once more where two tables were joined",
          "What we saw\ndomain,ip\na.example,192.0.2.1\ndomain,ip\nb.example,192.0.2.2\n",
          {"a.example ip 192.0.2.1" + at, "b.example ip 192.0.2.2" + at},
          {"a line before the names of the columns"},
          "iocs.txt",
          {"1 × rows that name the columns once more: passed over"}},
         {"below what spreadsheets write", "sep=;\ndomain;ip\na.example;192.0.2.1\n", {"a.example ip 192.0.2.1" + at}},
         {"no names: a third date is kept",
          "a.example,2020-01-01,2020-01-02,2020-01-03\nb.example,2020-01-01,2020-01-02,2020-01-03\n",
          {"a.example list iocs @2020-01-01..2020-01-02",
           "a.example .detail=column 4: 2020-01-03 @2020-01-01..2020-01-02",
           "b.example list iocs @2020-01-01..2020-01-02",
           "b.example .detail=column 4: 2020-01-03 @2020-01-01..2020-01-02"}},
         {"a first row that is like the others",
          "a.example,x\nb.example,y\n",
          {"a.example list iocs" + at, "a.example .detail=column 2: x" + at, "b.example list iocs" + at,
           "b.example .detail=column 2: y" + at},
          {},
          "iocs.txt",
          {"column 2: kept as 'detail'; --columns says what a column is"}}});
}

}  // namespace clew::ingest::test
