// A client's sessions with `clew lsp`, over the protocol.
#include <catch2/catch.hpp>
#include <map>

#include "common/json.h"
#include "support/process.h"

namespace clew::test {
namespace {

constexpr const char* kUri = "file:///hunt.clew";

/// Writes a session's messages and keeps what came back.
class Client {
 public:
  void request(int id, const std::string& method, const Json& params = Json::object()) {
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
  }
  void notify(const std::string& method, const Json& params = Json::object()) {
    send({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
  }
  void send(const Json& message) { raw(framed(jsonText(message))); }
  void raw(const std::string& bytes) { input_ += bytes; }
  static std::string framed(const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  void begin() {
    request(0, "initialize", {{"processId", nullptr}, {"rootUri", nullptr}, {"capabilities", Json::object()}});
    notify("initialized");
  }
  void open(const std::string& text) {
    notify("textDocument/didOpen",
           {{"textDocument", {{"uri", kUri}, {"languageId", "clew"}, {"version", 1}, {"text", text}}}});
  }
  void at(int id, const std::string& method, int line, int character) {
    request(id, "textDocument/" + method,
            {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", line}, {"character", character}}}});
  }
  void end() {
    request(99, "shutdown");
    notify("exit");
  }

  int run(const std::vector<std::string>& arguments = {}, const StartOptions& given = {}) {
    StartOptions options = given;
    options.input = input_;
    std::vector<std::string> words = {clewProgram(), "lsp"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    const Finished done = runProcess(words, options);
    INFO(done.err);
    CHECK(done.err.empty());
    readFrames(done.out);
    return done.exit_code;
  }

  const Json& result(int id) {
    INFO("answer to " << id);
    REQUIRE(answers_.count(id) == 1);
    return answers_[id]["result"];
  }
  int error(int id) {
    INFO("answer to " << id);
    REQUIRE(answers_.count(id) == 1);
    return answers_[id]["error"]["code"].get<int>();
  }
  /// Errors that answer no request, in order.
  const std::vector<int>& strayErrors() const { return stray_errors_; }
  const std::vector<Json>& diagnostics() const { return diagnostics_; }

 private:
  void readFrames(const std::string& out) {
    for (std::size_t at = 0; at < out.size();) {
      const std::string name = "Content-Length: ";
      REQUIRE(out.compare(at, name.size(), name) == 0);
      const std::size_t length = std::stoul(out.substr(at + name.size()));
      const std::size_t body = out.find("\r\n\r\n", at) + 4;
      const auto message = parseJson(out.substr(body, length));
      REQUIRE(message.ok());
      CHECK(textOf(*message, "jsonrpc") == "2.0");
      if (textOf(*message, "method") == "textDocument/publishDiagnostics") {
        diagnostics_.push_back((*message)["params"]["diagnostics"]);
      } else if ((*message)["id"].is_null()) {
        stray_errors_.push_back((*message)["error"]["code"].get<int>());
      } else {
        answers_[(*message)["id"].get<int>()] = *message;
      }
      at = body + length;
    }
  }

  std::string input_;
  std::map<int, Json> answers_;
  std::vector<Json> diagnostics_;
  std::vector<int> stray_errors_;
};

Json range(int line, int begin, int end) {
  return {{"start", {{"line", line}, {"character", begin}}}, {"end", {{"line", line}, {"character", end}}}};
}

TEST_CASE("an editor's session: open, complete, hover, format, close, end") {
  Client client;
  client.begin();
  client.open(
      "param @iocs: domains\n# Москва 🦊\n\"🦊🦊\" -> emial; domains sharing emial with corvusrex.com\n");
  client.at(1, "completion", 2, 10);
  client.notify("textDocument/didChange",
                {{"textDocument", {{"uri", kUri}, {"version", 2}}},
                 {"contentChanges", {{{"text", "param @iocs: domains\r\n@iocs->em\r\n|count by country # all\r\n"}}}}});
  client.at(2, "completion", 1, 9);
  client.at(3, "hover", 0, 15);
  client.at(4, "hover", 2, 12);
  client.at(5, "hover", 2, 3);
  client.at(6, "hover", 2, 20);
  client.request(7, "textDocument/formatting", {{"textDocument", {{"uri", kUri}}}, {"options", {{"tabSize", 8}}}});
  client.notify("textDocument/didClose", {{"textDocument", {{"uri", kUri}}}});
  client.at(8, "hover", 0, 0);
  client.end();
  CHECK(client.run() == 0);

  const Json& capabilities = client.result(0)["capabilities"];
  CHECK(capabilities["positionEncoding"] == "utf-16");
  CHECK(capabilities["textDocumentSync"]["change"] == 1);
  CHECK(capabilities["hoverProvider"] == true);

  // a fox is two UTF-16 units: the text takes six, the arrow begins at 7
  REQUIRE(client.diagnostics().size() == 3);
  REQUIRE(client.diagnostics()[0].size() == 2);
  const Json& second = client.diagnostics()[0][1];
  CHECK(second["range"] == range(2, 33, 38));
  CHECK(second["code"] == "E201");
  CHECK(second["source"] == "clew");
  CHECK(second["severity"] == 1);
  CHECK(textOf(second, "message").find("did you mean") != std::string::npos);
  CHECK(client.diagnostics()[1].size() == 1);  // `em` is not finished yet
  CHECK(client.diagnostics()[2].empty());      // closed

  bool offered = false;
  for (const Json& item : client.result(2)["items"]) {
    if (item["label"] != "email") continue;
    offered = true;
    CHECK(item["textEdit"]["range"] == range(1, 7, 9));
    CHECK(item["textEdit"]["newText"] == "email");
  }
  CHECK(offered);
  CHECK(textOf(client.result(3)["contents"], "value").find("**domain** (type)") != std::string::npos);
  CHECK(textOf(client.result(4)["contents"], "value").find("country") != std::string::npos);
  CHECK(textOf(client.result(5)["contents"], "value").find("`| count`") != std::string::npos);
  CHECK(client.result(6).is_null());  // a comment
  CHECK(client.result(7)[0]["newText"] == "param @iocs: domains\n@iocs -> em | count by country  # all\n");
  CHECK(client.error(8) == -32602);  // closed
  CHECK(client.result(99).is_null());
}

TEST_CASE("formatting is one edit of the whole text, and none when nothing changes") {
  Client client;
  client.begin();
  client.open("@iocs->ip|count # Ж\n");
  client.request(1, "textDocument/formatting", {{"textDocument", {{"uri", kUri}}}});
  client.notify("textDocument/didChange", {{"textDocument", {{"uri", kUri}, {"version", 2}}},
                                           {"contentChanges", {{{"text", "@iocs -> ip | count  # Ж\n"}}}}});
  client.request(2, "textDocument/formatting", {{"textDocument", {{"uri", kUri}}}});
  client.end();
  CHECK(client.run() == 0);
  REQUIRE(client.result(1).size() == 1);
  CHECK(client.result(1)[0]["newText"] == "@iocs -> ip | count  # Ж\n");
  CHECK(client.result(1)[0]["range"]["end"] == Json({{"line", 1}, {"character", 0}}));
  CHECK(client.result(2).empty());
  // without a case nobody knows the sets, so a set that is not there is no mistake
  CHECK(client.diagnostics()[0].empty());
}

TEST_CASE("with a case its sets, names and link counts are offered") {
  const TemporaryFolder folder;
  StartOptions options;
  options.folder = folder.path();
  folder.write("iocs.txt", "corvusrex.com\nskyrecs.com\n");
  folder.write("facts.jsonl", R"({"fact":"link","from":{"type":"domain","name":"corvusrex.com"},"relation":"ip",)"
                              R"("to":{"type":"ip","name":"192.0.2.1"},"source":"dns"})"
                              "\n");
  REQUIRE(runProcess({clewProgram(), "ingest", "a.db", "iocs.txt", "--list", "iocs", "--quiet"}, options).exit_code ==
          0);
  REQUIRE(runProcess({clewProgram(), "ingest", "a.db", "facts.jsonl", "--quiet"}, options).exit_code == 0);
  Client client;
  client.begin();
  client.open("@iocz -> ip\n@iocs -> ");
  client.at(1, "completion", 1, 9);
  client.at(2, "completion", 0, 1);
  client.at(3, "hover", 1, 2);
  client.end();
  CHECK(client.run({"a.db"}, options) == 0);
  REQUIRE(client.diagnostics().at(0).size() >= 1);
  CHECK(client.diagnostics()[0][0]["code"] == "E204");
  CHECK(client.diagnostics()[0][0]["range"] == range(0, 0, 5));
  REQUIRE(!client.result(1)["items"].empty());
  CHECK(client.result(1)["items"][0]["detail"] == "1 value");  // the most used first
  CHECK(client.result(2)["items"][0]["label"] == "@iocs");
  CHECK(textOf(client.result(3)["contents"], "value").find("2 members") != std::string::npos);
}

TEST_CASE("names that the document makes are offered, and tell how they were made") {
  Client client;
  client.begin();
  client.open(
      "let @mine = domains -> ip\nlet $days = 7d\nlet trait owner = email, phone\n@mine | why | back to \n"
      "domains sharing owner with @mine since $days\n@m");
  client.at(1, "completion", 5, 2);
  client.at(2, "completion", 3, 22);
  client.at(3, "hover", 4, 28);
  client.at(4, "hover", 4, 40);
  client.at(5, "hover", 4, 18);
  client.at(6, "hover", 0, 6);
  client.end();
  CHECK(client.run() == 0);
  REQUIRE(client.result(1)["items"].size() == 1);
  CHECK(client.result(1)["items"][0]["label"] == "@mine");
  CHECK(client.result(1)["items"][0]["detail"] == "let");
  CHECK(client.result(2)["items"].size() == 3);
  const auto about = [&](int id) { return textOf(client.result(id)["contents"], "value"); };
  CHECK(about(3).find("let @mine = domains -> ip\n") != std::string::npos);
  CHECK(about(4).find("let $days = 7d\n") != std::string::npos);
  CHECK(about(5).find("let trait owner = email, phone\n") != std::string::npos);
  CHECK(about(6) == about(3));
}

TEST_CASE("a walk that a budget refuses is a warning where it is written") {
  const TemporaryFolder folder;
  StartOptions options;
  options.folder = folder.path();
  std::string facts;
  for (int i = 0; i < 10'100; ++i)
    facts += R"({"fact":"link","from":{"type":"domain","name":"n)" + std::to_string(i) +
             R"(.example"},"relation":"ip","to":{"type":"ip","name":"192.0.2.1"},"source":"dns"})" + "\n";
  folder.write("facts.jsonl", facts);
  REQUIRE(runProcess({clewProgram(), "ingest", "a.db", "facts.jsonl", "--quiet"}, options).exit_code == 0);
  std::string walk = "domains -> ip";  // each relation of a step counts
  for (int i = 0; i < 100; ++i) walk += ", ip";
  Client client;
  client.begin();
  client.open("domains -> ip | count\n" + walk + "\n");
  client.end();
  CHECK(client.run({"a.db"}, options) == 0);
  REQUIRE(client.diagnostics().at(0).size() == 1);
  const Json& warning = client.diagnostics()[0][0];
  CHECK(warning["code"] == "E601");
  CHECK(warning["severity"] == 2);
  CHECK(warning["range"]["start"] == Json({{"line", 1}, {"character", 8}}));
}

TEST_CASE("a document that is a file has runs to compare with") {
  Client client;
  client.begin();
  client.open("domains -> ip | new since last run\n");
  client.end();
  CHECK(client.run() == 0);
  REQUIRE(client.diagnostics().size() == 1);
  CHECK(client.diagnostics()[0].empty());
}

TEST_CASE("what is no message is answered, and the session goes on") {
  Client client;
  client.request(1, "textDocument/hover");  // before initialize
  client.raw("Content-Type: nothing\r\n\r\n");
  client.raw("Content-Length: -4\r\n\r\n");
  client.raw(Client::framed("{\"jsonrpc\": "));
  client.raw(Client::framed("[1, 2]"));
  client.raw(Client::framed("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"x\"}"));
  client.raw("content-length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}");
  client.begin();
  client.request(2, "textDocument/definition");
  client.notify("workspace/didChangeConfiguration", {{"settings", nullptr}});
  client.notify("$/setTrace", {{"value", "off"}});
  client.send({{"jsonrpc", "2.0"}, {"id", 5}, {"result", nullptr}});
  client.request(3, "initialize");
  client.at(4, "hover", 0, 0);  // no such document
  client.notify("textDocument/didOpen", {{"textDocument", 3}});
  client.open(std::string("@iocs \x01 -> \xFF"));
  client.at(6, "hover", 1000000, 1000000);
  client.at(7, "completion", -1, 0);
  client.at(8, "completion", 0, 5);
  client.end();
  client.request(9, "shutdown");  // after exit nothing is read
  CHECK(client.run() == 0);
  CHECK(client.error(1) == -32002);
  CHECK(client.strayErrors() == std::vector<int>{-32700, -32700, -32700, -32600, -32600, -32600});
  CHECK(client.error(2) == -32601);
  CHECK(client.error(3) == -32600);
  CHECK(client.error(4) == -32602);
  CHECK(client.result(6).is_null());
  CHECK(client.error(7) == -32602);
  CHECK(client.result(8)["items"].is_array());
  REQUIRE(client.diagnostics().size() == 1);
  CHECK(client.diagnostics()[0].size() >= 1);
}

TEST_CASE("an end without shutdown is exit code 1") {
  Client silent;
  CHECK(silent.run() == 1);
  Client rude;
  rude.begin();
  rude.notify("exit");
  CHECK(rude.run() == 1);
  Client late;
  late.begin();
  late.request(1, "shutdown");
  late.request(2, "textDocument/hover");
  late.notify("exit");
  CHECK(late.run() == 0);
  CHECK(late.error(2) == -32600);
  Client huge;
  huge.begin();
  huge.raw("Content-Length: 99999999999\r\n\r\n{}");
  CHECK(huge.run() == 1);
  Client cut;
  cut.raw("Content-Length: 500\r\n\r\n{\"jsonrpc\"");
  CHECK(cut.run() == 1);
  Client noise;
  noise.raw(std::string(100000, 'x'));
  CHECK(noise.run() == 1);
  REQUIRE(!noise.strayErrors().empty());
  CHECK(noise.strayErrors().front() == -32700);
}

TEST_CASE("a case that is not there is an error before anything is said") {
  const Finished done = runProcess({clewProgram(), "lsp", "/no/such.db"});
  CHECK(done.exit_code == 1);
  CHECK(done.out.empty());
  CHECK(done.err.find("there is no case") != std::string::npos);
}

}  // namespace
}  // namespace clew::test
