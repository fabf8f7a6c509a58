/// A file that is compiled into the program (cmake/embed.cmake).
#pragma once

#include <span>
#include <string_view>

namespace usher {

struct EmbeddedFile {
  std::string_view path;  ///< relative to the embedded folder, with '/'
  std::string_view text;
};

}  // namespace usher
