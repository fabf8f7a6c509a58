#include "domain/mailing/embed.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

constexpr std::string_view kUrl = "https://usher.example.org";

std::string embedded(std::string_view html) {
  return embed_images(html, kUrl, [](const ImageAddress& address) {
    return address.name == "gone.png" ? std::nullopt : std::optional(address.name + "@x");
  });
}

TEST(Embed, ImagesOfThisServerAreEmbedded) {
  EXPECT_EQ(embedded("<p><IMG alt=a src=\"https://usher.example.org/files/f0/a.png\" width=1></p>"),
            "<p><IMG alt=a src=\"cid:a.png@x\" width=1></p>");
  EXPECT_EQ(embedded("<img src=https://usher.example.org/files/f0/a.png><img "
                     "src=' https://usher.example.org/files/f0/b.png '>"),
            "<img src=cid:a.png@x><img src='cid:b.png@x'>");
}

TEST(Embed, OtherImagesAreUnchanged) {
  for (const char* const html :
       {"", "<", "<img", "<img src>", "<img src=x>",
        "<p src=https://usher.example.org/files/f0/a.png>",
        "<img src=\"https://usher.example.org/files/f0/gone.png\">",
        "<img src=\"https://usher.example.org.evil.example/files/f0/a.png\">",
        "<img src=\"https://usher.example.org/files/f0/../a.png\">",
        "<img src=\"https://usher.example.org/online/1\">",
        "<!-- <img src=\"https://usher.example.org/files/f0/a.png\"> -->"}) {
    EXPECT_EQ(embedded(html), html);
  }
}

}  // namespace
}  // namespace usher::domain
