// clew fmt as a process, and the shipped queries, which stand in canonical form.
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/process.h"

namespace clew::test {
namespace {

namespace fs = std::filesystem;

Finished runFmt(std::vector<std::string> words, const StartOptions& options = {}) {
  words.insert(words.begin(), {clewProgram(), "fmt"});
  return runProcess(words, options);
}

TEST_CASE("fmt writes a script in its place, and nothing when there is nothing to change") {
  const TemporaryFolder folder;
  const std::string path = folder.write("a.clew", "# head\n@iocs->ip|count # all\n");
  ::chmod(path.c_str(), 0640);
  const std::string link = folder.file("link.clew");
  fs::create_symlink(path, link);

  const Finished check = runFmt({"--check", link});
  CHECK(check.exit_code == 1);
  CHECK(check.out == link + "\n");
  CHECK(readWhole(path) == "# head\n@iocs->ip|count # all\n");

  const Finished first = runFmt({link});
  CHECK(first.exit_code == 0);
  CHECK(first.out.empty());
  CHECK(readWhole(path) == "# head\n@iocs -> ip | count  # all\n");
  CHECK(fs::is_symlink(link));
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);

  const auto written = fs::last_write_time(path);
  const Finished second = runFmt({path});
  CHECK(second.exit_code == 0);
  CHECK(second.err.empty());
  CHECK(fs::last_write_time(path) == written);
  CHECK(runFmt({"--check", path}).exit_code == 0);
}

TEST_CASE("fmt reads standard input when no script is named") {
  StartOptions options;
  options.input = "domain example.test , ";
  CHECK(runFmt({}, options).exit_code == 2);
  options.input = "domains example.test\n(corvusrex[.]com,\n  192.0.2.7)";
  const Finished plain = runFmt({}, options);
  CHECK(plain.exit_code == 0);
  CHECK(plain.out == "domain example.test\n(corvusrex.com, 192.0.2.7)\n");
  CHECK(runFmt({"-", "--defang"}, options).out == "domain example[.]test\n(corvusrex[.]com, 192[.]0[.]2[.]7)\n");
}

TEST_CASE("fmt keeps every comment, wherever it stands, and is its own fixed point") {
  StartOptions options;
  options.input =
      "# head\nquery x version 1 edition 1 \"t\"   # after header\n\n# about\nparam @a: domains = @spam # set\n"
      "param $d: duration \"how\" = 3d\n# between\nlet @b = ( # open\n  a.test, # first\n  # own line\n  b.test # "
      "second\n"
      ") # close\ndomains sharing # s\n  email, # e1\n  ip # i1\n  with @a # w\n  excluding hubs # h\n  # before "
      "where\n"
      "  where created since $d # wh\n  # before stage\n  | count by # k\n    registrar, # r\n    tld # t\n"
      "  # between stages\n  | take 5 # last\n# trailing\nevery 6h # ev\ndomains where tag is x and # and1\n"
      "  (tld is .in # or1\n   or tld is .com) | show name, # n\n   created # c\n# no newline";
  const auto comments = [](const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1))
      out.push_back(text.substr(at, text.find('\n', at) - at));
    std::sort(out.begin(), out.end());
    return out;
  };
  const Finished once = runFmt({}, options);
  INFO(once.err);
  REQUIRE(once.exit_code == 0);
  CHECK(comments(once.out) == comments(options.input));
  options.input = once.out;
  CHECK(runFmt({}, options).out == once.out);
}

TEST_CASE("fmt leaves a wrong script alone and goes on with the next") {
  const TemporaryFolder folder;
  const std::string wrong = folder.write("wrong.clew", "@iocs -> -> ip\n");
  const std::string right = folder.write("right.clew", "@a   |  count");
  const Finished done = runFmt({wrong, folder.file("none.clew"), right});
  CHECK(done.exit_code == 2);
  INFO(done.err);
  CHECK(done.err.find("wrong.clew:1") != std::string::npos);
  CHECK(done.err.find("there is no script") != std::string::npos);
  CHECK(readWhole(wrong) == "@iocs -> -> ip\n");
  CHECK(readWhole(right) == "@a | count\n");
}

TEST_CASE("the shipped queries stand in canonical form") {
  std::vector<std::string> words = {"--check"};
  for (const auto& entry : fs::directory_iterator(checkoutFile("queries"))) {
    if (entry.path().extension() == ".clew") words.push_back(entry.path().string());
  }
  REQUIRE(words.size() >= 18);
  const Finished done = runFmt(words);
  CHECK(done.out == "");
  CHECK(done.err == "");
  CHECK(done.exit_code == 0);
}

}  // namespace
}  // namespace clew::test
