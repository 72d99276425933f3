#include "story.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <utility>

namespace portfolio {

namespace {

// The names that the report gives; all others are made up and end in .example.
constexpr std::array<const char*, 7> kPublished = {"chbit.com",     "ghqd.net",    "mvgu.net",   "nitrogem.com",
                                                   "corvusrex.com", "skyrecs.com", "cinelon.com"};
enum Published : std::size_t { kChbit, kGhqd, kMvgu, kNitrogem, kCorvusrex, kSkyrecs, kCinelon };

// Names like the published ones, among the connected domains ...
constexpr std::array<const char*, 9> kLookalikes = {"corvusrex", "skyrecs",    "cinel0n", "nitrogern",   "chblt",
                                                    "mvgu",      "corvusrexx", "ghqe",    "skyrecs-mail"};
// ... and among the bystanders, where they must not count.
constexpr std::array<const char*, 3> kStrayLookalikes = {"cinelon", "skyrec", "nitrogem-shop"};

constexpr std::array<const char*, 32> kFirst = {
    "amber",   "birch",  "cedar",  "delta",   "ember",  "fable",  "garnet", "harbor",  "indigo",  "juniper", "kestrel",
    "lantern", "meadow", "nectar", "orchard", "pepper", "quartz", "russet", "saffron", "thistle", "umber",   "velvet",
    "walnut",  "yarrow", "zephyr", "bramble", "copper", "drift",  "fennel", "gravel",  "hazel",   "maple"};
constexpr std::array<const char*, 32> kSecond = {
    "anchor", "basket", "bridge", "candle", "castle", "circle", "cloud",  "corner", "field",  "flower", "forge",
    "garden", "ladder", "letter", "market", "mirror", "needle", "paper",  "pillow", "pocket", "river",  "saddle",
    "signal", "spoon",  "street", "summit", "ticket", "timber", "valley", "wagon",  "window", "works"};
constexpr std::array<const char*, 20> kSyllables = {"ba", "do", "fi", "gu", "ka", "le",  "mo",  "nu",  "pi",  "ra",
                                                    "so", "ta", "ve", "wi", "zo", "ler", "min", "tan", "vor", "zel"};

struct Land {
  const char* code;
  const char* name;
};
constexpr std::array<Land, 5> kLands = {Land{"US", "UNITED STATES"}, Land{"CN", "CHINA"}, Land{"DE", "GERMANY"},
                                        Land{"JP", "JAPAN"}, Land{"IS", "ICELAND"}};

// Where the indicators' addresses stand: country, IPv4 addresses, blocks of 32 that the country holds, its networks.
struct Country {
  const char* code;
  std::size_t addresses;
  std::size_t blocks;
  std::vector<int> networks;
};
const std::vector<Country>& countries() {
  static const std::vector<Country> list = {{"US", 26, 8, {64496, 64497, 64498, 64499, 64500}},
                                            {"CN", 16, 5, {64501, 64502, 64503}},
                                            {"DE", 8, 3, {64504, 64505}},
                                            {"JP", 7, 2, {64506}},
                                            {"HK", 4, 1, {64507}},
                                            {"KR", 3, 1, {64508}},
                                            {"NL", 2, 1, {64509}},
                                            {"SG", 1, 1, {64510}},
                                            {"RU", 1, 1, {64511}}};
  return list;
}

const char* const kHelpdesk = "example.helpdesk@qq.com";  // a technical contact, never an indicator's registrant
const char* const kReusedToken = "k3w9x2mz@proxy.dreamhost.com";  // a privacy service's, on unrelated domains
const char* const kProxyOfIndicator = "corvusrex.com@domainsbyproxy.com";

// The last moment that any answer tells of; the report is of 2022-10-18.
Time lastSight() {
  return day(2022, 10, 17);
}

class Teller {
 public:
  Story tell();

 private:
  void makeAddresses();
  void makeEmails();
  void makeIndicators();
  void giveHistory();
  void giveAddresses();
  void makeConnected();
  void tieByEmail(Name& name);
  void tieByAddress(Name& name, std::size_t index);
  void makeBystanders();
  std::string freshName();
  std::string syllableName();
  Contact person(const std::string& email);
  Contact hidden(const std::string& domain, std::size_t style);
  Contact ownContact(const std::string& domain);
  Name registeredName(std::string name, Time created);
  Stay stayAt(const std::string& address, Time earliest, unsigned told);

  Dice dice_{20221018};
  Story story_;
  std::set<std::string> taken_;
  std::vector<std::string> portfolio_v4_;
  std::vector<std::string> other_v4_;
  std::string crowded_;
  std::size_t people_ = 0;
};

std::string Teller::freshName() {
  for (;;) {
    std::string name = kFirst[dice_.below(kFirst.size())];
    name += kSecond[dice_.below(kSecond.size())];
    name += ".example";
    if (taken_.insert(name).second) {
      return name;
    }
  }
}

std::string Teller::syllableName() {
  for (;;) {
    std::string name;
    while (name.size() < 8) {
      name += kSyllables[dice_.below(kSyllables.size())];
    }
    name += ".example";
    if (taken_.insert(name).second) {
      return name;
    }
  }
}

Contact Teller::person(const std::string& email) {
  const std::size_t number = ++people_;
  const Land& land = kLands[number % kLands.size()];
  char phone[32];
  std::snprintf(phone, sizeof phone, "+1.555555%04zu", number);
  return {"Made-up Person " + std::to_string(number), "", email, phone, land.name, land.code};
}

// The ways in which registrars and privacy services withhold a registrant. None of them is a registrant.
Contact Teller::hidden(const std::string& domain, std::size_t style) {
  const Land& land = kLands[(style + domain.size()) % kLands.size()];
  Contact contact;
  switch (style % 8) {
    case 0:
      contact = {
          "REDACTED FOR PRIVACY", "REDACTED FOR PRIVACY", "REDACTED FOR PRIVACY", "REDACTED FOR PRIVACY", "", ""};
      break;
    case 1:
      contact = {"Redacted for Privacy",
                 "Privacy service provided by Withheld for Privacy ehf",
                 dice_.token(32) + ".protect@withheldforprivacy.com",
                 "",
                 "",
                 ""};
      break;
    case 2:
      contact = {"Registration Private", "Domains By Proxy, LLC", domain + "@domainsbyproxy.com", "", "", ""};
      break;
    case 3:
      contact = {"PRIVATE REGISTRANT", "", dice_.token(8) + "@proxy.dreamhost.com", "", "", ""};
      break;
    case 4:
      contact = {"GDPR Masked", "GDPR Masked", "GDPR Masked", "GDPR Masked", "", ""};
      break;
    case 5:
      contact = {"Data Protected",
                 "Data Protected",
                 "Please query the RDDS service of the Registrar of Record identified in this output for information "
                 "on how to contact the Registrant, Admin, or Tech contact of the queried domain name.",
                 "",
                 "",
                 ""};
      break;
    case 6:
      contact = {"Statutory Masking Enabled", "Statutory Masking Enabled", "Statutory Masking Enabled", "", "", ""};
      break;
    default:
      contact = {"Contact Privacy Inc. Customer 0123456789",
                 "Contact Privacy Inc. Customer 0123456789",
                 domain + "@contactprivacy.com",
                 "",
                 "",
                 ""};
  }
  contact.country = land.name;
  contact.country_code = land.code;
  return contact;
}

// A registrant in plain sight whose mailbox nobody else has.
Contact Teller::ownContact(const std::string& domain) {
  Contact contact = person("");
  contact.email = "owner" + std::to_string(people_) + "@mailbox.example";
  contact.organization = domain.substr(0, domain.find('.')) + " Trading";
  return contact;
}

Name Teller::registeredName(std::string text, Time created) {
  Name name;
  name.name = std::move(text);
  name.registrar = dice_.below(registrars().size());
  name.dns = dice_.below(zoneHosts().size());
  name.created = created + static_cast<Time>(dice_.below(static_cast<std::size_t>(kDay)));
  return name;
}

Stay Teller::stayAt(const std::string& address, Time earliest, unsigned told) {
  const Time first = dice_.between(earliest, lastSight() - 2 * kDay);
  const Time last = dice_.between(first, std::min(lastSight(), first + 420 * kDay));
  return {address, first, last, told};
}

void Teller::makeAddresses() {
  static const std::array<const char*, 3> ranges = {"192.0.2.", "198.51.100.", "203.0.113."};
  std::size_t block = 0;
  for (const Country& country : countries()) {
    std::vector<std::pair<std::size_t, std::size_t>> free;  // block, last octet
    for (std::size_t i = 0; i < country.blocks; ++i, ++block) {
      for (std::size_t host = 1; host < 31; ++host) {
        free.emplace_back(block, (block % 8) * 32 + host);
      }
    }
    dice_.shuffle(free);
    const std::size_t first_block = block - country.blocks;
    // Two more in each country are near the portfolio's and not of it.
    for (std::size_t i = 0; i < country.addresses + 3; ++i) {
      const auto [in, octet] = free[i];
      Address address;
      address.text = ranges[in / 8] + std::to_string(octet);
      address.route = ranges[in / 8] + std::to_string((in % 8) * 32) + "/27";
      address.country = country.code;
      address.asn = country.networks[(in - first_block) % country.networks.size()];
      address.portfolio = i < country.addresses;
      (address.portfolio ? portfolio_v4_ : other_v4_).push_back(address.text);
      story_.addresses.push_back(address);
    }
  }
  crowded_ = "203.0.113.250";
  story_.addresses.push_back({crowded_, "US", "203.0.113.224/27", 64500, false});
  story_.addresses.push_back({"2001:db8:10::17", "US", "2001:db8:10::/48", 64496, true});
  story_.addresses.push_back({"2001:db8:20::9", "CN", "2001:db8:20::/48", 64501, true});
  story_.addresses.push_back({"2001:db8:30::a4", "DE", "2001:db8:30::/48", 64504, true});
}

void Teller::makeEmails() {
  static const std::array<const char*, 4> elsewhere = {"mailbox.example", "mailbox.example", "postfach.example",
                                                       "webmail.example"};
  for (std::size_t i = 0; i < kEmails; ++i) {
    const std::string host = i < kEmailsAtQq ? "qq.com" : elsewhere[i - kEmailsAtQq];
    story_.searches.push_back("example." + dice_.token(6) + "@" + host);
  }
  story_.searches.push_back(kHelpdesk);
  story_.searches.push_back(kReusedToken);
  story_.searches.push_back(kProxyOfIndicator);
}

void Teller::makeIndicators() {
  for (std::size_t i = 0; i < kIndicators; ++i) {
    const std::string text = i < kPublished.size() ? kPublished[i] : syllableName();
    taken_.insert(text);
    Name name = registeredName(text, dice_.between(day(2016, 1, 1), day(2019, 6, 1)));
    name.registered = false;
    story_.indicators.push_back(std::move(name));
  }
  const std::array<std::pair<std::size_t, Time>, 4> registered = {{{kNitrogem, day(2022, 7, 28)},
                                                                   {kCorvusrex, day(2022, 8, 9)},
                                                                   {kSkyrecs, day(2022, 8, 30)},
                                                                   {kCinelon, day(2022, 9, 20)}}};
  for (std::size_t i = 0; i < registered.size(); ++i) {
    Name& name = story_.indicators[registered[i].first];
    name.registered = true;
    name.registrant = hidden(name.name, i);
    name.created = registered[i].second + 9 * 3600;
  }
  for (const std::size_t i : {kChbit, kGhqd, kMvgu, kNitrogem}) {
    story_.indicators[i].live = true;
    story_.indicators[i].hosts = {"www"};
  }
}

// 31 indicators once had a registrant in plain sight, 15 never had, and of 7 the provider has no history.
void Teller::giveHistory() {
  std::vector<std::size_t> order = {kCorvusrex, kSkyrecs, kNitrogem, kChbit, kGhqd};
  for (std::size_t i = 0; i < kIndicators; ++i) {
    if (std::find(order.begin(), order.end(), i) == order.end()) {
      order.push_back(i);
    }
  }
  for (std::size_t rank = 0; rank < 46; ++rank) {
    Name& name = story_.indicators[order[rank]];
    const Time created = name.registered ? day(2017, 3, 1) + static_cast<Time>(rank) * 11 * kDay : name.created;
    Time stored = created + 20 * kDay;
    if (rank < 31) {
      // The first two are one registrant's: what ties corvusrex.com and skyrecs.com.
      const std::size_t mail = rank < 2 ? 0 : rank - 1 < kEmails ? rank - 1 : rank - kEmails;
      Contact visible = person(story_.searches[mail]);
      Contact technical = rank % 10 == 4 ? person(kHelpdesk) : Contact{};
      name.eras.push_back({stored, stored + 300 * kDay, created, visible, technical});
      if (rank % 3 == 0) {  // seen again a year on, the mailbox shouted
        std::transform(visible.email.begin(), visible.email.end(), visible.email.begin(),
                       [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
        name.eras.push_back({stored + 340 * kDay, stored + 400 * kDay, created, visible, technical});
      }
      // The archive of the reverse search begins later than the histories: of most mailboxes it has not the indicator.
      if (rank < 2 || rank >= kEmails) name.searched = {mail};
      name.searched_first = stored;
      name.searched_last = stored + 300 * kDay;
      stored = name.eras.back().updated + 40 * kDay;
    }
    name.eras.push_back({stored, stored + 200 * kDay, created, hidden(name.name, rank == 0 ? 2 : rank), Contact{}});
  }
}

void Teller::giveAddresses() {
  std::vector<std::string> mine = portfolio_v4_;
  dice_.shuffle(mine);
  mine.insert(mine.begin() + 20, {"2001:db8:10::17", "2001:db8:20::9", "2001:db8:30::a4"});
  for (std::size_t i = 0; i < mine.size() + 12; ++i) {
    const bool again = i >= mine.size();  // a second indicator at an address that is counted already
    const std::string& address = again ? portfolio_v4_[dice_.below(portfolio_v4_.size())] : mine[i];
    Name& name = story_.indicators[i < kIndicators ? i : dice_.below(kIndicators)];
    const bool v6 = address.find(':') != std::string::npos;
    unsigned told = kByPassiveDns;
    if (!v6 && !again) {
      told = i % 9 == 7 ? static_cast<unsigned>(kByReverseIp) : i % 4 == 0 ? kByPassiveDns | kByReverseIp : told;
    }
    name.stays.push_back(stayAt(address, day(2018, 1, 1), told));
  }
  for (std::size_t i = 0; i < kPublished.size(); ++i) {  // these resolve today
    Stay& stay = story_.indicators[i].stays.front();
    stay.first = dice_.between(day(2022, 8, 1), day(2022, 9, 25));
    stay.last = lastSight();
    stay.told = kByLookup;  // lately moved: nobody else has seen them there
  }
}

void Teller::tieByEmail(Name& name) {
  name.searched = {dice_.below(kEmails)};
  name.searched_first = dice_.between(day(2017, 1, 1), day(2019, 12, 31));
  name.searched_last = name.searched_first + dice_.between(30, 600) * kDay;
}

void Teller::tieByAddress(Name& name, std::size_t index) {
  const unsigned told = index % 13 == 5   ? static_cast<unsigned>(kByPassiveDns)
                        : index % 11 == 0 ? kByPassiveDns | kByReverseIp
                                          : static_cast<unsigned>(kByReverseIp);
  // Few addresses hold many names and many hold few, as on real hosts.
  const std::string& address = portfolio_v4_[dice_.below(dice_.below(portfolio_v4_.size()) + 1)];
  name.stays.push_back(stayAt(address, std::max(name.created, day(2018, 6, 1)), told));
  if (index % 7 == 3) {
    name.hosts = {"www", "mail"};
  }
}

void Teller::makeConnected() {
  enum Age { kNewRedacted, kNewVisible, kYoungRedacted, kOld };
  std::vector<Age> ages;
  ages.insert(ages.end(), kNewAndRedacted, kNewRedacted);
  ages.insert(ages.end(), 31, kNewVisible);
  ages.insert(ages.end(), 46, kYoungRedacted);
  ages.insert(ages.end(), kConnected - ages.size(), kOld);
  dice_.shuffle(ages);
  for (std::size_t i = 0; i < kConnected; ++i) {
    const bool by_email = i % 15 < 4;  // of each fifteen, one by e-mail and address, three by e-mail alone
    const bool by_address = i % 15 == 0 || !by_email;
    const std::string text =
        i % 39 == 1 && i / 39 < kLookalikes.size() ? std::string(kLookalikes[i / 39]) + ".example" : freshName();
    const Age age = ages[i];
    Time created = dice_.between(day(2014, 1, 1), day(2021, 6, 30)) / kDay * kDay;
    if (age == kNewRedacted || age == kNewVisible) {
      created = dice_.between(day(2022, 7, 25), day(2022, 10, 10)) / kDay * kDay;
    } else if (age == kYoungRedacted) {  // the youngest of these is 98 days old, just too old to be new
      created = i % 2 == 0 ? day(2022, 7, 11) - static_cast<Time>(i % 5) * kDay
                           : dice_.between(day(2021, 9, 1), day(2022, 7, 1)) / kDay * kDay;
    }
    Name name = registeredName(text, created);
    if (by_email) {
      tieByEmail(name);
      if (age == kOld) {
        name.created = std::min(name.created, name.searched_first - 20 * kDay);
      }
    }
    if (by_address) {
      tieByAddress(name, i);
    }
    const bool visible = age == kNewVisible || (age == kOld && i % 2 == 0);
    if (!visible) {
      name.registrant = hidden(name.name, i);
    } else if (age == kOld && by_email) {
      name.registrant = person(story_.searches[name.searched[0]]);
    } else {
      name.registrant = ownContact(name.name);
    }
    story_.connected.push_back(std::move(name));
  }
}

// Domains that look near and are not: they share with the indicators only what links nobody.
void Teller::makeBystanders() {
  constexpr std::size_t kCount = 330;
  for (std::size_t i = 0; i < kCount; ++i) {
    const bool is_new = i % 2 == 0;
    const Time created = is_new ? dice_.between(day(2022, 7, 25), day(2022, 10, 10)) / kDay * kDay
                                : dice_.between(day(2012, 1, 1), day(2021, 6, 30)) / kDay * kDay;
    const std::string text = i < kStrayLookalikes.size() ? std::string(kStrayLookalikes[i]) + ".example" : freshName();
    Name name = registeredName(text, created);
    const Time since = std::max(name.created, day(2019, 1, 1));
    if (i < 200) {  // the same placeholders and services as the indicators
      name.registrant = hidden(name.name, i);
    } else if (i < 225) {  // a registrant's mailbox as technical contact
      name.registrant = ownContact(name.name);
      name.technical = person(story_.searches[i % kEmails]);
    } else if (i < 240) {  // and as administrative contact
      name.registrant = ownContact(name.name);
      name.administrative = person(story_.searches[i % kEmails]);
    } else if (i < 260) {  // the registrant is an indicator's technical contact
      name.registrant = person(kHelpdesk);
      name.searched = {kEmails};
    } else {
      name.registrant = ownContact(name.name);
    }
    if (i % 5 == 3 && i < 200) {  // one token of a privacy service on many, and one that stood for an indicator
      name.searched = {i % 2 == 0 ? kEmails + 1 : kEmails + 2};
    }
    name.searched_first = since;
    name.searched_last = std::min(lastSight(), since + 90 * kDay);
    const bool crowd = i % 6 == 1;
    name.stays.push_back(stayAt(crowd ? crowded_ : other_v4_[dice_.below(other_v4_.size())], since, kByReverseIp));
    story_.bystanders.push_back(std::move(name));
  }
}

Story Teller::tell() {
  makeAddresses();
  makeEmails();
  makeIndicators();
  giveHistory();
  giveAddresses();
  makeConnected();
  makeBystanders();
  return std::move(story_);
}

}  // namespace

Time day(int year, int month, int day_of_month) {
  // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day_of_month - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return (static_cast<Time>(era) * 146097 + day_of_era - 719468) * kDay;
}

std::string written(Time time, char between, std::string_view zone) {
  // civil_from_days of the same paper
  const Time days = time / kDay + 719468;
  const Time era = days / 146097;
  const int day_of_era = static_cast<int>(days - era * 146097);
  const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * day_of_year + 2) / 153;
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  const int year = year_of_era + static_cast<int>(era) * 400 + (month <= 2 ? 1 : 0);
  const int seconds = static_cast<int>(time % kDay);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d%c%02d:%02d:%02d", year, month,
                day_of_year - (153 * shifted + 2) / 5 + 1, between, seconds / 3600, seconds / 60 % 60, seconds % 60);
  return std::string(text).append(zone);
}

std::uint64_t Dice::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

std::size_t Dice::below(std::size_t bound) {
  return static_cast<std::size_t>(next() % bound);
}

std::string Dice::token(std::size_t length) {
  static constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  std::string text;
  while (text.size() < length) {
    text += alphabet[below(alphabet.size())];
  }
  return text;
}

const std::vector<Registrar>& registrars() {
  static const std::vector<Registrar> list = {
      {"NameHarbor Example Ltd", "9990", "whois.nameharbor.example", "abuse@nameharbor.example"},
      {"Domainwerk Example GmbH", "9991", "whois.domainwerk.example", "abuse@domainwerk.example"},
      {"Hundred Names Example Co., Ltd.", "9992", "whois.hundrednames.example", "abuse@hundrednames.example"},
      {"Cheapest Example Domains, Inc.", "9993", "whois.cheapest.example", "abuse@cheapest.example"},
      {"Registry Lane Example KK", "9994", "whois.registrylane.example", "abuse@registrylane.example"}};
  return list;
}

const std::vector<std::string>& zoneHosts() {
  static const std::vector<std::string> list = {"parkzone.example", "dnsbarn.example", "zonefarm.example",
                                                "nsworks.example"};
  return list;
}

Story tell() {
  return Teller().tell();
}

}  // namespace portfolio
