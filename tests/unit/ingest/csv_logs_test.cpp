// Logs as tables: the far end is the indicator, and the machines that saw it are not.
#include <catch2/catch.hpp>

#include "common/text.h"
#include "unit/ingest/line_support.h"

namespace clew::ingest::test {
namespace {

const std::string kLogSeen = " @2023-11-07T10:00:05Z";

Lines logDetails(const std::string& names) {
  return {"columns " + names + ": kept as 'detail'; --columns says what a column is"};
}

}  // namespace

TEST_CASE("Splunk's host is the sensor", "[ingest][csv]") {
  check("csv",
        {{"beside the name and the address that were met",
          "_time,host,sourcetype,dest_ip,url_domain,dest_port\n"
          "2023-11-07T10:00:05.000+0000,proxy.a.example,squid,192.0.2.1,b.example,443\n",
          {"b.example ip 192.0.2.1" + kLogSeen, "192.0.2.1 .port=443" + kLogSeen,
           "b.example .detail=host: proxy.a.example" + kLogSeen, "b.example .detail=sourcetype: squid" + kLogSeen},
          {},
          "iocs.txt",
          logDetails("host, sourcetype")},
         {"beside a URL",
          "_time,host,_raw,url\n2023-11-07T10:00:05.000+0000,proxy.a.example,x,https://b.example/x\n",
          {"https://b.example/x host b.example" + kLogSeen, "https://b.example/x list iocs" + kLogSeen,
           "https://b.example/x .detail=host: proxy.a.example" + kLogSeen,
           "https://b.example/x .detail=_raw: x" + kLogSeen},
          {},
          "iocs.txt",
          logDetails("host, _raw")},
         {"in another table it is an indicator",
          "date,host,dest_ip\n2023-11-07T10:00:05Z,a.example,192.0.2.1\n",
          {"a.example ip 192.0.2.1" + kLogSeen}}});
  const std::string alone =
      "_time,host,sourcetype\n2023-11-07T10:00:05Z,proxy.a.example,squid\n"
      "2023-11-07T10:00:05Z,proxy.b.example,squid\n";
  CHECK(contains(readText(readerNamed("csv"), alone).error, "no column is told"));
}

TEST_CASE("the far end of what endpoints log is the indicator, and the device is not", "[ingest][csv]") {
  check("csv",
        {{"connections of Defender's: URLs and bare names",
          "Timestamp,DeviceName,RemoteIP,RemotePort,RemoteUrl,InitiatingProcessFileName\n"
          "2023-11-07T10:00:05Z,pc1.a.example,192.0.2.1,443,https://b.example/x,powershell.exe\n"
          "2023-11-07T10:00:05Z,pc1.a.example,192.0.2.2,443,,powershell.exe\n",
          {"https://b.example/x host b.example" + kLogSeen, "https://b.example/x list iocs" + kLogSeen,
           "https://b.example/x ip 192.0.2.1" + kLogSeen, "192.0.2.1 .port=443" + kLogSeen,
           "https://b.example/x .detail=DeviceName: pc1.a.example" + kLogSeen,
           "https://b.example/x .detail=InitiatingProcessFileName: powershell.exe" + kLogSeen,
           "192.0.2.2 .port=443" + kLogSeen, "192.0.2.2 list iocs" + kLogSeen,
           "192.0.2.2 .detail=DeviceName: pc1.a.example" + kLogSeen,
           "192.0.2.2 .detail=InitiatingProcessFileName: powershell.exe" + kLogSeen},
          {},
          "iocs.txt",
          logDetails("DeviceName, InitiatingProcessFileName")},
         {"connections and questions of Sysmon's",
          "UtcTime,Computer,DestinationIp,DestinationHostname,QueryName\n"
          "2023-11-07 10:00:05,pc1.a.example,192.0.2.1,b.example,\n2023-11-07 10:00:05,pc1.a.example,-,-,c.example\n",
          {"b.example ip 192.0.2.1" + kLogSeen, "b.example .detail=Computer: pc1.a.example" + kLogSeen,
           "c.example list iocs" + kLogSeen, "c.example .detail=Computer: pc1.a.example" + kLogSeen},
          {},
          "iocs.txt",
          {"column Computer: kept as 'detail'; --columns says what a column is"}},
         {"a row that names no far end is refused, whatever hash stands in it",
          "Computer,DestinationIp,Hashes\npc1.a.example,,d41d8cd98f00b204e9800998ecf8427e\n",
          {},
          {"no column says an address, name, URL, e-mail address or hash"},
          "iocs.txt",
          logDetails("Computer, Hashes")}});
  // By no word that is known the far end is told by content, and the device is none.
  const Read read = readText(readerNamed("csv"), "DeviceName,peer\npc1.a.example,b.example\npc2.a.example,c.example\n");
  CHECK(read.targets("list") == Lines{"stdin"});
  CHECK(read.lines().front() == "b.example list stdin @2024-06-01T00:00:00Z");
}

TEST_CASE("a dash in a cell is nothing", "[ingest][csv]") {
  check("csv", {{"the next column of the kind counts",
                 "@timestamp,dns.question.name,url.domain,destination.ip\n"
                 "2023-11-07T10:00:05Z,a.example,-,192.0.2.53\n2023-11-07T10:00:05Z,-,b.example,192.0.2.1\n",
                 {"a.example list iocs" + kLogSeen, "a.example .detail=destination.ip: 192.0.2.53" + kLogSeen,
                  "b.example list iocs" + kLogSeen, "b.example .detail=destination.ip: 192.0.2.1" + kLogSeen},
                 {},
                 "iocs.txt",
                 {"column destination.ip: kept as 'detail'; --columns says what a column is"}}});
}

TEST_CASE("Shodan's table: a header of paths is one", "[ingest][csv]") {
  check("csv",
        {{"the address is the one that is written as such",
          "data,ip,ip_str,location.country_code,location.city,port,ssl.cert.serial,timestamp\n"
          "\"HTTP/1.1 200 OK\nServer: x\n\",3221225985,192.0.2.1,NL,Town,443,7,2023-11-07T10:00:05\n",
          {"192.0.2.1 country NL" + kLogSeen, "192.0.2.1 .port=443" + kLogSeen, "192.0.2.1 list iocs" + kLogSeen,
           "192.0.2.1 .detail=data: HTTP/1.1 200 OK\nServer: x" + kLogSeen,
           "192.0.2.1 .detail=location.city: Town" + kLogSeen, "192.0.2.1 .detail=ssl.cert.serial: 7" + kLogSeen},
          {},
          "iocs.txt",
          {"columns data, location.city, ssl.cert.serial: kept as 'detail'; --columns says what a column is",
           "column ip: passed over; --columns says what a column is"}}});
}

}  // namespace clew::ingest::test
