# clew_embed(TARGET NAMESPACE name=file ...)
#
# Puts files into the program as std::string_view constants: one binary needs nothing beside it. Generates
# embedded.h (namespace clew::NAMESPACE, one `extern const std::string_view kName` each) and the assembler
# behind it, so that a large file costs no compile time.
function(clew_embed target namespace)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/embedded/clew_embedded)
  set(header "#pragma once\n#include <string_view>\nnamespace clew::${namespace} {\n")
  set(source "#include \"clew_embedded/${namespace}.h\"\nextern \"C\" {\n")
  set(body "namespace clew::${namespace} {\n")
  set(asm "")
  set(inputs "")
  foreach(pair ${ARGN})
    string(REGEX MATCH "^([^=]+)=(.+)$" _ ${pair})
    set(name ${CMAKE_MATCH_1})
    get_filename_component(path ${CMAKE_MATCH_2} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
    list(APPEND inputs ${path})
    set(symbol clew_embedded_${namespace}_${name})
    string(APPEND header "extern const std::string_view ${name};\n")
    string(APPEND source "extern const char ${symbol}_begin[];\nextern const char ${symbol}_end[];\n")
    string(APPEND body "const std::string_view ${name}{${symbol}_begin, static_cast<std::size_t>(${symbol}_end - ${symbol}_begin)};\n")
    string(APPEND asm "__asm__(\".section .rodata\\n.balign 16\\n.global ${symbol}_begin\\n${symbol}_begin:\\n.incbin \\\"${path}\\\"\\n.global ${symbol}_end\\n${symbol}_end:\\n.byte 0\\n.previous\\n\");\n")
  endforeach()
  string(APPEND header "}  // namespace clew::${namespace}\n")
  string(APPEND source "}\n${asm}${body}}  // namespace clew::${namespace}\n")
  file(CONFIGURE OUTPUT ${dir}/${namespace}.h CONTENT "${header}" @ONLY)
  file(CONFIGURE OUTPUT ${dir}/${namespace}.cpp CONTENT "${source}" @ONLY)
  # compiled by itself: among others it would not be compiled again when an input changes
  set_source_files_properties(${dir}/${namespace}.cpp PROPERTIES OBJECT_DEPENDS "${inputs}"
                                                                 SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${dir}/${namespace}.cpp)
  target_include_directories(${target} PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/embedded)
endfunction()
