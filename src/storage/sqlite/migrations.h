// How a case file comes to the newest layout: a table of steps, each from one version to the next.
#pragma once

#include <span>

#include "storage/sqlite/connection.h"

namespace clew::storage::sqlite {

/// A case of the newest layout some of whose segments lie in bundles: compact() makes it one, so that no program reads
/// it that knows of no bundles.
inline constexpr int kBundledLayout = 3;

/// Brings a file from version `to - 1` to version `to`. `sql` holds statements that take no values; `run`, where there
/// is one, does what statements cannot say, and `after` is run when it has.
struct MigrationStep {
  int to;
  const char* sql;
  void (*run)(Connection&) = nullptr;
  const char* after = nullptr;
};

/// Every step there is; the last one's `to` is the version that this program writes.
std::span<const MigrationStep> migrationSteps();

/// Applies the steps above the file's version, all in one transaction. A file without tables is at version 0 and takes
/// all of them. Throws Trouble: kNewerVersion when the file is above the last step.
void migrate(Connection& connection, std::span<const MigrationStep> steps);

/// Of the step to version 2: packs the rows of the tables of version 1, which stand as `node` and so on, their batches
/// as `batch_1`, batch by batch, and links the chain anew.
void packRows(Connection& connection);

}  // namespace clew::storage::sqlite
