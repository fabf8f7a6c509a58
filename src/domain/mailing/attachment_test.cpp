#include "domain/mailing/attachment.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TEST(FileName, HasNoFolders) {
  for (const char* given :
       {"a b.txt", "12/a b.txt", "C:\\x\\a b.txt", "../../a b.txt", " a b.txt "}) {
    EXPECT_EQ(check_file_name(given).value(), "a b.txt") << given;
  }
}

TEST(FileName, MustBeValid) {
  for (const char* given : {"", " ", ".", "..", "a/", "a/..", "a\r\nb.txt", "a\x7f"}) {
    EXPECT_FALSE(check_file_name(given).has_value()) << given;
  }
  EXPECT_TRUE(check_file_name(std::string(255, 'x')).has_value());
  EXPECT_FALSE(check_file_name(std::string(256, 'x')).has_value());
}

TEST(Upload, IsStrictBase64) {
  EXPECT_EQ(decode_upload("Zm9v").value(), "foo");
  for (const char* bad : {"", "Zm9v\r\nZm9v", "Zm9v\n", "Zg", "data:image/png;base64,Zm9v"}) {
    EXPECT_FALSE(decode_upload(bad).has_value()) << bad;
  }
}

}  // namespace
}  // namespace usher::domain
