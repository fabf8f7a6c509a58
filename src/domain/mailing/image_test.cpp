#include "domain/mailing/image.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

using namespace std::literals;

constexpr std::string_view kPng = "\x89PNG\r\n\x1a\nrest"sv;
constexpr std::string_view kImageUrl = "https://usher.example.org:8443";

TEST(ImageType, IsToldByTheFirstBytes) {
  EXPECT_EQ(image_type_of(kPng)->content_type, "image/png");
  EXPECT_EQ(image_type_of("\xff\xd8\xff\xe0rest"sv)->content_type, "image/jpeg");
  EXPECT_EQ(image_type_of("GIF87a...")->content_type, "image/gif");
  EXPECT_EQ(image_type_of("GIF89a...")->content_type, "image/gif");
  EXPECT_EQ(image_type_of("RIFF\x10\0\0\0WEBPVP8 "sv)->content_type, "image/webp");
}

TEST(ImageType, IsNoneForWhatCouldRunOrIsSomethingElse) {
  for (const std::string_view content :
       {""sv, "<svg xmlns='http://www.w3.org/2000/svg'/>"sv, "<html>"sv, "<!DOCTYPE html>"sv,
        "%PDF-1.7"sv, "BM...."sv, "RIFF\x10\0\0\0WAVEfmt "sv, "RIFF"sv, "GIF88a"sv, "\x89PNG"sv,
        " \x89PNG\r\n\x1a\n"sv, "\0\0\1\0ico"sv}) {
    EXPECT_FALSE(image_type_of(content).has_value()) << content;
  }
}

TEST(ImageName, HasTheExtensionOfItsBytesAndNothingToEncode) {
  const auto name = [](std::string_view given) {
    return make_image(0, given, std::string(kPng)).value().address.name;
  };
  EXPECT_EQ(name("Avatar"), "Avatar.png");
  EXPECT_EQ(name("Avatar.png"), "Avatar.png");
  EXPECT_EQ(name("Avatar.JPEG"), "Avatar.png");
  EXPECT_EQ(name("page.html"), "page.html.png");
  EXPECT_EQ(name("../../etc/my photo (1).gif"), "my-photo-1.png");
  EXPECT_EQ(name("C:\\x\\a%2fb?c#d"), "a-2fb-c-d.png");
  EXPECT_EQ(name("\u732b"), "image.png");
  EXPECT_EQ(name(""), "image.png");
  EXPECT_EQ(name(".."), "image.png");
  EXPECT_EQ(name(std::string(300, 'x')), std::string(100, 'x') + ".png");
}

TEST(Image, IsOfASizeThatMailsCanShow) {
  std::string content(kPng);
  content.resize(kMaxImageBytes, 'x');
  EXPECT_TRUE(make_image(0, "a", content).has_value());
  content += 'x';
  EXPECT_FALSE(make_image(0, "a", content).has_value());
}

TEST(ImageAddress, IsReadInEveryFormInWhichItIsGiven) {
  const ImageAddress address{"f0ld3r", "a-b.png"};
  EXPECT_EQ(url_of(address, kImageUrl), "https://usher.example.org:8443/files/f0ld3r/a-b.png");
  EXPECT_EQ(windows_path_of(address, kImageUrl), "usher.example.org:8443\\files\\f0ld3r\\a-b.png");
  for (const std::string& text :
       {url_of(address, kImageUrl), windows_path_of(address, kImageUrl), "/files/f0ld3r/a-b.png"s,
        "files/f0ld3r/a-b.png"s, "http://other\\files/f0ld3r\\a-b.png"s}) {
    EXPECT_EQ(parse_image_address(text), address) << text;
  }
  for (const std::string& text : {""s, "a-b.png"s, "f0ld3r/a-b.png"s, "files/f0ld3r/"s, "files//a"s,
                                  "files/a/b c"s, "files/a/b\0"s, "x/a/b"s, "files/a/b?c"s}) {
    EXPECT_FALSE(parse_image_address(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace usher::domain
