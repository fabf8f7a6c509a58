#include "base/key_ring.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.hpp"
#include "support/temporary_folder.hpp"

namespace usher {
namespace {

class KeyRingTest : public testing::Test {
 protected:
  test::TemporaryFolder folder_;
  SystemRandom random_;
  std::filesystem::path file_ = folder_.path() / "usher.key";
};

TEST_F(KeyRingTest, SurvivesItsFile) {
  const KeyRing made = KeyRing::generate(random_);
  create_key_ring(file_, made);
  struct stat status {};
  ASSERT_EQ(stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  const auto read = read_key_ring(file_);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->newest().id(), made.newest().id());
  EXPECT_EQ(read->newest().fingerprint(), made.newest().fingerprint());
}

TEST_F(KeyRingTest, IsNeverOverwritten) {
  create_key_ring(file_, KeyRing::generate(random_));
  const auto before = read_file(file_);
  EXPECT_THROW(create_key_ring(file_, KeyRing::generate(random_)), ConfigurationError);
  EXPECT_EQ(read_file(file_), before);
}

TEST_F(KeyRingTest, RotationPutsTheNewKeyFirstAndKeepsTheOld) {
  const KeyRing before = KeyRing::generate(random_);
  const KeyRing after = before.rotated(random_);
  EXPECT_EQ(after.keys().size(), 2U);
  EXPECT_NE(after.newest().id(), before.newest().id());
  ASSERT_NE(after.find(before.newest().id()), nullptr);
  EXPECT_EQ(after.find(before.newest().id())->fingerprint(), before.newest().fingerprint());
}

TEST_F(KeyRingTest, PurposesNeverGiveTheSameValue) {
  const KeyRing ring = KeyRing::generate(random_);
  const Key& key = ring.newest();
  EXPECT_NE(key.mac(KeyPurpose::password, "x"), key.mac(KeyPurpose::status_hash, "x"));
  EXPECT_NE(key.mac(KeyPurpose::message_id, "x"), key.mac(KeyPurpose::confirm_link, "x"));
}

TEST_F(KeyRingTest, ErrorsNameTheLineAndNotTheKey) {
  const auto twice = KeyRing::parse(
      "# note\na AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
      "a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("line 3"), std::string::npos);
  for (const char* bad : {"", "# only a note\n", "a\n", "a short\n", "a b c\n"}) {
    const auto ring = KeyRing::parse(bad);
    EXPECT_FALSE(ring) << bad;
  }
}

TEST_F(KeyRingTest, ARunningProcessFollowsRotation) {
  const KeyRing before = KeyRing::generate(random_);
  create_key_ring(file_, before);
  const Keys keys(before, file_);
  const KeyRing after = before.rotated(random_);
  replace_key_ring(file_, after);
  EXPECT_EQ(keys.get(after.newest().id()).fingerprint(), after.newest().fingerprint());
  EXPECT_EQ(keys.newest().id(), after.newest().id());
  EXPECT_THROW(keys.get("unheard-of"), Unavailable);
}

}  // namespace
}  // namespace usher
