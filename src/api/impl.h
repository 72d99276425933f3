// The objects behind the public handles.
#pragma once

#include <memory>
#include <vector>

#include "clew/clew.h"
#include "engine/case.h"
#include "hunt/script.h"

namespace clew {

struct Case::Impl {
  std::unique_ptr<engine::Case> owner;
};

struct Prepared::Impl {
  engine::Case* owner = nullptr;
  hunt::PreparedScript script;
  mutable std::vector<Diagnostic> diagnostics;
};

/// With line and column of its place in the source that it is about.
Diagnostic diagnosticOf(const Error& error, const std::vector<hunt::SourceText>& sources);

}  // namespace clew
