# Language level, warnings, build types and sanitizers, in one place.
option(CLEW_BUILD_TESTS "Build the tests" OFF)
option(CLEW_BUILD_BENCH "Build the benchmarks" OFF)
option(CLEW_FUZZ "Build the fuzz targets against libFuzzer instead of the built-in driver" OFF)
set(CLEW_UNITY OFF CACHE STRING "Files of a room that are compiled at a time: fast from nothing, slow after a change")
set(CLEW_SANITIZE "" CACHE STRING "Sanitizers for every target, as -fsanitize= takes them")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
add_compile_options(-fPIC)  # said alike for libraries and programs: they share precompiled headers

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# project() has put an empty value of a named build type into the cache; a plain variable hides it
set(CMAKE_CXX_FLAGS_DEV "-O1 -g1")
# -O3 costs a fifth of the build and wins nothing that bench/ can see
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# What is installed counts bits and compares times by instructions that processors have since 2013, if this one has them;
# the command says so where they are missing (src/shell/processor.cpp). Products and sums stay apart, so that every
# processor ranks alike.
set(CLEW_ARCH "" CACHE STRING "Processors to build for, as -march takes them; empty: x86-64-v3 where this one is")
if(NOT CLEW_ARCH AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  include(CheckCXXSourceRuns)
  check_cxx_source_runs("int main() { return __builtin_cpu_supports(\"avx2\") && __builtin_cpu_supports(\"bmi\") &&
    __builtin_cpu_supports(\"bmi2\") && __builtin_cpu_supports(\"fma\") ? 0 : 1; }" CLEW_HAS_V3)
  if(CLEW_HAS_V3)
    set(CLEW_ARCH x86-64-v3)
  endif()
endif()
if(CLEW_ARCH)
  string(APPEND CMAKE_CXX_FLAGS_RELEASE " -march=${CLEW_ARCH} -ffp-contract=off")
endif()
set(CMAKE_EXE_LINKER_FLAGS_DEV "" CACHE STRING "")
set(CMAKE_SHARED_LINKER_FLAGS_DEV "" CACHE STRING "")

add_library(clew_options INTERFACE)
target_compile_options(clew_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
                                              -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CLEW_UNITY)
  # of two files with a name each, one hides the other's; that each is right by itself, the builds without it see to
  target_compile_options(clew_options INTERFACE -Wno-shadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(clew_options INTERFACE -Wno-subobject-linkage)
  endif()
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # gcc 12 sees overlaps and overflows that are not there in `"literal" + string` once it optimises (its bug 105329)
  target_compile_options(clew_options INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
                                                -Wno-array-bounds)
endif()
if(CLEW_SANITIZE)
  add_compile_options(-fsanitize=${CLEW_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CLEW_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # gcc 12 reports false overflows and unset values in the standard library once the sanitizers are on
    target_compile_options(clew_options INTERFACE -Wno-error=maybe-uninitialized -Wno-error=stringop-overflow
                                                  -Wno-error=array-bounds -Wno-error=restrict)
  endif()
endif()

# Every room is compiled with the same flags, so that all share one precompiled header (clew_precompiled)
find_package(Threads REQUIRED)
add_compile_options(-pthread)
target_link_libraries(clew_options INTERFACE Threads::Threads)

find_program(CLEW_CCACHE ccache)
if(CLEW_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # without the sloppiness ccache refuses whatever uses a precompiled header
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CLEW_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()
