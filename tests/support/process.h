// Running the clew command as a real process: its exit code, both streams, or a pseudo-terminal in between.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/places.h"

namespace clew::test {

/// A folder that goes with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  /// Writes a file into it and gives its path.
  std::string write(const std::string& name, std::string_view bytes) const;

 private:
  std::string path_;
};

std::string readWhole(const std::string& path);

struct Finished {
  int exit_code = -1;  // 128 + the signal's number when a signal ended it
  std::string out;
  std::string err;
};

struct StartOptions {
  std::string input;                               // standard input, which ends after it
  std::string folder;                              // current folder; empty: that of the test
  std::map<std::string, std::string> environment;  // beside PATH; an empty value leaves the variable out
  bool close_output = false;                       // nobody reads standard output
};

/// Runs a program to its end. A child that takes longer than 60 s is killed.
Finished runProcess(const std::vector<std::string>& words, const StartOptions& options = {});

/// A program whose three streams are a terminal of 100 columns.
class PtyProcess {
 public:
  PtyProcess(const std::vector<std::string>& words, const StartOptions& options);
  ~PtyProcess();
  PtyProcess(const PtyProcess&) = delete;
  PtyProcess& operator=(const PtyProcess&) = delete;

  void send(std::string_view bytes);
  /// Waits until `text` stands in what came after the last text waited for; false when the program ends or time runs
  /// out.
  bool waitFor(std::string_view text, std::chrono::milliseconds patience = std::chrono::seconds(30));
  /// Everything that came so far.
  const std::string& output() const { return output_; }
  /// Waits for the end; the exit code as in Finished, -1 after 30 s.
  int wait();
  pid_t id() const { return child_; }

 private:
  bool readSome(std::chrono::steady_clock::time_point deadline);
  int terminal_ = -1;
  pid_t child_ = -1;
  std::string output_;
  std::size_t seen_ = 0;
};

}  // namespace clew::test
