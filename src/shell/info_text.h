// A case in figures, as text for people and as a table for programs.
#pragma once

#include <string>

#include "clew/clew.h"

namespace clew::shell {

std::string infoText(const CaseInfo& info, bool with_components);
/// about, name, value: "nodes", "domain", 1234.
Table infoTable(const CaseInfo& info);
/// "512 bytes", "1.5 KiB", "3.2 GiB".
std::string bytesText(std::uint64_t bytes);
/// What compact did, in two lines.
std::string compactText(std::string_view path, const CompactReport& done);

}  // namespace clew::shell
