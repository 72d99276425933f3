#include "ingest/readers/whois_record.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/format.h"
#include "common/text.h"
#include "ingest/readers/whois_contact.h"
#include "ingest/readers/whois_parts.h"
#include "model/dates.h"

namespace clew::ingest::whois {
namespace {

constexpr std::string_view kGeneral = "contact information";  // a contact that nobody says whose it is

/// What the keys of contacts end with at the registry of Venezuela: "(a.example-dom)".
constexpr std::array<std::string_view, 4> kVenezuelanKeys = {"-dom)", "-adm)", "-tec)", "-bil)"};

/// "ns1.a.example. - 192.0.2.1", "NS1.A.EXAMPLE (192.0.2.1, 192.0.2.2)", "ns1.a.example [Ok]" -> name and addresses.
/// Empty when it names none.
std::string serverText(std::string_view text) {
  std::string cut(text);
  for (char& c : cut) {
    if (std::string_view("()[],;").find(c) != std::string_view::npos) c = ' ';
  }
  std::string out;
  for (std::string_view word : splitBlanks(cut)) {
    for (const std::string_view whole : {"/32", "/128"}) {
      if (word.ends_with(whole)) word.remove_suffix(whole.size());
    }
    const bool address = model::parseAddress(word).has_value();
    if (equalsIgnoreCase(word, "not.defined.") || equalsIgnoreCase(word, "not.defined")) return {};  // Uzbekistan
    if (out.empty() && !address && contains(word, ".") && !contains(word, "@")) out = word;
    if (!out.empty() && address) out += " " + std::string(word);
  }
  return out;
}

Role roleOf(Party party) {
  switch (party) {
    case Party::kAdmin:
      return Role::kAdmin;
    case Party::kTech:
      return Role::kTech;
    case Party::kBilling:
      return Role::kBilling;
    default:
      return Role::kRegistrant;
  }
}

/// "Acme C.A.", "Acme Inc": by its last word.
bool isCompany(std::string_view text) {
  const auto words = splitBlanks(text);
  if (words.size() < 2) return false;
  const std::string last = toLower(replaceAll(replaceAll(words.back(), ".", ""), ",", ""));
  return isOneOf(last, {"ca", "sa", "srl", "rl", "ac", "inc", "llc", "ltd", "ltda", "limited", "corp", "corporation",
                        "company", "gmbh", "bv", "plc", "sas"});
}

/// The lines of one answer, put together.
class Reading {
 public:
  Reading(Lines lines, const model::Schema& schema) : lines_(std::move(lines)), schema_(schema) {}

  Answer run() {
    gatherHandles();
    for (const Line* line : lines_) {
      const bool below = line->key == "name" && fieldOf(line->heading) == Field::kDomain;
      if (!line->comment && line->key != "query" && (below || fieldOf(line->key) == Field::kDomain))
        domain_blocks_.insert(line->block);
      has_owner_ = has_owner_ || line->key.starts_with("owner ") || line->key.starts_with("registrant ");
      if (!line->comment && !line->key.empty() && !line->heading.empty()) keyed_.emplace(line->heading, line->block);
    }
    for (const Line* line : lines_) {
      if (line->comment || taken_.contains(line->block)) continue;
      block_ = line->block;
      one(*line);
    }
    finishFree();
    // of a reverse zone it describes the zone
    const bool reverse = answer_.domain && answer_.domain->name.ends_with(".arpa");
    if (const auto& owner = answer_.record.contact(Role::kRegistrant); owner.empty() && !descr_.empty() && !reverse) {
      answer_.record.contact(Role::kRegistrant).organization = descr_;
    }
    answer_.record.updated = last_updated_;
    setOnce(answer_.record.registrar, registrar_handle_);
    return std::move(answer_);
  }

 private:
  /// Blocks of their own: contacts by handle, the registrar, sets of name servers.
  void gatherHandles() {
    std::map<std::uint32_t, Lines> blocks;
    std::set<std::string> meant;  // what stands where a contact would
    for (const Line* line : lines_) {
      if (line->comment) continue;
      if (!line->key.empty()) blocks[line->block].push_back(line);
      if (line->key.empty() && partyOf(line->heading) != Party::kNobody) meant.insert(toUpper(line->value));
    }
    std::set<Field> dated;            // the dates that have been met and may be the domain's
    for (const auto& one : blocks) {  // clang 14 captures no part of a binding
      const std::uint32_t number = one.first;
      const Lines& block = one.second;
      const Line& first = *block.front();
      if (first.key == "nsset" || first.key == "keyset") set_blocks_.insert(number);
      // a key below a contact's heading is a word of that contact's, unless another line stands for it by this key
      const auto handle = std::find_if(block.begin(), block.end(), [&](const Line* line) {
        return isHandleKey(*line, block) &&
               (partyOf(line->heading) == Party::kNobody || meant.contains(toUpper(line->value)));
      });
      const bool by_contact = first.key == "contact" &&
                              (isHandle(first.value) || hasNameBeside(block) || meant.contains(toUpper(first.value)));
      if (handle != block.end() || by_contact) {
        ContactTexts contact;
        for (const Line* line : block) {
          if (!by_contact || line != &first) addContactField(line->key, line->value, contact);
        }
        if (isOrganization(block) && contact.organization.empty()) std::swap(contact.organization, contact.name);
        // A record that belongs to nobody in particular still has its holder in the first line: "person", "role".
        handles_[toUpper(by_contact ? first.value : (*handle)->value)] = contact;
        taken_.emplace(number, true);
        by_keys_ = by_keys_ || by_contact;
      } else if (first.key == "server name") {
        taken_.emplace(number, true);  // of a host that has the name in it, with a registrar of its own
      } else if (first.key == "registrar" && block.size() > 2 && hasAddress(block)) {
        registrarBlock(block);
        taken_.emplace(number, true);
      } else if (taken_.contains(number - 1) && std::all_of(block.begin(), block.end(), [&dated](const Line* line) {
                   return isDate(line) && dated.contains(fieldOf(line->key));
                 })) {
        taken_.emplace(number, true);  // Norway: those of the contact above
      } else {
        for (const Line* line : block) {
          if (isDate(line)) dated.insert(fieldOf(line->key));
        }
      }
    }
  }

  static bool isDate(const Line* line) {
    const Field is = fieldOf(line->key);
    return is == Field::kCreated || is == Field::kUpdated;
  }

  /// What the line holds is the key of its block's contact: by known words, and by "...-hdl" at the head of a block.
  static bool isHandleKey(const Line& line, const Lines& block) {
    if (isOneOf(line.key, {"nic hdl", "nic hdl br", "nic handle", "contact handle"})) return true;
    if (&line != block.front() || !(line.key.ends_with(" hdl") || line.key == "norid handle")) return false;
    return std::none_of(block.begin(), block.end(),
                        [](const Line* other) { return fieldOf(other->key) == Field::kDomain; });
  }

  static bool isOrganization(const Lines& block) {
    return std::any_of(block.begin(), block.end(), [](const Line* line) {
      return line->key == "type" && startsWithIgnoreCase(line->value, "organi");
    });
  }

  /// A contact of one word with a name below it: the word is its key.
  static bool hasNameBeside(const Lines& block) {
    const bool word = block.front()->value.find_first_of(" \t.@") == std::string::npos;
    bool named = false;
    for (const Line* line : block) {
      if (fieldOf(line->key) == Field::kDomain) return false;
      named = named || line->key == "name";
    }
    return word && named;
  }

  static bool hasAddress(const Lines& block) {
    return std::any_of(block.begin(), block.end(),
                       [](const Line* line) {
                         return isOneOf(line->key, {"address", "street", "city"});
                       }) &&
           std::none_of(block.begin(), block.end(), [](const Line* line) {
             const Field is = fieldOf(line->key);
             const Party party = partyOf(line->key);
             return is == Field::kDomain || is == Field::kExpires || is == Field::kNameServer || is == Field::kStatus ||
                    (party != Party::kNobody && party != Party::kRegistrar);
           });
  }

  void registrarBlock(const Lines& block) {
    Registration& record = answer_.record;
    for (const Line* line : block) {
      if (line->key == "registrar") setOnce(record.registrar, line->value);
      if (line->key == "e mail" || line->key == "email") record.registrar_emails.push_back(emailsIn(line->value));
      if (line->key == "abuse email") record.registrar_emails.push_back(emailsIn(line->value));
      if (isOneOf(line->key, {"phone", "abuse phone"})) record.registrar_phones.push_back(line->value);
    }
  }

  /// What stands below "Reseller" is of none of the parties, and what stands below the registrar and the name servers
  /// with these keys is no word on the registration.
  static bool isOfOthers(const Line& line) {
    if (line.heading == "reseller") {
      return isOneOf(line.key, {"", "name", "organisation", "organization", "email", "e mail", "phone", "fax",
                                "language", "website", "url", "address", "street", "city", "country"});
    }
    const Field is = fieldOf(line.key);
    if (partyOf(line.heading) == Party::kRegistrar)
      return is == Field::kDnssec || (line.heading == "registrar" && is == Field::kUpdated);
    return fieldOf(line.heading) == Field::kNameServer && is == Field::kUpdated;
  }

  void one(const Line& line) {
    if (isOfOthers(line)) return;
    const Party party = partyOf(line.heading);
    if (line.key.empty()) {
      if (party != Party::kNobody && party != Party::kRegistrar) {
        // who looks after a set of name servers is no contact of the domain's
        if (!set_blocks_.contains(line.block)) freeLine(line, party);
        return;
      }
      if (fieldOf(line.heading) == Field::kNameServer) nameServer(line.value, true);
      if (fieldOf(line.heading) == Field::kDomain) domainText(line.value);
      if (party == Party::kRegistrar) return registrarLine(line);
      if (line.heading == kGeneral) answer_.general = true;
      if (dateHeading(line)) field(fieldOf(line.heading), line.value);
      return;
    }
    if (party == Party::kRegistrar && registrarField(line)) return;
    if (party != Party::kNobody && party != Party::kRegistrar) {
      ContactTexts& contact = contactOf(line, party);
      if (addContactField(line.key, line.value, contact) || partyOf(line.key) != Party::kNobody) return;
      // When a contact changed is no word on the registration.
      const Field is = fieldOf(line.key);
      const bool own = is == Field::kCreated || is == Field::kUpdated || is == Field::kStatus ||
                       is == Field::kExpires || line.key == "type";
      if (own) return;
    }
    if (line.heading == "whois" && fieldOf(line.key) == Field::kUpdated) return field(Field::kFetched, line.value);
    if (isOneOf(line.key, {"hostname", "name"}) && fieldOf(line.heading) == Field::kNameServer)
      return nameServer(line.value, false);
    if (line.key == "name" && fieldOf(line.heading) == Field::kDomain) return domainText(line.value);
    if (line.key == "dns" && namesDomain(line.value)) return;  // Denmark: the name in its own spelling
    field(fieldOf(line.key), line.value);
    if (fieldOf(line.key) == Field::kOther) other(line);
  }

  static bool dateHeading(const Line& line) {
    const Field is = fieldOf(line.heading);
    return is == Field::kCreated || is == Field::kUpdated || is == Field::kExpires || is == Field::kStatus;
  }

  /// A second contact under the same heading, in a block of its own, is one more contact.
  ContactTexts& contactOf(const Line& line, Party party) {
    const auto key = std::make_pair(line.heading, party);
    if (key != open_ || line.block < open_block_) {
      open_ = key;
      open_block_ = line.block;
      const Role role = roleOf(party);
      ContactTexts& first = answer_.record.contact(role);
      if (first.empty()) {
        more_ = false;
        role_ = role;
      } else {
        more_ = true;
        answer_.more_contacts.emplace_back(role, ContactTexts{});
      }
    }
    return more_ ? answer_.more_contacts.back().second : answer_.record.contact(role_);
  }

  void freeLine(const Line& line, Party party) {
    auto found = handles_.find(toUpper(trim(line.value)));
    // "CCOM-123 x@y.example"
    const std::string_view word = std::string_view(line.value).substr(0, line.value.find(' '));
    if (found == handles_.end() && isHandle(word)) found = handles_.find(toUpper(word));
    if (found != handles_.end()) {
      give(roleOf(party), found->second);
    } else if (!isKeyOfContact(line)) {
      if (!free_.empty() && (free_heading_ != line.heading || line.block > free_block_ + 1)) finishFree();
      free_heading_ = line.heading;
      free_block_ = line.block;
      free_party_ = party;
      free_.push_back(line.value);
    }
  }

  /// A key of a record elsewhere: by its look, a number too (of a taxpayer in Argentina), or because the answer names
  /// its contacts by keys alone. Below a heading stands who it is, whatever the name looks like.
  bool isKeyOfContact(const Line& line) const {
    if (isHandle(line.value) || allDigits(line.value)) return line.beside || line.value == "-";
    const bool in_domain = domain_blocks_.contains(line.block);
    const bool word = line.value.find_first_of(" \t.@") == std::string::npos;
    return word && (by_keys_ || !set_blocks_.empty()) && (in_domain || set_blocks_.contains(line.block));
  }

  /// All that stands below the heading of a contact is what looks like a key.
  bool isKeyAlone() const {
    return free_.size() == 1 && free_party_ != Party::kRegistrant &&
           (isHandle(free_.front()) || allDigits(free_.front())) && !keyed_.contains({free_heading_, free_block_});
  }

  void finishFree() {
    if (isKeyAlone()) free_.clear();
    if (free_.empty()) return;
    ContactTexts contact;
    addFreeLines(free_, free_party_ == Party::kRegistrant, contact);
    // Venezuela: who it is with a key and a mailbox, and the organisation on the next line, if there is one.
    const std::string_view first = free_.front();
    const bool keyed = std::any_of(kVenezuelanKeys.begin(), kVenezuelanKeys.end(),
                                   [first](auto ending) { return contains(first, ending); });
    if (keyed) {
      if (free_party_ == Party::kRegistrant) contact.name = std::exchange(contact.organization, {});
      const std::string_view second = free_.size() > 1 ? free_[1] : std::string_view();
      const bool same = equalsIgnoreCase(collapseBlanks(contact.name), collapseBlanks(second));
      if (same || isCompany(second)) contact.organization = second;
      if (same) contact.name.clear();
    }
    const bool one = free_.size() == 1;
    free_.clear();
    // "owner: Jo Doe" above "organization: Acme"
    ContactTexts& owner = answer_.record.contact(Role::kRegistrant);
    const bool beside_org = one && free_party_ == Party::kRegistrant && !owner.organization.empty() &&
                            owner.name.empty() && keyed_.contains({free_heading_, free_block_});
    if (beside_org && !equalsIgnoreCase(owner.organization, contact.organization))
      owner.name = std::exchange(contact.organization, {});
    give(roleOf(free_party_), contact);
  }

  void give(Role role, const ContactTexts& contact) {
    if (contact.empty()) return;
    ContactTexts& first = answer_.record.contact(role);
    if (first.empty()) {
      first = contact;
    } else {
      answer_.more_contacts.emplace_back(role, contact);
    }
  }

  /// "Reg Ltd [Tag = REG]", an address, and perhaps a mailbox.
  void registrarLine(const Line& line) {
    if (contains(line.value, "@")) {
      answer_.record.registrar_emails.push_back(emailsIn(line.value));
    } else if (fieldOf(line.heading) == Field::kRegistrar) {
      setOnce(answer_.record.registrar, withoutBracket(line.value.substr(0, line.value.find(" ["))));
    }
  }

  bool registrarField(const Line& line) {
    Registration& record = answer_.record;
    if (line.key == "name" || isOneOf(line.key, {"organisation", "organization", "organization name"})) {
      // The contacts of a registrar say who they are as well.
      if (line.heading != "registrar technical contacts") setOnce(record.registrar, withoutBracket(line.value));
    } else if (line.key == "email" || line.key == "e mail") {
      record.registrar_emails.push_back(emailsIn(line.value));
    } else if (line.key == "phone") {
      record.registrar_phones.push_back(line.value);
    } else {
      return isOneOf(line.key, {"website", "url", "fax", "address", "type", "language", "regnr"});
    }
    return true;
  }

  bool namesDomain(std::string_view text) const {
    const auto made = model::canonical(schema_, schema_.known().host, text);
    return made.ok() && answer_.domain && made->name == answer_.domain->name;
  }

  void domainText(std::string_view text) {
    if (answer_.domain) return;
    const auto words = splitBlanks(text);
    if (words.empty() || !contains(words.front(), ".")) return;
    auto made = model::canonical(schema_, schema_.known().host, words.front());
    if (made.ok()) answer_.domain = *made;
  }

  void nameServer(std::string_view value, bool below_heading) {
    std::string text = serverText(value);
    // Below a heading stands also what is no server: a sentence has more words than names and addresses.
    if (text.empty() || (below_heading && splitBlanks(value).size() > 2 + splitBlanks(text).size())) return;
    answer_.record.name_servers.push_back(std::move(text));
  }

  void status(std::string_view value) {
    if (startsWithIgnoreCase(value, "OK-UNTIL ")) {
      setOnce(answer_.record.expires, dateText(value.substr(9)));
      value = "ok";
    }
    // "200 Active"
    if (value.size() > 4 && allDigits(value.substr(0, 3)) && value[3] == ' ') value.remove_prefix(4);
    // "clientHold please ask Acme", "clientHold, clientTransferProhibited": what follows explains it
    bool any = false;
    for (std::string_view word : splitBlanks(value)) {
      if (any && word == "/") continue;
      while (word.ends_with(',') || word.ends_with(';')) word.remove_suffix(1);
      if (!isState(word)) break;
      answer_.record.statuses.emplace_back(word);
      any = true;
    }
    if (any) return;
    // "inactive - the name is not delegated"
    const std::size_t dash = value.find(" - ");
    if (dash != value.npos && splitBlanks(value.substr(0, dash)).size() == 1) value = trim(value.substr(0, dash));
    answer_.record.statuses.emplace_back(value);
  }

  void field(Field field, std::string_view value) {
    Registration& record = answer_.record;
    switch (field) {
      case Field::kDomain:
        return domainText(value);
      case Field::kRegistrar:
        if (equalsIgnoreCase(trim(value), "none")) return;
        return setOnce(record.registrar, withoutBracket(value));
      case Field::kRegistrarHandle:
        return setOnce(registrar_handle_, value);
      case Field::kIanaId:
        return setOnce(record.registrar_iana_id, value);
      case Field::kServer:
        return setOnce(record.registrar_server, value);
      case Field::kAbuseEmail:
        return record.registrar_emails.push_back(emailsIn(value));
      case Field::kAbusePhone:
        return record.registrar_phones.push_back(std::string(value));
      case Field::kCreated:
        return setOnce(record.created, dateText(value));
      case Field::kUpdated:
        // a date of a block that names the domain, and not of a set of servers or keys below it
        if (updated_with_domain_ && !domain_blocks_.contains(block_)) return;
        updated_with_domain_ = domain_blocks_.contains(block_);
        last_updated_ = dateText(value);
        return;
      case Field::kExpires:
        return setOnce(record.expires, dateText(value));
      case Field::kTransferred:
        return setOnce(record.transferred, dateText(value));
      case Field::kStatus:
        return status(value);
      case Field::kNameServer:
        return nameServer(value, false);
      case Field::kDnssec:
        return setOnce(answer_.dnssec, value);
      case Field::kFetched:
        if (const auto when = model::readDate(dateText(value))) answer_.fetched = when->first;
        return;
      case Field::kOther:
        return;
    }
  }

  /// Keys that say something only where no heading does: "person" of .ru, "Registrant Email" of gTLDs.
  void other(const Line& line) {
    const bool glue =
        isOneOf(line.key, {"name server ip", "nameserver ip", "primary ip address", "secondary ip address"}) ||
        line.key.starts_with("ns ip4 ") || line.key.starts_with("ns ip6 ");
    if (auto& servers = answer_.record.name_servers; glue && !servers.empty()) {
      servers.back() += " " + line.value;
      return;
    }
    if (addPrefixedField(line.key, line.value, answer_.record)) return;
    // "[Registrant]  X": a key between brackets.
    if (line.key == "registrant") return setOnce(answer_.record.contact(Role::kRegistrant).name, line.value);
    if (line.heading == kGeneral) {
      ContactTexts general;
      answer_.general |= addContactField(line.key, line.value, general);
      if (!general.email.empty()) setOnce(answer_.record.general_email, general.email);
    }
    if (!line.heading.empty()) return;
    // Lithuania and Turkmenistan: of the only contact that is told
    for (const std::string_view begin : {"contact ", "owner "}) {
      static constexpr std::pair<std::string_view, std::string_view> kRest[] = {{"name", "name"},
                                                                                {"organization", "organization"},
                                                                                {"orgname", "organization"},
                                                                                {"email", "email"},
                                                                                {"phone", "phone"}};
      if (!line.key.starts_with(begin)) continue;
      if (has_owner_ && begin == "contact ") return;
      for (const auto& [rest, key] : kRest) {
        if (std::string_view(line.key).substr(begin.size()) == rest)
          return static_cast<void>(
              addContactField(std::string(key), line.value, answer_.record.contact(Role::kRegistrant)));
      }
    }
    if (line.key == "descr") return setOnce(descr_, line.value);
    if (line.key == "ownerid" || line.key == "remark") return;
    addContactField(line.key, line.value, answer_.record.contact(Role::kRegistrant));
  }

  Lines lines_;
  const model::Schema& schema_;
  Answer answer_;
  std::map<std::string, ContactTexts> handles_;
  std::string registrar_handle_;
  bool has_owner_ = false;                                 // keys say of somebody that he is the owner
  bool by_keys_ = false;                                   // contacts stand in records of their own
  std::set<std::uint32_t> set_blocks_;                     // records of sets of name servers or keys
  std::map<std::uint32_t, bool> taken_;                    // blocks that are read
  std::set<std::pair<std::string, std::uint32_t>> keyed_;  // headings, and the blocks where keys stand below them
  std::vector<std::string_view> free_;
  std::string free_heading_;
  std::uint32_t free_block_ = 0;
  Party free_party_ = Party::kNobody;
  std::pair<std::string, Party> open_;
  std::uint32_t open_block_ = 0;
  Role role_ = Role::kRegistrant;
  bool more_ = false;
  std::string descr_;
  std::string last_updated_;
  std::uint32_t block_ = 0;                // of the line that is read
  std::set<std::uint32_t> domain_blocks_;  // those that name a domain
  bool updated_with_domain_ = false;       // last_updated_ stands in one of these
};

/// Of IANA: it names a top-level domain, and the server that knows more. Of names below .int and .arpa IANA knows all.
bool isTopLevel(const Lines& lines) {
  const auto any = [&lines](const auto& fits) { return std::any_of(lines.begin(), lines.end(), fits); };
  return any([](const Line* line) {
           return line->key == "refer" || (line->key == "source" && line->value == "IANA");
         }) &&
         !any([](const Line* line) { return fieldOf(line->key) == Field::kDomain && contains(line->value, "."); });
}

/// Completes `answer` by what another server said of the same name before.
void complete(Answer& answer, Answer&& before) {
  answer.others = std::move(before.others);
  answer.others.push_back(before.record);
  answer.record.fillFrom(before.record);
  answer.more_contacts.insert(answer.more_contacts.end(), before.more_contacts.begin(), before.more_contacts.end());
  setOnce(answer.dnssec, before.dnssec);
  if (answer.fetched == kNoTime) answer.fetched = before.fetched;
  answer.general |= before.general;
}

}  // namespace

std::string dateText(std::string_view text) {
  text = trim(text);
  if (model::readDate(text)) return std::string(text);
  std::string_view cut = text;
  for (const char c : {'#', '('}) {
    if (const std::size_t at = cut.find(c); at != cut.npos && at > 0) cut = trim(cut.substr(0, at));
  }
  if (model::readDate(cut)) return std::string(cut);
  for (const std::string_view word : splitBlanks(cut)) {
    if (word.size() == 14 && allDigits(word)) {
      return format("{}-{}-{} {}:{}:{}", word.substr(0, 4), word.substr(4, 2), word.substr(6, 2), word.substr(8, 2),
                    word.substr(10, 2), word.substr(12, 2));
    }
    if (word.size() >= 8 && isDigit(word.front()) && model::readDate(word)) return std::string(word);
  }
  return std::string(text);
}

std::vector<Answer> answersOf(const std::vector<Line>& lines, const model::Schema& schema) {
  std::vector<Answer> answers;
  std::unordered_map<std::string, std::size_t> by_domain;
  for (Lines& part : partsOf(lines, schema)) {
    const bool top_level = isTopLevel(part);
    Answer answer = top_level ? Answer{} : Reading(std::move(part), schema).run();
    answer.top_level = top_level;
    if (answer.domain) {
      const auto [at, is_new] = by_domain.emplace(answer.domain->name, answers.size());
      if (!is_new) {
        if (answer.record.empty()) continue;
        Answer& same = answers[at->second];
        complete(answer, std::move(same));
        same = std::move(answer);
        continue;
      }
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace clew::ingest::whois
