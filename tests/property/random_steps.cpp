// Steps along links: arrows, walks of several steps, and names that are alike.
#include <algorithm>

#include "property/random_writer.h"

namespace clew::property {

void Writer::arrow(Set& set) {
  static const std::map<Kind, std::vector<Step>> kSteps = {
      {Kind::kDomain,
       {{"-> ip", Kind::kIp},
        {"-> ip", Kind::kIp},
        {"-> email", Kind::kEmail},
        {"-> ns", Kind::kHost},
        {"-> ns, mx", Kind::kHost},
        {"-> registrar", Kind::kRegistrar},
        {"-> org", Kind::kOrg},
        {"-> fqdn", Kind::kHost},
        {"-> subdomains", Kind::kHost},
        {"<- ns", Kind::kHost},
        {"<- provider", Kind::kEmail},
        {"-> emails", Kind::kEmail}}},
      {Kind::kHost,
       {{"-> ip", Kind::kIp},
        {"-> ns", Kind::kHost},
        {"-> mx", Kind::kHost},
        {"-> apex", Kind::kDomain},
        {"<- ns", Kind::kHost},
        {"<- ns, mx", Kind::kHost},
        {"-> ns, mx", Kind::kHost},
        {"-> hosts via ns", Kind::kHost},
        {"-> domains via ns, mx", Kind::kDomain}}},
      {Kind::kIp,
       {{"-> country", Kind::kCountry},
        {"-> asn", Kind::kAsn},
        {"-> hosts", Kind::kHost},
        {"-> domains", Kind::kDomain},
        {"<- ip", Kind::kHost}}},
      {Kind::kEmail, {{"-> domains", Kind::kDomain}, {"<- email", Kind::kDomain}, {"-> provider", Kind::kDomain}}},
      {Kind::kRegistrar, {{"-> domains", Kind::kDomain}, {"<- registrar", Kind::kDomain}}},
      {Kind::kOrg, {{"-> domains", Kind::kDomain}}},
      {Kind::kCountry, {{"-> ips", Kind::kIp}}},
      {Kind::kAsn, {{"-> ips", Kind::kIp}}}};
  const auto found = kSteps.find(set.kind);
  if (found == kSteps.end()) return;
  const Step& next = of(found->second);
  const std::string text = next.text;
  const bool back = text[0] == '<' || text == "-> hosts" || text == "-> domains";
  set.text += " " + text + modifiers(back ? set.kind : next.to, false, true);
  const bool explained = set.explained;
  set = {set.text, next.to};
  set.linked = set.sourced = true;
  set.explained = explained;
}

/// Relations of `via` over which a walk can begin at the one kind and end at the other.
std::string Writer::via(Kind from, Kind to) {
  static const std::map<Kind, std::vector<std::string>> kRelations = {
      {Kind::kDomain, {"ip", "email", "ns", "registrar", "org"}},
      {Kind::kHost, {"ip", "ns", "mx"}},
      {Kind::kIp, {"ip", "country", "asn"}},
      {Kind::kEmail, {"email", "provider"}},
      {Kind::kRegistrar, {"registrar"}},
      {Kind::kOrg, {"org"}},
      {Kind::kCountry, {"country"}},
      {Kind::kAsn, {"asn"}}};
  static const std::map<Kind, std::vector<std::string>> kToHosts = {{Kind::kDomain, {}},
                                                                    {Kind::kHost, {"ip"}},
                                                                    {Kind::kIp, {"ip"}},
                                                                    {Kind::kEmail, {"email"}},
                                                                    {Kind::kCountry, {"country", "ip"}}};
  std::vector<std::string> chosen{of(kRelations.at(from))};
  const auto add = [&](const std::string& one) {
    if (std::find(chosen.begin(), chosen.end(), one) == chosen.end()) chosen.push_back(one);
  };
  add(of(kRelations.at(to)));
  for (const Kind end : {from, to}) {  // domains are where ways meet
    if (from == to) break;
    for (const std::string& one : kToHosts.at(end)) add(one);
  }
  if (chance(2)) add(of<std::string>({"ip", "email", "ns", "apex", "provider"}));
  std::string out;
  for (const std::string& one : chosen) out += (out.empty() ? " via " : ", ") + one;
  return out;
}

void Writer::expand(Set& set) {
  const bool fully = chance(4);
  set.text += fully ? " expand fully" : " expand " + std::to_string(1 + below(2)) + " hops";
  if (fully || !chance(5)) set.text += via(set.kind, set.kind);
  set.text += modifiers(Kind::kIp, false, true);
  const bool explained = set.explained;
  const bool sourced = set.sourced || !set.linked;  // where the walk begins links stay as they are
  set = {set.text, Kind::kAny};
  set.linked = set.hops = true;
  set.sourced = sourced;
  set.explained = explained;
}

void Writer::resembling(Set& set) {
  set.text += " resembling " +
              (chance(3) ? of<std::string>({"d7.test", "(hosting.example, nobody0.example)"}) : operand(set.kind));
  if (chance(3)) set.text += " within " + of<std::string>({"1 edit", "2 edits", "3 edits"});
  set = {set.text, set.kind};
  set.linked = set.likeness = true;
  set.explained = false;
}

Writer::Set Writer::path() {
  const Kind from = of<Kind>({Kind::kDomain, Kind::kDomain, Kind::kHost, Kind::kIp, Kind::kEmail});
  const Kind to = of<Kind>({Kind::kDomain, Kind::kDomain, Kind::kHost, Kind::kIp, Kind::kEmail, Kind::kCountry});
  const bool all = chance(2), by_rarity = chance(3);
  Set out{all ? "paths" : "path", Kind::kAny};
  out.text += " from " + operand(from) + " to " + operand(to) + " within " +
              std::to_string(from == to ? 1 + below(4) : 3 + below(by_rarity ? 1 : 2)) + " hops";
  if (!chance(6)) out.text += via(from, to);
  out.text += modifiers(Kind::kIp, false, false);
  if (by_rarity) out.text += " by rarity";
  if (by_rarity && all) out.text += " | take " + number(4);
  out.linked = out.sourced = out.hops = out.chains = true;
  return out;
}

}  // namespace clew::property
