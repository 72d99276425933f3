include(GNUInstallDirs)
install(TARGETS clew RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY queries/ DESTINATION ${CMAKE_INSTALL_DATADIR}/clew/queries FILES_MATCHING PATTERN "*.clew")
install(FILES docs/clew.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
# Where each shell looks by itself
install(FILES completions/clew.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME clew)
install(FILES completions/_clew DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/clew.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES editors/clew.tmLanguage.json editors/README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/clew/editors)

# For programs that embed Clew: the headers, all rooms as one library, and what to link with it (`pkg-config --libs
# clew`). The rooms' libraries are put together when they are installed, so that no build waits for it.
install(DIRECTORY include/clew DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
get_property(room_libraries GLOBAL PROPERTY CLEW_ROOM_LIBRARIES)
list(REMOVE_ITEM room_libraries clew_shell)
# The archiver's script takes no blanks in a path: all of them are told from the build folder.
set(merge "CREATE libclew.a\n")
foreach(library ${room_libraries})
  get_target_property(folder ${library} BINARY_DIR)
  file(RELATIVE_PATH folder ${CMAKE_BINARY_DIR} ${folder})
  string(APPEND merge "ADDLIB ${folder}/$<TARGET_FILE_NAME:${library}>\n")
endforeach()
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/libclew.mri CONTENT "${merge}SAVE\nEND\n")
install(CODE "execute_process(COMMAND \"${CMAKE_AR}\" -M INPUT_FILE \"${CMAKE_BINARY_DIR}/libclew.mri\"
                              WORKING_DIRECTORY \"${CMAKE_BINARY_DIR}\" COMMAND_ERROR_IS_FATAL ANY)")
install(FILES ${CMAKE_BINARY_DIR}/libclew.a DESTINATION ${CMAKE_INSTALL_LIBDIR})
set(pkgconfig_folder ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pkgconfig_prefix /${pkgconfig_folder} /)
get_filename_component(antlr4_archive ${ANTLR4_RUNTIME} NAME)
configure_file(cmake/clew.pc.in ${CMAKE_BINARY_DIR}/clew.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/clew.pc DESTINATION ${pkgconfig_folder})
