#include "ingest/walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "common/files.h"
#include "common/text.h"

namespace clew::ingest {

namespace {

FoundFile failed(const std::string& path, int error) {
  return {path, 0, fileError(error, "read", path).message, {}};
}

/// "a pipe"; empty for a file.
std::string_view kindOf(const struct stat& info) {
  if (S_ISREG(info.st_mode)) return {};
  if (S_ISFIFO(info.st_mode)) return "a pipe";
  return S_ISSOCK(info.st_mode) ? "a socket" : "a device";
}

FoundFile fileOf(const std::string& path, const struct stat& info) {
  const std::string_view kind = kindOf(info);
  if (kind.empty()) return {path, static_cast<std::uint64_t>(info.st_size), {}, {}};
  if (S_ISFIFO(info.st_mode)) return {path, 0, {}, {}};
  return {path, 0, quoted(path, 300) + " is " + std::string(kind) + ", not a file; `-` reads standard input", {}};
}

/// In a folder nobody asked for it by name, and a pipe would wait for a writer that nobody promised.
FoundFile fileInFolder(const std::string& path, const struct stat& info) {
  const std::string_view kind = kindOf(info);
  if (kind.empty()) return fileOf(path, info);
  return {path, 0, {}, "skipped: it is " + std::string(kind) + ", not a file"};
}

/// Entries of one folder into `files`; its subfolders into `folders`.
void listFolder(const std::string& folder, std::vector<FoundFile>& files, std::vector<std::string>& folders) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder.c_str()), ::closedir);
  if (stream == nullptr) {
    files.push_back(failed(folder, errno));
    return;
  }
  while (const dirent* entry = ::readdir(stream.get())) {
    if (entry->d_name[0] == '.') continue;
    std::string path = folder + (folder.ends_with('/') ? "" : "/") + entry->d_name;
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0) {
      files.push_back(failed(path, errno));
      continue;
    }
    const bool is_link = S_ISLNK(info.st_mode);
    if (is_link && ::stat(path.c_str(), &info) != 0) {
      files.push_back(failed(path, errno));
    } else if (!S_ISDIR(info.st_mode)) {
      files.push_back(fileInFolder(path, info));
    } else if (!is_link) {
      folders.push_back(std::move(path));
    }
  }
}

}  // namespace

std::vector<FoundFile> findFiles(const std::string& path) {
  if (path == "-") return {{path, 0, {}, {}}};
  struct stat info {};
  if (path.find('\0') != std::string::npos) return {failed(path, ENOENT)};
  if (::stat(path.c_str(), &info) != 0) return {failed(path, errno)};
  if (!S_ISDIR(info.st_mode)) return {fileOf(path, info)};
  std::vector<FoundFile> files;
  std::vector<std::string> folders = {path};
  while (!folders.empty()) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    listFolder(folder, files, folders);
  }
  if (std::all_of(files.begin(), files.end(), [](const FoundFile& file) { return !file.skipped.empty(); }))
    files.push_back({path, 0, quoted(path, 300) + " is a folder without files", {}});
  std::sort(files.begin(), files.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace clew::ingest
