#include "ingest/ingest.h"

#include <sys/stat.h>

#include <utility>

#include "common/files.h"
#include "common/format.h"
#include "common/text.h"
#include "common/time.h"
#include "ingest/batcher.h"
#include "ingest/detect.h"
#include "ingest/fact_builder.h"
#include "ingest/readers/column_map.h"
#include "ingest/stream_input.h"
#include "ingest/walk.h"

namespace clew::ingest {

namespace {

constexpr double kSecondsBetweenReports = 0.1;

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
    for (const std::string& path : paths) find(path);
    state_.files_total = report_.files.size();
    for (std::size_t i = 0; i < report_.files.size(); ++i) {
      if (auto done = one(i); !done) return done.error();
    }
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

  void find(const std::string& path) {
    for (FoundFile& found : findFiles(path)) {
      if (!options_.rejects.empty() && found.path == options_.rejects) continue;
      if (!found.skipped.empty()) {
        report_.notices.push_back({std::move(found.path), std::move(found.skipped), 0});
        continue;
      }
      state_.bytes_total += found.bytes;
      IngestFile file;
      file.path = std::move(found.path);
      file.error = std::move(found.error);
      report_.files.push_back(std::move(file));
    }
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
    auto source = openFile(path);
    if (!source) return source.error();
    auto input = StreamInput::open(std::move(*source), context_.cancel);
    if (!input) return input.error();
    input_ = input->get();
    if (input_->headIsAll() && trim(input_->head()).empty()) {
      return Error(ErrorCode::kInvalidValue, "the file is empty");
    }
    const Reader* reader = forced_;
    if (reader == nullptr) {
      auto detected = detectReader(input_->head(), baseName(path));
      report_.files[index].unknown = !detected.ok();
      if (!detected) return detected.error();
      reader = *detected;
    }
    report_.files[index].format = reader->name();
    const InputContext about = describe(path);
    auto done = reader->read(*input_, about, batcher_);
    input_ = nullptr;
    return done;
  }

  InputContext describe(const std::string& path) const {
    InputContext about;
    about.name = path;
    about.source = options_.source;
    about.subject = options_.subject;
    about.fetched = options_.fetched;
    about.list_name = options_.list;
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
  ColumnMap columns_;
  const Reader* forced_ = nullptr;
  StreamInput* input_ = nullptr;  // of the file being read
  IngestState state_;
  std::uint64_t bytes_before_ = 0;  // of the files done
  double told_ = 0;
};

}  // namespace

Result<IngestReport> ingest(const std::vector<std::string>& paths, const IngestOptions& options,
                            const IngestContext& context, const IngestProgress& progress) {
  if (context.store == nullptr && !options.dry_run) return Error(ErrorCode::kInternal, "ingest without a store");
  return Run(options, context, progress).run(paths);
}

}  // namespace clew::ingest
