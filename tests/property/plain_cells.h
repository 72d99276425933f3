// Cells: their order, their numbers and their texts.
#pragma once

#include <string>
#include <vector>

#include "clew/table.h"

namespace clew::property {

/// Which kind of value it is, in the order of values: nodes, texts, numbers, times, durations, lists, redacted,
/// missing.
int cellRank(const Cell& cell);
/// Below, equal or above 0; values of two kinds go by their kinds.
int compareCells(const Cell& a, const Cell& b);
void sortDistinct(std::vector<Cell>& cells);

double number(const Cell& cell);
Interval span(const Cell& cell);
/// A node's name, a text as it is, else what shownText says.
std::string plainText(const Cell& cell);
/// "domain:a.example", "-" for missing, lists joined by "+".
std::string shownText(const Cell& cell);

/// Shannon's, bits a character.
double entropy(const std::string& text);

}  // namespace clew::property
