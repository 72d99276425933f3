#include "shell/shell.h"

int main(int argc, char** argv) {
  return clew::shell::runShell({argv + (argc > 0 ? 1 : 0), argv + argc});
}
