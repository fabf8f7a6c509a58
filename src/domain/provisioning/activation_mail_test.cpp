#include "domain/provisioning/activation_mail.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace usher::domain {
namespace {

TEST(ActivationMail, TokensIdentifyTheirMailAndCanNotBeForged) {
  SystemRandom random;
  const KeyRing ring = KeyRing::generate(random);
  const Keys keys(ring, {});
  for (const auto kind :
       {ActivationMailKind::credentials, ActivationMailKind::confirmation,
        ActivationMailKind::reset, ActivationMailKind::moved, ActivationMailKind::alert}) {
    const std::string token =
        activation_mail_token(keys.newest(), {kind, {2'147'483'647}, 1'800'000'000'000});
    EXPECT_LE(token.size(), 45U);
    const auto mail = parse_activation_mail_token(keys, token);
    ASSERT_TRUE(mail) << token;
    EXPECT_EQ(mail->kind, kind);
    EXPECT_EQ(mail->activation.value, 2'147'483'647);
    EXPECT_EQ(mail->number, 1'800'000'000'000);
    for (std::size_t i = 0; i < token.size(); ++i) {
      std::string other = token;
      other[i] = other[i] == '7' ? '8' : '7';
      EXPECT_FALSE(parse_activation_mail_token(keys, other)) << other;
      EXPECT_FALSE(parse_activation_mail_token(keys, token.substr(0, i)));
    }
  }
  for (const char* const odd : {"", "-", "c", "c-1-2", "c-1--x", "--", "c-x-1-abc", "1-2-a-b"}) {
    EXPECT_FALSE(parse_activation_mail_token(keys, odd)) << odd;
  }
}

}  // namespace
}  // namespace usher::domain
