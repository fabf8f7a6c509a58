# usher_room(<name> LINKS <libraries>...)
#
# One folder of src/ as a static library `usher_<name>`, linked only to what the design lets it
# include, and its *_test.cpp files (if any) as the test program `<name>_test`.
function(usher_room name)
  cmake_parse_arguments(ROOM "" "" "LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|/main/main)\\.cpp$")
  if(NOT sources)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty_${name}.cpp "")
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty_${name}.cpp)
  endif()
  add_library(usher_${name} STATIC ${sources})
  target_include_directories(usher_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(usher_${name} PUBLIC ${ROOM_LINKS})
  if(tests)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${name}_test PRIVATE usher_${name} GTest::gtest_main)
    # Tests, and what is never hot, are compiled more often than their time is felt.
    target_compile_options(${name}_test PRIVATE -O0)
    add_test(NAME ${name} COMMAND ${name}_test)
    # What has to hold on every database is a test of its own on PostgreSQL (tests/CMakeLists.txt).
    set_tests_properties(${name} PROPERTIES TIMEOUT 120 LABELS unit
                         ENVIRONMENT "GTEST_FILTER=-*/Postgres")
  endif()
endfunction()
