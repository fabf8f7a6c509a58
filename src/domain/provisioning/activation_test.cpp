#include "domain/provisioning/activation.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

TrialRequest good_request() {
  TrialRequest request;
  request.name_and_surname = " Niccolò Ferrarò ";
  request.company = "Caffè Lungarno";
  request.email = "info@Caffè.it";
  request.phone_number = "+39 055 0123456";
  request.language = "It";
  request.ip_address = "203.0.113.7";
  request.is_usa = false;
  request.register_to_newsletter = true;
  return request;
}

Result<Applicant> checked(const TrialRequest& request, bool allow_private = false) {
  return check(request, {"198.51.100.1", allow_private});
}

TEST(Transitions, AreExactlyTheAllowedOnes) {
  const std::vector<std::pair<int, std::vector<int>>> table = {
      {0, {1, 6}}, {1, {5, 4, 6}}, {5, {2, 3, 6, 4}}, {2, {3}},
      {3, {7, 6}}, {4, {7, 6}},    {6, {7}},          {7, {2, 3, 6, 4}}};
  for (const auto& [from, allowed] : table) {
    for (int to = 0; to < kCodes; ++to) {
      const bool expected = std::find(allowed.begin(), allowed.end(), to) != allowed.end();
      EXPECT_EQ(may_follow(static_cast<Code>(from), static_cast<Code>(to)), expected)
          << from << " to " << to;
    }
  }
}

TEST(Codes, HaveANameAndADescription) {
  for (int code = 0; code < kCodes; ++code) {
    EXPECT_FALSE(name_of(static_cast<Code>(code)).empty());
    EXPECT_FALSE(description_of(static_cast<Code>(code)).empty());
  }
}

TEST(TrialRequest, IsTrimmedAndNormalised) {
  const auto applicant = checked(good_request());
  ASSERT_TRUE(applicant) << applicant.error().message;
  EXPECT_EQ(applicant->name, "Niccolò Ferrarò");
  EXPECT_EQ(applicant->address, "info@xn--caff-8oa.it");
  EXPECT_EQ(applicant->language, Language::it);
  EXPECT_EQ(applicant->ip, "203.0.113.7");
  EXPECT_FALSE(applicant->sandbox);
  EXPECT_FALSE(applicant->own_ip);
}

TEST(TrialRequest, ErrorsListEveryInvalidField) {
  const auto applicant = checked(TrialRequest{});
  ASSERT_FALSE(applicant);
  for (const char* field : {"Company", "Email", "IsUSA", "Language", "NameAndSurname",
                            "PhoneNumber", "RegisterToNewsletter"}) {
    EXPECT_NE(applicant.error().message.find(field), std::string::npos) << field;
  }
  EXPECT_EQ(applicant.error().message.find("IpAddress"), std::string::npos);
}

TEST(TrialRequest, UnreadableFieldsAreListedOnce) {
  TrialRequest request = good_request();
  request.company.reset();
  const FieldProblem problem{"Company", "must be a text"};
  const auto applicant = check(request, {"198.51.100.1", false}, std::span(&problem, 1));
  ASSERT_FALSE(applicant);
  EXPECT_EQ(applicant.error().message, "Company must be a text.");
}

TEST(TrialRequest, OnlyTheFieldSelectsTheSandbox) {
  TrialRequest request = good_request();
  request.ip_address = "127.0.0.1";
  EXPECT_TRUE(checked(request)->sandbox);
  request.ip_address = "192.168.7.7";
  EXPECT_TRUE(checked(request)->sandbox);
  request.ip_address.reset();
  const auto own = check(request, {"127.0.0.1", false});
  ASSERT_TRUE(own);
  EXPECT_FALSE(own->sandbox);
  EXPECT_TRUE(own->own_ip);
  EXPECT_EQ(own->ip, "127.0.0.1");
}

TEST(TrialRequest, PrivateAddressesMustBeAllowedByConfiguration) {
  TrialRequest request = good_request();
  request.ip_address = "10.1.2.3";
  EXPECT_FALSE(checked(request));
  EXPECT_TRUE(checked(request, true));
}

TEST(TrialRequest, LimitsAreInCharactersNotBytes) {
  TrialRequest request = good_request();
  std::string name;
  for (int i = 0; i < 200; ++i) name += "山";
  request.name_and_surname = name;
  EXPECT_TRUE(checked(request));
  request.name_and_surname = name + "山";
  const auto applicant = checked(request);
  ASSERT_FALSE(applicant);
  EXPECT_EQ(applicant.error().message, "NameAndSurname must be at most 200 characters long.");
}

TEST(TrialRequest, LineBreaksAreRefused) {
  TrialRequest request = good_request();
  request.company = "Acme\r\nBcc: all@example.com";
  EXPECT_FALSE(checked(request));
}

}  // namespace
}  // namespace usher::domain
