// URLhaus (abuse.ch): addresses that serve malware. Answers of its API for a URL, a host, a file, a tag and what is
// new; and its JSON export, an object that holds each under its number.
#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/abusech.h"
#include "ingest/readers/json_head.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/web_json.h"

namespace clew::ingest {
namespace urlhaus {
namespace {

using model::NodeName;
using model::Sighting;

constexpr std::string_view kFeed = "urlhaus";

std::optional<NodeName> addUrlEntry(const Json& record, FactBuilder& builder) {
  const auto url = builder.node(builder.schema().known().url, textOf(record, "url"));
  if (!url) return std::nullopt;
  abusech::Entry entry;
  entry.first = firstText(record, {"date_added", "dateadded", "firstseen"});
  entry.last = firstText(record, {"last_online", "lastseen"});
  forEach(get(record, "tags"), [&](const Json& tag, std::uint64_t) { entry.tags.push_back(textOf(tag)); });
  entry.tags.push_back(textOf(record, "threat"));
  abusech::addEntry(builder, *url, kFeed, entry);
  builder.property(*url, "status", abusech::stated(textOf(record, "url_status")), builder.seenNow());
  return url;
}

/// A file that was served, by an answer for a URL (`response_sha256`) or for the file itself (`sha256_hash`).
std::optional<NodeName> addPayload(const Json& record, FactBuilder& builder) {
  const auto file = abusech::addFile(builder, {firstText(record, {"response_sha256", "sha256_hash"}),
                                               firstText(record, {"response_md5", "md5_hash"})});
  if (!file) return std::nullopt;
  abusech::Entry entry;
  entry.malware = textOf(record, "signature");
  entry.first = firstText(record, {"firstseen", "first_seen"});
  entry.last = firstText(record, {"lastseen", "last_seen"});
  const Sighting seen = abusech::seenOf(entry);
  abusech::addEntry(builder, *file, kFeed, entry);
  builder.property(*file, "filename", textOf(record, "filename"), seen);
  builder.property(*file, "kind", abusech::stated(textOf(record, "file_type")), seen);
  builder.property(*file, "size", firstText(record, {"response_size", "file_size"}), seen);
  return file;
}

void urls(const Json& list, const NodeName* file, FactBuilder& builder) {
  forEach(list, [&](const Json& record, std::uint64_t index) {
    if (builder.stopped()) return;
    builder.at(index);
    const auto url = addUrlEntry(record, builder);
    if (!url && textOf(record, "url").empty()) builder.reject("an entry without a url", jsonText(record));
    if (url && file != nullptr) {
      builder.link(*file, "url", *url, builder.seenBetween(textOf(record, "firstseen"), textOf(record, "lastseen")));
    }
  });
  builder.at(0);
}

/// The answer for one URL, with what it served.
void oneUrl(const Json& document, FactBuilder& builder) {
  const auto url = addUrlEntry(document, builder);
  if (!url) return;
  builder.subject(*url);
  forEach(get(document, "payloads"), [&](const Json& record, std::uint64_t index) {
    builder.at(index);
    const auto file = addPayload(record, builder);
    if (file) builder.link(*file, "url", *url, seenAt(textOf(record, "firstseen")));
  });
  builder.at(0);
}

void answerOf(const Json& document, FactBuilder& builder) {
  const auto& known = builder.schema().known();
  if (member(document, "url") != nullptr) return oneUrl(document, builder);
  if (const std::string host = textOf(document, "host"); !host.empty()) {
    const bool is_address = model::parseAddress(trim(host)).has_value();
    const auto node = builder.node(is_address ? known.ip : known.host, host);
    if (node) builder.subject(*node);
    if (node) builder.mention(*node);
    return urls(get(document, "urls"), nullptr, builder);
  }
  if (member(document, "sha256_hash") != nullptr || member(document, "md5_hash") != nullptr) {
    const auto file = addPayload(document, builder);
    if (file) builder.subject(*file);
    return urls(get(document, "urls"), file ? &*file : nullptr, builder);
  }
  urls(get(document, "urls"), nullptr, builder);
  forEach(get(document, "payloads"), [&](const Json& record, std::uint64_t index) {
    builder.at(index);
    if (!addPayload(record, builder)) builder.reject("a file without a hash", jsonText(record));
  });
  builder.at(0);
}

class UrlhausReader final : public JsonReader {
 public:
  std::string_view name() const override { return kFeed; }
  std::string_view title() const override { return "URLhaus (abuse.ch): addresses that serve malware, JSON"; }
  std::string_view sample() const override {
    return R"({"query_status":"ok","urls":[{"id":"1","url":"http://a.example/x.bin","url_status":"online",)"
           R"("host":"a.example","date_added":"2022-01-02 03:04:07 UTC","threat":"malware_download","tags":["elf"]}]})";
  }
  int detect(std::string_view head, std::string_view) const override {
    const JsonHead keys(head);
    if (!keys.isJson()) return 0;
    if (keys.hasAny({"urlhaus_reference", "urls.urlhaus_reference", "payloads.urlhaus_download"})) return 95;
    if (contains(head.substr(0, 4096), "\"urlhaus_link\"")) return 95;
    if (keys.hasAll({"query_status", "urls"}) || keys.hasAll({"query_status", "payloads"})) return 85;
    return keys.hasAll({"url_status", "dateadded"}) ? 80 : 0;
  }

 protected:
  void answer(const Json& document, FactBuilder& builder) const override {
    if (abusech::refused(document, kFeed, builder)) return;
    if (!document.is_object()) return;
    builder.begin(kFeed, "urls");
    if (member(document, "query_status") != nullptr || member(document, "url") != nullptr ||
        member(document, "urls") != nullptr) {
      answerOf(document, builder);
      if (builder.factCount() == 0) builder.outcome(model::Outcome::kNone);
      return;
    }
    std::uint64_t count = 0;  // the export
    for (const auto& entry : document.items()) {
      forEach(entry.value(), [&](const Json& record, std::uint64_t) {
        if (builder.stopped()) return;
        builder.at(++count);
        if (!addUrlEntry(record, builder) && textOf(record, "url").empty()) {
          builder.reject("an entry without a url", jsonText(record));
        }
      });
    }
    builder.at(0);
    if (count == 0) builder.outcome(model::Outcome::kNone);
  }
};

}  // namespace
}  // namespace urlhaus

const Reader& urlhausReader() {
  static const urlhaus::UrlhausReader reader;
  return reader;
}

}  // namespace clew::ingest
