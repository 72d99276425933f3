// What the command line said, as plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clew/clew.h"
#include "shell/words.h"

namespace clew::shell {

enum class When : std::uint8_t { kAuto, kAlways, kNever };

struct Settings {
  std::vector<std::string> arguments;  // without the command's own word
  std::string format;                  // empty: not said
  std::string output;                  // empty: standard output
  std::optional<std::uint64_t> limit;
  std::chrono::milliseconds timeout{0};
  std::optional<Time> now;
  bool require_known = false;
  bool quiet = false;
  When color = When::kAuto;
  bool progress = true;
  std::string schema_file;
  bool budget = true;
  bool help = false;
  bool version = false;
  bool pager = true;   // at the prompt
  bool write = false;  // run: scripts with a schedule may write
  SetArguments set;    // run, query, export
  IngestOptions ingest;
  bool refresh_lists = false;  // check
  struct NoiseFile {
    std::string list, file;  // an empty file: the list as it ships
    bool extends = false;
  };
  std::vector<NoiseFile> noise;  // check
  bool check = false;          // fmt
  bool defang = false;         // fmt
  std::string document;        // help: a file made of the command table: man, bash, zsh, fish
};

}  // namespace clew::shell
