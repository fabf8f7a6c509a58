#include "mail/capture_mailer.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "base/file.hpp"
#include "mail/blocking_mailer.hpp"

namespace usher::mail {
namespace {

std::string mail_with_id(const std::string& id) {
  return "From: a@b.c\r\nmessage-id: " + id + "\r\nSubject: x\r\n\r\nMessage-ID: <no@body>\r\n";
}

class CaptureMailerTest : public testing::Test {
 protected:
  CaptureMailerTest() {
    char name[] = "/tmp/usher-capture-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~CaptureMailerTest() override { std::filesystem::remove_all(folder_); }

  static unsigned mode_of(const std::filesystem::path& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
  }

  std::filesystem::path folder_;
};

TEST_F(CaptureMailerTest, WritesPrivateFiles) {
  const std::filesystem::path folder = folder_ / "deep" / "mails";
  BlockingMailer mailer({.url = "capture:" + folder.string()});
  EXPECT_EQ(mode_of(folder), 0700U);
  EXPECT_EQ(mailer.probe(Duration(1)).outcome, SendOutcome::accepted);
  const std::string mail = mail_with_id("<k3j9@example.com>");
  EXPECT_EQ(mailer.send({"a@b.c", "d@e.f"}, mail, Duration(1)).outcome, SendOutcome::accepted);
  EXPECT_EQ(mailer.send({"a@b.c", "d@e.f"}, mail, Duration(1)).outcome, SendOutcome::accepted);
  EXPECT_EQ(read_file(folder / "k3j9@example.com.eml"), mail);
  EXPECT_EQ(mode_of(folder / "k3j9@example.com.eml"), 0600U);
  std::filesystem::directory_iterator files(folder);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(CaptureMailerTest, BrokenFolderIsRelayDown) {
  const std::filesystem::path folder = folder_ / "mails";
  BlockingMailer mailer({.url = "capture:" + folder.string()});
  std::filesystem::remove_all(folder);
  EXPECT_EQ(mailer.send({"a@b.c", "d@e.f"}, mail_with_id("<a@b>"), Duration(1)).outcome,
            SendOutcome::relay_unavailable);
  EXPECT_EQ(mailer.probe(Duration(1)).outcome, SendOutcome::relay_unavailable);
}

TEST_F(CaptureMailerTest, FolderMustBeAFolder) {
  replace_file(folder_ / "file", "x");
  EXPECT_THROW(BlockingMailer({.url = "capture:" + (folder_ / "file").string()}),
               ConfigurationError);
  EXPECT_THROW(BlockingMailer({.url = "capture:"}), ConfigurationError);
}

TEST(CaptureFileName, IsSafeAndDistinct) {
  EXPECT_EQ(capture_file_name(mail_with_id("<a-b_c.d@E.f>")), "a-b_c.d@E.f.eml");
  const std::string climbing = capture_file_name(mail_with_id("<../../etc/passwd>"));
  EXPECT_EQ(climbing.find('/'), std::string::npos);
  EXPECT_FALSE(climbing.starts_with('.'));
  EXPECT_NE(capture_file_name(mail_with_id("<a/b@c>")), capture_file_name(mail_with_id("<ab@c>")));
  EXPECT_LT(capture_file_name(mail_with_id("<" + std::string(900, 'x') + ">")).size(), 210U);
  const std::string without = capture_file_name("Subject: x\r\n\r\nMessage-ID: <no@body>\r\n");
  EXPECT_EQ(without.size(), 36U);
}

}  // namespace
}  // namespace usher::mail
