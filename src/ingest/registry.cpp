#include "ingest/reader.h"
#include "ingest/readers/readers.h"

namespace clew::ingest {

const std::vector<const Reader*>& readers() {
  static const std::vector<const Reader*> all = {
      &factsReader(),
      &cofReader(),
      &whoisxmlReader(),
      &whoisxmlReverseIpReader(),
      &whoisxmlReverseNsReader(),
      &whoisxmlReverseMxReader(),
      &rdapReader(),
      &securitytrailsReader(),
      &virustotalReader(),
      &otxReader(),
      &passivetotalReader(),
      &validinReader(),
      &circlGeoReader(),
      &shodanReader(),
      &censysReader(),
      &urlscanReader(),
      &crtShReader(),
      &certStreamReader(),
      &threatFoxReader(),
      &urlhausReader(),
      &malwareBazaarReader(),
      &feodoReader(),
      &abuseChCsvReader(),
      &dnsxReader(),
      &massdnsReader(),
      &resolverTextReader(),
      &subfinderReader(),
      &amassReader(),
      &amassTextReader(),
      &subdomainTextReader(),
      &httpxReader(),
      &dnstwistReader(),
      &dnstwistCsvReader(),
      &whoisxmlNrdReader(),
      &circlSslReader(),
      &dohReader(),
      &mispReader(),
      &mispCsvReader(),
      &stixReader(),
      &whoisReader(),
      &digReader(),
      &zoneReader(),
      &asnTableReader(),
      &cymruReader(),
      &geoPlacesReader(),
      &mmdbReader(),
      &jsonListReader(),
      &listReader(),
      &csvReader(),
      &textReader(),
  };
  return all;
}

}  // namespace clew::ingest
