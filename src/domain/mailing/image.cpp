#include "domain/mailing/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace usher::domain {
namespace {

using namespace std::literals;

constexpr std::size_t kMaxImageName = 100;

struct Signature {
  std::string_view bytes;
  ImageType type;
};
constexpr std::array<Signature, 4> kSignatures = {{
    {"\x89PNG\r\n\x1a\n"sv, {"image/png", ".png"}},
    {"\xff\xd8\xff"sv, {"image/jpeg", ".jpg"}},
    {"GIF87a"sv, {"image/gif", ".gif"}},
    {"GIF89a"sv, {"image/gif", ".gif"}},
}};

constexpr std::array<std::string_view, 6> kExtensions = {".png", ".jpg",  ".jpeg",
                                                         ".gif", ".webp", ".jpe"};

/// Returns whether an address may contain `c` unencoded (RFC 3986, 2.3).
bool is_plain(char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.'; }

bool is_segment(std::string_view text) {
  return !text.empty() && text.size() <= 2 * kMaxImageName &&
         std::all_of(text.begin(), text.end(), is_plain);
}

/// Returns the name without folders and image extension, reduced to plain characters.
std::string stem_of(std::string_view name) {
  const std::size_t separator = name.find_last_of("/\\");
  if (separator != std::string_view::npos) name.remove_prefix(separator + 1);
  for (const std::string_view extension : kExtensions) {
    if (!ascii_lower(name).ends_with(extension)) continue;
    name.remove_suffix(extension.size());
    break;
  }
  std::string out;
  for (const char c : name) {
    const char plain = is_plain(c) ? c : '-';
    if (plain == '-' && (out.empty() || out.back() == '-')) continue;
    if (plain == '.' && out.empty()) continue;
    out += plain;
  }
  out.resize(std::min(out.size(), kMaxImageName));
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  return out.empty() ? "image" : out;
}

/// Removes and returns the segment after the last slash.
std::string_view last_segment(std::string_view& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  const std::string_view out = path.substr(slash + 1);
  path.remove_suffix(out.size() + 1);
  return out;
}

}  // namespace

std::optional<ImageType> image_type_of(std::string_view content) {
  for (const Signature& signature : kSignatures) {
    if (content.starts_with(signature.bytes)) return signature.type;
  }
  // A WebP file begins with "RIFF", four bytes for the length of the file, and "WEBP".
  if (content.starts_with("RIFF") && content.size() > 12 && content.substr(8, 4) == "WEBP") {
    return ImageType{"image/webp", ".webp"};
  }
  return std::nullopt;
}

Result<Image> make_image(std::int64_t list, std::string_view name, std::string content) {
  if (content.size() > kMaxImageBytes) {
    return Error{Errc::invalid,
                 fmt::format("An image must have at most {} bytes.", kMaxImageBytes)};
  }
  const auto type = image_type_of(content);
  if (!type) return Error{Errc::invalid, "An image must be a PNG, JPEG, GIF or WebP file."};
  Image out;
  out.list = list;
  out.address.name = stem_of(name).append(type->extension);
  out.content_type = type->content_type;
  out.content = std::move(content);
  return out;
}

std::string url_of(const ImageAddress& address, std::string_view public_url) {
  return fmt::format("{}{}{}/{}", public_url, kImagePath, address.folder, address.name);
}

std::string windows_path_of(const ImageAddress& address, std::string_view public_url) {
  std::string out = url_of(address, public_url);
  if (const std::size_t scheme = out.find("://"); scheme != std::string::npos) {
    out.erase(0, scheme + 3);
  }
  std::replace(out.begin(), out.end(), '/', '\\');
  return out;
}

std::optional<ImageAddress> parse_image_address(std::string_view text) {
  std::string path = '/' + std::string(trim(text));
  std::replace(path.begin(), path.end(), '\\', '/');
  std::string_view rest = path;
  const std::string_view name = last_segment(rest);
  const std::string_view folder = last_segment(rest);
  if (!is_segment(name) || !is_segment(folder) || !ascii_iequals(last_segment(rest), "files")) {
    return std::nullopt;
  }
  return ImageAddress{std::string(folder), std::string(name)};
}

}  // namespace usher::domain
