// SQL over a case: its nodes, links, observations, properties and lookups as tables that can only be read.
#pragma once

#include <functional>
#include <string_view>

#include "engine/case.h"
#include "storage/sql.h"

namespace clew::engine {

/// Runs the statements on the newest view, each answered in order. Fails as storage::runSql, and as the view.
Result<void> runSql(Case& owner, std::string_view text, const storage::SqlOptions& options,
                    const std::function<bool(const storage::SqlAnswer&)>& each);

}  // namespace clew::engine
