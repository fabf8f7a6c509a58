#include "service/staff/application.hpp"

#include <gtest/gtest.h>

#include "service/provisioning/client_authentication.hpp"
#include "support/test_service.hpp"

namespace usher::service {
namespace {

class ApplicationTest : public test::TestService {
 protected:
  bool is_valid(const Secret& secret) {
    return test::in_transaction(store_, [&](store::WriteTx& tx) {
      return authenticate_client(tx, {credentials_.client_id, secret}).has_value();
    });
  }
  Secret rotate(Duration overlap) {
    const SecretRotation rotation{credentials_.client_id, overlap};
    return store_.call<&rotate_client_secret>(tools_, rotation)->secret;
  }
  Result<IssuedSecret> enter(const std::string& name, const std::string& contact) {
    NewApplication application;
    application.name = name;
    application.contact = contact;
    return store_.call<&service::register_application>(tools_, application);
  }

  const ApplicationTools tools_{store_.random};
};

TEST_F(ApplicationTest, ANewApplicationMayNotProvision) {
  const auto issued = enter(" Shop ", "Dev@Example.com");
  ASSERT_TRUE(issued);
  EXPECT_FALSE(issued->application.enabled);
  EXPECT_EQ(issued->application.name, "Shop");
  EXPECT_EQ(issued->application.contact, "Dev@example.com");
  EXPECT_EQ(issued->application.client_id.size(), 36U);
  EXPECT_GE(issued->secret.reveal().size(), 26U);
}

TEST_F(ApplicationTest, TheInputOfStaffIsChecked) {
  EXPECT_FALSE(enter("", "dev@example.com"));
  EXPECT_FALSE(enter("Shop", "unknown"));
  EXPECT_FALSE(enter("Shop\n", "a\r\nb@example.com"));
}

TEST_F(ApplicationTest, TheFormerSecretIsValidForTheOverlap) {
  const Secret old = credentials_.secret;
  const Secret fresh = rotate(std::chrono::hours(24));
  EXPECT_TRUE(is_valid(old));
  EXPECT_TRUE(is_valid(fresh));
  store_.clock.advance(std::chrono::hours(24));
  EXPECT_FALSE(is_valid(old));
  EXPECT_TRUE(is_valid(fresh));
}

TEST_F(ApplicationTest, AtMostTwoSecretsAreValid) {
  const Secret first = credentials_.secret;
  const Secret second = rotate(std::chrono::hours(24));
  const Secret third = rotate(std::chrono::hours(24));
  EXPECT_FALSE(is_valid(first));
  EXPECT_TRUE(is_valid(second));
  EXPECT_TRUE(is_valid(third));
}

TEST_F(ApplicationTest, WithoutOverlapTheFormerSecretExpiresAtOnce) {
  const Secret old = credentials_.secret;
  rotate(Duration{0});
  EXPECT_FALSE(is_valid(old));
}

}  // namespace
}  // namespace usher::service
