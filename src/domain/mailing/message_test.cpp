#include "domain/mailing/message.hpp"

#include <gtest/gtest.h>

namespace usher::domain {
namespace {

GivenMessage valid_message() {
  GivenMessage given;
  given.subject = "Hello";
  given.content = "<p>Hello</p>";
  return given;
}

TEST(Message, NeedsSubjectAndContent) {
  EXPECT_TRUE(changed({}, valid_message()).has_value());
  GivenMessage given = valid_message();
  given.subject = " ";
  EXPECT_FALSE(changed({}, given).has_value());
  given.subject.reset();
  EXPECT_FALSE(changed({}, given).has_value());
  given = valid_message();
  given.content = "\n";
  EXPECT_FALSE(changed({}, given).has_value());
}

TEST(Message, HasASubjectThatIsOneHeaderLine) {
  GivenMessage given = valid_message();
  given.subject = " a ";
  EXPECT_EQ(changed({}, given).value().subject, "a");
  for (const char* bad : {"a\nBcc: b@example.org", "a\rb", "a\x7f", "a\u2028b"}) {
    given.subject = bad;
    EXPECT_FALSE(changed({}, given).has_value()) << bad;
  }
  given.subject = std::string(255, 'x');
  EXPECT_TRUE(changed({}, given).has_value());
  given.subject = std::string(256, 'x');
  EXPECT_FALSE(changed({}, given).has_value());
}

TEST(Message, ValuesThatAreNotGivenAreKept) {
  Message before = changed({}, valid_message()).value();
  before.notes = "n";
  before.fields = {{1, "Anna"}};
  GivenMessage given;
  given.subject = "New";
  const Message after = changed(before, given).value();
  EXPECT_EQ(after.subject, "New");
  EXPECT_EQ(after.notes, "n");
  EXPECT_EQ(after.content, before.content);
  EXPECT_EQ(after.fields, before.fields);
}

TEST(Message, RefusesValuesOutOfRange) {
  const auto refused = [](auto change) {
    GivenMessage given = valid_message();
    change(given);
    return !changed({}, given).has_value();
  };
  EXPECT_TRUE(refused([](auto& m) { m.content = std::string("a\0b", 3); }));
  EXPECT_TRUE(refused([](auto& m) { m.head = std::string("\0", 1); }));
  EXPECT_TRUE(refused([](auto& m) { m.content = std::string(kMaxContent + 1, 'x'); }));
  EXPECT_TRUE(refused([](auto& m) {
    for (int i = 0; i < 5'000; ++i) *m.content += "[City]";
  }));
  EXPECT_TRUE(refused([](auto& m) { m.notes = std::string(1001, 'x'); }));
  EXPECT_TRUE(refused([](auto& m) { m.fields = RecipientFields{{40, "x"}}; }));
  EXPECT_TRUE(refused([](auto& m) { m.fields = RecipientFields{{0, "x"}}; }));
  EXPECT_TRUE(refused([](auto& m) { m.fields = RecipientFields{{1, std::string(201, 'x')}}; }));
  EXPECT_TRUE(refused([](auto& m) { m.tracking = LinkTracking{"a\nb", true, {}}; }));
  EXPECT_TRUE(refused([](auto& m) { m.tracking = LinkTracking{"", true, {"http,ftp"}}; }));
  EXPECT_TRUE(refused([](auto& m) { m.tracking = LinkTracking{"", true, {":"}}; }));
  EXPECT_FALSE(refused([](auto& m) {
    m.tracking = LinkTracking{"a=b", true, {"http", "https:"}};
  }));
}

TEST(Publication, RemembersThatAMessageWasPublished) {
  using enum Publication;
  EXPECT_EQ(publication_after(never, false), never);
  EXPECT_EQ(publication_after(never, true), online);
  EXPECT_EQ(publication_after(online, false), withdrawn);
  EXPECT_EQ(publication_after(withdrawn, false), withdrawn);
  EXPECT_EQ(publication_after(withdrawn, true), online);
}

TEST(Message, IsPutIntoADocument) {
  Message message = changed({}, valid_message()).value();
  message.subject = "1 < 2 & </title>";
  const std::string document = html_document(message);
  EXPECT_NE(document.find("<title>1 &lt; 2 &amp; &lt;/title&gt;</title>"), std::string::npos);
  EXPECT_NE(document.find("<body>\n<p>Hello</p>"), std::string::npos);
  message.body = "<body class=\"x\">";
  EXPECT_NE(html_document(message).find("<body class=\"x\">\n<p>"), std::string::npos);
  message.content = "<!DOCTYPE html><HTML><body>x</body></html>";
  EXPECT_EQ(html_document(message), message.content);
}

TEST(OnlineToken, IsValidForItsMessageWithEveryKey) {
  SystemRandom random;
  const KeyRing first = KeyRing::generate(random);
  const KeyRing second = first.rotated(random);
  MessageSummary message;
  message.id = {7};
  message.created_at = from_ms(1000);
  const std::string token = online_token(first.newest(), message);
  EXPECT_EQ(parse_online_token(token), MessageId{7});
  EXPECT_TRUE(is_online_token(Keys(second, {}), message, token));
  EXPECT_FALSE(is_online_token(Keys(KeyRing::generate(random), {}), message, token));
  message.created_at = from_ms(1001);
  EXPECT_FALSE(is_online_token(Keys(second, {}), message, token));
  for (const char* none : {"", "-", "7", "x-y", "0-abc", "-7-abc"}) {
    EXPECT_FALSE(parse_online_token(none).has_value()) << none;
  }
}

}  // namespace
}  // namespace usher::domain
