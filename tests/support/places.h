// Where tests find what they read and run.
#pragma once

#include <string>
#include <string_view>

namespace clew::test {

/// A file of the checkout, by its path from the top.
std::string checkoutFile(std::string_view path);
/// The folder of shared data: CLEW_SHARED, or ../shared beside the checkout. It may be absent; tests then skip.
std::string sharedFolder();
/// The command that was built with these tests.
std::string clewProgram();
/// Where this build lies, for `cmake --install`.
std::string binaryFolder();
/// The compiler of this build, and the sanitizers in it ("" without), for programs that link what it made.
std::string compiler();
std::string sanitizers();

}  // namespace clew::test
