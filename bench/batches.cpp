// Small batches as a feed brings them: each is one ingest through the public interface, durable when it returns, and
// another process sees it.
//
//   bench_batches FACTS FOLDER CLEW [LINKS [A-BATCH]]      default: 1,500,000 links, 10,000 a batch
//
// FACTS is a file of facts, one a line (bench/compare.sh makes it); FOLDER holds the case and one batch at a time; CLEW
// is the command, run as the other process after the first batch, the last, and eight between. Prints one JSON object:
// links a second of ingest, the wait of the other process until it answered, at the median. CAP_S ends it after so many
// seconds of ingest (default 60). Fails when the other process does not find what the batch brought last.
#include <clew/clew.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The text after the `number`th `"name":"` of a fact.
std::string nameIn(const std::string& fact, int number) {
  std::size_t at = 0;
  for (int i = 0; i <= number; ++i) {
    at = fact.find("\"name\":\"", at);
    if (at == fact.npos) return {};
    at += 8;
  }
  return fact.substr(at, fact.find('"', at) - at);
}

/// Writes the next facts to `path`; their number, and the last of them that gives an address to a domain.
std::uint64_t writeBatch(std::ifstream& facts, const std::string& path, std::uint64_t most, std::string& resolves) {
  std::ofstream out(path, std::ios::trunc);
  std::uint64_t count = 0;
  for (std::string line; count < most && std::getline(facts, line); ++count) {
    out << line << '\n';
    if (line.find(R"("from":{"type":"domain")") != line.npos && line.find(R"("relation":"ip")") != line.npos)
      resolves = line;
  }
  return count;
}

/// What another process answers.
std::string answerOf(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  char buffer[4096];
  for (std::size_t got = 0; pipe && (got = std::fread(buffer, 1, sizeof buffer, pipe.get())) > 0;)
    text.append(buffer, got);
  return text;
}

struct Outcome {
  std::uint64_t links = 0, batches = 0;
  double seconds = 0;
  std::vector<double> waits;
};

/// False when the other process does not see it; how long it took goes to the outcome.
bool seenByAnother(const std::string& clew, const std::string& path, const std::string& fact, Outcome& outcome) {
  const std::string command = "'" + clew + "' -q --format list '" + path + "' '" + nameIn(fact, 0) + " -> ip'";
  const double begin = now();
  const std::string answer = answerOf(command);
  outcome.waits.push_back(now() - begin);
  return ("\n" + answer).find("\n" + nameIn(fact, 1) + "\n") != std::string::npos;
}

int measure(std::ifstream& facts, const std::string& folder, const std::string& clew, std::uint64_t links,
            std::uint64_t a_batch) {
  const std::string path = folder + "/batches.db", batch = folder + "/batch.jsonl";
  for (const char* ending : {"", ".clew-cache", "-wal", "-shm"}) std::filesystem::remove(path + ending);
  clew::OpenOptions create;
  create.create = true;
  auto opened = clew::Case::open(path, create);
  if (!opened) return std::cerr << opened.error().message << '\n', 1;
  clew::IngestOptions options;
  options.keep_raw = false;
  const char* cap_text = std::getenv("CAP_S");
  const double cap = cap_text != nullptr ? std::atof(cap_text) : 60;
  const std::uint64_t check_every = std::max<std::uint64_t>(1, links / a_batch / 9);
  Outcome outcome;
  std::string resolves;
  for (bool last = false; !last;) {
    const std::uint64_t count = writeBatch(facts, batch, std::min(a_batch, links - outcome.links), resolves);
    if (count == 0) break;
    const double begin = now();
    const auto report = opened.value()->ingest({batch}, options);
    outcome.seconds += now() - begin;
    if (!report || report->facts == 0 || report->rejected != 0)
      return std::cerr << (report ? "a batch was not taken in" : report.error().message) << '\n', 1;
    outcome.links += count;
    last = outcome.links >= links || outcome.seconds >= cap;
    if (outcome.batches++ % check_every == 0 || last) {
      if (!seenByAnother(clew, path, resolves, outcome))
        return std::cerr << "another process does not see a batch\n", 1;
    }
  }
  if (outcome.links == 0) return std::cerr << "no facts\n", 1;
  std::sort(outcome.waits.begin(), outcome.waits.end());
  std::printf(
      "{\"peer\":\"clew\",\"op\":\"batches_indexed\",\"n\":%llu,\"total_ms\":%.1f,\"rows_per_s\":%.0f,\"seen_ms\":%.1f}"
      "\n",
      static_cast<unsigned long long>(outcome.links), outcome.seconds * 1e3,
      static_cast<double>(outcome.links) / outcome.seconds, outcome.waits[outcome.waits.size() / 2] * 1e3);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return std::cerr << "usage: bench_batches FACTS FOLDER CLEW [LINKS [A-BATCH]]\n", 2;
  std::ifstream facts(argv[1]);
  if (!facts) return std::cerr << argv[1] << " cannot be read\n", 1;
  const auto number = [&](int index, std::uint64_t otherwise) {
    return argc > index ? std::max<std::uint64_t>(1, std::strtoull(argv[index], nullptr, 10)) : otherwise;
  };
  return measure(facts, argv[2], argv[3], number(4, 1'500'000), number(5, 10'000));
}
