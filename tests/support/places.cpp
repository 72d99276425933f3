#include "support/places.h"

#include <cstdlib>

namespace clew::test {

std::string checkoutFile(std::string_view path) {
  return std::string(CLEW_SOURCE_DIR) + "/" + std::string(path);
}

std::string sharedFolder() {
  const char* named = std::getenv("CLEW_SHARED");
  return named != nullptr && *named != '\0' ? std::string(named) : checkoutFile("../shared");
}

std::string binaryFolder() {
  return CLEW_BINARY_DIR;
}

std::string clewProgram() {
  return CLEW_BINARY_DIR "/clew";
}

std::string compiler() {
  return CLEW_COMPILER;
}

std::string sanitizers() {
  return CLEW_SANITIZERS;
}

}  // namespace clew::test
