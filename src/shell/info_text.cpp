#include "shell/info_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "shell/words.h"

namespace clew::shell {
namespace {

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

std::uint64_t sumOf(const Counts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

/// A heading with its sum, then one line each, indented.
std::string section(const std::string& title, const std::string& sum, const Counts& counts,
                    std::string_view sigil = "") {
  std::string out = padded(title, 14) + sum + "\n";
  std::size_t name_width = 0;
  std::size_t number_width = 0;
  for (const auto& [name, count] : counts) {
    name_width = std::max(name_width, displayWidth(safeText(name)) + sigil.size());
    number_width = std::max(number_width, grouped(count).size());
  }
  for (const auto& [name, count] : counts) {
    const std::string number = grouped(count);
    out += "  " + padded(std::string(sigil) + safeText(name), name_width + 2) +
           std::string(number_width - number.size(), ' ') + number + "\n";
  }
  return out;
}

std::string timeText(Time time) {
  return cellText(Cell(Instant{time}));
}

}  // namespace

std::string bytesText(std::uint64_t bytes) {
  constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return counted(bytes, "byte");
  double size = static_cast<double>(bytes);
  const char* unit = "";
  for (const char* each : kUnits) {
    if (size < 1024) break;
    size /= 1024;
    unit = each;
  }
  char text[48];
  std::snprintf(text, sizeof text, "%.1f %s", size, unit);
  return text;
}

std::string infoText(const CaseInfo& info, bool with_components) {
  Counts sources;
  for (const CaseInfo::Source& source : info.sources) sources.emplace_back(source.name, source.lookups);
  std::string out = padded("case", 14) + safeText(info.path) + "\n";
  out += padded("size", 14) + bytesText(info.file_bytes) + "; raw records " + bytesText(info.raw_bytes) +
         " before compression; cache " + bytesText(info.replica_bytes) + "\n";
  out += padded("batches", 14) + grouped(info.generation) + "\n";
  if (info.last_ingest) out += padded("last ingest", 14) + timeText(*info.last_ingest) + "\n";
  out += section("nodes", grouped(sumOf(info.nodes)), info.nodes);
  out += section("links", grouped(sumOf(info.links)), info.links);
  if (with_components) out += padded("components", 14) + grouped(info.components) + "\n";
  out += section("sources", counted(sumOf(sources), "lookup"), sources);
  if (!info.sets.empty()) out += section("sets", grouped(info.sets.size()), info.sets, "@");
  return out;
}

std::string compactText(std::string_view path, const CompactReport& done) {
  std::string out = safeText(path) + ": ";
  if (done.segments_before == done.segments_after && done.bytes_before == done.bytes_after)
    return out + "nothing to bring together, " + bytesText(done.bytes_after) + "\n";
  out += bytesText(done.bytes_before) + " before, " + bytesText(done.bytes_after) + " now\n";
  return out + padded("segments", 14) + grouped(done.segments_before) + " before, " + grouped(done.segments_after) +
         " now\n";
}

Table infoTable(const CaseInfo& info) {
  Table table;
  table.columns = {{"about", ColumnType::kText}, {"name", ColumnType::kText}, {"value", ColumnType::kAny}};
  const auto row = [&](const char* about, const std::string& name, Cell value) {
    table.push(std::string(about));
    table.push(name);
    table.push(std::move(value));
  };
  const auto number = [](std::uint64_t value) { return Cell(static_cast<std::int64_t>(value)); };
  row("case", "path", info.path);
  row("case", "bytes", number(info.file_bytes));
  row("case", "raw_bytes", number(info.raw_bytes));
  row("case", "cache_bytes", number(info.replica_bytes));
  row("case", "batches", number(info.generation));
  row("case", "last_ingest", info.last_ingest ? Cell(Instant{*info.last_ingest}) : Cell(Missing{}));
  row("case", "components", number(info.components));
  for (const auto& [name, count] : info.nodes) row("nodes", name, number(count));
  for (const auto& [name, count] : info.links) row("links", name, number(count));
  for (const CaseInfo::Source& source : info.sources) row("sources", source.name, number(source.lookups));
  for (const auto& [name, count] : info.sets) row("sets", name, number(count));
  return table;
}

}  // namespace clew::shell
