#include "ingest/ingest.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/archive.h"
#include "common/files.h"
#include "common/format.h"
#include "common/memory.h"
#include "common/text.h"
#include "common/time.h"
#include "ingest/batcher.h"
#include "ingest/case_addresses.h"
#include "ingest/detect.h"
#include "ingest/fact_builder.h"
#include "ingest/places.h"
#include "ingest/readers/column_map.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/readers.h"
#include "ingest/readers/text_head.h"
#include "ingest/stream_input.h"
#include "ingest/unwrap.h"
#include "ingest/walk.h"

namespace clew::ingest {

namespace {

constexpr double kSecondsBetweenReports = 0.1;
constexpr int kMostNested = 3;  // archives within one another

/// The rest of an input as bytes for an archive.
class RestOfInput final : public ByteSource {
 public:
  explicit RestOfInput(StreamInput& input) : input_(input) {}
  Result<std::size_t> read(char* out, std::size_t size) override { return input_.read(out, size); }
  std::uint64_t consumed() const override { return input_.consumed(); }

 private:
  StreamInput& input_;
};

/// One ingest from beginning to end.
class Run {
 public:
  Run(const IngestOptions& options, const IngestContext& context, const IngestProgress& progress)
      : options_(options),
        context_(context),
        progress_(progress),
        rejects_(options.dry_run ? std::string() : options.rejects),
        batcher_(options, context, report_, rejects_) {
    batcher_.on_progress = [this] { tell(false); };
  }

  Result<IngestReport> run(const std::vector<std::string>& paths) {
    const double start = monotonicSeconds();
    if (!options_.as.empty()) {
      auto forced = readerNamed(options_.as);
      if (!forced) return forced.error();
      forced_ = *forced;
    }
    if (auto read = readColumns(); !read) return read.error();
    if (!options_.subject.empty() && !model::classify(*context_.schema, options_.subject)) {
      return Error(ErrorCode::kUsage,
                   "--subject takes what was asked, and " + quoted(options_.subject) + " names no node")
          .withHint("a domain, an address, or a value after its type: registrar:\"Name, Inc.\"");
    }
    if (auto may = mayReject(paths); !may) return may.error();
    for (const std::string& path : paths) {
      if (auto found = find(path); !found) return found.error();
    }
    state_.files_total = report_.files.size();
    const std::size_t given = report_.files.size();  // those in archives come behind them
    for (std::size_t i = 0; i < given; ++i) {
      if (auto done = one(i); !done) return done.error();
    }
    if (auto done = enrich(); !done) return done.error();
    if (auto written = batcher_.flush(); !written) return written.error();
    if (auto saved = batcher_.saveList(); !saved) return saved.error();
    if (auto kept = rejects_.flush(); !kept) return kept.error();
    if (report_.rejected > 0) report_.rejects_file = rejects_.path();
    tell(true);
    report_.seconds = monotonicSeconds() - start;
    return std::move(report_);
  }

 private:
  Result<void> readColumns() {
    if (options_.columns.empty()) return {};
    const auto text = readFile(options_.columns);
    if (!text) return text.error();
    auto map = ColumnMap::fromText(*text, options_.columns, *context_.schema);
    if (!map) return map.error();
    columns_ = std::move(*map);
    return {};
  }

  static Error readAndRejected(const std::string& path) {
    return Error(ErrorCode::kUsage, quoted(path, 300) + " is to be read and to keep what is refused of it")
        .withHint("--rejects names a file of its own");
  }
  /// Refused records go neither into a case nor into what is being read.
  Result<void> mayReject(const std::vector<std::string>& paths) const {
    const std::string& target = rejects_.path();
    if (target.empty()) return {};
    if (auto may = mayReplace(target); !may) return may;
    for (const std::string& path : paths) {
      if (areOneFile(path, target)) return readAndRejected(path);
    }
    return {};
  }

  Result<void> find(const std::string& path) {
    for (FoundFile& found : findFiles(path)) {
      if (!found.skipped.empty()) {
        report_.notices.push_back({std::move(found.path), std::move(found.skipped), 0});
        continue;
      }
      if (!rejects_.path().empty() && areOneFile(found.path, rejects_.path())) {
        if (isRejectsFile(found.path)) continue;
        return readAndRejected(found.path);
      }
      state_.bytes_total += found.bytes;
      IngestFile file;
      file.path = std::move(found.path);
      file.error = std::move(found.error);
      report_.files.push_back(std::move(file));
    }
    return {};
  }

  Result<void> one(std::size_t index) {
    batcher_.startFile(index);
    state_.file = report_.files[index].path;
    tell(true);
    if (report_.files[index].error.empty()) {
      auto done = read(index);
      if (batcher_.failure()) return *batcher_.failure();
      if (context_.cancel != nullptr) {
        if (auto go_on = context_.cancel->check(); !go_on) return go_on.error();
      }
      if (!done) report_.files[index].error = describe(done.error());
    }
    ++state_.files_done;
    bytes_before_ += fileSize(report_.files[index].path);
    input_ = nullptr;
    return {};
  }

  Result<void> read(std::size_t index) {
    const std::string path = report_.files[index].path;
    auto source = openFile(path, context_.cancel);
    if (!source) return source.error();
    auto input = StreamInput::open(std::move(*source), context_.cancel);
    if (!input) return input.error();
    input_ = input->get();
    top_ = index;
    auto done = content(index, **input, describe(path), 0);
    input_ = nullptr;
    return done;
  }

  /// What an input holds: an archive's files, or one format.
  Result<void> content(std::size_t index, StreamInput& input, const InputContext& about, int nested) {
    if (input.headIsAll() && trim(input.head()).empty()) {
      return Error(ErrorCode::kInvalidValue, "the file is empty");
    }
    if (isArchive(input.head())) return archive(index, input, nested);
    if (isUtf16(input.head()) && nested < kMostNested) return fromUtf16(index, input, about, nested);
    if (const HttpHead http = skipHttpHeads(input); http.count > 0) {
      InputContext body = about;
      if (http.date != kNoTime) body.file_time = http.date;
      note(index, format("header lines of {} stand before it: lines are counted behind them",
                         http.count == 1 ? "an HTTP answer" : counted(http.count, "HTTP answer")));
      if (http.status >= kHttpFailure && !saysWhy(input, body)) return refused(index, input, body, http.status);
      return content(index, input, body, nested);
    }
    if (isJsonSequence(input.head())) input.blankRecordMarks();
    if (enriching_ && nested > 0 && !waits_.contains(about.name)) return {};  // waits for nothing, and is read already
    const Reader* reader = forced_;
    if (reader == nullptr) {
      auto detected = detectReader(input.head(), baseName(about.name));
      if (!detected && nested < kMostNested) {
        if (const auto key = keyAround(input.head())) return unwrapped(index, input, *key, about, nested);
      }
      report_.files[index].unknown = !detected.ok();
      if (!detected) return detected.error();
      reader = *detected;
    }
    report_.files[index].format = reader->name();
    if (reader->enriches() && !enriching_ && about.name != "-") {
      waits_[about.name] = index;
      if (waiting_.empty() || waiting_.back() != top_) waiting_.push_back(top_);
      return {};
    }
    InputContext told = about;
    if (enriching_ && reader->enriches() && knowsAddresses()) told.addresses = &addresses_;
    return reader->read(input, told, batcher_);
  }

  /// An answer below a key of an object that a tool made around it.
  Result<void> unwrapped(std::size_t index, StreamInput& input, const std::string& key, const InputContext& about,
                         int nested) {
    const auto whole = input.all(kMaxJsonBytes);
    if (!whole) return whole.error();
    const auto inner = below(key, *whole);
    if (!inner) return inner.error();
    note(index, format("the answer stands below {} in it", quoted(key)));
    if (inner->other_members > 0)
      note(index, format("{} beside {} left unread", counted(inner->other_members, "member"), quoted(key)));
    return reread(index, inner->text, about, nested);
  }

  Result<void> fromUtf16(std::size_t index, StreamInput& input, const InputContext& about, int nested) {
    const auto whole = input.all(kMaxJsonBytes);
    if (!whole) return whole.error();
    note(index, "UTF-16 text: read, and kept, as UTF-8");
    return reread(index, utf8OfUtf16(*whole), about, nested);
  }

  /// What an input holds once something was taken off it.
  Result<void> reread(std::size_t index, const std::string& bytes, const InputContext& about, int nested) {
    auto source = openBytes(bytes);
    if (!source) return source.error();
    auto text = StreamInput::open(std::move(*source), context_.cancel);
    if (!text) return text.error();
    return content(index, **text, about, nested + 1);
  }

  /// The heads of HTTP answers that stood before what the input goes on with; the last of them dates it.
  static HttpHead skipHttpHeads(StreamInput& input) {
    HttpHead all;
    for (HttpHead http = httpHeadOf(input.head()); http.bytes > 0; http = httpHeadOf(input.head())) {
      all.bytes += http.bytes;
      all.count += http.count;
      if (http.date != kNoTime) all.date = http.date;
      all.status = http.status;
      input.skip(http.bytes);
    }
    return all;
  }

  /// Whether a reader of the provider's tells what a failure is. Its page, or a text, is no data: the address on it is
  /// the asker's own.
  bool saysWhy(const StreamInput& input, const InputContext& about) const {
    if (!beginsAsJson(input.head())) return false;
    if (forced_ != nullptr) return true;
    const auto reader = detectReader(input.head(), baseName(about.name));
    return reader.ok() && *reader != &jsonListReader();
  }

  /// An answer that holds no data, but why there is none.
  Result<void> refused(std::size_t index, StreamInput& input, const InputContext& about, int status) {
    report_.files[index].format = "http";
    if (enriching_) return {};
    auto whole = input.all(kMaxJsonBytes);
    if (!whole) return whole.error();
    FactBuilder builder(about, batcher_);
    builder.begin("http", "error");
    builder.outcome(model::Outcome::kRefused);
    if (const auto subject = statedSubject(about)) builder.subject(*subject);
    builder.rejectWhole(format("there is no answer: {}", httpStatusText(status)), *whole);
    builder.raw(std::move(*whole));
    builder.finish();
    return {};
  }

  /// Told once, though what tells of addresses is gone through twice.
  void note(std::size_t index, std::string text) {
    if (!enriching_) report_.notices.push_back({report_.files[index].path, std::move(text), 0});
  }

  Result<void> archive(std::size_t index, StreamInput& input, int nested) {
    const std::string path = report_.files[index].path;
    report_.files[index].format = "archive";
    if (nested == kMostNested) {
      return Error(ErrorCode::kInvalidValue, "an archive within archives, four deep: it is not opened");
    }
    const auto archive = Archive::open(std::make_unique<RestOfInput>(input), path);
    for (;;) {
      auto entry = archive->next();
      if (!entry) return entry.error();
      if (!*entry) return {};
      const std::string name = path + "/" + (*entry)->name;
      if (!(*entry)->skipped.empty()) {
        if (!enriching_) report_.notices.push_back({name, (*entry)->skipped, 0});
        continue;
      }
      const std::size_t at = fileWithin(name);
      batcher_.startFile(at);
      auto done = fileInArchive(at, *archive, **entry, nested);
      if (batcher_.failure()) return {};
      if (!done) report_.files[at].error = describe(done.error());
      batcher_.startFile(index);
      if (context_.cancel != nullptr && context_.cancel->shouldStop()) return {};
    }
  }

  /// The report's row of a file in an archive: made anew, but when the archive is gone through a second time.
  std::size_t fileWithin(const std::string& name) {
    const auto known = within_.find(name);
    if (enriching_ && known != within_.end()) return known->second;
    IngestFile file;
    file.path = name;
    report_.files.push_back(std::move(file));
    ++state_.files_total;
    within_[name] = report_.files.size() - 1;
    return report_.files.size() - 1;
  }

  Result<void> fileInArchive(std::size_t index, Archive& archive, const ArchiveEntry& entry, int nested) {
    const std::string name = report_.files[index].path;
    auto source = openSource(archive.content(), name);
    if (!source) return source.error();
    auto input = StreamInput::open(std::move(*source), context_.cancel);
    if (!input) return input.error();
    InputContext about = describe(name);
    about.file_time = entry.modified;
    if (!enriching_) ++state_.files_done;
    return content(index, **input, about, nested + 1);
  }

  /// In a dry run they are not stored, and what tells of them is taken whole.
  bool knowsAddresses() const { return context_.store != nullptr && !options_.dry_run; }

  /// What tells of the case's addresses comes last, so that those of this run are among them, and so that the places
  /// that it states by number are known.
  Result<void> enrich() {
    if (waiting_.empty()) return {};
    if (knowsAddresses()) {
      if (auto written = batcher_.flush(); !written) return written.error();
      auto known = addressesOf(*context_.store);
      if (!known) return known.error();
      addresses_ = std::move(*known);
    }
    enriching_ = true;
    for (const std::size_t index : waiting_) {
      --state_.files_done;  // it was gone through, and is not done
      bytes_before_ -= fileSize(report_.files[index].path);
      if (auto done = one(index); !done) return done.error();
    }
    return {};
  }

  InputContext describe(const std::string& path) {
    InputContext about;
    about.name = path;
    about.source = options_.source;
    about.subject = options_.subject;
    about.fetched = options_.fetched;
    about.list_name = options_.list;
    about.places = &places_;
    about.columns = &columns_;
    about.schema = context_.schema;
    about.redactions = context_.redactions;
    about.suffixes = context_.suffixes;
    about.cancel = context_.cancel;
    struct stat info {};
    if (path != "-" && ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode)) about.file_time = info.st_mtime;
    return about;
  }

  static std::string describe(const Error& error) {
    return error.hint.empty() ? error.message : error.message + "; " + error.hint;
  }

  void tell(bool now) {
    if (!progress_) return;
    const double time = monotonicSeconds();
    if (!now && time - told_ < kSecondsBetweenReports) return;
    told_ = time;
    state_.bytes_done = bytes_before_ + (input_ == nullptr ? 0 : input_->consumed());
    state_.facts = batcher_.factsRead();
    progress_(state_);
  }

  const IngestOptions& options_;
  const IngestContext& context_;
  const IngestProgress& progress_;
  IngestReport report_;
  RejectsFile rejects_;
  Batcher batcher_;
  Places places_;
  ColumnMap columns_;
  const Reader* forced_ = nullptr;
  StreamInput* input_ = nullptr;  // of the file being read
  IngestState state_;
  std::uint64_t bytes_before_ = 0;             // of the files done
  bool enriching_ = false;                     // the second round
  std::vector<std::size_t> waiting_;           // files, or archives that hold one, that enrich
  std::map<std::string, std::size_t> waits_;   // inputs that wait for the second round, by name
  std::map<std::string, std::size_t> within_;  // files in archives
  std::vector<model::Address> addresses_;      // of the case, ascending
  std::size_t top_ = 0;                        // the file that is open
  double told_ = 0;
};

}  // namespace

Result<IngestReport> ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                            const IngestContext& context, const IngestProgress& progress) {
  if (context.store == nullptr && !options.dry_run) return Error(ErrorCode::kInternal, "ingest without a store");
  const KeptMemory batches;
  return Run(options, context, progress).run(paths);
}

}  // namespace clew::ingest
