// Every reader by name: registry.cpp lists them in the order in which detection prefers them.
#pragma once

#include "ingest/reader.h"

namespace clew::ingest {

const Reader& factsReader();  // facts.cpp: Clew's own JSON Lines
const Reader& cofReader();    // cof.cpp: passive DNS, Common Output Format
const Reader& listReader();   // list.cpp: indicators or hashes, one a line
const Reader& csvReader();    // csv.cpp: tables with or without a header
const Reader& textReader();   // text.cpp: indicators in prose

}  // namespace clew::ingest
