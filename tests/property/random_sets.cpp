// Chains: sources, steps, and where they end.
#include <map>

#include "property/random_writer.h"

namespace clew::property {

namespace {

bool has(const std::string& text, const char* word) {
  return text.find(word) != std::string::npos;
}

}  // namespace

/// The values of a file may be of any type, which a step needs to know.
std::string Writer::typed(Kind kind, const std::string& text) {
  return text.starts_with("read ") ? plural(kind) + " in " + text : text;
}

Writer::Set Writer::chain(Kind kind, int depth) {
  Set out{"", kind, false};
  if (chance(2)) {
    out.text = plural(kind);
  } else {
    out.text = typed(kind, primary(kind, depth));
    out.explained = !has(out.text, "resembling");  // a likeness is no link
  }
  const int steps = depth == 0 ? below(2) : below(3) + (depth > 1 ? 1 : 0);
  for (int i = 0; i < steps; ++i) step(out, depth);
  if (out.kind == kind || depth > 1) {
    if (chance(4)) out.text += " where " + condition(out, 2);
  } else {  // a neighbour of another kind would not fit where this stands
    return {typed(kind, primary(kind, 0)), kind, false};
  }
  return out;
}

void Writer::step(Set& set, int depth) {
  if (set.kind == Kind::kAny) {
    if (chance(2))
      set.text += (chance(2) ? " in (" : " not in (") + literal(Kind::kAny) + ", " +
                  of<std::string>({"@domains", "@ips", "@emails", "@hosts"}) + ")";
    return;
  }
  switch (below(10)) {
    case 8:
      if (set.kind != Kind::kDomain) break;
      return resembling(set);
    case 9:
      if (depth < 2) break;
      return expand(set);
    case 0:
    case 1:
    case 2:
    case 3:
      return arrow(set);
    case 4:
    case 5:
      return sharing(set, depth);
    case 6:
      set.text += (chance(2) ? " in " : " not in ") + primary(set.kind, depth > 0 ? 1 : 0);
      return;
    default:
      if (set.kind == Kind::kDomain || set.kind == Kind::kHost)
        set.text += " matching " + of<std::string>({"d*", "*.hosting.*", "d?.example", "*1*", "@hosts"});
      return;
  }
}

/// What members of a set may have in common: one trait, or several in one of three forms.
Writer::Shared Writer::sharedTraits(Kind kind) {
  struct Trait {
    const char* text;
    Kind value;
    bool node = true;  // may be stood for by itself
  };
  static const std::map<Kind, std::vector<Trait>> kTraits = {
      {Kind::kDomain,
       {{"ip", Kind::kIp},
        {"email", Kind::kEmail},
        {"ip", Kind::kIp},
        {"email", Kind::kEmail},
        {"ns", Kind::kHost, false},
        {"mx", Kind::kHost, false},
        {"registrar", Kind::kRegistrar},
        {"org", Kind::kOrg},
        {"every ip", Kind::kIp},
        {"every email", Kind::kEmail},
        {"every country of ip", Kind::kCountry},
        {"ip of fqdn", Kind::kIp},
        {"country of ip", Kind::kCountry},
        {"asn of ip", Kind::kAsn},
        {"provider of email", Kind::kDomain, false},
        {"contact", Kind::kEmail},
        {"ip within /28", Kind::kIp},
        {"every ip within /24", Kind::kIp},
        {"ip within /24, /64", Kind::kIp},
        {"created within 20d", Kind::kDomain, false},
        {"label within 1 edits", Kind::kDomain, false}}},
      {Kind::kHost,
       {{"ip", Kind::kIp},
        {"ns", Kind::kHost, false},
        {"mx", Kind::kHost, false},
        {"apex", Kind::kDomain, false},
        {"every ns", Kind::kHost, false},
        {"ip within /26", Kind::kIp},
        {"country of ip", Kind::kCountry}}},
      {Kind::kIp, {{"country", Kind::kCountry}, {"asn", Kind::kAsn}, {"every country", Kind::kCountry}}},
      {Kind::kEmail, {{"provider", Kind::kDomain, false}}}};
  Shared out;
  const auto found = kTraits.find(kind);
  if (found == kTraits.end()) return out;
  const Trait& first = of(found->second);
  out.text = ties_ && kind == Kind::kDomain && chance(2) ? (chance(3) ? "places" : "ties") : first.text;
  out.value = first.value;
  out.itself = first.node && out.text == first.text;
  if (chance(3) && found->second.size() > 3) {
    std::vector<std::string> texts{out.text};
    for (int i = 0; i < 4 && texts.size() < 3; ++i) {
      const std::string more = of(found->second).text;
      bool fresh = !has(more, "within") && !has(out.text, "within");
      for (const std::string& text : texts)
        fresh = fresh && text != more && "every " + text != more && text != "every " + more;
      if (fresh) texts.push_back(more);
    }
    out.several = texts.size() > 1;
    const int form = below(3);
    if (out.several) out.text = form == 2 ? "at least " + number(static_cast<int>(texts.size())) + " of " : "";
    for (std::size_t i = 0; out.several && i < texts.size(); ++i)
      out.text += (i == 0 ? "" : form == 1 ? " and " : ", ") + texts[i];
  }
  out.derived = has(out.text, "apex") || has(out.text, "provider");
  out.property = has(out.text, "created") || has(out.text, "label");
  return out;
}

void Writer::sharing(Set& set, int depth) {
  const Shared shared = sharedTraits(set.kind);
  if (shared.text.empty()) return;
  const bool whole = set.text == plural(set.kind);
  const bool each_other = chance(8) && !whole;
  std::string with = "each other";
  if (!each_other) {
    const bool itself = shared.itself && !shared.several && chance(6);
    with = itself ? operand(shared.value) : primary(set.kind, depth > 0 ? 1 : 0);
  }
  const bool other = chance(3) && !each_other;
  if (other && whole)
    set.text = "other " + set.text;
  else if (other)
    set.text += " other";
  set.text += " sharing " + shared.text + " with " + with;
  const bool cut = !shared.several && !has(shared.text, "within") && !has(shared.text, "every") &&
                   !has(shared.text, "contact") && !has(shared.text, "ties");
  if (!shared.property)
    set.text += modifiers(shared.value, !shared.derived, cut);
  else if (!has(shared.text, "label") && chance(2))  // nobody saw a label
    set.text += " " + observationModifier();
  const bool explained =
      !shared.property && set.explained && !has(with, "resembling") && !has(with, "created") && !has(with, "label");
  set = {set.text, set.kind};
  set.linked = set.shares = true;
  set.sourced = !shared.derived;
  set.explained = explained;
}

}  // namespace clew::property
