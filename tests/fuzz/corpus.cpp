#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/fuzz.h"
#include "support/places.h"

namespace clew::fuzz {

std::vector<std::string> filesBelow(const std::string& folder, const std::string& ending, std::size_t most) {
  std::vector<std::string> paths;
  std::error_code problem;
  std::filesystem::recursive_directory_iterator all(test::checkoutFile(folder), problem);
  if (problem) return {};
  for (const auto& entry : all) {
    if (entry.is_regular_file() && entry.path().string().ends_with(ending)) paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  if (paths.size() > most) paths.resize(most);
  std::vector<std::string> texts;
  for (const std::string& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return texts;
}

}  // namespace clew::fuzz
