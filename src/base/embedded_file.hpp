/// A text file that was built into the program (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace usher {

struct EmbeddedFile {
  std::string_view path;  ///< below the folder it was embedded from, with '/'
  std::string_view text;
};

}  // namespace usher
