# clew_precompiled(TARGET [HEADER...])
#
# The standard headers that nearly every file includes, read once for all targets: a third of the time of a build. Files
# still include what they use; CMAKE_DISABLE_PRECOMPILE_HEADERS=ON shows where one does not. Called with HEADERs, the
# target gets a precompiled header of its own, of these as well, for others of its kind to share.
set(CLEW_STANDARD_HEADERS
    <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string>
    <string_view> <tuple> <unordered_map> <utility> <variant> <vector> <fmt/format.h>)
function(clew_precompiled target)
  if(ARGN)
    target_precompile_headers(${target} PRIVATE ${CLEW_STANDARD_HEADERS} ${ARGN})
  elseif(TARGET clew_common AND NOT target STREQUAL "clew_common")
    target_precompile_headers(${target} REUSE_FROM clew_common)
  else()
    target_precompile_headers(${target} PRIVATE ${CLEW_STANDARD_HEADERS})
  endif()
endfunction()

# clew_room(NAME [ROOMS room...] [LIBS lib...] [SOURCES file...])
#
# A room is one static library, clew_NAME, made of every .cpp below its folder. ROOMS are the rooms below it that
# it may include (their headers come along), LIBS the outside libraries that it alone uses.
#
# With CLEW_UNITY the files of a room, or of a test program, are compiled so many at a time, so that what they include is
# read once for all of them: a third of the work of a build from nothing, and more for one after a small change. Hence
# files of a room may not have two things of one name without a name of their own around them (a reader's: `namespace
# shodan`); what a room excepts stays by itself.
function(clew_unity target)
  if(NOT CLEW_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${CLEW_UNITY})
endfunction()

function(clew_room name)
  cmake_parse_arguments(ARG "" "" "ROOMS;LIBS;SOURCES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(main|processor)\\.cpp$")
  if(NOT sources AND NOT ARG_SOURCES)
    add_library(clew_${name} INTERFACE)
    target_include_directories(clew_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
    list(TRANSFORM ARG_ROOMS PREPEND clew_)
    target_link_libraries(clew_${name} INTERFACE ${ARG_ROOMS})
    return()
  endif()
  add_library(clew_${name} STATIC ${sources} ${ARG_SOURCES})
  target_include_directories(clew_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)
  list(TRANSFORM ARG_ROOMS PREPEND clew_)
  target_link_libraries(clew_${name} PUBLIC ${ARG_ROOMS} PRIVATE clew_options ${ARG_LIBS})
  set_property(GLOBAL APPEND PROPERTY CLEW_ROOM_LIBRARIES clew_${name})
  clew_precompiled(clew_${name})
  clew_unity(clew_${name})
endfunction()
