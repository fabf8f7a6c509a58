/// Attachments of messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/mailing/message.hpp"

namespace usher::domain {

inline constexpr int kAttachmentSlots = 5;
/// The maximum size of a message's attachments in bytes, in total.
inline constexpr std::int64_t kMaxAttachmentBytes = 5 * 1024 * 1024;
inline constexpr std::size_t kMaxFileName = 255;  ///< the maximum length in characters

/// An attached file. Lists of attachments leave `content` empty.
struct Attachment {
  MessageId message;
  int slot = 0;  ///< 1 to kAttachmentSlots
  std::string name;
  std::string content;
};

/// Returns a file's name without folders. Returns `invalid` if the name is unsafe in a mail's
/// header or as a file name.
Result<std::string> check_file_name(std::string_view name);

/// Decodes an uploaded file. Returns `invalid` unless the Base64 is padded and has no line breaks.
Result<std::string> decode_upload(std::string_view base64);

}  // namespace usher::domain
