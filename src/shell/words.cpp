#include "shell/words.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "clew/clew.h"

namespace clew::shell {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::uintmax_t kMaxSetFile = std::uintmax_t{256} << 20;

Result<std::vector<std::string>> readSetFile(const std::string& path) {
  std::error_code problem;
  if (std::filesystem::is_directory(path, problem)) return Error(ErrorCode::kIo, path + " is a folder");
  if (std::filesystem::file_size(path, problem) > kMaxSetFile && !problem) {
    return Error(ErrorCode::kIo, path + " is too large for a set (256 MiB)");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error(ErrorCode::kIo, "cannot read " + path);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  std::vector<std::string> values;
  for (std::string_view line : splitLines(text)) {  // what stands on one is for the parameter's type to say
    line = trim(line);
    if (!line.empty() && line.front() != '#') values.emplace_back(line);
  }
  return values;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::vector<std::string> splitValues(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = text.find(separator);
    const auto part = trim(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

std::vector<std::string_view> splitLines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    lines.push_back(text.substr(0, end));
    if (end == text.npos) break;
    text.remove_prefix(end + (text.substr(end, 2) == "\r\n" ? 2 : 1));
  }
  return lines;
}

std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_back;
  std::vector<std::size_t> before(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) before[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], two_back[j - 2] + 1);
    }
    two_back = std::move(before);
    before = std::move(row);
  }
  return before[b.size()];
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t kLongestCompared = 256;
  if (word.size() > kLongestCompared) return std::nullopt;
  std::size_t best = std::min<std::size_t>(3, (word.size() + 2) / 3) + 1;
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongestCompared) continue;
    const std::size_t distance = editDistance(word, candidate);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t taken = displayWidth(text);
  return std::string(text) + std::string(taken < width ? width - taken : 1, ' ');
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  const std::string word = number == 1 ? std::string(one) : many.empty() ? std::string(one) + "s" : std::string(many);
  return grouped(number) + " " + word;
}

Result<std::chrono::milliseconds> readDuration(std::string_view text) {
  const Error wrong = Error(ErrorCode::kUsage, "'" + safeText(text.substr(0, 40)) + "' is no length of time")
                          .withHint("write 500ms, 30s, 5m, 1h30m or 2d");
  constexpr std::int64_t kLongest = std::int64_t{10} * 365 * 86400 * 1000;
  std::int64_t total = 0;
  if (text.empty()) return wrong;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
      if (digits > 12) return wrong;
      number = number * 10 + (text[digits] - '0');
      ++digits;
    }
    if (digits == 0) return wrong;
    text.remove_prefix(digits);
    std::size_t letters = 0;
    while (letters < text.size() && text[letters] >= 'a' && text[letters] <= 'z') ++letters;
    const std::string_view unit = text.substr(0, letters);
    text.remove_prefix(letters);
    const std::int64_t factor = unit == "ms"  ? 1
                                : unit == "s" ? 1000
                                : unit == "m" ? 60 * 1000
                                : unit == "h" ? 3600 * 1000
                                : unit == "d" ? 86400 * 1000
                                              : 0;
    if (factor == 0 || number > kLongest / factor) return wrong;
    total += number * factor;
  }
  if (total > kLongest) return wrong;
  if (total == 0) return Error(ErrorCode::kUsage, "a time-out must be longer than nothing");
  return std::chrono::milliseconds(total);
}

Error noSetName(std::string_view name) {
  return Error(ErrorCode::kUsage,
               "'" + safeText(name.substr(0, 80)) + "' is no name of a set: letters, digits, _ and - in one word");
}

namespace {

Error givenTwice(const std::string& name) {
  return Error(ErrorCode::kUsage, "--set gives " + safeText(name) + " twice");
}

}  // namespace

Result<void> addSetArgument(std::string_view text, SetArguments& into) {
  const auto equals = text.find('=');
  std::string_view name = text.substr(0, equals);
  if (equals == text.npos || name.empty() || name == "@" || name == "$") {
    return Error(ErrorCode::kUsage, "--set takes name=value, and '" + safeText(text.substr(0, 80)) + "' is not that")
        .withHint("--set age=30d, --set @seeds=seeds.txt or --set @seeds=a.example,b.example");
  }
  const std::string value(text.substr(equals + 1));
  if (name.front() != '@') {
    if (name.front() == '$') name.remove_prefix(1);
    if (!into.values.try_emplace(std::string(name), value).second) return givenTwice("$" + std::string(name));
    return {};
  }
  name.remove_prefix(1);
  if (into.sets.contains(std::string(name))) return givenTwice("@" + std::string(name));
  std::error_code problem;
  if (!value.empty() && std::filesystem::exists(value, problem)) {
    auto values = readSetFile(value);
    if (!values) return values.error();
    into.sets[std::string(name)] = std::move(values.value());
    into.origins[std::string(name)] = std::string(value);
    return {};
  }
  static constexpr std::string_view kFileEndings[] = {".txt", ".csv", ".tsv", ".list", ".lst", ".json", ".jsonl"};
  const bool ends_as_file =
      value.find(',') == value.npos && std::any_of(std::begin(kFileEndings), std::end(kFileEndings),
                                                   [&](std::string_view ending) { return value.ends_with(ending); });
  const bool has_folder = value.find('/') != value.npos && value.find(':') == value.npos &&
                          value.find(',') == value.npos && value.find_first_of("0123456789") != 0;
  if (ends_as_file || has_folder) {
    return Error(ErrorCode::kNotFound, "there is no file " + safeText(value) + " for @" + std::string(name));
  }
  into.sets[std::string(name)] = splitValues(value, ',');
  return {};
}

}  // namespace clew::shell
