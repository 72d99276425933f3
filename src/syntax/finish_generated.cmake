# cmake -P finish_generated.cmake lexer|parser DIR
#
# What the generator leaves undone. It builds and checks its tables before main() in every program that links them, also in
# one that never parses: here they are built by the first lexer or parser, unchecked. And it names token types only in headers that
# bring the whole ANTLR runtime along: token_types.h has the bare numbers.
set(kind ${CMAKE_ARGV3})
set(dir ${CMAKE_ARGV4})
if(kind STREQUAL lexer)
  set(class ClewLexer)
else()
  set(class ClewParser)
endif()

file(READ ${dir}/${class}.cpp code)
string(REPLACE "${class}::Initializer ${class}::_init;" "" lazy "${code}")
string(REGEX REPLACE "(\n${class}::${class}\\([^)]*\\) : [A-Za-z]+\\(input\\) {\n)" "\\1  static const Initializer first_use;\n  (void)first_use;\n" lazy "${lazy}")
string(REPLACE "atn::ATNDeserializer deserializer;" "atn::ATNDeserializationOptions options;
  options.setVerifyATN(false);  // the generator has checked its own tables
  atn::ATNDeserializer deserializer(options);" lazy "${lazy}")
if(NOT lazy MATCHES "setVerifyATN" OR NOT lazy MATCHES "first_use" OR lazy MATCHES "::_init;")
  message(FATAL_ERROR "${class}.cpp does not look as expected: was another version of ANTLR used?")
endif()
file(WRITE ${dir}/${class}.cpp "${lazy}")

if(kind STREQUAL lexer)
  file(STRINGS ${dir}/ClewLexer.tokens lines)
  set(numbers "")
  set(spellings "")
  set(greatest 0)
  set(reserved_first AFTER)
  set(soft_last YESTERDAY)
  set(is_keyword FALSE)
  foreach(line IN LISTS lines)
    if(line MATCHES "^([A-Z_]+)=([0-9]+)$")
      set(name ${CMAKE_MATCH_1})
      set(number ${CMAKE_MATCH_2})
      string(APPEND numbers "inline constexpr int ${name} = ${number};\n")
      if(number GREATER greatest)
        set(greatest ${number})
      endif()
      if(name STREQUAL reserved_first)
        set(is_keyword TRUE)
      endif()
      if(is_keyword)
        string(REPLACE "_WORD" "" spelling ${name})
        string(TOLOWER ${spelling} spelling)
        list(APPEND spellings "    {\"${spelling}\", ${number}},")
      endif()
      if(name STREQUAL soft_last)
        set(is_keyword FALSE)
      endif()
    endif()
  endforeach()
  list(SORT spellings)
  string(REPLACE ";" "\n" spellings "${spellings}")
  file(WRITE ${dir}/token_types.h "// Made from ClewLexer.tokens.
#pragma once
#include <string_view>
namespace clew::syntax::tok {
${numbers}inline constexpr int kGreatest = ${greatest};
struct Spelling {
  std::string_view text;
  int type;
};
inline constexpr Spelling kKeywords[] = {  // sorted
${spellings}
};
}  // namespace clew::syntax::tok
")
endif()
