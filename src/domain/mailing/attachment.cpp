#include "domain/mailing/attachment.hpp"

#include <fmt/format.h>

#include "base/encoding.hpp"
#include "base/text.hpp"

namespace usher::domain {

Result<std::string> check_file_name(std::string_view name) {
  name = trim(name);
  const std::size_t separator = name.find_last_of("/\\");
  if (separator != std::string_view::npos) name = trim(name.substr(separator + 1));
  if (name.empty() || name == "." || name == ".." || has_control_characters(name) ||
      count_characters(name) > kMaxFileName) {
    return Error{Errc::invalid,
                 fmt::format("Name takes a file's name of up to {} characters.", kMaxFileName)};
  }
  return std::string(name);
}

Result<std::string> decode_upload(std::string_view base64) {
  auto bytes = from_base64(base64);
  if (bytes && !bytes->empty()) return std::move(*bytes);
  return Error{Errc::invalid, "Base64Data takes a file as Base64, padded and without line breaks."};
}

}  // namespace usher::domain
