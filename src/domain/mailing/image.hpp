/// Images of messages: uploaded by applications, fetched by readers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::domain {

/// The maximum size of one image in bytes.
inline constexpr std::size_t kMaxImageBytes = 5 * 1024 * 1024;
/// The maximum number of images of an account.
inline constexpr std::int64_t kMaxImages = 1000;
/// The maximum size of an account's images in bytes, in total.
inline constexpr std::int64_t kMaxAllImageBytes = 200 * 1024 * 1024;

/// An allowed type of images. Types that may contain scripts are not allowed.
struct ImageType {
  std::string_view content_type;
  std::string_view extension;
};
/// Returns the image type that the first bytes show, nullopt if it is not allowed.
std::optional<ImageType> image_type_of(std::string_view content);

/// The address of an image: two path segments that need no encoding.
struct ImageAddress {
  std::string folder;  ///< random, so that it can't be guessed
  std::string name;
  bool operator==(const ImageAddress&) const = default;
};

struct Image {
  std::int64_t list = 0;  ///< the number of the list that has the image; 0: all lists
  ImageAddress address;
  std::string content_type;
  std::string content;
  TimePoint created_at;
};

/// Makes an image without a folder from an upload. The bytes determine the type and the extension;
/// characters that an address can't contain are replaced in the name.
Result<Image> make_image(std::int64_t list, std::string_view name, std::string content);

inline constexpr std::string_view kImagePath = "/files/";
/// Returns the image's URL: "https://host/files/folder/name".
std::string url_of(const ImageAddress& address, std::string_view public_url);
/// Returns the form that lists of images use: "host\files\folder\name".
std::string windows_path_of(const ImageAddress& address, std::string_view public_url);
/// Parses the result of url_of or windows_path_of. Slashes and backslashes are equivalent; scheme
/// and host may be missing. Returns nullopt if the text is malformed.
std::optional<ImageAddress> parse_image_address(std::string_view text);

}  // namespace usher::domain
