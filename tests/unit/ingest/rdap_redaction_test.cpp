// What RDAP answers say they withhold (RFC 9537), by each of its methods.
#include <catch2/catch.hpp>

#include "unit/ingest/json_support.h"

namespace clew::ingest::test {

TEST_CASE("a stand-in for a redacted value is nobody's", "[ingest][json][rdap]") {
  const std::vector<Sample> samples = {
      {"a replaced mailbox, a part of a name, an empty one, a whole contact, a field that is no trait",
       "rdap",
       {},
       R"({"objectClassName":"domain","ldhName":"a.example","entities":[{"roles":["registrant"],"vcardArray":["vcard",[["fn",{},"text","J. D"],["org",{},"text",""],["email",{},"text","f00@forward.example"],["tel",{},"text","+1.5551234567"]]]}],
"redacted":[{"name":{"description":"Registrant Email"},"postPath":"$.entities[0].vcardArray[1][2][3]","method":"replacementValue","reason":{"description":"Server policy"}},{"name":{"description":"Registrant Name"},"postPath":"x","method":"partialValue","reason":{"description":"Server policy"}},{"name":{"type":"Registrant Organization"},"method":"emptyValue"},{"name":{"description":"Tech Email"},"method":"removal"},{"name":{"description":"Registrant Street"},"method":"emptyValue"}]})",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example phone +15551234567 @2024-06-01T00:00:00Z",
        "a.example email? \"Server policy\" @2024-06-01T00:00:00Z",
        "a.example registrant? \"Server policy\" @2024-06-01T00:00:00Z",
        "a.example org? \"emptyValue\" @2024-06-01T00:00:00Z",
        "a.example tech-email? \"removal\" @2024-06-01T00:00:00Z"}},
      {"the same value without that mark is the registrant's",
       "rdap",
       {},
       R"({"objectClassName":"domain","ldhName":"a.example","entities":[{"roles":["registrant"],"vcardArray":["vcard",[["fn",{},"text","Jo Doe"],["email",{},"text","f00@forward.example"]]]}]})",
       {"a.example answers registration: found @2024-06-01T00:00:00Z",
        "a.example registrant jo doe @2024-06-01T00:00:00Z",
        "a.example email f00@forward.example @2024-06-01T00:00:00Z"}},
  };
  for (const auto& sample : samples) checkSample(sample);
}

}  // namespace clew::ingest::test
