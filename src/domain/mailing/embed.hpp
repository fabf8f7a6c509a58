/// Images that go along with a mail instead of being fetched from us (RFC 2387, RFC 2392). Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/mailing/image.hpp"

namespace usher::domain {

/// The id of an image's part; nothing for one that stays where it is.
using ContentIdOf = std::function<std::optional<std::string>(const ImageAddress&)>;

/// The HTML with "cid:…" for the addresses of our own images that its `img` tags show. Each address
/// is asked for once for every time that it stands there.
std::string embed_images(std::string_view html, std::string_view public_url,
                         const ContentIdOf& content_id_of);

}  // namespace usher::domain
