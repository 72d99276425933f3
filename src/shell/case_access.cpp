#include "shell/case_access.h"

#include <filesystem>
#include <vector>

#include "shell/command_table.h"
#include "shell/interrupt.h"
#include "shell/words.h"

namespace clew::shell {
namespace {

/// Files beside which the missing case may have been meant.
std::vector<std::string> neighbours(const std::filesystem::path& path) {
  constexpr std::size_t kMost = 10000;
  std::vector<std::string> names;
  std::error_code problem;
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  for (std::filesystem::directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem)) {
    if (names.size() >= kMost) break;
    std::error_code ignored;
    if (at->is_regular_file(ignored)) names.push_back(at->path().filename().string());
  }
  return names;
}

}  // namespace

OpenedCase::OpenedCase(std::unique_ptr<Case> opened, Terminal& terminal)
    : case_(std::move(opened)), terminal_(&terminal) {
  watchCase(case_.get());
}

OpenedCase::~OpenedCase() {
  if (case_ == nullptr) return;
  sayNotices();
  watchCase(nullptr);
}

void OpenedCase::sayNotices() {
  const auto& notices = case_->notices();
  for (; said_ < notices.size(); ++said_) terminal_->notice(notices[said_].text);
}

bool isOutOfReach(const std::string& path) {
  std::error_code problem;
  return !std::filesystem::exists(path, problem) && problem == std::errc::permission_denied;
}

Error outOfReach(const std::string& path) {
  return Error(ErrorCode::kIo, "no permission to reach " + safeText(path))
      .withNote("a folder on the way to it may not be searched");
}

Error missingCase(const std::string& path) {
  const std::filesystem::path wanted(path);
  std::error_code problem;
  if (isOutOfReach(path)) return outOfReach(path);
  if (std::filesystem::is_symlink(wanted, problem)) {
    const std::filesystem::path target = std::filesystem::read_symlink(wanted, problem);
    if (const bool loops = std::filesystem::status(wanted, problem).type() == std::filesystem::file_type::none; loops)
      return Error(ErrorCode::kNotFound, safeText(path) + " is a link that leads to no file: " + problem.message());
    return Error(ErrorCode::kNotFound,
                 safeText(path) + " is a link to " + safeText(target.string()) + ", and there is no such case");
  }
  if (path.find(' ') != path.npos && path.find('/') == path.npos) {
    return Error(ErrorCode::kUsage, "the first argument names a case, and '" + safeText(path) + "' is no file")
        .withHint("clew CASE 'QUERY'");
  }
  Error error(ErrorCode::kNotFound, "there is no case " + safeText(path));
  std::vector<std::string> names = neighbours(wanted);
  std::erase_if(names, [](const std::string& name) { return name.ends_with("-wal") || name.ends_with("-shm"); });
  const std::string stem = wanted.filename().string() + ".";
  std::optional<std::string> near;  // the shortest: what lies beside a case has longer names
  for (const std::string& name : names) {
    if (name.starts_with(stem) && (!near || name.size() < near->size())) near = name;
  }
  if (!near) near = nearest(wanted.filename().string(), names);
  if (near) {
    return error.withHint("did you mean " + safeText((wanted.parent_path() / *near).string()) + "?");
  }
  if (const auto command = nearest(path, commandNames())) return error.withHint("did you mean clew " + *command + "?");
  return error.withHint("clew ingest " + safeText(path) + " PATH... makes it");
}

Result<OpenedCase> openCase(const std::string& path, const Settings& settings, Terminal& terminal,
                            WhenMissing when_missing, bool read_ahead) {
  std::error_code problem;
  const bool there = std::filesystem::exists(path, problem);
  if (!there && when_missing == WhenMissing::kFails) return missingCase(path);
  OpenOptions options;
  // an empty file counts as none: another process may be about to make it a case
  options.create = when_missing == WhenMissing::kIsMade;
  options.schema_file = settings.schema_file;
  options.read_ahead = read_ahead;
  auto opened = Case::open(path, options);
  if (!opened) return opened.error();
  OpenedCase out(std::move(opened.value()), terminal);
  out.sayNotices();
  if (!there) terminal.notice("made the case " + path);
  return out;
}

}  // namespace clew::shell
