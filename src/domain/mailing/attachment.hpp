/// Files that go along with a message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/mailing/message.hpp"

namespace usher::domain {

inline constexpr int kAttachmentSlots = 5;
inline constexpr std::int64_t kMaxAttachmentBytes = 5 * 1024 * 1024;  ///< of one message
inline constexpr std::size_t kMaxFileName = 255;                      ///< characters

/// One file; what lists of them say has no content.
struct Attachment {
  MessageId message;
  int slot = 0;  ///< 1 to kAttachmentSlots
  std::string name;
  std::string content;
};

/// A file's name without the folders in front of it. It becomes part of a mail's header and of
/// paths on people's computers.
Result<std::string> check_file_name(std::string_view name);

/// The bytes that an upload has as Base64: strict, so without line breaks.
Result<std::string> decode_upload(std::string_view base64);

}  // namespace usher::domain
