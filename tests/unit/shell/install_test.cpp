// What `cmake --install` puts down: the command, its documents, and the library that programs embed.
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "support/places.h"
#include "support/process.h"
#include "support/text.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

TEST_CASE("what is installed runs, and links into a program") {
  const TemporaryFolder folder;
  const Finished installed =
      runProcess({"/usr/bin/env", "cmake", "--install", binaryFolder(), "--prefix", folder.path()}, {});
  INFO(installed.err);
  REQUIRE(installed.exit_code == 0);
  const Finished said = runProcess({folder.path() + "/bin/clew", "--version"}, {});
  CHECK(said.exit_code == 0);
  CHECK(has(said.out, "clew "));
  CHECK(std::filesystem::exists(folder.path() + "/share/man/man1/clew.1"));
  CHECK(std::filesystem::exists(folder.path() + "/share/clew/queries/spam-portfolio.clew"));

  // as a user of the library would: the flags come from pkg-config, nothing from this checkout but the program's text
  // clang-format off: it takes the shell's braces for C++
  const std::string build = R"sh(
    set -e
    config=$(dirname "$(find "$1" -name clew.pc)")
    export PKG_CONFIG_PATH="$config"
    test "$(pkg-config --modversion clew)" = "$(cat "$4/VERSION")"
    "$2" -std=c++20 ${3:+-fsanitize=$3} "$4/examples/embed/main.cpp" $(pkg-config --cflags --libs clew) -o "$1/embed"
    "$1/embed" "$4/examples/spam-portfolio/data"
  )sh";
  // clang-format on
  const Finished embedded =
      runProcess({"/bin/sh", "-c", build, "sh", folder.path(), compiler(), sanitizers(), checkoutFile("")}, {});
  INFO(embedded.err);
  CHECK(embedded.exit_code == 0);
  CHECK(has(embedded.out, " facts, 0 rejected"));
}
