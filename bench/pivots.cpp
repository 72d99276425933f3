// The pivots that other programs are measured by, through the public interface: each query prepared once, its
// parameter bound for every run, its answer iterated.
//
//   bench_pivots CASE DATA [OPERATION,...]
//
// CASE holds the facts of DATA (bench/compare.sh makes both); DATA has starts.txt, sets.txt and pairs.txt. Prints one
// JSON object an operation: calls, total time, the time of a call at the median and beyond, the sum of the answers
// (which must be the same for every program), and the peak of memory. One call before each operation is not counted.
// CAP_S ends an operation after so many seconds (default 20).
#include <clew/clew.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

long peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

struct Inputs {
  std::vector<std::string> starts;
  std::vector<std::vector<std::string>> sets;
  std::vector<std::pair<std::string, std::string>> pairs;
};

/// Lines are "ID NAME", "ID:NAME ID:NAME ..." and "ID NAME ID NAME"; the ids are the generator's.
Inputs readInputs(const std::string& folder) {
  Inputs inputs;
  std::string line, id, other, name, last;
  for (std::ifstream file(folder + "/starts.txt"); file >> id >> name;) inputs.starts.push_back(name);
  for (std::ifstream file(folder + "/sets.txt"); std::getline(file, line);) {
    inputs.sets.emplace_back();
    for (std::istringstream words(line); words >> name;) inputs.sets.back().push_back(name.substr(name.find(':') + 1));
  }
  for (std::ifstream file(folder + "/pairs.txt"); file >> id >> name >> other >> last;)
    inputs.pairs.emplace_back(name, last);
  return inputs;
}

struct Operation {
  const char* name;
  const char* query;
  std::size_t calls;
  std::function<void(std::size_t, clew::RunOptions&)> bind;
  std::function<std::int64_t(const clew::Answer&)> value;  // what a call adds to the sum
};

std::int64_t countIn(const clew::Answer& answer) {
  return std::get<std::int64_t>(answer.table.at(0, 0).value);
}

/// The values as text: what a program that asks for them does with them.
std::int64_t valuesIn(const clew::Answer& answer) {
  std::size_t bytes = 0;
  for (std::size_t row = 0; row < answer.table.rowCount(); ++row)
    bytes += clew::cellText(answer.table.at(row, 0)).size();
  return bytes || !answer.table.rowCount() ? static_cast<std::int64_t>(answer.table.rowCount()) : -1;
}

/// A path of n links is a table of n + 1 nodes; no path, no rows.
std::int64_t hopsIn(const clew::Answer& answer) {
  return static_cast<std::int64_t>(answer.table.rowCount()) - 1;
}

std::vector<Operation> operations(const Inputs& in) {
  const auto start = [&in](std::size_t i, clew::RunOptions& options) { options.values["x"] = in.starts[i]; };
  const auto set = [&in](std::size_t i, clew::RunOptions& options) { options.sets["s"] = in.sets[i]; };
  const auto pair = [&in](std::size_t i, clew::RunOptions& options) {
    options.values["x"] = in.pairs[i].first;
    options.values["y"] = in.pairs[i].second;
  };
  return {
      {"ips", "param $x: domain\n$x -> ip", in.starts.size(), start, valuesIn},
      {"email2", "param $x: domain\nother domains sharing email with $x | count", in.starts.size(), start, countIn},
      {"hop4f",
       "param $x: domain\n(other domains sharing email with $x excluding hubs over 500) -> ip excluding hubs over 500"
       " -> domains not in $x | count",
       in.starts.size(), start, countIn},
      {"hop4", "param $x: domain\n(other domains sharing email with $x) -> ip -> domains not in $x | count", 50, start,
       countIn},
      {"overlap", "param $x: domain\nother domains sharing ip with $x overlapping | count", in.starts.size(), start,
       countIn},
      {"setf", "param @s: domains\nother domains sharing ip, email with @s excluding hubs over 500 | count",
       in.sets.size(), set, countIn},
      {"set", "param @s: domains\nother domains sharing ip, email with @s | count", in.sets.size(), set, countIn},
      {"sp",
       "param $x: domain\nparam $y: domain\npath from $x to $y within 12 hops via ip, email, ns, mx, registrar, cert, "
       "asn "
       "excluding hubs over 1000",
       in.pairs.size(), pair, hopsIn},
  };
}

bool run(clew::Case& opened, const Operation& operation, double cap) {
  clew::Prepared query = opened.prepare(operation.query);
  if (!query.ok()) return std::cerr << operation.name << ": " << query.diagnosticText(), false;
  std::vector<double> times;
  std::int64_t sum = 0;
  double begin = 0;
  std::size_t done = 0;
  for (std::size_t call = 0; call <= operation.calls; ++call) {  // the first is the warm-up
    if (call == 1) begin = now();
    if (call > 0 && now() - begin >= cap) break;
    clew::RunOptions options;
    options.budget = false;
    operation.bind(call ? call - 1 : 0, options);
    std::int64_t value = 0;
    const double from = now();
    const auto ran = query.run(options, [&](const clew::Answer& answer) {
      value = operation.value(answer);
      return true;
    });
    if (!ran) return std::cerr << operation.name << ": " << ran.error().message << '\n', false;
    if (!call) continue;
    times.push_back(now() - from);
    sum += value;
    ++done;
  }
  const double total = now() - begin;
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    const auto place = static_cast<std::size_t>(share * static_cast<double>(times.size()));
    return times.empty() ? 0.0 : times[std::min(times.size() - 1, place)] * 1e6;
  };
  std::printf(
      "{\"peer\":\"clew\",\"op\":\"%s\",\"n\":%zu,\"of\":%zu,\"total_ms\":%.1f,\"p50_us\":%.1f,\"p95_us\":%.1f,"
      "\"p99_us\":%.1f,\"sum\":%lld,\"rss_mb\":%ld}\n",
      operation.name, done, operation.calls, total * 1e3, at(.5), at(.95), at(.99), static_cast<long long>(sum),
      peakMegabytes());
  std::fflush(stdout);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return std::cerr << "usage: bench_pivots CASE DATA [OPERATION,...]\n", 2;
  auto opened = clew::Case::open(argv[1], {});
  if (!opened) return std::cerr << opened.error().message << '\n', 1;
  const Inputs inputs = readInputs(argv[2]);
  const std::string wanted = argc > 3 ? "," + std::string(argv[3]) + "," : "";
  const char* seconds = std::getenv("CAP_S");
  bool good = true;
  for (const Operation& operation : operations(inputs))
    if (wanted.empty() || wanted.find("," + std::string(operation.name) + ",") != std::string::npos)
      good = run(*opened.value(), operation, seconds ? std::atof(seconds) : 20) && good;
  return good ? 0 : 1;
}
