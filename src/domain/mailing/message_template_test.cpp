#include "domain/mailing/message_template.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "domain/mailing/message.hpp"

namespace usher::domain {
namespace {

TEST(MessageTemplate, MakesAValidMessageInEveryLanguage) {
  for (const Language language : kLanguages) {
    const auto all = message_templates(language);
    ASSERT_EQ(all.size(), 2U);
    for (const MessageTemplate& each : all) {
      GivenMessage given;
      given.subject = each.title;
      given.content = each.content;
      EXPECT_TRUE(changed({}, given).has_value()) << each.title;
      const std::string tag(tag_of(language));
      EXPECT_NE(each.content.find("<html lang=\"" + tag + "\">"), std::string::npos) << tag;
      EXPECT_NE(each.content.find("<title>" + each.title + "</title>"), std::string::npos) << tag;
      EXPECT_FALSE(each.text.empty());
      EXPECT_TRUE(is_utf8(each.content) && is_utf8(each.text));
      EXPECT_TRUE(each.thumbnail.starts_with("data:image/png;base64,iVBORw0KGgo"));
    }
    EXPECT_EQ(all[0].id, 1);
    EXPECT_EQ(all[1].id, 2);
    EXPECT_NE(all[0].content, all[1].content);
  }
  EXPECT_NE(message_template(Language::en, 1)->title, message_template(Language::da, 1)->title);
}

TEST(MessageTemplate, IdsBeginAtOne) {
  for (const std::int64_t id : {-1, 0, 3}) {
    EXPECT_FALSE(message_template(Language::en, id).has_value());
  }
}

}  // namespace
}  // namespace usher::domain
