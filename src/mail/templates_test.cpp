#include "mail/templates.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <filesystem>
#include <span>
#include <thread>
#include <vector>

#include "base/embedded_file.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace usher::mail {

std::span<const EmbeddedFile> embedded_templates();

namespace {

using domain::Language;

const Values kAll = {{"name", "Zoë <b> & \"Co\""},
                     {"company", "Rossi & Figli"},
                     {"brand", "Acme Mail"},
                     {"user_name", "m1234"},
                     {"password", "k7w2p9"},
                     {"sign_in_url", "https://example.com/in?a=1&b=2"},
                     {"confirm_url", "https://example.com/c/abc"},
                     {"reset_url", "https://example.com/r/abc"},
                     {"expires", "DATE"},
                     {"support_email", "help@example.com"},
                     {"count", "2"},
                     {"items", "one\ntwo"},
                     {"plural", "yes"},
                     {"console_hint", "usher alerts"}};

Values without(std::initializer_list<const char*> names) {
  Values out = kAll;
  for (const char* name : names) out[name].clear();
  return out;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

void expect_sound(const Content& content) {
  for (const std::string& text : {content.subject, content.text, content.html}) {
    EXPECT_TRUE(is_utf8(text));
    EXPECT_FALSE(contains(text, "{{") || contains(text, "}}")) << text;
    EXPECT_FALSE(contains(text, "\n\n\n")) << text;
    EXPECT_FALSE(contains(text, " \n") || contains(text, " ,") || contains(text, " .")) << text;
    EXPECT_FALSE(contains(text, "()") || contains(text, "（）")) << text;
    EXPECT_FALSE(contains(text, "'") && !contains(text, "style=")) << text;
  }
  EXPECT_FALSE(content.subject.empty() || contains(content.subject, "\n"));
  EXPECT_TRUE(content.text.ends_with("\n") && !content.text.ends_with("\n\n")) << content.text;
  for (const char* banned : {"<img", "<script", "<link", "@import", "url(", "http://"}) {
    EXPECT_FALSE(contains(content.html, banned)) << banned;
  }
}

TEST(Templates, AllFilesRenderWithAndWithoutOptionalValues) {
  const Templates templates(std::nullopt);
  const std::vector<Values> cases = {
      kAll,
      without({"expires"}),
      without({"support_email"}),
      without({"company"}),
      without({"expires", "support_email", "company"}),
      without({"expires", "support_email", "company", "name", "plural", "console_hint"})};
  for (const Language language : domain::kLanguages) {
    for (const MailTemplate occasion :
         {MailTemplate::credentials, MailTemplate::confirm, MailTemplate::reset,
          MailTemplate::moved, MailTemplate::alert, MailTemplate::subscription}) {
      for (const Values& values : cases) expect_sound(templates.fill(occasion, language, values));
    }
  }
}

TEST(Templates, EveryLanguageHasItsOwnFiles) {
  EXPECT_EQ(embedded_templates().size(), domain::kLanguages.size() * 15 + 3 + 1);
  const Templates templates(std::nullopt);
  for (const Language language : domain::kLanguages) {
    const Content content = templates.fill(MailTemplate::credentials, language, kAll);
    EXPECT_TRUE(
        contains(content.html, "<html lang=\"" + std::string(domain::tag_of(language)) + "\">"));
    if (language == Language::en) continue;
    EXPECT_NE(content.subject,
              templates.fill(MailTemplate::credentials, Language::en, kAll).subject);
    EXPECT_EQ(templates.fill(MailTemplate::alert, language, kAll).text,
              templates.fill(MailTemplate::alert, Language::en, kAll).text);
  }
}

TEST(Templates, CredentialsStandAlone) {
  const Templates templates(std::nullopt);
  for (const Language language : domain::kLanguages) {
    const Content content = templates.fill(MailTemplate::credentials, language, kAll);
    for (const char* name : {"user_name", "password", "sign_in_url"}) {
      EXPECT_TRUE(has_line(content.text, kAll.at(name))) << content.text;
    }
    EXPECT_TRUE(contains(content.html, ">m1234</td>"));
    EXPECT_TRUE(contains(content.html, ">k7w2p9</td>"));
    for (const char* name : {"brand", "expires", "support_email", "company", "name"}) {
      EXPECT_TRUE(contains(content.text, kAll.at(name))) << name << content.text;
    }
    EXPECT_FALSE(contains(content.subject, "k7w2p9"));
    const Content confirm = templates.fill(MailTemplate::confirm, language, kAll);
    EXPECT_TRUE(has_line(confirm.text, kAll.at("confirm_url"))) << confirm.text;
    EXPECT_TRUE(contains(confirm.html, "href=\"https://example.com/c/abc\""));
    const Content reset = templates.fill(MailTemplate::reset, language, kAll);
    EXPECT_TRUE(has_line(reset.text, kAll.at("reset_url"))) << reset.text;
    EXPECT_TRUE(contains(reset.html, "href=\"https://example.com/r/abc\""));
    EXPECT_TRUE(contains(reset.text, kAll.at("user_name"))) << reset.text;
    const Content moved = templates.fill(MailTemplate::moved, language, kAll);
    for (const char* name : {"brand", "user_name", "support_email", "name"}) {
      EXPECT_TRUE(contains(moved.text, kAll.at(name))) << name << moved.text;
    }
    EXPECT_TRUE(contains(moved.html, "href=\"mailto:help@example.com\""));
  }
}

TEST(Templates, EscapesInHtmlOnly) {
  const Content content =
      Templates(std::nullopt).fill(MailTemplate::credentials, Language::en, kAll);
  EXPECT_TRUE(contains(content.text, "Zoë <b> & \"Co\""));
  EXPECT_TRUE(contains(content.html, "Zoë &lt;b&gt; &amp; &quot;Co&quot;"));
  EXPECT_TRUE(contains(content.html, "href=\"https://example.com/in?a=1&amp;b=2\""));
  EXPECT_FALSE(contains(content.html, "Zoë <b>"));
}

TEST(Templates, AlertsCount) {
  const Templates templates(std::nullopt);
  EXPECT_EQ(templates.fill(MailTemplate::alert, Language::en, kAll).subject, "Usher: 2 alerts");
  Values one = without({"plural"});
  one["count"] = "1";
  EXPECT_EQ(templates.fill(MailTemplate::alert, Language::en, one).subject, "Usher: 1 alert");
  EXPECT_TRUE(has_line(templates.fill(MailTemplate::alert, Language::ja, kAll).text, "two"));
}

class OverrideTest : public testing::Test {
 protected:
  OverrideTest() {
    char name[] = "/tmp/usher-templates-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~OverrideTest() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories((folder_ / path).parent_path());
    replace_file(folder_ / path, text);
  }

  std::string error() {
    try {
      const Templates templates(folder_);
    } catch (const ConfigurationError& error) {
      return error.what();
    }
    return "(none)";
  }

  std::filesystem::path folder_;
};

TEST_F(OverrideTest, ReplacesFilesOneByOne) {
  write("it/credentials.subject", "  Benvenuta {{name}}! {{! a remark }}\n");
  write("ja/alert.txt", "{{count}}\n");
  write("README.md", "{{what}}");
  const Templates own(folder_);
  const Templates built_in(std::nullopt);
  const auto filled = [&](const Templates& templates, MailTemplate occasion, Language language) {
    return templates.fill(occasion, language, kAll);
  };
  EXPECT_EQ(filled(own, MailTemplate::credentials, Language::it).subject,
            "Benvenuta Zoë <b> & \"Co\"! ");
  EXPECT_EQ(filled(own, MailTemplate::credentials, Language::it).text,
            filled(built_in, MailTemplate::credentials, Language::it).text);
  EXPECT_EQ(filled(own, MailTemplate::alert, Language::ja).text, "2\n");
  EXPECT_EQ(filled(own, MailTemplate::alert, Language::ja).subject, "Usher: 2 alerts");
}

TEST_F(OverrideTest, HtmlGetsItsFrameUnlessItIsADocument) {
  write("it/reset.html", "<p>{{name}}</p>\n");
  write("fr/reset.html", " <!DOCTYPE html><p>{{name}}</p>\n");
  const Templates own(folder_);
  const std::string framed = own.fill(MailTemplate::reset, Language::it, kAll).html;
  EXPECT_TRUE(framed.starts_with("<!DOCTYPE html>\n<html lang=\"it\">"));
  EXPECT_TRUE(contains(framed, "<p>Zoë &lt;b&gt;"));
  EXPECT_FALSE(contains(framed, "{{"));
  EXPECT_TRUE(
      own.fill(MailTemplate::reset, Language::fr, kAll).html.starts_with(" <!DOCTYPE html><p>Zoë"));
}

TEST_F(OverrideTest, ErrorsNameTheFile) {
  const std::vector<std::string> wrong = {"{{#name}} never closed",
                                          "{{passwort}}",
                                          "{{count}}",
                                          "{{{name}}}",
                                          "{{&name}}",
                                          "{{> part}}",
                                          "{{=<% %>=}}",
                                          "{{/name}}",
                                          "{{#name}}{{/company}}",
                                          "{{name",
                                          "\xFF",
                                          "{{}}",
                                          "{{#name}}{{"};
  for (const std::string& text : wrong) {
    write("fr/confirm.html", text);
    EXPECT_TRUE(contains(error(), (folder_ / "fr/confirm.html").string()))
        << text << ": " << error();
  }
}

TEST_F(OverrideTest, MisspeltFilesAreErrors) {
  write("fr/credential.txt", "x");
  EXPECT_TRUE(contains(error(), (folder_ / "fr/credential.txt").string())) << error();
  std::filesystem::remove_all(folder_);
  EXPECT_TRUE(contains(error(), folder_.string())) << error();
}

TEST(Templates, AreThreadSafe) {
  const Templates templates(std::nullopt);
  const std::string expected = templates.fill(MailTemplate::credentials, Language::fr, kAll).html;
  std::atomic<int> different = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 50; ++n) {
        if (templates.fill(MailTemplate::credentials, Language::fr, kAll).html != expected)
          ++different;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(different, 0);
}

}  // namespace
}  // namespace usher::mail
