// Writes the saved answers of the spam portfolio: `spam_portfolio_generate FOLDER`.
//
// The data is made up to match the figures of "Insights Into an Active Spam Domain Portfolio" (2022); README.md says
// what is the report's and what is not. The same program writes the same bytes everywhere.
#include <cstdio>
#include <exception>

#include "answers.h"
#include "story.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: spam_portfolio_generate FOLDER\n", stderr);
    return 2;
  }
  try {
    portfolio::writeAnswers(portfolio::tell(), argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "spam_portfolio_generate: %s\n", error.what());
    return 1;
  }
  return 0;
}
