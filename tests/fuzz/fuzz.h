// What a fuzz target gives beside LLVMFuzzerTestOneInput: where the built-in driver begins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace clew::fuzz {

/// Inputs that mean something to the target; the driver's mutations start from them. Never empty.
std::vector<std::string> seeds();
/// Pieces that matter to the target, put in at random places.
std::vector<std::string> words();

/// The regular files of a folder below the checkout whose names end in `ending`, at most `most`, in order of names.
std::vector<std::string> filesBelow(const std::string& folder, const std::string& ending, std::size_t most);

}  // namespace clew::fuzz
