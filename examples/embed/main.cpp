// Clew inside a program: a case in a scratch folder, one query with a parameter, run for two seeds.
//
//   embed DATA    ingests the files of the folder DATA
#include <clew/clew.h>

#include <filesystem>
#include <iostream>

int fail(const clew::Error& error) {
  std::cerr << "error: " << error.message << '\n';
  return 1;
}

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: embed DATA\n", 2;
  std::string scratch = (std::filesystem::temp_directory_path() / "clew-embed-XXXXXX").string();
  if (!mkdtemp(scratch.data())) return std::cerr << "error: no scratch folder\n", 1;
  struct Sweep {  // opened first, so swept last: after the case is closed
    std::string folder;
    ~Sweep() { std::filesystem::remove_all(folder); }
  } sweep{scratch};

  auto opened = clew::Case::open(scratch + "/embed.clew", {.create = true, .read_only = false, .schema_file = ""});
  if (!opened) return fail(opened.error());
  clew::Case& graph = *opened.value();
  auto report = graph.ingest({argv[1]}, {});
  if (!report) return fail(report.error());
  std::cout << report->facts << " facts, " << report->rejected << " rejected\n";

  clew::Prepared query = graph.prepare("param $seed: domain\ndomains sharing email with $seed");
  if (!query.ok()) return std::cerr << query.diagnosticText(), 1;
  for (const char* seed : {"corvusrex.com", "chbit.com"}) {
    clew::RunOptions options;
    options.values["seed"] = seed;
    auto run = query.run(options, [seed](const clew::Answer& answer) {
      std::cout << seed << ": " << answer.table.rowCount() << " domains\n";
      for (std::size_t row = 0; row < answer.table.rowCount(); ++row) {
        std::cout << "  " << clew::cellText(answer.table.at(row, 0)) << '\n';
      }
      return true;
    });
    if (!run) return fail(run.error());
  }
}
