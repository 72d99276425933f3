// Shared infrastructure by name: CDN ranges, parking name servers, free mail providers and the like. Each list gives a
// ready set (`@noise/cdn`) of the nodes of the graph that its entries mean. The lists are data; a case may keep lists of
// its own beside those that ship, or in their place. They act when a query is bound, on all that the graph holds.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "clew/error.h"
#include "common/text.h"
#include "model/canonical.h"
#include "model/schema.h"

namespace clew::model {

/// What the names of such sets begin with.
inline constexpr std::string_view kNoisePrefix = "noise/";

/// The entries of one list. An entry is a block or an address; a host, which stands for all names below it too, and
/// with `=` before it for itself only; `@` and a host, for the mailboxes there and below; or any other value that names
/// a node (a mailbox, a network's number, a hash), for itself.
class NoiseList {
 public:
  /// Fails with kInvalidValue for what is none of these.
  Result<void> add(const Schema& schema, std::string_view entry);
  std::size_t size() const { return size_; }

  const std::set<Block>& blocks() const { return blocks_; }
  /// Whether the block lies in one of the list's.
  bool holdsBlock(const Block& block) const;
  bool namesHosts() const { return !hosts_.empty(); }
  bool holdsHost(std::string_view name) const { return isBelow(hosts_, name); }
  bool namesMailboxes() const { return !mail_hosts_.empty(); }
  bool holdsMailbox(std::string_view name) const;
  /// Nodes that are meant by their whole name.
  const std::vector<NodeName>& whole() const { return whole_; }

 private:
  using Names = std::unordered_set<std::string, TextHash, std::equal_to<>>;
  static bool isBelow(const Names& names, std::string_view host);
  std::set<Block> blocks_;
  std::set<std::pair<bool, int>> lengths_;  // of the blocks: IPv6, prefix
  Names hosts_, mail_hosts_;
  std::vector<NodeName> whole_;
  std::size_t size_ = 0;
};

/// All lists by name ("cdn").
class NoiseLists {
 public:
  static std::string_view shippedText();
  /// The lists that ship, changed by a case's own (`own`, rows as withNoise() makes them). Fails with kInvalidValue
  /// naming the line.
  static Result<NoiseLists> make(const Schema& schema, std::string_view own);
  const NoiseList* find(std::string_view name) const;
  const std::map<std::string, NoiseList, std::less<>>& all() const { return lists_; }

 private:
  Result<void> read(const Schema& schema, std::string_view text, std::string_view what);
  std::map<std::string, NoiseList, std::less<>> lists_;
};

/// What a file of entries holds.
struct NoiseFile {
  std::vector<std::string> entries;
  std::vector<std::string> refused;  // with the reason: "\"/x/\": a regular expression is no entry"
};

/// Reads one entry a line, `#` comments, or a MISP warning list (https://github.com/MISP/misp-warninglists): of type
/// cidr, hostname, substring (read as hostname) and string (hosts for themselves only). Fails with kInvalidValue for
/// JSON that is no such list.
Result<NoiseFile> readNoiseFile(const Schema& schema, std::string_view text);

enum class NoiseChange : std::uint8_t { kExtend, kReplace, kForget };

/// The case's own rows `own` with those of the list `name` changed: entries added to those that are there, put in the
/// place of all, those that ship included, or the list given back as it ships. kInvalidValue for what is no name of a set.
Result<std::string> withNoise(std::string_view own, std::string_view name, NoiseChange change,
                              const std::vector<std::string>& entries);

}  // namespace clew::model
