#include "common/uuid.h"

#include <catch2/catch.hpp>

using namespace clew;

TEST_CASE("identifiers of version 5 are those of the standard") {
  // RFC 9562, appendix A.4: the name www.example.com in the namespace of DNS
  CHECK(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com") == "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  CHECK(uuid5("no uuid", "x") == uuid5("00000000-0000-0000-0000-000000000000", "x"));
}
