// Built for every processor, and run before anything else of the command: says what is wrong where the rest was built
// for a newer one, instead of ending by a signal.
#include <unistd.h>

#include <cstring>

namespace {

#if defined(CLEW_NEEDS_V3) && defined(__x86_64__)
__attribute__((constructor(101))) void checkProcessor() {
  __builtin_cpu_init();  // else nobody has asked the processor yet
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")) return;
  static const char kText[] =
      "clew: error: this program was built for processors with AVX2 and BMI2, which this one lacks\n"
      "      help: build it here, or with cmake -DCLEW_ARCH=x86-64\n";
  (void)!::write(STDERR_FILENO, kText, std::strlen(kText));
  ::_exit(1);
}
#endif

}  // namespace
