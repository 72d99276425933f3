// Clew for editors: the language server protocol over any pair of streams.
//
//   clew::LanguageServer server(spam, {}, [](std::string_view bytes) { return writeOut(bytes); });
//   while (readSome(bytes) && server.receive(bytes)) {}
//   return server.exitCode();
//
// Diagnostics, completion, hover and formatting are those of clew.h; documents are taken whole (full synchronization),
// positions are in UTF-16. Protocol: JSON-RPC 2.0, Language Server Protocol 3.17.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "clew/clew.h"

namespace clew {

struct LanguageServerOptions {
  /// False for a case that only stands in for the schema: a set that is not there is then no mistake.
  bool sets_known = true;
};

/// Used by one thread. Anything a client sends is harmless; what is no message is answered as JSON-RPC says.
class LanguageServer {
 public:
  using Write = std::function<Result<void>(std::string_view)>;

  /// `with` gives schema, sets and names, and must outlive the server. Whole messages go to `write`.
  LanguageServer(Case& with, const LanguageServerOptions& options, Write write);
  ~LanguageServer();
  LanguageServer(const LanguageServer&) = delete;
  LanguageServer& operator=(const LanguageServer&) = delete;

  /// Takes the next bytes from the client, any number of them, and answers each message they complete. False when the
  /// client said `exit`, cannot be written to, or announced more than 64 MiB: nothing more is read then.
  bool receive(std::string_view bytes);
  /// 0 when the client said `shutdown` before its end, else 1.
  int exitCode() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace clew
