#include "graph/read_ahead.h"

#include <algorithm>
#include <system_error>

#include "common/files.h"

namespace clew::graph {

ReadAhead::ReadAhead(std::vector<std::string_view> stretches) : stretches_(std::move(stretches)) {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {  // no more threads: then each page costs its first reader
  }
}

ReadAhead::~ReadAhead() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

void ReadAhead::run() const {
  constexpr std::size_t kStep = std::size_t{1} << 20;  // bytes; other threads cannot map memory during one
  for (const std::string_view stretch : stretches_) {
    for (std::size_t at = 0; at < stretch.size(); at += kStep) {
      if (stopped_ || !bringWithinReach(stretch.substr(at, kStep))) return;
    }
  }
}

}  // namespace clew::graph
