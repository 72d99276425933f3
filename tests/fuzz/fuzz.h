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

/// What of the target can be run alone, by name; empty where it is one thing.
std::vector<std::string> parts();
/// The part that CLEW_FUZZ_PART names; empty: the whole. With CLEW_FUZZ_PART=? the names are printed and the program
/// ends well; it ends with 2 where there is no such part.
const std::string& part();

/// Begins an input: one that takes more than 20 s of processors aborts the program. Not by the clock, so that a busy
/// machine finds nothing.
void beginInput();

/// The regular files of a folder whose names end in `ending`, at most `most`, in order of names. The folder is below
/// the checkout unless it is absolute.
std::vector<std::string> filesBelow(const std::string& folder, const std::string& ending, std::size_t most);

}  // namespace clew::fuzz
