#include "shell/ingest_progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "clew/clew.h"

namespace clew::shell {
namespace {

constexpr int kBarWidth = 20;
constexpr double kTooEarly = 0.5;  // seconds before a rate means anything

std::string scaled(double number) {
  char text[32];
  if (number >= 1e6) {
    std::snprintf(text, sizeof text, "%.1f M", number / 1e6);
  } else if (number >= 1e4) {
    std::snprintf(text, sizeof text, "%.0f k", number / 1e3);
  } else {
    std::snprintf(text, sizeof text, "%.0f", number);
  }
  return text;
}

std::string clockText(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  char text[48];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  }
  return text;
}

/// Cut between characters; counts each as one column, which is right for all that matters here.
std::string cutTo(const std::string& text, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (++columns > width) return text.substr(0, at);
  }
  return text;
}

}  // namespace

std::string progressLine(const IngestState& state, double seconds, std::size_t width) {
  std::string line;
  double done = -1;
  if (state.bytes_total > 0) {
    done = std::min(1.0, static_cast<double>(state.bytes_done) / static_cast<double>(state.bytes_total));
    const int filled = static_cast<int>(done * kBarWidth);
    char percent[16];
    std::snprintf(percent, sizeof percent, "%3d %%", static_cast<int>(done * 100));
    line += "[" + std::string(static_cast<std::size_t>(filled), '#') +
            std::string(static_cast<std::size_t>(kBarWidth - filled), '-') + "] " + percent + "  ";
  }
  line += scaled(static_cast<double>(state.facts)) + " facts";
  if (seconds > kTooEarly) line += "  " + scaled(static_cast<double>(state.facts) / seconds) + "/s";
  if (seconds > kTooEarly && done > 0.01 && done < 1) line += "  " + clockText(seconds * (1 - done) / done) + " left";
  if (state.files_total > 1) {
    line += "  file " + std::to_string(std::min(state.files_done + 1, state.files_total)) + " of " +
            std::to_string(state.files_total);
  }
  const auto slash = state.file.rfind('/');
  if (!state.file.empty())
    line += "  " + safeText(slash == state.file.npos ? state.file : state.file.substr(slash + 1));
  return width > 1 ? cutTo(line, width - 1) : line;
}

}  // namespace clew::shell
