// Framing, JSON-RPC and the table of methods; what the methods answer comes from clew.h.
#include "clew/language_server.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "api/language_hover.h"
#include "api/language_text.h"
#include "common/files.h"
#include "common/json.h"
#include "common/text.h"

namespace clew {
namespace {

constexpr std::size_t kMaxHeader = 8192;
constexpr std::size_t kMaxBody = std::size_t{64} << 20;
constexpr std::string_view kHeaderEnd = "\r\n\r\n";

// JSON-RPC's and the protocol's numbers
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kMethodNotFound = -32601;
constexpr int kInvalidParams = -32602;
constexpr int kServerNotInitialized = -32002;
constexpr int kErrorSeverity = 1;
constexpr int kWarningSeverity = 2;

/// What the header says of the body's length; nothing when it does not.
std::optional<std::size_t> contentLength(std::string_view header) {
  constexpr std::string_view kName = "content-length:";
  for (const std::string_view line : splitLines(header)) {
    if (!startsWithIgnoreCase(line, kName)) continue;
    const std::string_view digits = trim(line.substr(kName.size()));
    if (digits.empty() || digits.size() > 18 || !allDigits(digits)) return std::nullopt;
    std::size_t length = 0;
    for (const char c : digits) length = length * 10 + static_cast<std::size_t>(c - '0');
    return length;
  }
  return std::nullopt;
}

/// The path of a file:// address; empty for any other.
std::string pathOf(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return {};
  uri.remove_prefix(kScheme.size());
  std::string path;
  const auto digit = [](char c) { return isDigit(c) ? c - '0' : toLowerAscii(c) - 'a' + 10; };
  const auto isHex = [](char c) { return isDigit(c) || (toLowerAscii(c) >= 'a' && toLowerAscii(c) <= 'f'); };
  for (std::size_t i = 0; i < uri.size(); ++i) {
    if (uri[i] == '%' && i + 2 < uri.size() && isHex(uri[i + 1]) && isHex(uri[i + 2])) {
      path += static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2]));
      i += 2;
    } else {
      path += uri[i];
    }
  }
  return path;
}

/// The name under which `clew run` keeps the runs of the file.
std::string runNameOf(const std::string& path) {
  return std::filesystem::path(path).stem().string();
}

/// How many bytes at the end of `text` are the beginning of the word that is offered.
std::size_t startedBytes(std::string_view text, std::string_view word) {
  for (std::size_t n = std::min(text.size(), word.size()); n > 0; --n) {
    if (startsWithIgnoreCase(word, text.substr(text.size() - n))) return n;
  }
  return 0;
}

Json diagnosticJson(const Diagnostic& diagnostic, std::string_view text, int severity) {
  const Error& error = diagnostic.error;
  std::string message = error.message;
  for (const std::string& note : error.notes) message += "\n" + note;
  if (!error.hint.empty()) message += "\n" + error.hint;
  const bool here = error.span && error.span->source == 0;
  if (!here && error.span) message = diagnostic.source_name + ": " + message;
  Json out = {{"range", here ? rangeJson(text, error.span->begin, error.span->end) : rangeJson(text, 0, 0)},
              {"severity", severity},
              {"source", "clew"},
              {"message", message}};
  if (!error.id.empty()) out["code"] = error.id;
  return out;
}

}  // namespace

struct LanguageServer::Impl {
  Impl(Case& with, const LanguageServerOptions& given, Write out)
      : owner(with), options(given), write(std::move(out)) {}

  struct Method {
    std::string_view name;
    bool request;                           // else a notification
    Json (Impl::*run)(const Json& params);  // of a notification nobody looks at the outcome
  };
  static const Method* methodNamed(std::string_view name);

  bool takeOne();
  void handle(const Json& message);
  void send(const Json& message);
  void fail(const Json& id, int code, const std::string& why) {
    send({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", why}}}});
  }
  void publish(const std::string& uri, const Json& diagnostics) {
    send({{"jsonrpc", "2.0"},
          {"method", "textDocument/publishDiagnostics"},
          {"params", {{"uri", uri}, {"diagnostics", diagnostics}}}});
  }
  void check(const std::string& uri);
  const std::string* document(const Json& params);
  std::optional<std::size_t> placeIn(const std::string& text, const Json& params);

  Json initialize(const Json&);
  Json nothing(const Json&) { return nullptr; }
  Json shutdown(const Json&) {
    shut_down = true;
    return nullptr;
  }
  Json opened(const Json& params);
  Json changed(const Json& params);
  Json closed(const Json& params);
  Json completion(const Json& params);
  Json hover(const Json& params);
  Json formatting(const Json& params);

  Case& owner;
  LanguageServerOptions options;
  Write write;
  std::string buffer;
  std::map<std::string, std::string> documents;
  bool initialized = false;
  bool shut_down = false;
  bool ended = false;
  bool bad_params = false;  // what the method that runs was given
};

const LanguageServer::Impl::Method* LanguageServer::Impl::methodNamed(std::string_view name) {
  static constexpr std::array kMethods = {
      Method{"initialize", true, &Impl::initialize},
      Method{"initialized", false, &Impl::nothing},
      Method{"shutdown", true, &Impl::shutdown},
      Method{"textDocument/didOpen", false, &Impl::opened},
      Method{"textDocument/didChange", false, &Impl::changed},
      Method{"textDocument/didSave", false, &Impl::nothing},
      Method{"textDocument/didClose", false, &Impl::closed},
      Method{"textDocument/completion", true, &Impl::completion},
      Method{"textDocument/hover", true, &Impl::hover},
      Method{"textDocument/formatting", true, &Impl::formatting},
  };
  const auto* const found =
      std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& one) { return one.name == name; });
  return found == kMethods.end() ? nullptr : &*found;
}

// ---- messages

/// Handles the first message of the buffer, if all of it is there.
bool LanguageServer::Impl::takeOne() {
  const std::size_t header = buffer.find(kHeaderEnd);
  if (header == buffer.npos) {
    if (buffer.size() > kMaxHeader) {
      buffer.clear();
      fail(nullptr, kParseError, "a message begins with Content-Length");
    }
    return false;
  }
  const auto length = contentLength(std::string_view(buffer).substr(0, header));
  const std::size_t body = header + kHeaderEnd.size();
  if (!length) {
    buffer.erase(0, body);
    fail(nullptr, kParseError, "a message begins with Content-Length");
    return true;
  }
  if (*length > kMaxBody) {
    fail(nullptr, kInvalidRequest, "a message is at most 64 MiB long");
    ended = true;
    return false;
  }
  if (buffer.size() - body < *length) return false;
  const std::string text = buffer.substr(body, *length);
  buffer.erase(0, body + *length);
  const auto message = parseJson(text);
  if (message) {
    handle(*message);
  } else {
    fail(nullptr, kParseError, message.error().message);
  }
  return true;
}

void LanguageServer::Impl::send(const Json& message) {
  const std::string body = jsonText(message);
  if (!write("Content-Length: " + std::to_string(body.size()) + std::string(kHeaderEnd) + body)) ended = true;
}

void LanguageServer::Impl::handle(const Json& message) {
  const Json* id = member(message, "id");
  const Json* method = member(message, "method");
  const bool request = id != nullptr;
  if (request && !id->is_number_integer() && !id->is_string())
    return fail(nullptr, kInvalidRequest, "an id is a number or a text");
  const Json answer_to = request ? *id : Json(nullptr);
  if (method == nullptr || !method->is_string()) {
    const bool response = request && (member(message, "result") != nullptr || member(message, "error") != nullptr);
    if (!response) fail(answer_to, kInvalidRequest, "a message names its method");
    return;
  }
  const std::string name = textOf(*method);
  if (name == "exit" && !request) {
    ended = true;
    return;
  }
  if (request && shut_down) return fail(answer_to, kInvalidRequest, "the server was shut down");
  if (!initialized && name != "initialize") {
    if (request) fail(answer_to, kServerNotInitialized, "the first request is initialize");
    return;
  }
  if (request && initialized && name == "initialize") return fail(answer_to, kInvalidRequest, "initialize comes once");
  const Method* known = methodNamed(name);
  if (known == nullptr || known->request != request) {
    if (request) fail(answer_to, kMethodNotFound, "there is no method " + name);
    return;
  }
  static const Json kNone = Json::object();
  const Json* params = member(message, "params");
  bad_params = false;
  const Json result = (this->*known->run)(params != nullptr ? *params : kNone);
  if (!request) return;
  if (bad_params) return fail(answer_to, kInvalidParams, name + " needs an open document, and a place in it");
  send({{"jsonrpc", "2.0"}, {"id", answer_to}, {"result", result}});
}

// ---- documents

const std::string* LanguageServer::Impl::document(const Json& params) {
  const Json* uri = member(params, "textDocument", "uri");
  const auto found = uri != nullptr && uri->is_string() ? documents.find(textOf(*uri)) : documents.end();
  bad_params = found == documents.end();
  return bad_params ? nullptr : &found->second;
}

std::optional<std::size_t> LanguageServer::Impl::placeIn(const std::string& text, const Json& params) {
  const auto number = [&](std::string_view key) -> std::int64_t {
    const Json* given = member(params, "position", key);
    return given != nullptr ? integerOf(*given).value_or(-1) : -1;
  };
  const std::int64_t line = number("line");
  const std::int64_t unit = number("character");
  bad_params = line < 0 || unit < 0;
  if (bad_params) return std::nullopt;
  return byteOf(text, {static_cast<std::size_t>(line), static_cast<std::size_t>(unit)});
}

void LanguageServer::Impl::check(const std::string& uri) {
  const std::string& text = documents[uri];
  const std::string path = pathOf(uri);
  const Prepared prepared = owner.prepare(text, "document", folderOf(path), runNameOf(path));
  Json all = Json::array();
  for (const Diagnostic& diagnostic : prepared.diagnostics()) {
    if (!options.sets_known && diagnostic.error.id == "E204") continue;
    all.push_back(diagnosticJson(diagnostic, text, kErrorSeverity));
  }
  for (const Diagnostic& warning : prepared.warnings()) all.push_back(diagnosticJson(warning, text, kWarningSeverity));
  publish(uri, all);
}

Json LanguageServer::Impl::initialize(const Json&) {
  initialized = true;
  return {{"capabilities",
           {{"positionEncoding", "utf-16"},
            {"textDocumentSync", {{"openClose", true}, {"change", 1}}},
            {"completionProvider", {{"triggerCharacters", {" ", "@", "|"}}}},
            {"hoverProvider", true},
            {"documentFormattingProvider", true}}},
          {"serverInfo", {{"name", "clew"}, {"version", std::string(version())}}}};
}

Json LanguageServer::Impl::opened(const Json& params) {
  const Json* uri = member(params, "textDocument", "uri");
  const Json* text = member(params, "textDocument", "text");
  if (uri == nullptr || !uri->is_string() || text == nullptr || !text->is_string()) return nullptr;
  documents[textOf(*uri)] = textOf(*text);
  check(textOf(*uri));
  return nullptr;
}

Json LanguageServer::Impl::changed(const Json& params) {
  const Json* changes = member(params, "contentChanges");
  if (document(params) == nullptr || changes == nullptr || !changes->is_array() || changes->empty()) return nullptr;
  const Json* text = member(changes->back(), "text");
  if (text == nullptr || !text->is_string() || member(changes->back(), "range") != nullptr) return nullptr;
  const std::string uri = textOf(*member(params, "textDocument", "uri"));
  documents[uri] = textOf(*text);
  check(uri);
  return nullptr;
}

Json LanguageServer::Impl::closed(const Json& params) {
  if (document(params) == nullptr) return nullptr;
  const std::string uri = textOf(*member(params, "textDocument", "uri"));
  documents.erase(uri);
  publish(uri, Json::array());
  return nullptr;
}

// ---- what an editor asks

Json LanguageServer::Impl::completion(const Json& params) {
  const std::string* text = document(params);
  const auto at = text != nullptr ? placeIn(*text, params) : std::nullopt;
  if (!at) return nullptr;
  const std::string_view before = std::string_view(*text).substr(0, *at);
  Json items = Json::array();
  for (const Case::Completion& offered : owner.complete(before)) {
    std::string order = std::to_string(items.size());
    order.insert(0, 5 - std::min<std::size_t>(order.size(), 5), '0');
    Json item = {
        {"label", offered.text},
        {"sortText", order},
        {"filterText", offered.text},
        {"textEdit",
         {{"range", rangeJson(*text, *at - startedBytes(before, offered.text), *at)}, {"newText", offered.text}}}};
    if (!offered.remark.empty()) item["detail"] = offered.remark;
    items.push_back(std::move(item));
  }
  return {{"isIncomplete", true}, {"items", items}};
}

Json LanguageServer::Impl::hover(const Json& params) {
  const std::string* text = document(params);
  const auto at = text != nullptr ? placeIn(*text, params) : std::nullopt;
  if (!at) return nullptr;
  const std::string about = hoverText(owner, *text, *at);
  if (about.empty()) return nullptr;
  return {{"contents", {{"kind", "markdown"}, {"value", about}}}};
}

Json LanguageServer::Impl::formatting(const Json& params) {
  const std::string* text = document(params);
  if (text == nullptr) return nullptr;
  const Formatted formatted = formatScript(*text);
  Json edits = Json::array();
  if (formatted.ok() && formatted.text != *text)
    edits.push_back({{"range", rangeJson(*text, 0, text->size())}, {"newText", formatted.text}});
  return edits;
}

// ---- the public handle

LanguageServer::LanguageServer(Case& with, const LanguageServerOptions& options, Write write)
    : impl_(std::make_unique<Impl>(with, options, std::move(write))) {}
LanguageServer::~LanguageServer() = default;

bool LanguageServer::receive(std::string_view bytes) {
  impl_->buffer += bytes;
  while (!impl_->ended && impl_->takeOne()) {
  }
  return !impl_->ended;
}

int LanguageServer::exitCode() const {
  return impl_->shut_down ? 0 : 1;
}

}  // namespace clew
