#include "golden/golden_blocks.h"

#include <sstream>

#include "support/process.h"

namespace clew::test {

GoldenFile readGolden(const std::string& path) {
  GoldenFile out;
  std::istringstream in(readWhole(path));
  std::string* into = &out.head;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("=== ", 0) == 0) {
      out.blocks.push_back({line.substr(4), "", ""});
      into = &out.blocks.back().text;
    } else if (line == "----" && !out.blocks.empty() && into == &out.blocks.back().text) {
      out.blocks.back().answered = true;
      into = &out.blocks.back().output;
    } else {
      *into += line + '\n';
    }
  }
  return out;
}

std::string withoutEndLines(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.empty() ? text : text + '\n';
}

std::string writeGolden(const GoldenFile& file) {
  std::string out = withoutEndLines(file.head);
  for (const Block& block : file.blocks) {
    out += (out.empty() ? "=== " : "\n=== ") + block.kind + '\n';
    out += block.answered ? block.text + "----\n" + block.output : withoutEndLines(block.text);
  }
  return out;
}

std::string renderAnswer(const Answer& answer) {
  std::string out;
  RenderOptions options;
  options.total_rows = answer.total_rows;
  const auto written = renderTable(answer.table, options, [&](std::string_view bytes) -> Result<void> {
    out += bytes;
    return {};
  });
  if (!written.ok()) out += "cannot show: " + written.error().message + '\n';
  for (const Notice& notice : answer.table.notices) {
    const std::string line = notice.id + ": " + notice.text;
    if (out.find(notice.text) == std::string::npos) out += line + '\n';
  }
  for (const Alert& alert : answer.alerts) out += "alert " + alert.level + ": " + alert.text + '\n';
  for (const auto& failed : answer.failed) out += "expected " + failed.condition + ", " + failed.found + '\n';
  return out;
}

}  // namespace clew::test
