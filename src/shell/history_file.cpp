#include "shell/history_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "shell/terminal.h"

namespace clew::shell {
namespace {

constexpr std::size_t kLongestEntry = std::size_t{64} << 10;

std::string escaped(const std::string& entry) {
  std::string out;
  for (const char c : entry) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\') {
      out += "\\\\";
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescaped(const std::string& line) {
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\' && at + 1 < line.size()) {
      out += line[++at] == 'n' ? '\n' : line[at];
    } else {
      out += line[at];
    }
  }
  return out;
}

/// Leaves the last kHistoryLines lines, in a new file that takes the old one's place whole. Looked at only when the
/// file is so long that it may hold more, so that appending stays cheap.
void shorten(const std::string& path) {
  std::vector<std::string> lines;
  {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) lines.push_back(std::move(line));
  }
  if (lines.size() <= kHistoryLines) return;
  std::string text;
  for (auto line = lines.end() - static_cast<std::ptrdiff_t>(kHistoryLines); line != lines.end(); ++line) {
    text += *line + "\n";
  }
  const std::string fresh = path + ".part" + std::to_string(::getpid());
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return;
  const bool whole = writeAll(descriptor, text, "history").ok();
  ::close(descriptor);
  if (!whole || ::rename(fresh.c_str(), path.c_str()) != 0) ::unlink(fresh.c_str());
}

}  // namespace

std::string historyPath() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && state[0] == '/') {
    return std::string(state) + "/clew/history";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && home[0] == '/') {
    return std::string(home) + "/.local/state/clew/history";
  }
  return {};
}

std::vector<std::string> loadHistory(const std::string& path, std::size_t most) {
  std::vector<std::string> entries;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    // a line that is no text of this place's encoding would end the editor's way back to the older ones
    if (!line.empty() && std::mbstowcs(nullptr, line.c_str(), 0) != static_cast<std::size_t>(-1))
      entries.push_back(unescaped(line));
    // twice as many before the older half goes, so that it goes seldom
    if (entries.size() >= 2 * most) entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(most));
  }
  if (entries.size() > most) entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(most));
  return entries;
}

void appendHistory(const std::string& path, const std::string& entry) {
  if (path.empty() || entry.empty() || entry.size() > kLongestEntry) return;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code problem;
  std::filesystem::create_directories(folder.parent_path(), problem);
  ::mkdir(folder.c_str(), 0700);
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return;
  (void)writeAll(descriptor, escaped(entry) + "\n", "history");
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  ::close(descriptor);
  if (known && static_cast<std::uint64_t>(status.st_size) > 2 * kHistoryLines) shorten(path);
}

}  // namespace clew::shell
