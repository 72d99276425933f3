// One callable of several, for std::visit: `std::visit(Overloaded{[](int) {...}, [](double) {...}}, value)`.
#pragma once

namespace clew {

template <typename... Calls>
struct Overloaded : Calls... {
  using Calls::operator()...;
};
template <typename... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>;

}  // namespace clew
