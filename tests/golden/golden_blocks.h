// Golden files: blocks of a text and exactly what it must give.
//
//   === KIND
//   the text, one line or more
//   ----
//   exactly what comes back
//
// A block without the dashes is carried out and gives nothing.
#pragma once

#include <clew/clew.h>

#include <string>
#include <vector>

namespace clew::test {

struct Block {
  std::string kind;
  std::string text;
  std::string output;
  bool answered = false;  // has a line of dashes, and an output
};

struct GoldenFile {
  std::string head;  // comment lines before the first block
  std::vector<Block> blocks;
};

GoldenFile readGolden(const std::string& path);
std::string writeGolden(const GoldenFile& file);
/// `text` without empty lines at its end: they set blocks apart and belong to no output.
std::string withoutEndLines(std::string text);
/// An answer as a person reads it: the table, its notices and the expectations that failed.
std::string renderAnswer(const Answer& answer);

}  // namespace clew::test
