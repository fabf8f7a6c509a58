# usher_room(<name> [WINGS <wing>...] LINKS <libraries>...)
#
# Builds the folder src/<name> as a static library `usher_<name>`, linked only to the rooms that the
# design permits, and its *_test.cpp files (if any) as the test program `<name>_test`.
#
# A room with wings is one static library per wing, `usher_<name>_<wing>`, from the files below a folder
# of that name, and one for the other files, `usher_<name>_common`. A wing links to the common part and
# to the wings named before it, in this room and in the rooms that it links; so WINGS states which wing
# may use which (tools/layers checks the includes). `usher_<name>` is then an interface over all of them.

# Adds a static library with the include path of src/.
function(usher_static_library target)
  cmake_parse_arguments(LIBRARY "" "" "SOURCES;LINKS" ${ARGN})
  if(NOT LIBRARY_SOURCES)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/empty_${target}.cpp "")
    set(LIBRARY_SOURCES ${CMAKE_CURRENT_BINARY_DIR}/empty_${target}.cpp)
  endif()
  add_library(${target} STATIC ${LIBRARY_SOURCES})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC ${LIBRARY_LINKS})
endfunction()

# Sets `out` to the libraries, with each room that has wings replaced by those of its parts that a wing
# may use: the common part and the given wings.
function(usher_wing_links out wings libraries)
  set(links)
  foreach(library IN LISTS libraries)
    if(TARGET ${library}_common)
      list(APPEND links ${library}_common)
      foreach(wing IN LISTS wings)
        if(TARGET ${library}_${wing})
          list(APPEND links ${library}_${wing})
        endif()
      endforeach()
    else()
      list(APPEND links ${library})
    endif()
  endforeach()
  set(${out} ${links} PARENT_SCOPE)
endfunction()

function(usher_room name)
  cmake_parse_arguments(ROOM "" "" "WINGS;LINKS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "(_test|/main/main)\\.cpp$")
  if(ROOM_WINGS)
    set(common ${sources})
    foreach(wing IN LISTS ROOM_WINGS)
      list(FILTER common EXCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${name}/(.*/)?${wing}/")
    endforeach()
    usher_wing_links(links "" "${ROOM_LINKS}")
    usher_static_library(usher_${name}_common SOURCES ${common} LINKS ${links})
    set(allowed)
    add_library(usher_${name} INTERFACE)
    foreach(wing IN LISTS ROOM_WINGS)
      set(wing_sources ${sources})
      list(FILTER wing_sources INCLUDE REGEX "^${CMAKE_CURRENT_SOURCE_DIR}/${name}/(.*/)?${wing}/")
      list(APPEND allowed ${wing})
      set(parts usher_${name} ${ROOM_LINKS})
      usher_wing_links(links "${allowed}" "${parts}")
      list(REMOVE_ITEM links usher_${name}_${wing})
      usher_static_library(usher_${name}_${wing} SOURCES ${wing_sources} LINKS ${links})
      target_link_libraries(usher_${name} INTERFACE usher_${name}_${wing})
      # Larger batches, because a wing's last batch is often small.
      set_target_properties(usher_${name}_${wing} PROPERTIES UNITY_BUILD_BATCH_SIZE 10)
    endforeach()
    set_target_properties(usher_${name}_common PROPERTIES UNITY_BUILD_BATCH_SIZE 10)
  else()
    usher_static_library(usher_${name} SOURCES ${sources} LINKS ${ROOM_LINKS})
  endif()
  if(tests)
    add_executable(${name}_test ${tests})
    target_include_directories(${name}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${name}_test PRIVATE usher_${name} GTest::gtest_main)
    # Tests are compiled more often than they run.
    target_compile_options(${name}_test PRIVATE -O0)
    add_test(NAME ${name} COMMAND ${name}_test)
    # Conformance tests run on PostgreSQL as a separate ctest (tests/CMakeLists.txt).
    set_tests_properties(${name} PROPERTIES TIMEOUT 120 LABELS unit
                         ENVIRONMENT "GTEST_FILTER=-*/Postgres")
  endif()
endfunction()
