/// Embeds images in a mail, so that readers do not fetch them from this server (RFC 2387, RFC
/// 2392). Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/mailing/image.hpp"

namespace usher::domain {

/// A function that returns the content id of an image, nullopt if the image stays a link.
using ContentIdOf = std::function<std::optional<std::string>(const ImageAddress&)>;

/// Replaces the addresses of this server's images in `img` tags by "cid:…". Calls `content_id_of`
/// once for each occurrence.
std::string embed_images(std::string_view html, std::string_view public_url,
                         const ContentIdOf& content_id_of);

}  // namespace usher::domain
