// What ingesting takes and reports.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "clew/table.h"

namespace clew {

struct IngestOptions {
  std::string as;                // a format's name; empty: told by content
  std::string source;            // who said it; empty: what the format says
  std::string subject;           // what was asked, where the answer lacks it
  Time fetched = kNoTime;        // when it was fetched, where the answer lacks it
  std::string list;              // also save the indicators as the set of this name
  std::string columns;           // file that says what the columns of tables are; empty: by their names and content
  std::string rejects;           // file for what was refused; empty: CASE.rejects.jsonl
  bool strict = false;           // stop at the first reject
  bool dry_run = false;          // store nothing; facts go to on_fact
  bool keep_raw = true;          // keep raw records (compressed)
  std::function<void(const std::string&)> on_fact;  // dry run: each fact as a JSON line
};

struct IngestFile {
  std::string path;
  std::string format;            // empty: none fitted
  std::string error;             // why it could not be read at all; else empty
  std::uint64_t records = 0;     // lookups taken in, known ones included
  std::uint64_t facts = 0;
  std::uint64_t known = 0;       // lookups that the case held already
  std::uint64_t rejected = 0;
  bool unknown = false;          // `error` is that no format fits
};

struct IngestReject {
  std::string file;
  std::uint64_t position = 0;    // line or record, from 1; 0: the whole file
  std::string reason;
};

/// What the user should know of a file, and no record was refused for it.
struct IngestNotice {
  std::string file;
  std::string text;
  std::uint64_t records = 0;     // to how many it happened; 0: it is about the file
};

struct IngestReport {
  std::vector<IngestFile> files;
  std::vector<IngestNotice> notices;      // the first 1,000 different ones, in the order of the files
  std::vector<IngestReject> rejects;      // the first 1,000; all are in the rejects file
  std::map<std::string, std::uint64_t> reasons;  // how often each; beyond 1,000 different ones under "other reasons"
  std::uint64_t facts = 0;
  std::uint64_t nodes_new = 0;
  std::uint64_t rejected = 0;
  std::string rejects_file;               // where they are; empty when there are none
  double seconds = 0;
};

struct IngestState {
  std::string file;
  std::uint64_t files_done = 0, files_total = 0;
  std::uint64_t bytes_done = 0, bytes_total = 0;  // 0 total: not known
  std::uint64_t facts = 0;
};
/// Called some times a second, on the ingesting thread.
using IngestProgress = std::function<void(const IngestState&)>;

}  // namespace clew
