#include "ingest/readers/whois_nets.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "common/text.h"
#include "ingest/readers/json_reader.h"
#include "ingest/readers/net_json.h"
#include "ingest/readers/registration.h"

namespace clew::ingest::whois {
namespace {

using model::NodeName;
using model::Sighting;
using Block = std::vector<const Line*>;

constexpr std::size_t kMostBlocks = 8;     // that one range may be cut into
constexpr std::size_t kMostMailboxes = 8;  // of one organisation, each of whose networks has them all

std::string valueOf(const Block& block, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    for (const Line* line : block) {
      if (line->key == key) return line->value;
    }
  }
  return {};
}

/// "NL # really elsewhere" -> "NL"
std::string withoutRemark(std::string_view text) {
  return std::string(trim(text.substr(0, text.find('#'))));
}

/// What an answer, or a part of it, says of the holder: ARIN writes it in a block of its own.
struct Holder {
  std::string org, country;
  std::vector<std::string> abuse;
  ContactTexts own, tech;                               // the organisation's mailbox and phone; ARIN's OrgTech
  std::vector<std::pair<Role, ContactTexts>> contacts;  // by the handles that a network or system names
};

bool namesOrg(const Line& line) {
  if (line.key.empty()) return !line.comment && line.heading == "owner";  // LACNIC: what stands behind is below it
  return isOneOf(line.key, {"orgname", "org name", "organization", "organization name", "custname"});
}

/// "Acme, Inc. (ACME-14)" -> its name: a bracket at the end with a key in it. `any_key`: one of letters alone too,
/// which elsewhere belongs to the name.
std::string withoutHandle(std::string_view text, bool any_key) {
  text = trim(text);
  const std::size_t open = text.rfind(" (");
  if (!text.ends_with(')') || open == text.npos) return std::string(text);
  const std::string_view key = text.substr(open + 2, text.size() - open - 3);
  const bool chars =
      std::all_of(key.begin(), key.end(), [](char c) { return isUpperAscii(c) || isDigit(c) || c == '-'; });
  const bool digit = std::any_of(key.begin(), key.end(), isDigit);
  return std::string(chars && !key.empty() && (digit || any_key) ? trim(text.substr(0, open)) : text);
}

/// ARIN writes "Organization: Acme (ACME)", and the name alone by other keys.
bool isArins(std::span<const Line> lines) {
  return std::any_of(lines.begin(), lines.end(), [](const Line& line) {
    return isOneOf(line.key, {"netrange", "nethandle"});
  });
}

std::string orgOf(const Line& line, bool arins) {
  return withoutHandle(line.value, arins && line.key == "organization");
}

bool isAbuseKey(const Line& line) {
  return isOneOf(line.key, {"orgabuseemail", "abuse mailbox", "rabuseemail"}) ||
         (line.key == "abuse" && contains(line.value, "@"));
}

Holder holderOf(std::span<const Line> lines, bool arins) {
  Holder holder;
  for (const Line& line : lines) {
    if (line.comment && startsWithIgnoreCase(line.value, "Abuse contact for ")) {
      const std::size_t is = line.value.find(" is ");
      if (is == std::string::npos) continue;
      std::string mail = replaceAll(line.value.substr(is + 4), "'", "");
      holder.abuse.push_back(std::move(mail));
    }
    if (isAbuseKey(line)) holder.abuse.push_back(line.value);
    if (line.key == "orgtechname") setOnce(holder.tech.name, line.value);
    if (line.key == "orgtechemail") setOnce(holder.tech.email, line.value);
    if (line.key == "orgtechphone") setOnce(holder.tech.phone, line.value);
    if (holder.org.empty() && namesOrg(line)) holder.org = orgOf(line, arins);
    if (holder.country.empty() && line.key == "country") holder.country = withoutRemark(line.value);
  }
  return holder;
}

/// One network, or what belongs to it, each: ARIN's "# start", RIPE's "% Information related to '...'".
bool beginsPart(const Line& line) {
  return line.comment && (line.value == "start" || startsWithIgnoreCase(line.value, "Information related to "));
}

/// Japan's registry says "[Network Number]", Korea's "IPv4 Address"; single addresses are those of servers.
bool isRangeKey(const Line& line) {
  if (isOneOf(line.key, {"inetnum", "inet6num", "netrange", "network", "network number", "ipネットワークアドレス"}))
    return true;
  return isOneOf(line.key, {"ipv4 address", "ipv6 address"}) &&
         (contains(line.value, "-") || contains(line.value, "/"));
}

bool isNetwork(const Line& line) {
  return !line.comment &&
         ((isRangeKey(line) && line.key != "network") || isOneOf(line.key, {"aut num", "asnumber", "as number"}));
}

/// A network and the system that it belongs to may stand in one block.
std::size_t networksIn(std::span<const Line> lines) {
  std::set<std::uint32_t> blocks;
  for (const Line& line : lines) {
    if (isNetwork(line)) blocks.insert(line.block);
  }
  return blocks.size();
}

/// The organisations that an answer describes, by their handles.
std::map<std::string, Holder> organisationsIn(const std::vector<Line>& lines) {
  std::map<std::string, Holder> out;
  Holder* open = nullptr;
  std::uint32_t block = 0;
  for (const Line& line : lines) {
    if (line.comment) continue;
    if (line.key == "organisation") {
      const auto [at, is_new] = out.try_emplace(toUpper(line.value));
      open = is_new ? &at->second : nullptr;
      block = line.block;
    }
    if (open == nullptr || line.block != block) continue;
    if (line.key == "org name" && open->org.empty()) open->org = line.value;
    if (line.key == "e mail") setOnce(open->own.email, line.value);
    if (line.key == "phone") setOnce(open->own.phone, line.value);
    if (line.key == "country" && open->country.empty()) open->country = withoutRemark(line.value);
    if (isAbuseKey(line) && open->abuse.size() < kMostMailboxes) open->abuse.push_back(line.value);
  }
  return out;
}

/// Persons and roles by their handles: "admin-c: ABC1-RIPE", LACNIC's "abuse-c: ABC1".
std::map<std::string, ContactTexts> contactsIn(const std::vector<Line>& lines) {
  std::map<std::uint32_t, std::string> handles;
  for (const Line& line : lines) {
    if (isOneOf(line.key, {"nic hdl", "nic hdl br"})) handles.emplace(line.block, toUpper(line.value));
  }
  std::map<std::string, ContactTexts> out;
  for (const Line& line : lines) {
    const auto handle = line.comment ? handles.end() : handles.find(line.block);
    if (handle == handles.end()) continue;
    ContactTexts& contact = out[handle->second];
    if (line.key == "person" || line.key == "role") setOnce(contact.name, line.value);
    if (line.key == "e mail") setOnce(contact.email, line.value);
    // LACNIC: "+31  174712117 [0000]"
    if (line.key == "phone") setOnce(contact.phone, trim(std::string_view(line.value).substr(0, line.value.find('['))));
  }
  return out;
}

/// "admin-c: ABC1-RIPE" stands as a heading with its value beside it.
bool namesContact(const Line& line) {
  return line.key.empty() && line.beside && !line.comment && isOneOf(line.heading, {"admin c", "tech c", "owner c"});
}

/// Those that a block names by handle, and the organisation's own.
std::vector<std::pair<Role, ContactTexts>> contactsOf(const Block& block, const Holder* organisation,
                                                      const std::map<std::string, ContactTexts>& contacts) {
  std::vector<std::pair<Role, ContactTexts>> out;
  if (organisation != nullptr && !organisation->own.empty()) out.emplace_back(Role::kRegistrant, organisation->own);
  for (const Line* line : block) {
    if (!namesContact(*line) || out.size() == kMostMailboxes) continue;
    const auto found = contacts.find(toUpper(withoutRemark(line->value)));
    if (found == contacts.end()) continue;
    const bool owner = line->heading == "owner c";
    out.emplace_back(owner                        ? Role::kRegistrant
                     : line->heading == "admin c" ? Role::kAdmin
                                                  : Role::kTech,
                     found->second);
    if (owner) out.back().second.name.clear();  // a network is registered for organisations
  }
  return out;
}

void addContacts(const Holder& holder, const NodeName& of, const Sighting& seen, FactBuilder& builder) {
  for (const auto& [role, contact] : holder.contacts) addContact(builder, of, role, contact, seen);
  if (!holder.tech.empty()) addContact(builder, of, Role::kTech, holder.tech, seen);
}

/// What a block says of its own holder, and the organisation that it names, if it does.
Holder holderOfBlock(const Block& block, const Holder* organisation) {
  Holder holder;
  for (const Line* line : block) {
    if (isAbuseKey(*line)) holder.abuse.push_back(line->value);
  }
  if (organisation == nullptr) return holder;
  holder.country = organisation->country;
  if (holder.abuse.empty()) holder.abuse = organisation->abuse;
  return holder;
}

void describe(const Block& block, const Holder& holder, const NodeName& net, const Sighting& seen,
              FactBuilder& builder) {
  builder.property(net, "netname", valueOf(block, {"netname", "network name", "ネットワーク名", "service name"}), seen);
  builder.property(net, "handle", valueOf(block, {"nethandle", "nic hdl"}), seen);
  std::string country = withoutRemark(valueOf(block, {"country"}));
  if (country.empty()) country = holder.country;
  builder.link(net, "country", countryText(builder.schema(), country), seen);
  builder.contact(net, "org", holder.org.empty() ? valueOf(block, {"descr"}) : holder.org, seen);
  for (const std::string& email : holder.abuse) builder.link(net, "abuse-email", email, seen);
  addContacts(holder, net, seen, builder);
}

/// "AS64500, AS64501"
std::vector<std::string> originsOf(const Block& block) {
  std::vector<std::string> out;
  const std::string text = valueOf(block, {"originas", "aut num", "origin"});
  for (const std::string_view one : split(text, ',')) {
    std::string asn = asnText(trim(one));
    if (!asn.empty()) out.push_back(std::move(asn));
  }
  return out;
}

/// "198.51/16": LACNIC leaves zeros out.
std::string withZeros(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos || contains(text, ":") || contains(text, "-")) return text;
  std::string address(trim(std::string_view(text).substr(0, slash)));
  for (auto dots = std::count(address.begin(), address.end(), '.'); dots < 3; ++dots) address += ".0";
  return address + text.substr(slash);
}

/// Lines of a text within another answer have no number: the answer's own place stands.
void atLine(const Line& line, FactBuilder& builder) {
  if (line.number > 0) builder.at(line.number);
}

bool addRange(const Block& block, const Holder& holder, const Sighting& seen, FactBuilder& builder) {
  const auto by = std::find_if(block.begin(), block.end(), [](const Line* line) { return isRangeKey(*line); });
  if (by == block.end()) return false;
  const std::string_view given = (*by)->value;
  const std::string text(trim(given.substr(0, given.find(" ("))));  // "192.0.2.0 - 192.0.2.255 (/24)"
  atLine(*block.front(), builder);
  const auto range = rangeOf(withZeros(text));
  if (!range) {
    builder.reject("no range of addresses", text);
    return true;
  }
  if (isCatchAll(valueOf(block, {"netname"}), *range)) return true;
  const auto blocks = model::blocksOfRange(range->first, range->last);
  if (blocks.size() > kMostBlocks) {
    builder.reject("a range of more than 8 blocks", text);
    return true;
  }
  const std::vector<std::string> origins = originsOf(block);
  for (const model::Block& one : blocks) {
    const auto net = builder.node(builder.schema().known().net, model::blockText(one));
    if (!net) continue;
    builder.mention(*net);
    describe(block, holder, *net, seen, builder);
    for (const std::string& asn : origins) builder.link(*net, "asn", asn, seen);
  }
  return true;
}

/// A line of ARIN's list of several networks: "Acme Inc. ACME-NET (NET-192-0-2-0-1) 192.0.2.0 - 192.0.2.255".
struct ShortNet {
  std::string_view org, name, handle, range;
};
std::optional<ShortNet> shortNetOf(std::string_view line) {
  const std::size_t v4 = line.rfind("(NET-"), v6 = line.rfind("(NET6-");
  // the last: a name may hold brackets too
  const std::size_t open = v4 == line.npos || v6 == line.npos ? std::min(v4, v6) : std::max(v4, v6);
  const std::size_t close = line.find(')', std::min(open, line.size()));
  if (open == line.npos || close == line.npos) return std::nullopt;
  ShortNet net;
  net.handle = line.substr(open + 1, close - open - 1);
  if (contains(net.handle, " ") || !contains(net.handle, "-")) return std::nullopt;
  const std::string_view before = trim(line.substr(0, open));
  const std::size_t blank = before.find_last_of(" \t");
  net.name = blank == before.npos ? before : before.substr(blank + 1);
  net.org = blank == before.npos ? std::string_view() : trim(before.substr(0, blank));
  net.range = trim(line.substr(close + 1));
  return net;
}

void addShortNet(const ShortNet& given, const Sighting& seen, FactBuilder& builder) {
  const auto range = rangeOf(given.range);
  if (!range) return builder.reject("no range of addresses", given.range);
  if (isCatchAll(given.name, *range)) return;
  for (const model::Block& one : model::blocksOfRange(range->first, range->last)) {
    const auto net = builder.node(builder.schema().known().net, model::blockText(one));
    if (!net) continue;
    builder.mention(*net);
    builder.property(*net, "netname", given.name, seen);
    builder.property(*net, "handle", given.handle, seen);
    builder.contact(*net, "org", withoutHandle(given.org, false), seen);
  }
}

/// The networks of such a list; the range may stand on the next line.
bool addShortNets(const std::vector<Line>& lines, const Sighting& seen, FactBuilder& builder) {
  bool any = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Line& line = lines[i];
    if (line.comment || !line.key.empty()) continue;
    auto net = shortNetOf(line.value);
    if (!net) continue;
    if (net->range.empty() && i + 1 < lines.size() && !lines[i + 1].comment) net->range = lines[i + 1].value;
    atLine(line, builder);
    addShortNet(*net, seen, builder);
    any = true;
  }
  return any;
}

bool addRoute(const Block& block, const Sighting& seen, FactBuilder& builder) {
  const std::string route = valueOf(block, {"route", "route6"});
  if (route.empty()) return false;
  atLine(*block.front(), builder);
  const auto net = builder.node(builder.schema().known().net, route);
  if (net) builder.link(*net, "asn", asnText(valueOf(block, {"origin"})), seen);
  return true;
}

bool addSystem(const Block& block, const Holder& holder, const Sighting& seen, FactBuilder& builder) {
  const std::string number = valueOf(block, {"aut num", "asnumber", "as number"});
  if (number.empty() || !valueOf(block, {"inetnum", "inet6num"}).empty()) return false;
  atLine(*block.front(), builder);
  const auto asn = builder.node(builder.schema().known().asn, asnText(number));
  if (!asn) return true;
  builder.mention(*asn);
  builder.property(*asn, "as-name", valueOf(block, {"as name", "asname"}), seen);
  builder.contact(*asn, "org", holder.org, seen);
  std::string country = withoutRemark(valueOf(block, {"country"}));
  if (country.empty()) country = holder.country;
  builder.link(*asn, "country", countryText(builder.schema(), country), seen);
  for (const std::string& email : holder.abuse) builder.link(*asn, "abuse-email", email, seen);
  addContacts(holder, *asn, seen, builder);
  return true;
}

}  // namespace

bool addNets(const std::vector<Line>& lines, const Sighting& seen, FactBuilder& builder) {
  const std::map<std::string, Holder> organisations = organisationsIn(lines);
  const std::map<std::string, ContactTexts> contacts = contactsIn(lines);
  const std::size_t networks = networksIn(lines);
  const bool arins = isArins(lines);
  const Holder of_all = holderOf(lines, arins);
  bool any = addShortNets(lines, seen, builder);
  std::size_t from = 0;
  while (from < lines.size()) {
    std::size_t to = from + 1;
    while (to < lines.size() && !beginsPart(lines[to])) ++to;
    const std::span<const Line> part = std::span(lines).subspan(from, to - from);
    // where there is one network, all of the answer is about it; where a part has several, each says its own
    const bool shared = networksIn(part) > 1;
    Holder holder = shared ? Holder() : networks > 1 ? holderOf(part, arins) : of_all;
    const std::string org = holder.org;
    Block block;
    const auto finish = [&] {
      if (block.empty()) return;
      const auto found = organisations.find(toUpper(valueOf(block, {"org"})));
      const Holder* named = found == organisations.end() ? nullptr : &found->second;
      if (shared) holder = holderOfBlock(block, named);
      holder.org = named == nullptr || named->org.empty() ? org : named->org;
      const auto by = std::find_if(block.begin(), block.end(), [](const Line* line) { return namesOrg(*line); });
      if (by != block.end()) holder.org = orgOf(**by, arins);
      const auto desk = contacts.find(toUpper(valueOf(block, {"abuse c"})));
      Holder whole = holder;
      if (desk != contacts.end() && whole.abuse.empty() && !desk->second.email.empty())
        whole.abuse.push_back(desk->second.email);
      whole.contacts = contactsOf(block, named, contacts);
      any |= addRange(block, whole, seen, builder) || addRoute(block, seen, builder) ||
             addSystem(block, whole, seen, builder);
      block.clear();
    };
    for (const Line& line : part) {
      if (!block.empty() && line.block != block.front()->block) finish();
      if ((!line.comment && !line.key.empty()) || namesOrg(line) || namesContact(line)) block.push_back(&line);
    }
    finish();
    from = to;
  }
  if (!lines.empty() && lines.front().number > 0) builder.at(0);
  return any;
}

}  // namespace clew::ingest::whois
