include(GNUInstallDirs)
install(TARGETS clew RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/clew DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY queries/ DESTINATION ${CMAKE_INSTALL_DATADIR}/clew/queries FILES_MATCHING PATTERN "*.clew")
install(FILES docs/clew.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
# Where each shell looks by itself
install(FILES completions/clew.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME clew)
install(FILES completions/_clew DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/clew.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
