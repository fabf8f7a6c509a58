#include "domain/mailing/mail_token.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

class MailTokenTest : public testing::Test {
 protected:
  SystemRandom random_;
  const KeyRing ring_ = KeyRing::generate(random_);
  const Keys keys_{ring_, {}};
  const MailIdentity mail_{{7}, {12}, "anna@example.com"};
};

TEST_F(MailTokenTest, ThereAndBack) {
  const std::string text = mail_token(ring_.newest(), MailTokenKind::open, mail_);
  const auto token = parse_mail_token(keys_, MailTokenKind::open, text);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->sending.value, 7);
  EXPECT_EQ(token->recipient.value, 12);
  EXPECT_TRUE(token->is_for(keys_, "anna@example.com"));
  EXPECT_FALSE(token->is_for(keys_, "bert@example.com"));  // the number was given again
  EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
}

TEST_F(MailTokenTest, ClicksSayWhereTheyLead) {
  const std::string text = click_token(ring_.newest(), mail_, 5, "https://example.com/a");
  const auto token = parse_mail_token(keys_, MailTokenKind::click, text);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->link, 5);
  EXPECT_TRUE(token->matches_url("https://example.com/a"));
  EXPECT_FALSE(token->matches_url("https://evil.example/"));
}

TEST_F(MailTokenTest, NothingElseIsOne) {
  const std::string text = mail_token(ring_.newest(), MailTokenKind::unsubscribe, mail_);
  EXPECT_FALSE(parse_mail_token(keys_, MailTokenKind::open, text));
  EXPECT_FALSE(parse_mail_token(keys_, MailTokenKind::click, text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = other[i] == '8' ? '9' : '8';
    EXPECT_FALSE(parse_mail_token(keys_, MailTokenKind::unsubscribe, other)) << other;
  }
  for (const std::string& other : {std::string(), text + "8", text.substr(1), "7-12-" + text,
                                   std::string(5000, '1'), std::string("---"), "x" + text}) {
    EXPECT_FALSE(parse_mail_token(keys_, MailTokenKind::unsubscribe, other)) << other;
  }
  SystemRandom random;
  const Keys others(KeyRing::generate(random), {});
  EXPECT_FALSE(parse_mail_token(others, MailTokenKind::unsubscribe, text));
}

TEST_F(MailTokenTest, OldKeysStayGood) {
  const std::string text = mail_token(ring_.newest(), MailTokenKind::message_id, mail_);
  const Keys rotated(ring_.rotated(random_), {});
  const auto token = parse_mail_token(rotated, MailTokenKind::message_id, text);
  ASSERT_TRUE(token);
  EXPECT_TRUE(token->is_for(rotated, "anna@example.com"));
}

}  // namespace
}  // namespace usher::domain
