// Turns the generator's links (one JSON object a line) into Clew's facts, so that every program reads the same data.
//
//   bench_edges_to_facts <edges.jsonl >facts.jsonl
//
// The shape is assumed: {"src":{"type":"domain","value":"..."},"rel":"...","dst":{...},"first_seen":...,...}.
#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>

namespace {

/// The text of the next value after `key`, and past it; the values of this data have no escapes.
std::string_view valueAfter(std::string_view line, std::string_view key, std::size_t& from) {
  const std::size_t at = line.find(key, from);
  if (at == line.npos) return {};
  const std::size_t begin = at + key.size();
  from = line.find_first_of("\",}", begin);
  return line.substr(begin, from - begin);
}

std::string_view renamed(std::string_view word,
                         std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  for (const auto& [theirs, ours] : names)
    if (word == theirs) return ours;
  return word;
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string line, out;
  while (std::getline(std::cin, line)) {
    std::size_t at = 0;
    const auto type = [](std::string_view word) {
      return renamed(word, {{"nameserver", "host"}, {"mailserver", "host"}, {"certificate", "cert"}});
    };
    const std::string_view from_type = type(valueAfter(line, "\"type\":\"", at));
    const std::string_view from = valueAfter(line, "\"value\":\"", at);
    const std::string_view relation = renamed(valueAfter(line, "\"rel\":\"", at), {{"registered_with", "email"},
                                                                                   {"resolves_to", "ip"},
                                                                                   {"has_ns", "ns"},
                                                                                   {"has_mx", "mx"},
                                                                                   {"registered_at", "registrar"},
                                                                                   {"uses_cert", "cert"},
                                                                                   {"in_asn", "asn"},
                                                                                   {"ns_ip", "ip"}});
    const std::string_view to_type = type(valueAfter(line, "\"type\":\"", at));
    const std::string_view to = valueAfter(line, "\"value\":\"", at);
    const std::string_view first = valueAfter(line, "\"first_seen\":", at);
    const std::string_view last = valueAfter(line, "\"last_seen\":", at);
    const std::string_view source = valueAfter(line, "\"source\":\"", at);
    out.append(R"({"fact":"link","from":{"type":")").append(from_type).append(R"(","name":")").append(from);
    out.append(R"("},"relation":")").append(relation).append(R"(","to":{"type":")").append(to_type);
    out.append(R"(","name":")").append(to).append(R"("},"first":")").append(first).append(R"(","last":")").append(last);
    out.append(R"(","source":")").append(source).append("\"}\n");
    if (out.size() > (1 << 20)) {
      std::fwrite(out.data(), 1, out.size(), stdout);
      out.clear();
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}
