// The command as a process: exit codes, streams, files.
#include "support/process.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "shell/help_text.h"
#include "support/places.h"
#include "support/text.h"
#include "unit/shell/small_case.h"

using namespace clew::test;  // NOLINT: a test's vocabulary

TEST_CASE("a query answers on standard output and nowhere else") {
  const SmallCase small;
  const Finished list = small.clew({"spam.db", "--format", "list", "domains sharing ip with a.example"});
  CHECK(list.out == "b.example\n");
  CHECK(list.exit_code == 0);
  const Finished count = small.clew({"spam.db", "domains | count"});
  CHECK(count.out == "3\n");
  CHECK(count.err.empty());
}

TEST_CASE("several queries, standard input, and a dash") {
  const SmallCase small;
  CHECK(small.clew({"spam.db", "domains | count", "ips | count", "--format", "list"}).out == "3\n2\n");
  StartOptions options;
  options.input = "ips | count\n";
  CHECK(small.clew({"spam.db"}, options).out == "2\n");
  CHECK(small.clew({"spam.db", "domains | count", "-", "--format", "list"}, options).out == "3\n2\n");
}

TEST_CASE("every error of a query is told, with its place, and the exit code is 2") {
  const SmallCase small;
  const Finished wrong = small.clew({"spam.db", "domains sharing emial with a.example"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.out.empty());
  CHECK(has(wrong.err, "emial"));
  CHECK(has(wrong.err, "^^^^^"));
  CHECK_FALSE(has(wrong.err, "\x1b"));
  const Finished form = small.clew({"spam.db", "domains", "--format", "jsn"});
  CHECK(form.exit_code == 2);
  CHECK(has(form.err, "did you mean 'json'"));
  CHECK(small.clew({"spam.db", "domains", "--format", "svg"}).exit_code == 2);
}

TEST_CASE("a missing case is named with its nearest neighbour, and not made") {
  const SmallCase small;
  const Finished missing = small.clew({"spma.db", "domains | count"});
  CHECK(missing.exit_code == 1);
  CHECK(has(missing.err, "there is no case spma.db"));
  CHECK(has(missing.err, "did you mean spam.db?"));
  CHECK_FALSE(std::filesystem::exists(small.folder.file("spma.db")));
  CHECK(has(small.clew({"ingets", "domains"}).err, "did you mean clew ingest?"));
  CHECK(small.clew({"domains sharing ip with a.example"}).exit_code == 2);
}

TEST_CASE("what is no case gives one clear sentence") {
  const SmallCase small;
  small.folder.write("text.db", std::string(5000, 'x'));
  const Finished foreign = small.clew({"text.db", "domains"});
  CHECK(foreign.exit_code == 1);
  CHECK(has(foreign.err, "error: "));
  const Finished folder = small.clew({small.folder.path(), "domains"});
  CHECK(folder.exit_code == 1);
  CHECK(has(folder.err, "error: "));
  CHECK(small.clew({"info", "text.db"}).exit_code == 1);
}

TEST_CASE("answers to a file appear whole or not at all") {
  const SmallCase small;
  CHECK(small.clew({"export", "spam.db", "domains", "-o", "out.csv"}).exit_code == 0);
  CHECK(readWhole(small.folder.file("out.csv")) == "name\r\na.example\r\nb.example\r\nc.example\r\n");
  CHECK(small.clew({"spam.db", "domains | count", "-o", "n.json"}).out.empty());
  CHECK(has(readWhole(small.folder.file("n.json")), "\"rows\""));
  CHECK(small.clew({"export", "spam.db", "domains sharing emial with x.example", "-o", "bad.csv"}).exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(small.folder.file("bad.csv")));
  CHECK(small.clew({"spam.db", "domains", "-o", small.folder.path()}).exit_code == 1);
  CHECK(small.clew({"export", "spam.db", "domains", "-o", "answer"}).exit_code == 2);
  CHECK(small.clew({"export", "spam.db", "domains", "-o", "a.svg"}).exit_code == 2);
  CHECK(small.clew({"export", "spam.db", "domains"}).exit_code == 2);
  for (const auto& entry : std::filesystem::directory_iterator(small.folder.path())) {
    CHECK_FALSE(has(entry.path().string(), ".part"));
  }
}

TEST_CASE("a limit is said, and never cuts a file") {
  const SmallCase small;
  const Finished cut = small.clew({"spam.db", "--limit", "1", "domains"});
  CHECK(has(cut.out, "1 of 3 shown"));
  small.clew({"spam.db", "--limit", "1", "domains", "-o", "all.list"});
  CHECK(readWhole(small.folder.file("all.list")) == "a.example\nb.example\nc.example\n");
}

TEST_CASE("a set parameter is refused a named set that holds what it does not take, before anything is done") {
  const SmallCase small;
  small.clew({"spam.db", "a.example plus (a.example -> ip) | save as @mixed"});
  small.clew({"spam.db", "domains | save as @names"});
  small.folder.write("of.clew", "param @of: domains = @names\ndomains | tag asked\n@of -> ip | count\n");
  const Finished mixed = small.clew({"run", "spam.db", "of.clew", "--set", "@of=@mixed"});
  CHECK(mixed.exit_code == 2);
  CHECK(has(mixed.err, "`@of` takes domains, and '"));
  CHECK(has(mixed.err, "is of the type ip"));
  CHECK(has(small.clew({"spam.db", "domains where has tag | count"}).out, "0"));
  CHECK(small.clew({"run", "spam.db", "of.clew", "--set", "@of=@names"}).exit_code == 0);
}

TEST_CASE("scripts run with parameters, and a failed expectation is 4") {
  const SmallCase small;
  small.folder.write("good.clew", "param @seeds: domains\n@seeds -> ip | count\n");
  CHECK(has(small.clew({"run", "spam.db", "good.clew", "--set", "@seeds=a.example,c.example"}).out, "\n2\n"));
  small.folder.write("seeds.txt", "# two\na.example\nb.example\n");
  CHECK(has(small.clew({"run", "spam.db", "good.clew", "--set", "@seeds=seeds.txt"}).out, "\n1\n"));
  CHECK(small.clew({"run", "spam.db", "good.clew"}).exit_code == 2);
  CHECK(small.clew({"run", "spam.db", "good.clew", "--set", "@seeds=a.example", "--set", "other=1"}).exit_code == 2);
  CHECK(small.clew({"run", "spam.db", "none.clew"}).exit_code == 1);
  small.folder.write("expect.clew", "domains | count | expect count = 4 \"the report says 4\"\n");
  const Finished failed = small.clew({"run", "spam.db", "expect.clew"});
  CHECK(failed.exit_code == 4);
  CHECK(has(failed.err, "the report says 4"));
  small.folder.write("broken.clew", "domains sharing\n");
  const Finished guarded =
      small.clew({"spam.db", "domains | expect count > 100 \"too few\" | save as @all | tag watched"});
  CHECK(guarded.exit_code == 4);
  CHECK(has(guarded.err, "nothing is written: an expectation before it does not hold"));
  CHECK(small.clew({"spam.db", "domains where has tag | count", "--format", "list"}).out == "0\n");
  CHECK(small.clew({"spam.db", "@all"}).exit_code == 2);
  CHECK(small.clew({"run", "spam.db", "expect.clew", "broken.clew"}).exit_code == 2);
}

TEST_CASE("rejected records are counted, kept, and 3") {
  const SmallCase small;
  small.folder.write("mixed.jsonl", linkFact("d.example", "192.0.2.3") + "{\"fact\":\"nonsense\"}\n" +
                                        linkFact("e.example", "nowhere"));
  const Finished mixed = small.clew({"ingest", "spam.db", "mixed.jsonl"});
  INFO(mixed.out << mixed.err);
  CHECK(mixed.exit_code == 3);
  CHECK(has(mixed.out, "mixed.jsonl"));
  CHECK(has(mixed.err, "2 records or values were rejected"));
  CHECK(has(mixed.err, "spam.db.rejects.jsonl"));
  CHECK(std::filesystem::exists(small.folder.file("spam.db.rejects.jsonl")));
  CHECK(small.clew({"spam.db", "domains | count"}).out == "4\n");
  const Finished nothing = small.clew({"ingest", "new.db", "no-such-file"});
  CHECK(nothing.exit_code == 1);
  CHECK_FALSE(std::filesystem::exists(small.folder.file("new.db")));
}

TEST_CASE("an ingest that takes nothing in leaves no case behind") {
  const SmallCase small;
  const auto left = [&](const char* name) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(small.folder.path())) {
      if (entry.path().filename().string().starts_with(name)) ++count;
    }
    return count;
  };
  small.folder.write("picture.png", "\x89PNG\r\n\x1a\n");
  std::filesystem::create_directory(small.folder.file("empty"));
  for (const char* path : {"picture.png", "empty"}) {
    const Finished unread = small.clew({"ingest", "new.db", path, "--list", "iocs"});
    CHECK(unread.exit_code == 1);
    CHECK_FALSE(has(unread.err, "made the case"));
    CHECK(left("new.db") == 0);
  }
  // the case that was there stays
  CHECK(small.clew({"ingest", "spam.db", "picture.png"}).exit_code == 1);
  CHECK(std::filesystem::exists(small.folder.file("spam.db")));
  // one file that is read is enough
  const Finished made = small.clew({"ingest", "new.db", "picture.png", "facts.jsonl"});
  CHECK(made.exit_code == 1);
  CHECK(has(made.err, "made the case new.db"));
  CHECK(left("new.db") > 0);
}

TEST_CASE("--strict stops at the first record that is refused, which is no wrong usage") {
  const SmallCase small;
  small.folder.write("mixed.txt", "d.example\n300.1.2.3\ne.example\n");
  const Finished stopped = small.clew({"ingest", "new.db", "mixed.txt", "--strict"});
  CHECK(stopped.exit_code == 1);
  CHECK(has(stopped.err, "300 is above 255"));
  CHECK_FALSE(std::filesystem::exists(small.folder.file("new.db")));
  CHECK(small.clew({"ingest", "new.db", "mixed.txt", "--strict", "--as", "nonsense"}).exit_code == 2);
  CHECK(small.clew({"ingest", "new.db", "mixed.txt"}).exit_code == 3);
}

TEST_CASE("a dry run shows facts and stores nothing") {
  const SmallCase small;
  const Finished dry = small.clew({"ingest", "new.db", "facts.jsonl", "--dry-run"});
  CHECK(dry.exit_code == 0);
  CHECK(has(dry.out, "\"192.0.2.1\""));
  CHECK_FALSE(std::filesystem::exists(small.folder.file("new.db")));
}

TEST_CASE("indicators become a set when they are given a name") {
  const SmallCase small;
  small.folder.write("iocs.txt", "a[.]example\nc[.]example\n");
  CHECK(small.clew({"ingest", "spam.db", "iocs.txt", "--list", "iocs"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "--format", "list", "@iocs"}).out == "a.example\nc.example\n");
}

TEST_CASE("info, check, schema, formats, help and version answer") {
  const SmallCase small;
  const Finished info = small.clew({"info", "spam.db"});
  CHECK(info.exit_code == 0);
  CHECK(has(info.out, "domain"));
  CHECK(has(small.clew({"info", "spam.db", "--format", "csv"}).out, "about,name,value\r\n"));
  const Finished check = small.clew({"check", "spam.db"});
  CHECK(check.exit_code == 0);
  CHECK(check.out == "spam.db is whole\n");
  CHECK(has(small.clew({"schema"}).out, "domain"));
  CHECK(has(small.clew({"schema", "domains"}).out, "email"));
  CHECK(small.clew({"schema", "domian"}).exit_code == 2);
  CHECK(small.clew({"formats"}).exit_code == 0);
  CHECK(has(small.clew({"help"}).out, "ingest"));
  CHECK(has(small.clew({"help", "ingest"}).out, "--dry-run"));
  CHECK(small.clew({"help", "no-such-topic"}).exit_code == 2);
  CHECK(has(small.clew({"--version"}).out, "SQLite"));
  CHECK(small.clew({}).exit_code == 2);
  CHECK(small.clew({"report", "spam.db"}).exit_code == 2);
}

TEST_CASE("a full disk and a closed pipe end with one sentence and with none") {
  const SmallCase small;
  const Finished full = small.clew({"spam.db", "domains", "-o", "/dev/full"});
  CHECK(full.exit_code == 1);
  CHECK(has(full.err, "the disk is full"));
  StartOptions options;
  options.close_output = true;
  const Finished closed = small.clew({"spam.db", "domains"}, options);
  CHECK(closed.err.empty());
  CHECK(closed.exit_code == 128 + 13);
}

TEST_CASE("values from outside cannot steer the terminal") {
  const SmallCase small;
  small.folder.write(
      "evil.jsonl",
      R"({"fact":"property","of":{"type":"domain","name":"a.example"},"property":"title","value":"\u001b[2J\u202e<b>","source":"x","learnt":"2022-10-18T08:00:00Z"})"
      "\n");
  small.clew({"ingest", "spam.db", "evil.jsonl"});
  for (const char* format : {"table", "json", "jsonl", "csv", "tsv", "list", "markdown", "html"}) {
    INFO(format);
    const Finished shown = small.clew({"spam.db", "--format", format, "domains | show title, name"});
    CHECK(shown.exit_code == 0);
    CHECK_FALSE(has(shown.out, "\x1b"));
    CHECK_FALSE(has(shown.out, "\xe2\x80\xae"));
  }
  // what a hint offers is typed: a set's name out of a file is no text to run
  small.folder.write("evil-sets.jsonl",
                     R"({"fact":"set","name":"a -> ip | tag x","members":[{"type":"domain","name":"a.example"},)"
                     R"({"type":"domain","name":"b.example"}]})"
                     "\n"
                     R"({"fact":"set","name":"mine","members":[{"type":"domain","name":"a.example"}]})"
                     "\n");
  const Finished refused = small.clew({"ingest", "spam.db", "evil-sets.jsonl"});
  REQUIRE(refused.exit_code == 3);
  CHECK(has(refused.err, "no query could write"));
  const Finished hinted = small.clew({"spam.db", "--", "-> ip"});
  CHECK(has(hinted.err, "hint: @mine -> ip"));
  CHECK_FALSE(has(hinted.err, "tag x"));
  const Finished bad = small.clew({"spam.db", "domains \x1b[2J sharing"});
  CHECK(bad.exit_code == 2);
  CHECK_FALSE(has(bad.err, "\x1b"));
}

TEST_CASE("a missing parameter file, an unwritable history and an odd TERM are survived") {
  const SmallCase small;
  StartOptions options;
  options.environment["TERM"] = "no-such-terminal";
  options.environment["COLUMNS"] = "abc";
  CHECK(small.clew({"spam.db", "domains | count"}, options).out == "3\n");
  CHECK(small.clew({"run", "spam.db", "facts.jsonl", "--set", "@x=no/such.txt"}).exit_code == 1);
}

TEST_CASE("the manual page and the completion files are those that the tables make") {
  const std::string hint = "made anew by: clew help --make man|bash|zsh|fish";
  INFO(hint);
  CHECK(readWhole(checkoutFile("docs/clew.1")) == clew::shell::manualPage());
  CHECK(readWhole(checkoutFile("completions/clew.bash")) == clew::shell::bashCompletion());
  CHECK(readWhole(checkoutFile("completions/_clew")) == clew::shell::zshCompletion());
  CHECK(readWhole(checkoutFile("completions/clew.fish")) == clew::shell::fishCompletion());
}

TEST_CASE("completion offers the formats, the topics and the words of the schema") {
  const std::string bash = clew::shell::bashCompletion();
  const std::string zsh = clew::shell::zshCompletion();
  const std::string fish = clew::shell::fishCompletion();
  CHECK(has(bash, "--as) COMPREPLY=($(compgen -W 'facts "));
  CHECK(has(zsh, ":value:(facts "));
  CHECK(has(fish, "-l as -x -a 'facts "));
  for (const std::string& text : {bash, zsh, fish}) {
    CHECK(has(text, "host hosts domain domains ip ips"));
    CHECK(has(text, " pivots "));
    CHECK(has(text, " cof "));
  }
  const auto complete = [](const std::string& line, int word) {
    const std::string script = "source '" + checkoutFile("completions/clew.bash") +
                               "'; compopt() { :; }; COMP_WORDS=(" + line + "); COMP_CWORD=" + std::to_string(word) +
                               "; _clew; echo \"${COMPREPLY[*]}\"";
    return runProcess({"/bin/bash", "-c", script}).out;
  };
  CHECK(complete("clew ingest case.db --as secu", 4) == "securitytrails\n");
  CHECK(complete("clew schema doma", 2) == "domain domains\n");
  CHECK(complete("clew help pivo", 2) == "pivots\n");
  CHECK(complete("clew he", 1) == "help\n");
  CHECK(complete("clew source case.db re", 3) == "retract\n");
}

TEST_CASE("a file holds one answer where its form holds one document") {
  const SmallCase small;
  for (const std::string form : {"json", "csv", "tsv"}) {
    const std::string file = small.folder.file("two." + form);
    const Finished two = small.clew({"export", "spam.db", "domains; ips | count", "-o", file});
    INFO(form);
    CHECK(two.exit_code == 2);
    CHECK(has(two.err, "a " + form + " file holds one answer, and a second query gives another: ips | count"));
    CHECK(has(two.err, "--format jsonl"));
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(small.clew({"export", "spam.db", "let @x = domains; @x | count", "-o", file}).exit_code == 0);
    CHECK(small.clew({"export", "spam.db", "domains | save as @d; @d | count", "-o", file}).exit_code == 0);
    CHECK(has(readWhole(file), "3"));
    CHECK_FALSE(has(readWhole(file), "}\n{"));
  }
  const std::string nothing = small.folder.file("nothing.json");
  CHECK(small.clew({"export", "spam.db", "domains | save as @d", "-o", nothing}).exit_code == 0);
  CHECK(readWhole(nothing).front() == '{');
  const std::string lines = small.folder.file("two.jsonl");
  CHECK(small.clew({"export", "spam.db", "domains | count; ips | count", "-o", lines}).exit_code == 0);
  CHECK(readWhole(lines) == "{\"count\":3}\n{\"count\":2}\n");
  const std::string page = small.folder.file("two.md");
  CHECK(small.clew({"export", "spam.db", "domains; ips", "-o", page}).exit_code == 0);
  CHECK(has(readWhole(page), "|\n\n| name |"));  // without the empty line both would be one table
  // on standard output several documents are a stream
  CHECK(small.clew({"spam.db", "domains | count; ips | count", "--format", "json"}).exit_code == 0);
}

TEST_CASE("--set for a parameter of the other kind is told how to write it") {
  const SmallCase small;
  small.folder.write("set.clew", "param @seeds: domains\n@seeds | count\n");
  small.folder.write("value.clew", "param $age: duration\ndomains where first-seen since $age\n");
  small.folder.write("list.txt", "a.example\n");
  const Finished set = small.clew({"run", "spam.db", "set.clew", "--set", "seeds=list.txt"});
  CHECK(set.exit_code == 2);
  CHECK(has(set.err, "hint: --set @seeds=list.txt"));
  const Finished value = small.clew({"run", "spam.db", "value.clew", "--set", "@age=30d"});
  CHECK(value.exit_code == 2);
  CHECK(has(value.err, "hint: --set age=30d"));
  const Finished neither = small.clew({"run", "spam.db", "set.clew", "--set", "sets=list.txt"});
  CHECK(has(neither.err, "no script here has the parameter $sets"));
  CHECK_FALSE(has(neither.err, "hint"));
}

TEST_CASE("pipes are read and named; pipes, sockets and devices in a folder are passed over") {
  const SmallCase small;
  const auto at = [&](const std::string& name) { return small.folder.file(name); };
  std::filesystem::create_directory(at("in"));
  small.folder.write("in/list.txt", "d.example\n");
  REQUIRE(::mkfifo(at("in/pipe").c_str(), 0600) == 0);
  REQUIRE(::mkfifo(at("pipe").c_str(), 0600) == 0);
  const Finished folder = small.clew({"ingest", "spam.db", "in"});
  CHECK(folder.exit_code == 0);
  CHECK(has(folder.err, "note: in/pipe: skipped: it is a pipe, not a file"));
  const std::string both = "'" + clewProgram() + "' ingest spam.db pipe & echo e.example > pipe; wait $!";
  StartOptions options;
  options.folder = small.folder.path();
  options.environment = {{"HOME", small.folder.path()}};
  const Finished pipe = runProcess({"/bin/bash", "-c", both}, options);
  CHECK(pipe.exit_code == 0);
  CHECK(has(pipe.err, "note: pipe is a pipe: reading what is written to it (`-` reads standard input)"));
  CHECK(small.clew({"spam.db", "domains where name is e.example | count"}).out == "1\n");
  const Finished device = small.clew({"ingest", "spam.db", "/dev/null"});
  CHECK(device.exit_code == 1);
  CHECK(has(device.err, "is a device, not a file; `-` reads standard input"));
}

TEST_CASE("a column that is not known is a notice, and the formats are listed once") {
  const SmallCase small;
  small.folder.write("table.csv", "domain,colour\na.example,red\n");
  const Finished table = small.clew({"ingest", "spam.db", "table.csv"});
  CHECK(table.exit_code == 0);
  CHECK(has(table.err, "note: table.csv: column colour: kept as 'detail'"));
  small.folder.write("one.json", R"({"colour":"red"})");
  small.folder.write("two.json", R"({"shape":"round"})");
  const Finished unknown = small.clew({"ingest", "spam.db", "one.json", "two.json"});
  CHECK(unknown.exit_code == 1);
  const auto first = unknown.err.find("`clew formats` lists the formats that are read");
  REQUIRE(first != std::string::npos);
  CHECK(first > unknown.err.find("two.json"));
  CHECK(unknown.err.find("clew formats", first + 10) == std::string::npos);
}

TEST_CASE("notes are read where they were written, all of them, and taken back") {
  const SmallCase small;
  CHECK(small.clew({"spam.db", "a.example | note \"a shop\"", "--now", "2023-01-01"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "a.example | note \"owner wrote back\"", "--now", "2023-02-01"}).exit_code == 0);
  CHECK(small.clew({"spam.db", "domains where has note | show name, note", "--format", "csv"}).out ==
        "name,note\r\na.example,\"a shop; owner wrote back\"\r\n");
  CHECK(small.clew({"spam.db", "domains where note matching *wrote*", "--format", "list"}).out == "a.example\n");
  CHECK(small.clew({"spam.db", "as known at 2023-01-15, domains where has note | show note", "--format", "list"}).out ==
        "a shop\n");
  const Finished line = small.clew({"spam.db", "a.example | timeline of note", "--format", "csv"});
  CHECK(has(line.out, "a shop,2023-01-01T23:59:59Z"));
  CHECK(has(line.out, "analyst"));
}

TEST_CASE("help of a topic has no marks of markdown") {
  const SmallCase small;
  const Finished topic = small.clew({"help", "steps"});
  for (const auto* mark : {"|--", "| --", "```", "### ", "**"}) {
    INFO(mark << " in\n" << topic.out);
    CHECK_FALSE(has(topic.out, mark));
  }
  CHECK_FALSE(has(topic.out, "\x1b"));
  CHECK(has(small.clew({"help", "steps", "--color", "always"}).out, "\x1b[1m"));
}

TEST_CASE("sets from files are read as ingest reads lists: comments, fields of a table, a header") {
  const SmallCase small;
  const std::string script = small.folder.write("ask.clew", "param @s: domains\n@s -> ip | count\n");
  const auto asked = [&](const std::string& text) {
    const std::string file = small.folder.write("set.txt", text);
    const Finished by_set = small.clew({"run", "spam.db", script, "--set", "@s=" + file, "--quiet"});
    const Finished by_read = small.clew({"spam.db", "--quiet", "read \"" + file + "\" -> ip | count"});
    INFO(text << by_set.err << by_read.err);
    CHECK(by_set.exit_code == 0);
    CHECK(by_read.exit_code == 0);
    CHECK(has(by_set.out, "\n2\n"));
    CHECK(by_read.out == "2\n");
  };
  asked("# seeds\na.example   # the first\n\nc[.]example\n");
  asked("domain,seen\na.example,2022-01-01\nc.example,2022-02-01\n");
  asked("a.example;x\r\n\"c.example\";y\r\n");
  const Finished bad =
      small.clew({"run", "spam.db", script, "--set", "@s=" + small.folder.write("b.txt", "a.example\n?\n")});
  CHECK(bad.exit_code == 2);
  CHECK(has(bad.err, "@s: "));
}

TEST_CASE("read takes JSON lines, says what is no value, and fails on a file that is not there") {
  const SmallCase small;
  small.folder.write("lines.jsonl", "{\"q\":\"a.example\"}\n{\"q\":[\"c.example\"]}\n");
  const Finished lines = small.clew({"spam.db", "read \"lines.jsonl\" -> ip | count"});
  CHECK(lines.out == "2\n");
  small.folder.write("odd.txt", "a.example\nno value at all\n");
  const Finished odd = small.clew({"spam.db", "read \"odd.txt\" | count"});
  CHECK(odd.out == "1\n");
  CHECK(has(odd.err, "1 line of 'odd.txt' is no value"));
  const Finished missing = small.clew({"spam.db", "read \"none.txt\" | count"});
  CHECK(missing.exit_code == 1);
  CHECK(has(missing.err, "none.txt"));
}

TEST_CASE("include brings in what a file makes, refuses a circle and a query, and names a missing file") {
  const SmallCase small;
  small.folder.write("common.clew", "let @one = a.example\nparam $n: number = 1\n");
  const std::string good = small.folder.write("good.clew", "include \"common.clew\"\n@one -> ip | count\n");
  const Finished ran = small.clew({"run", "spam.db", good});
  INFO(ran.err);
  CHECK(ran.exit_code == 0);
  CHECK(has(ran.out, "\n1\n"));
  small.folder.write("left.clew", "include \"right.clew\"\n");
  small.folder.write("right.clew", "include \"left.clew\"\n");
  const Finished circle =
      small.clew({"run", "spam.db", small.folder.write("circle.clew", "include \"left.clew\"\ndomains | count\n")});
  CHECK(circle.exit_code == 2);
  CHECK(has(circle.err, "includes itself"));
  small.folder.write("query.clew", "domains\n");
  const Finished query =
      small.clew({"run", "spam.db", small.folder.write("asks.clew", "include \"query.clew\"\ndomains | count\n")});
  CHECK(query.exit_code == 2);
  CHECK(has(query.err, "a query has no place in an included file"));
  const Finished missing =
      small.clew({"run", "spam.db", small.folder.write("lost.clew", "include \"nowhere.clew\"\ndomains | count\n")});
  CHECK(missing.exit_code == 2);
  CHECK(has(missing.err, "nowhere.clew"));
}

TEST_CASE("a file that is empty is named, whatever it is called") {
  const SmallCase small;
  small.folder.write("empty", "");
  const Finished done = small.clew({"ingest", "spam.db", "empty"});
  CHECK(done.exit_code == 1);
  CHECK(has(done.err, "error: empty: the file is empty"));
}

TEST_CASE("a case that is a link to nothing, or to itself, is told from one that is missing") {
  const SmallCase small;
  std::filesystem::create_symlink("nowhere.db", small.folder.file("dangling.db"));
  std::filesystem::create_symlink("loop.db", small.folder.file("loop.db"));
  const Finished dangling = small.clew({"dangling.db", "domains | count"});
  CHECK(dangling.exit_code == 1);
  CHECK(has(dangling.err, "dangling.db is a link to nowhere.db, and there is no such case"));
  const Finished loop = small.clew({"loop.db", "domains | count"});
  CHECK(loop.exit_code == 1);
  CHECK(has(loop.err, "loop.db is a link that leads to no file"));
}

TEST_CASE("a case where a script was meant is one clear sentence") {
  const SmallCase small;
  const Finished done = small.clew({"run", "spam.db", "spam.db"});
  CHECK(done.exit_code == 2);
  CHECK(has(done.err, "error: spam.db is a case, and here stands a script of queries\n"));
  CHECK(std::count(done.err.begin(), done.err.end(), '\n') == 2);
}

TEST_CASE("a damaged cache is built anew, and that is said") {
  const SmallCase small;
  const std::string cache = small.path + ".clew-cache";
  const auto damage = [&] { std::filesystem::resize_file(cache, std::filesystem::file_size(cache) / 2); };
  REQUIRE(small.clew({"spam.db", "domains | count"}).exit_code == 0);
  damage();
  const Finished asked = small.clew({"spam.db", "domains | count"});
  CHECK(asked.out == "3\n");
  CHECK(has(asked.err, "was not usable"));
  CHECK(small.clew({"spam.db", "domains | count"}).err.empty());
  damage();
  const Finished checked = small.clew({"check", "spam.db"});
  CHECK(checked.exit_code == 0);
  CHECK(has(checked.err, "was not usable"));
  CHECK(has(checked.out, "is whole"));
}

TEST_CASE("one run shows every mistake of a script, also beside wrong stages and in what rests on a wrong line") {
  const SmallCase small;
  const Finished ran = small.clew({"run", "spam.db", small.folder.write("wrong.clew", R"(param @x: domans
@x -> ipp
let @y = domains sharing emial with a.example | cout
@y -> ip | count
)")});
  CHECK(ran.exit_code == 2);
  for (const char* const word : {"domans", "ipp", "emial", "cout"}) {
    INFO(word << '\n' << ran.err);
    CHECK(has(ran.err, word));
  }
  CHECK_FALSE(has(ran.err, "there is no set"));
  const Finished near = small.clew({"spam.db", "domains sharing email wiht corvusrex.com"});
  CHECK(has(near.err, "domains sharing email with corvusrex.com"));
}
