/// Images that messages show: uploaded by applications, fetched by whoever reads a message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace usher::domain {

inline constexpr std::size_t kMaxImageBytes = 5 * 1024 * 1024;
// Of one account.
inline constexpr std::int64_t kMaxImages = 1000;
inline constexpr std::int64_t kMaxAllImageBytes = 200 * 1024 * 1024;

/// Only what a browser can't be made to run.
struct ImageType {
  std::string_view content_type;
  std::string_view extension;
};
/// By its first bytes; nothing for everything else.
std::optional<ImageType> image_type_of(std::string_view content);

/// Where an image is served: two segments of a path that need no encoding.
struct ImageAddress {
  std::string folder;  ///< that nobody guesses
  std::string name;
  bool operator==(const ImageAddress&) const = default;
};

struct Image {
  std::int64_t list = 0;  ///< 0: of all lists
  ImageAddress address;
  std::string content_type;
  std::string content;
  TimePoint created_at;
};

/// From an upload, without a folder: its type and the extension that goes with it come from its
/// bytes, and its name keeps only what an address can have.
Result<Image> make_image(std::int64_t list, std::string_view name, std::string content);

inline constexpr std::string_view kImagePath = "/files/";
/// "https://host/files/folder/name".
std::string url_of(const ImageAddress& address, std::string_view public_url);
/// "host\files\folder\name": as a list's images are told.
std::string windows_path_of(const ImageAddress& address, std::string_view public_url);
/// The address in either of them, with any mixture of slashes, with or without scheme and host.
std::optional<ImageAddress> parse_image_address(std::string_view text);

}  // namespace usher::domain
