// Every reader by name: registry.cpp lists them in the order in which detection prefers them.
#pragma once

#include "ingest/reader.h"

namespace clew::ingest {

const Reader& factsReader();     // facts.cpp: Clew's own JSON Lines
const Reader& cofReader();       // cof.cpp: passive DNS, Common Output Format
const Reader& listReader();      // list.cpp: indicators or hashes, one a line
const Reader& jsonListReader();  // json_list.cpp: an array of indicators
const Reader& csvReader();       // csv.cpp: tables with or without a header
const Reader& textReader();      // text.cpp: indicators in prose
const Reader& whoisReader();     // whois.cpp, whois_*.cpp: WHOIS answers in text
const Reader& digReader();       // dig.cpp: the output of dig
const Reader& zoneReader();      // zone.cpp: zone files

// Tables that enrich.
const Reader& asnTableReader();   // asn_table.cpp: ranges with systems or countries
const Reader& cymruReader();      // cymru.cpp: Team Cymru's answers on addresses
const Reader& mmdbReader();       // mmdb.cpp, mmdb_file.cpp: MaxMind databases
const Reader& geoPlacesReader();  // geo_places.cpp: what the numbers of places in such tables mean

// Providers' JSON answers.
const Reader& whoisxmlReader();           // whoisxml.cpp, whoisxml_*.cpp
const Reader& whoisxmlReverseIpReader();  // the same, for answers that do not say what they are
const Reader& whoisxmlReverseNsReader();
const Reader& whoisxmlReverseMxReader();
const Reader& rdapReader();            // rdap.cpp, rdap_entity.cpp
const Reader& securitytrailsReader();  // securitytrails.cpp
const Reader& virustotalReader();      // virustotal.cpp
const Reader& otxReader();             // otx.cpp
const Reader& passivetotalReader();    // passivetotal.cpp
const Reader& validinReader();         // validin.cpp
const Reader& circlGeoReader();        // circl_geo.cpp: geolookup
const Reader& shodanReader();          // shodan.cpp
const Reader& censysReader();          // censys.cpp
const Reader& urlscanReader();         // urlscan.cpp, urlscan_result.cpp
const Reader& crtShReader();           // crtsh.cpp
const Reader& certStreamReader();      // certstream.cpp
const Reader& threatFoxReader();       // threatfox.cpp
const Reader& urlhausReader();         // urlhaus.cpp
const Reader& malwareBazaarReader();   // malwarebazaar.cpp
const Reader& feodoReader();           // feodo.cpp
const Reader& abuseChCsvReader();      // abusech_csv.cpp
const Reader& dnsxReader();            // dnsx.cpp
const Reader& massdnsReader();         // massdns.cpp
const Reader& resolverTextReader();    // resolver_text.cpp
const Reader& subfinderReader();       // subfinder.cpp
const Reader& amassReader();           // amass.cpp
const Reader& amassTextReader();       // amass_text.cpp
const Reader& subdomainTextReader();   // subdomain_text.cpp: of subfinder and Amass
const Reader& httpxReader();           // httpx.cpp
const Reader& dnstwistReader();        // dnstwist.cpp
const Reader& dnstwistCsvReader();     // dnstwist_csv.cpp
const Reader& whoisxmlNrdReader();     // whoisxml_nrd.cpp: stream of newly registered names
const Reader& circlSslReader();        // circl_ssl.cpp: passive SSL
const Reader& dohReader();             // doh.cpp: DNS over HTTPS

// What people share.
const Reader& mispReader();     // misp.cpp, misp_attribute.cpp
const Reader& mispCsvReader();  // misp_csv.cpp: attributes as tables
const Reader& stixReader();     // stix.cpp, stix_*.cpp

}  // namespace clew::ingest
