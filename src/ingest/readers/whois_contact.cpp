#include "ingest/readers/whois_contact.h"

#include <algorithm>
#include <array>

#include "common/text.h"

namespace clew::ingest::whois {
namespace {

/// The words before a contact's field: "Registrant Email", "Admin Contact Name".
struct Prefix {
  std::string_view text;
  Role role;
};
constexpr std::array<Prefix, 20> kPrefixes = {{{"registrant contact ", Role::kRegistrant},
                                               {"registrant ", Role::kRegistrant},
                                               {"owner ", Role::kRegistrant},
                                               {"holder ", Role::kRegistrant},
                                               {"domain holder ", Role::kRegistrant},
                                               {"org ", Role::kRegistrant},
                                               {"administrative contact ", Role::kAdmin},
                                               {"administrative ", Role::kAdmin},
                                               {"admin contact ", Role::kAdmin},
                                               {"admin ", Role::kAdmin},
                                               {"adm ", Role::kAdmin},
                                               {"ac ", Role::kAdmin},
                                               {"tc ", Role::kTech},
                                               {"technical contact ", Role::kTech},
                                               {"technical ", Role::kTech},
                                               {"tech contact ", Role::kTech},
                                               {"tech ", Role::kTech},
                                               {"tec ", Role::kTech},
                                               {"billing contact ", Role::kBilling},
                                               {"billing ", Role::kBilling}}};

void addEmails(const std::string& emails, ContactTexts& contact) {
  if (isLink(contact.email)) contact.email.clear();
  contact.email += (contact.email.empty() ? "" : " ") + emails;
}

bool looksLikePhone(std::string_view line) {
  const auto digits = std::count_if(line.begin(), line.end(), isDigit);
  const bool begins = line.starts_with('+') || line.starts_with('(');
  return begins && digits >= 6 && std::none_of(line.begin(), line.end(), [](char c) { return c == '@'; });
}

/// "0212-5550100 x61": what stands before "(FAX)". A shorter number is one of many towns.
bool isNumber(std::string_view text) {
  return std::count_if(text.begin(), text.end(), isDigit) >= 9 && std::all_of(text.begin(), text.end(), [](char c) {
           return isDigit(c) || std::string_view(" \t+-()./x").find(c) != std::string_view::npos;
         });
}

}  // namespace

std::string_view withoutBracket(std::string_view text) {
  text = trim(text);
  const std::size_t open = text.rfind('(');
  if (!text.ends_with(')') || open == text.npos || open == 0) return text;
  const bool words = contains(text.substr(open), " ") && findIgnoreCase(text.substr(open), "http") == text.npos;
  return words ? text : trim(text.substr(0, open));
}

std::string emailsIn(std::string_view text) {
  // "the link at https://x.example/contact" is no address.
  const bool link = contains(text, "://");
  const std::string plain = link ? std::string(text) : replaceAll(replaceAll(text, " AT ", "@"), " at ", "@");
  std::string cut = plain;
  for (char& c : cut) {
    if (std::string_view("<>()[],;\"'|").find(c) != std::string_view::npos) c = ' ';
  }
  std::string out;
  for (const std::string_view word : splitBlanks(cut)) {
    const std::size_t at = word.find('@');
    if (at == word.npos || at == 0 || !contains(word.substr(at), ".") || contains(word, "://")) continue;
    out += out.empty() ? "" : " ";
    out += word;
  }
  return out.empty() ? std::string(trim(text)) : out;
}

bool isHandle(std::string_view text) {
  const bool chars = std::all_of(text.begin(), text.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_'; });
  const bool digit = std::any_of(text.begin(), text.end(), isDigit);
  return text == "-" || (chars && digit && text.size() >= 4 && text.size() <= 32 && !allDigits(text));
}

bool isLink(std::string_view text) {
  text = trim(text);
  return startsWithIgnoreCase(text, "http://") || startsWithIgnoreCase(text, "https://");
}

bool addContactField(std::string_view key, std::string_view value, ContactTexts& contact) {
  if (key.ends_with(" loc")) key.remove_suffix(4);  // .ua: "person-loc", in the country's own letters
  // A page to ask by stands for what it withholds, and names nobody.
  if (isLink(value) && isOneOf(key, {"name", "contact", "person", "organization", "organisation", "org", "phone"})) {
    setOnce(contact.email, value);
    return true;
  }
  if (isOneOf(key, {"name", "contact", "person", "role", "responsible", "contact name", "full name", "personname"})) {
    setOnce(contact.name, withoutBracket(value));
  } else if (isOneOf(key, {"given name", "first name", "fname"})) {
    contact.name = contact.name.empty() ? std::string(value) : std::string(value) + " " + contact.name;
  } else if (isOneOf(key, {"family name", "last name", "lname"})) {
    contact.name = contact.name.empty() ? std::string(value) : contact.name + " " + std::string(value);
  } else if (isOneOf(key, {"organization", "organisation", "org", "company", "company name", "org name",
                           "organization name"}) ||
             key.starts_with("company english name")) {
    setOnce(contact.organization, value);
  } else if (isOneOf(key, {"email", "e mail", "email address", "mail", "e mail address"})) {
    addEmails(emailsIn(value), contact);
  } else if (isOneOf(key, {"phone", "telephone", "phone number", "voice", "tel"})) {
    setOnce(contact.phone, value);
  } else if (isOneOf(key, {"country", "country code", "countrycode", "country/economy"})) {
    setOnce(contact.country, value);
  } else {
    return false;
  }
  return true;
}

void addFreeLines(const std::vector<std::string_view>& lines, bool registrant, ContactTexts& contact) {
  for (const std::string_view whole : lines) {
    std::string_view line = whole;
    for (const std::string_view label : {"tel:", "telephone:", "phone:"}) {
      if (startsWithIgnoreCase(line, label)) setOnce(contact.phone, trim(line.substr(label.size())));
    }
    if (startsWithIgnoreCase(line, "(tel)")) {
      setOnce(contact.phone, trim(line.substr(5)));
      continue;
    }
    if (contains(line, "@")) {
      const std::string emails = emailsIn(line);
      if (contains(emails, "@")) addEmails(emails, contact);
      line = trim(line.substr(0, line.find(splitBlanks(emails).front())));
      while (!line.empty() && std::string_view("<(\t ").find(line.back()) != std::string_view::npos)
        line.remove_suffix(1);
    }
    const std::size_t before_fax = findIgnoreCase(line, "(fax)");
    if (before_fax != line.npos && isNumber(line.substr(0, before_fax))) {
      setOnce(contact.phone, trim(line.substr(0, before_fax)));
      continue;
    }
    const bool fax = findIgnoreCase(line, "fax") != line.npos;
    if (!fax && (looksLikePhone(line) || findIgnoreCase(line, "(phone)") != line.npos)) {
      setOnce(contact.phone, trim(line.substr(0, line.size() > 1 ? line.find('(', 1) : line.npos)));
      if (looksLikePhone(line) && line.starts_with('(')) contact.phone = line;
      continue;
    }
    line = withoutBracket(line);
    while (line.ends_with('!')) line.remove_suffix(1);
    if (isHandle(line) && contains(whole, "@")) continue;  // "AB12-EX (x@y.example)"
    if (isLink(line)) {
      setOnce(contact.email, line);
      continue;
    }
    std::string& head = registrant ? contact.organization : contact.name;
    const bool named = !contact.organization.empty() || !contact.name.empty();
    if (!named && !line.empty() && !fax && !line.ends_with(':')) head = line;
  }
}

bool addPrefixedField(std::string_view key, std::string_view value, Registration& record) {
  // Luxembourg: "org-country" beside "adm-country", but the organisation itself is "org-name".
  if (key == "org name") return addContactField(key, value, record.contact(Role::kRegistrant));
  return std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](const Prefix& prefix) {
    return startsWith(key, prefix.text) &&
           addContactField(key.substr(prefix.text.size()), value, record.contact(prefix.role));
  });
}

}  // namespace clew::ingest::whois
