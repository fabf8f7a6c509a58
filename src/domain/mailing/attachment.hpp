/// Attachments of messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "domain/mailing/message.hpp"

namespace usher::domain {

inline constexpr int kAttachmentSlots = 5;
inline constexpr std::int64_t kMaxAttachmentBytes =
    5 * 1024 * 1024;                              ///< the limit of one message, in total
inline constexpr std::size_t kMaxFileName = 255;  ///< characters

/// An attached file. Lists of attachments leave `content` empty.
struct Attachment {
  MessageId message;
  int slot = 0;  ///< 1 to kAttachmentSlots
  std::string name;
  std::string content;
};

/// Returns a file's name without folders. Refuses names that are unsafe in a mail's header or as a
/// file name.
Result<std::string> check_file_name(std::string_view name);

/// Decodes an upload. Strict: the Base64 must be padded and have no line breaks.
Result<std::string> decode_upload(std::string_view base64);

}  // namespace usher::domain
