// lsp: the language server on standard input and output.
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "clew/language_server.h"
#include "shell/case_access.h"
#include "shell/commands.h"
#include "shell/exit_code.h"
#include "shell/interrupt.h"
#include "shell/terminal.h"

namespace clew::shell {
namespace {

/// An empty case in a folder of its own, for the schema where no case is named.
class StandInCase {
 public:
  StandInCase() {
    std::error_code problem;
    std::string pattern = (std::filesystem::temp_directory_path(problem) / "clew-lsp-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) folder_ = pattern;
  }
  ~StandInCase() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  StandInCase(const StandInCase&) = delete;
  StandInCase& operator=(const StandInCase&) = delete;

  Result<std::unique_ptr<Case>> open(const std::string& schema_file) const {
    if (folder_.empty()) {
      return Error(ErrorCode::kIo, std::string("cannot make a folder for temporary files: ") + std::strerror(errno));
    }
    OpenOptions options;
    options.create = true;
    options.schema_file = schema_file;
    return Case::open(folder_ + "/empty.db", options);
  }

 private:
  std::string folder_;
};

int serve(Case& with, bool sets_known, Terminal& terminal) {
  LanguageServerOptions options;
  options.sets_known = sets_known;
  LanguageServer server(with, options, [&](std::string_view bytes) { return terminal.print(bytes); });
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR && !wasInterrupted()) continue;
    if (size < 0) return kExitFailed;
    if (size == 0 || !server.receive({buffer.data(), static_cast<std::size_t>(size)})) return server.exitCode();
  }
}

}  // namespace

int lspCommand(const Settings& settings, Terminal& terminal) {
  const auto fail = [&](const Error& error) {
    terminal.error(error);
    return exitCodeOf(error.code);
  };
  if (!settings.arguments.empty()) {
    auto opened = openCase(settings.arguments.front(), settings, terminal, WhenMissing::kFails);
    return opened ? serve(**opened, true, terminal) : fail(opened.error());
  }
  const StandInCase stand_in;
  auto opened = stand_in.open(settings.schema_file);
  return opened ? serve(**opened, false, terminal) : fail(opened.error());
}

}  // namespace clew::shell
