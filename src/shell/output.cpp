#include "shell/output.h"

#include <clew/clew.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace clew::shell {
namespace {

struct Ending {
  std::string_view ending;
  std::string_view format;
};

constexpr std::array kEndings = {
    Ending{".facts.jsonl", "facts"}, Ending{".stix.json", "stix"}, Ending{".misp.json", "misp"},
    Ending{".json", "json"},         Ending{".jsonl", "jsonl"},    Ending{".ndjson", "jsonl"},
    Ending{".csv", "csv"},           Ending{".tsv", "tsv"},        Ending{".md", "markdown"},
    Ending{".markdown", "markdown"}, Ending{".list", "list"},      Ending{".txt", "table"},
    Ending{".dot", "dot"},           Ending{".gv", "dot"},         Ending{".svg", "svg"},
    Ending{".graphml", "graphml"},   Ending{".gexf", "gexf"},      Ending{".html", "html"},
    Ending{".htm", "html"},
};

bool hasEnding(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is the beginning
  const auto dot = name.rfind('.');
  return dot != name.npos && dot > 0 && dot + 1 < name.size();
}

Error cannotWrite(const std::string& path, int problem) {
  if (problem == EISDIR) return Error(ErrorCode::kIo, safeText(path) + " is a folder");
  if (problem == ENOSPC || problem == EDQUOT) {
    return Error(ErrorCode::kFull, "cannot write " + safeText(path) + ": the disk is full");
  }
  return Error(ErrorCode::kIo, "cannot write " + safeText(path) + ": " + std::strerror(problem));
}

}  // namespace

std::string formatOfEnding(std::string_view given) {
  std::string path(given);
  std::transform(path.begin(), path.end(), path.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const Ending& each : kEndings) {
    if (path.size() > each.ending.size() && path.ends_with(each.ending)) return std::string(each.format);
  }
  return {};
}

Error unknownEnding(const std::string& path) {
  std::string known;
  for (const Ending& each : kEndings) known += (known.empty() ? "" : ", ") + std::string(each.ending);
  return Error(ErrorCode::kUsage, "the ending of " + safeText(path) + " names no form")
      .withNote("endings that do: " + known)
      .withHint("--format csv, or a name such as answer.csv");
}

Result<std::string> chosenFormat(const Settings& settings) {
  std::string format = settings.format;
  if (format.empty()) format = formatOfEnding(settings.output);
  if (format.empty() && hasEnding(settings.output)) return unknownEnding(settings.output);
  if (format.empty()) format = "table";
  RenderOptions probe;
  probe.format = format;
  const auto possible = renderTable(Table(), probe, [](std::string_view) { return Result<void>(); });
  if (!possible) return possible.error();
  return format;
}

Output::Output(std::string path, std::string temporary, int descriptor, Terminal& terminal)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor), terminal_(&terminal) {}

Output::Output(Output&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      terminal_(other.terminal_) {
  other.temporary_.clear();
}

Output::~Output() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Result<Output> Output::open(const std::string& path, Terminal& terminal) {
  if (path.empty() || path == "-") return Output("", "", -1, terminal);
  if (auto may = mayReplace(path); !may) return may.error();
  std::string place = path;
  const auto opened = placeToWrite(place);
  if (!opened) return opened.error();
  if (*opened >= 0) return Output(path, "", *opened, terminal);
  const std::string temporary = place + ".part" + std::to_string(::getpid());
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) return cannotWrite(place, errno);
  return Output(place, temporary, descriptor, terminal);
}

Result<void> Output::write(std::string_view bytes) {
  return isFile() ? writeAll(descriptor_, bytes, safeText(path_)) : terminal_->print(bytes);
}

Result<void> Output::finish() {
  if (!isFile() || descriptor_ < 0) return {};
  if (!temporary_.empty() && ::fsync(descriptor_) != 0) return cannotWrite(path_, errno);
  if (::close(std::exchange(descriptor_, -1)) != 0) return cannotWrite(path_, errno);
  if (temporary_.empty()) return {};
  if (auto may = mayReplace(path_); !may) return may;  // a case may have been made there meanwhile
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return cannotWrite(path_, errno);
  temporary_.clear();
  return {};
}

}  // namespace clew::shell
