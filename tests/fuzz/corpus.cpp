#include <sys/time.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/fuzz.h"
#include "support/places.h"

namespace clew::fuzz {

const std::string& part() {
  static const std::string chosen = [] {
    const char* named = std::getenv("CLEW_FUZZ_PART");
    const std::string name = named == nullptr ? "" : named;
    const std::vector<std::string> all = parts();
    if (name.empty() || std::find(all.begin(), all.end(), name) != all.end()) return name;
    for (const std::string& each : all) std::fprintf(name == "?" ? stdout : stderr, "%s\n", each.c_str());
    if (name == "?") std::exit(0);
    std::fprintf(stderr, "no part '%s' of this target: CLEW_FUZZ_PART takes one of these\n", name.c_str());
    std::exit(2);
  }();
  return chosen;
}

void beginInput() {
  static const bool caught = std::signal(SIGPROF, [](int) { std::abort(); }) != SIG_ERR;
  const itimerval limit = {{0, 0}, {20, 0}};
  if (caught) ::setitimer(ITIMER_PROF, &limit, nullptr);
}

std::vector<std::string> filesBelow(const std::string& folder, const std::string& ending, std::size_t most) {
  std::vector<std::string> paths;
  std::error_code problem;
  std::filesystem::recursive_directory_iterator all(folder.starts_with('/') ? folder : test::checkoutFile(folder),
                                                    problem);
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

/// With CLEW_FUZZ_SEEDS=FOLDER a libFuzzer target writes its seeds there, and its words as FOLDER.dict, and ends.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  clew::fuzz::part();  // asked here, where the program may still end
  const char* folder = std::getenv("CLEW_FUZZ_SEEDS");
  if (folder == nullptr) return 0;
  std::filesystem::create_directories(folder);
  const std::vector<std::string> seeds = clew::fuzz::seeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream(std::string(folder) + "/seed-" + std::to_string(i), std::ios::binary) << seeds[i];
  }
  std::ofstream words(std::string(folder) + ".dict");
  for (const std::string& word : clew::fuzz::words()) {
    words << '"';
    for (const char c : word) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02X", static_cast<unsigned char>(c));
      words << escaped;
    }
    words << "\"\n";
  }
  words.close();
  std::exit(0);
}
