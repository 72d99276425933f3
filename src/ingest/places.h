// Places by number: what one table says of them, for another that states their numbers alone. One run of ingest has one
// of these, which the readers of the first kind fill and those of the second ask.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

namespace clew::ingest {

/// Keeps two million of them at most. Used by one thread.
class Places {
 public:
  struct Place {
    std::string country, region, city;  // texts as they came; empty: the table does not say
  };

  /// What was said first of a number stays, unless the new word is preferred. False when there are too many.
  bool add(std::uint32_t number, Place place, bool preferred) {
    if (places_.size() >= kMost && !places_.contains(number)) return false;
    const auto [at, fresh] = places_.try_emplace(number, std::move(place));
    if (!fresh && preferred) at->second = std::move(place);
    return true;
  }
  /// Null when nothing is said of it. Valid until the next add().
  const Place* find(std::uint32_t number) const {
    const auto found = places_.find(number);
    return found == places_.end() ? nullptr : &found->second;
  }
  std::size_t size() const { return places_.size(); }

 private:
  static constexpr std::size_t kMost = 2'000'000;
  std::unordered_map<std::uint32_t, Place> places_;
};

}  // namespace clew::ingest
