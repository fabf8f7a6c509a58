/// Images of messages: uploaded by applications, fetched by readers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::domain {

inline constexpr std::size_t kMaxImageBytes = 5 * 1024 * 1024;
// Limits of an account.
inline constexpr std::int64_t kMaxImages = 1000;
inline constexpr std::int64_t kMaxAllImageBytes = 200 * 1024 * 1024;

/// An allowed type of images. Types that may contain scripts are not allowed.
struct ImageType {
  std::string_view content_type;
  std::string_view extension;
};
/// Returns the type by the first bytes, nullopt for other files.
std::optional<ImageType> image_type_of(std::string_view content);

/// The address of an image: two path segments that need no encoding.
struct ImageAddress {
  std::string folder;  ///< unguessable
  std::string name;
  bool operator==(const ImageAddress&) const = default;
};

struct Image {
  std::int64_t list = 0;  ///< 0: belongs to all lists
  ImageAddress address;
  std::string content_type;
  std::string content;
  TimePoint created_at;
};

/// Makes an image, still without a folder, from an upload. The bytes determine its type and
/// extension; characters that an address can't contain are replaced in its name.
Result<Image> make_image(std::int64_t list, std::string_view name, std::string content);

inline constexpr std::string_view kImagePath = "/files/";
/// Returns "https://host/files/folder/name".
std::string url_of(const ImageAddress& address, std::string_view public_url);
/// Returns "host\files\folder\name", the form in lists of images.
std::string windows_path_of(const ImageAddress& address, std::string_view public_url);
/// Parses either form, with any slashes, with or without scheme and host.
std::optional<ImageAddress> parse_image_address(std::string_view text);

}  // namespace usher::domain
