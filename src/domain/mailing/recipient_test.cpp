#include "domain/mailing/recipient.hpp"

#include <gtest/gtest.h>

#include "domain/mailing/recipient_rows.hpp"

namespace usher::domain {
namespace {

GivenRecipient given(std::string email) {
  GivenRecipient out;
  out.email = std::move(email);
  return out;
}

TEST(Recipient, IsTrimmedAndItsDomainNormalised) {
  GivenRecipient anna = given(" Anna@BÜCHER.example ");
  anna.name = "\u3000Anna ";
  anna.fields = {{1, " A\nB "}};
  const CheckedRecipient out = check(anna);
  EXPECT_EQ(out.fault, RecipientFault::none);
  EXPECT_EQ(out.given.email, "Anna@xn--bcher-kva.example");
  EXPECT_EQ(out.given.name, "Anna");
  EXPECT_EQ(out.given.fields, (RecipientFields{{1, "A B"}}));
  EXPECT_EQ(email_key(*out.given.email), "anna@xn--bcher-kva.example");
}

TEST(Recipient, FaultsAreToldApart) {
  EXPECT_EQ(check(GivenRecipient{}).fault, RecipientFault::without_email);
  EXPECT_EQ(check(given("  ")).fault, RecipientFault::without_email);
  EXPECT_EQ(check(given("anna")).fault, RecipientFault::invalid_email);
  GivenRecipient long_name = given("a@example.com");
  long_name.name = std::string(kMaxRecipientName + 1, 'x');
  EXPECT_EQ(check(long_name).fault, RecipientFault::invalid_field);
  GivenRecipient field = given("a@example.com");
  field.fields = {{kMaxFieldNumber + 1, "x"}};
  EXPECT_EQ(check(field).fault, RecipientFault::invalid_field);
  GivenRecipient phone = given("a@example.com");
  phone.mobile_number = "call me";
  const CheckedRecipient out = check(phone);
  EXPECT_EQ(out.fault, RecipientFault::invalid_number);
  EXPECT_FALSE(out.given.mobile_number) << "only the number is dropped";
}

TEST(Recipient, WhereAnEnrolmentLeavesIt) {
  using S = Subscription;
  using M = EnrolMode;
  struct Row {
    std::optional<S> now;
    std::optional<OptOut> why;
    M mode;
    bool confirm;
    S after;
  };
  const std::vector<Row> rows = {
      {{}, {}, M::leave, false, S::subscribed},
      {{}, {}, M::leave, true, S::pending},
      {{}, {}, M::opt_in, false, S::subscribed},
      {{}, {}, M::opt_out, false, S::unsubscribed},
      {S::subscribed, {}, M::leave, true, S::subscribed},
      {S::subscribed, {}, M::opt_in, true, S::subscribed},
      {S::subscribed, {}, M::opt_out, false, S::unsubscribed},
      {S::pending, {}, M::leave, false, S::pending},
      {S::pending, {}, M::opt_in, false, S::subscribed},
      {S::unsubscribed, OptOut::recipient, M::leave, false, S::unsubscribed},
      {S::unsubscribed, OptOut::recipient, M::opt_in, false, S::subscribed},
      {S::unsubscribed, OptOut::recipient, M::opt_in, true, S::pending},
      {S::unsubscribed, OptOut::hard_bounce, M::opt_in, false, S::unsubscribed},
      {S::unsubscribed, OptOut::complaint, M::opt_in, true, S::unsubscribed},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    EXPECT_EQ(after_enrolment(row.now, row.why, row.mode, row.confirm), row.after) << i;
  }
}

TEST(RecipientRows, ComeBackInChunksAsTheyWere) {
  RecipientRows rows;
  for (int i = 0; i < RecipientRows::kChunkRows + 1; ++i) {
    GivenRecipient row = given("r" + std::to_string(i) + "@example.com");
    row.name = "line 12:x 日本";
    row.mobile_number = "123";
    row.fields = {{1, "e5:"}, {39, ""}};
    rows.add(row);
    rows.add(given("nonsense"));
  }
  rows.add({});
  ASSERT_EQ(rows.chunks().size(), 2U);
  EXPECT_EQ(rows.total(), 2 * (RecipientRows::kChunkRows + 1) + 1);
  EXPECT_EQ(rows.count(RecipientFault::invalid_email), RecipientRows::kChunkRows + 1);
  EXPECT_EQ(rows.count(RecipientFault::without_email), 1);
  const auto last = parse_import_rows(rows.chunks().back());
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].email, "r500@example.com");
  EXPECT_EQ(last[0].name, "line 12:x 日本");
  EXPECT_FALSE(last[0].mobile_prefix);
  EXPECT_EQ(last[0].fields, (RecipientFields{{1, "e5:"}, {39, ""}}));
  EXPECT_EQ(parse_import_rows(rows.chunks().front()).size(), 500U);
}

}  // namespace
}  // namespace usher::domain
