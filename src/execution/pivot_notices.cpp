#include "execution/pivot_notices.h"

#include "common/format.h"
#include "common/text.h"

namespace clew::execution {

Notice crossedHub(const GraphView& view, NodeId value, std::uint64_t holders, std::string_view by) {
  return {"N402", format("{} has {} by `{}`: add `excluding hubs` to leave such values out", quoted(view.nameOf(value)),
                         counted(holders, "holder"), by)};
}

Notice namesBelow(std::size_t more, std::string_view by) {
  return {"N405", format("names below the domains would add {}: `sharing {} of fqdn`", counted(more, "result"), by)};
}

Notice neverTogether(std::size_t never, std::size_t results) {
  return {"N406", format("{} of {} never held a shared value at the same time as what {} compared with: "
                         "add `overlapping` to ask for that",
                         groupedDigits(never), counted(results, "result"), never == 1 ? "it was" : "they were")};
}

}  // namespace clew::execution
