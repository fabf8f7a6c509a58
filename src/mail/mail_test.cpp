#include "mail/mail.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "base/encoding.hpp"

namespace usher::mail {
namespace {

Mail sample() {
  return {.from_name = "Acme Mail",
          .from_address = "no-reply@example.com",
          .to_name = "Anna Rossi",
          .to_address = "anna@example.org",
          .language = domain::Language::en,
          .message_id = "k3j9x2@example.com",
          .date = from_ms(1795446172000),
          .content = {"Your account is ready", "Hello Anna,\n\nready.\n", "<p>Hello Anna</p>\n"}};
}

std::string header_of(const std::string& bytes) {
  return bytes.substr(0, bytes.find("\r\n\r\n") + 2);
}

/// Returns the unfolded, still encoded value of a field.
std::string field_of(const std::string& bytes, const std::string& name) {
  const std::string header = "\r\n" + header_of(bytes);
  const std::size_t begin = header.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return "(none)";
  std::string out;
  for (std::size_t i = begin + name.size() + 4; i < header.size(); ++i) {
    if (header.compare(i, 2, "\r\n") == 0) {
      if (header[i + 2] != ' ') break;
      i += 1;
    } else {
      out += header[i];
    }
  }
  return out;
}

/// Decodes encoded-words (RFC 2047). Other words are not changed.
std::string decoded(const std::string& value) {
  std::istringstream words(value);
  std::string out;
  bool encoded_before = false;
  for (std::string word; words >> word;) {
    const bool encoded = word.starts_with("=?UTF-8?B?") && word.ends_with("?=");
    if (!out.empty() && !(encoded && encoded_before)) out += ' ';
    EXPECT_TRUE(!encoded || word.size() <= 75) << word;
    out += encoded ? from_base64(word.substr(10, word.size() - 12)).value() : word;
    encoded_before = encoded;
  }
  return out;
}

std::string without_soft_breaks(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (text.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else {
      out += from_hex(text.substr(i + 1, 2)).value();
      i += 2;
    }
  }
  return out;
}

struct MimePart {
  std::string type;
  std::string encoding;
  std::string encoded;
  std::string text;
};

std::vector<MimePart> parts_of(const std::string& bytes) {
  const std::string type = field_of(bytes, "Content-Type");
  const std::size_t quote = type.find('"');
  const std::string mark = "\r\n--" + type.substr(quote + 1, type.rfind('"') - quote - 1);
  std::vector<MimePart> out;
  std::size_t begin = bytes.find(mark);
  while (bytes.compare(begin + mark.size(), 2, "--") != 0) {
    const std::size_t end = bytes.find(mark, begin + 1);
    const std::string part = bytes.substr(begin + mark.size() + 2, end - begin - mark.size() - 2);
    MimePart read{field_of(part, "Content-Type"),
                  field_of(part, "Content-Transfer-Encoding"),
                  part.substr(part.find("\r\n\r\n") + 4),
                  {}};
    std::string packed = read.encoded;
    std::erase_if(packed, [](char c) { return c == '\r' || c == '\n'; });
    read.text =
        read.encoding == "base64" ? from_base64(packed).value() : without_soft_breaks(read.encoded);
    out.push_back(read);
    begin = end;
  }
  return out;
}

void expect_well_formed(const std::string& bytes) {
  bool in_header = true;
  std::istringstream lines(bytes);
  EXPECT_TRUE(bytes.ends_with("\r\n"));
  for (std::string line; std::getline(lines, line);) {
    ASSERT_TRUE(line.ends_with('\r')) << line;
    line.pop_back();
    in_header = in_header && !line.empty();
    EXPECT_LE(line.size(), in_header ? 78U : 76U) << line;
    EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
      return (c >= ' ' && c <= '~') || c == '\t';
    })) << line;
    EXPECT_FALSE(line.ends_with(' ') || line.ends_with('\t')) << line;
  }
}

TEST(Mail, HasExactBytes) {
  EXPECT_EQ(header_of(rfc5322_bytes(sample())),
            "From: Acme Mail <no-reply@example.com>\r\n"
            "To: Anna Rossi <anna@example.org>\r\n"
            "Subject: Your account is ready\r\n"
            "Date: Mon, 23 Nov 2026 15:02:52 +0000\r\n"
            "Message-ID: <k3j9x2@example.com>\r\n"
            "MIME-Version: 1.0\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "X-Auto-Response-Suppress: All\r\n"
            "Content-Language: en\r\n"
            "Content-Type: multipart/alternative;\r\n"
            " boundary=\"=_68d4f4d50b9bd4d880a50218ef86ae78\"\r\n");
  const auto parts = parts_of(rfc5322_bytes(sample()));
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].type, "text/plain; charset=utf-8");
  EXPECT_EQ(parts[0].encoding, "quoted-printable");
  EXPECT_EQ(parts[0].text, "Hello Anna,\r\n\r\nready.\r\n");
  EXPECT_EQ(parts[1].type, "text/html; charset=utf-8");
  EXPECT_EQ(parts[1].text, "<p>Hello Anna</p>\r\n");
}

TEST(Mail, TheSameMailGivesTheSameBytes) {
  EXPECT_EQ(rfc5322_bytes(sample()), rfc5322_bytes(sample()));
  Mail other = sample();
  other.message_id = "other@example.com";
  EXPECT_NE(field_of(rfc5322_bytes(sample()), "Content-Type"),
            field_of(rfc5322_bytes(other), "Content-Type"));
}

TEST(Mail, EncodesTextOutsideAscii) {
  Mail mail = sample();
  mail.from_name = "Žluťoučký Kůň s.r.o.";
  mail.to_name = "山田 太郎";
  mail.content.subject =
      "Votre compte “Café Société” est prêt – voici vos identifiants, à bientôt "
      "𝄞 sur notre site 日本語日本語日本語日本語日本語日本語日本語";
  const std::string bytes = rfc5322_bytes(mail);
  expect_well_formed(bytes);
  EXPECT_EQ(decoded(field_of(bytes, "From")), mail.from_name + " <no-reply@example.com>");
  EXPECT_EQ(decoded(field_of(bytes, "To")), mail.to_name + " <anna@example.org>");
  EXPECT_EQ(decoded(field_of(bytes, "Subject")), mail.content.subject);
}

TEST(Mail, EncodedWordsNeverSplitACharacter) {
  for (std::size_t shift = 0; shift < 60; ++shift) {
    Mail mail = sample();
    mail.content.subject = std::string(shift, 'x') + "é𝄞日本語𝄞é日本語𝄞日本語日本語日本語日本語𝄞";
    mail.to_name = std::string(shift, 'y') + "𝄞日本語𝄞é日本語";
    const std::string bytes = rfc5322_bytes(mail);
    expect_well_formed(bytes);
    EXPECT_EQ(decoded(field_of(bytes, "Subject")), mail.content.subject);
    EXPECT_EQ(decoded(field_of(bytes, "To")), mail.to_name + " <anna@example.org>");
  }
}

TEST(Mail, QuotesAndFoldsNames) {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"J. Doe", "\"J. Doe\" <anna@example.org>"},
      {"Doe, John (CEO)", "\"Doe, John (CEO)\" <anna@example.org>"},
      {"a \"b\" \\c", R"("a \"b\" \\c" <anna@example.org>)"},
      {"O'Neil & Sons", "O'Neil & Sons <anna@example.org>"},
      {"two  spaces", "\"two  spaces\" <anna@example.org>"},
      {"evil@example.net", "\"evil@example.net\" <anna@example.org>"},
      {"", "<anna@example.org>"},
      {"   ", "<anna@example.org>"}};
  for (const auto& [name, field] : names) {
    Mail mail = sample();
    mail.to_name = name;
    EXPECT_EQ(field_of(rfc5322_bytes(mail), "To"), field);
  }
  Mail mail = sample();
  mail.to_name = "=?UTF-8?B?Qm9i?=";
  EXPECT_EQ(decoded(field_of(rfc5322_bytes(mail), "To")), mail.to_name + " <anna@example.org>");
  mail.to_name = std::string(200, 'n');
  mail.to_address = std::string(60, 'l') + "@example.org";
  expect_well_formed(rfc5322_bytes(mail));
  EXPECT_EQ(decoded(field_of(rfc5322_bytes(mail), "To")),
            mail.to_name + " <" + mail.to_address + ">");
}

TEST(Mail, FoldsLongSubjects) {
  Mail mail = sample();
  for (const std::string& subject :
       {std::string("word ") + std::string(60, 'a') + " and " + std::string(70, 'b') +
            "  wide gaps "
            "between many other words that go on and on and on and on and on and on and on",
        std::string(300, 'c'), "short " + std::string(300, 'd'), std::string("x=?y")}) {
    mail.content.subject = subject;
    const std::string bytes = rfc5322_bytes(mail);
    expect_well_formed(bytes);
    const std::string field = field_of(bytes, "Subject");
    EXPECT_EQ(field.starts_with("=?UTF-8?") ? decoded(field) : field, subject);
  }
}

TEST(Mail, ValuesCannotInjectHeaderFields) {
  const std::string evil =
      "x\r\nBcc: victim@example.net\r\n\r\nbody\n.\r\n\x01\x7F\xC2\x85\xE2\x80\xA8\xFF";
  Mail mail = sample();
  mail.from_name = mail.to_name = mail.content.subject = evil;
  mail.from_address = mail.to_address = "a@b.c>\r\nBcc: <" + evil;
  mail.message_id = "id@x>\r\nBcc: y\r\n";
  const std::string bytes = rfc5322_bytes(mail);
  expect_well_formed(bytes);
  const std::string header = header_of(bytes);
  EXPECT_EQ(header.find("\nBcc"), std::string::npos);
  EXPECT_EQ(std::count(header.begin(), header.end(), '<'), 3);
  EXPECT_EQ(field_of(bytes, "Message-ID"), "<id@xBccy>");
  EXPECT_EQ(decoded(field_of(bytes, "Subject")), "xBcc: victim@example.netbody.\xEF\xBF\xBD");
}

TEST(Mail, BodiesKeepTheirText) {
  const std::vector<std::string> texts = {
      "",
      "\n",
      "no end",
      "trailing blanks \t \nand = signs ==\n",
      ".\n.dot\n..\n",
      "a\rb\r\nc\nd",
      std::string(75, 'x') + "\n" + std::string(76, 'y') + "\n" + std::string(77, 'z') + "\n",
      std::string(75, 'x') + " \n" + std::string(74, 'x') + "é\n" + std::string(300, ' ') + "\n",
      "café crème à volonté, déjà vu \xF0\x9D\x84\x9E\n",
      std::string(1000, '=') + "\n",
      std::string("nul \0 and \x1B escape\n", 18),
      "From the start\n--=_x\n"};
  for (const std::string& text : texts) {
    Mail mail = sample();
    mail.content.text = text;
    mail.content.html = text;
    const std::string bytes = rfc5322_bytes(mail);
    expect_well_formed(bytes);
    std::string canonical;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      canonical += text[i] == '\r' || text[i] == '\n' ? "\r\n" : std::string(1, text[i]);
    }
    if (!canonical.ends_with("\r\n")) canonical += "\r\n";
    for (const MimePart& part : parts_of(bytes)) EXPECT_EQ(part.text, canonical);
  }
}

TEST(Mail, QuotedPrintableKeepsCharactersWhole) {
  Mail mail = sample();
  mail.content.text =
      std::string(400, 'x') + "é" + std::string(69, 'x') + "ö" + std::string(400, 'x');
  const std::string encoded = parts_of(rfc5322_bytes(mail))[0].encoded;
  EXPECT_NE(encoded.find("=C3=A9"), std::string::npos);
  EXPECT_NE(encoded.find("=C3=B6"), std::string::npos);
}

TEST(Mail, JapaneseIsBase64) {
  Mail mail = sample();
  mail.language = domain::Language::ja;
  mail.content.text = "アカウントのご用意ができました。\n";
  const std::string bytes = rfc5322_bytes(mail);
  expect_well_formed(bytes);
  for (const MimePart& part : parts_of(bytes)) EXPECT_EQ(part.encoding, "base64");
  EXPECT_EQ(parts_of(bytes)[0].text, "アカウントのご用意ができました。\r\n");
  EXPECT_EQ(field_of(bytes, "Content-Language"), "ja");
  mail.language = domain::Language::en;
  EXPECT_EQ(parts_of(rfc5322_bytes(mail))[0].encoding, "base64");
  EXPECT_EQ(parts_of(rfc5322_bytes(mail))[1].encoding, "quoted-printable");
}

TEST(Mail, MailsOfAListHaveUnsubscribeFields) {
  Mail mail = sample();
  mail.list = ListFields{"1.7.lists.example.com", "News, \"weekly\"", "https://u.example/x"};
  const std::string bytes = rfc5322_bytes(mail);
  expect_well_formed(bytes);
  EXPECT_EQ(field_of(bytes, "List-ID"), "\"News, \\\"weekly\\\"\" <1.7.lists.example.com>");
  EXPECT_EQ(field_of(bytes, "List-Unsubscribe"), "<https://u.example/x>");
  EXPECT_EQ(field_of(bytes, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
  EXPECT_EQ(field_of(bytes, "Auto-Submitted"), "(none)");
  EXPECT_EQ(field_of(rfc5322_bytes(sample()), "List-ID"), "(none)");
}

TEST(Mail, ImagesAreRelatedToTheHtml) {
  Mail mail = sample();
  const std::vector<InlineImage> images = {{"image1@usher", "image/png", "\x89PNG"}};
  mail.images = &images;
  const std::string bytes = rfc5322_bytes(mail);
  expect_well_formed(bytes);
  EXPECT_TRUE(field_of(bytes, "Content-Type").starts_with("multipart/alternative;"));
  const std::size_t related = bytes.find("multipart/related; type=\"text/html\";\r\n boundary=");
  EXPECT_NE(related, std::string::npos);
  EXPECT_GT(related, bytes.find("Content-Type: text/plain"));
  EXPECT_NE(bytes.find("Content-ID: <image1@usher>\r\n\r\n" + to_base64("\x89PNG")),
            std::string::npos);
  EXPECT_EQ(rfc5322_bytes(mail), bytes);
}

TEST(Mail, FilesAreAttached) {
  Mail mail = sample();
  const std::vector<Attachment> files = {{"12/a \"b\".txt", "x\ny\r\n"}, {"C:\\Übersicht.PDF", ""}};
  mail.attachments = &files;
  const std::string bytes = rfc5322_bytes(mail);
  EXPECT_TRUE(field_of(bytes, "Content-Type").starts_with("multipart/mixed;"));
  EXPECT_NE(bytes.find("\r\n\r\n" + to_base64("x\ny\r\n") + "\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("attachment;\r\n filename=\"a \\\"b\\\".txt\"\r\n"), std::string::npos);
  EXPECT_NE(bytes.find(" filename*=UTF-8''%c3%9cbersicht.PDF\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("Content-Type: application/pdf\r\n"), std::string::npos);
  EXPECT_EQ(rfc5322_bytes(mail), bytes);
}

TEST(Mail, FilesHaveTheTypesOfTheirExtensions) {
  Mail mail = sample();
  for (const auto& [name, type] :
       {std::pair("a.docx",
                  "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        {"b.XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"c.ics", "text/calendar; charset=utf-8"},
        {"docx", "application/octet-stream"}}) {
    const std::vector<Attachment> files = {{name, "x"}};
    mail.attachments = &files;
    EXPECT_NE(rfc5322_bytes(mail).find(std::string("Content-Type: ") + type + "\r\n"),
              std::string::npos)
        << name;
  }
}

TEST(Mail, LongNamesOfFilesAreSplit) {
  Mail mail = sample();
  std::string name;
  for (int i = 0; i < 20; ++i) name += "\u3042";
  const std::vector<Attachment> long_named = {{name + ".txt", "x"}};
  mail.attachments = &long_named;
  const std::string bytes = rfc5322_bytes(mail);
  expect_well_formed(bytes);
  EXPECT_NE(bytes.find(" filename*0*=UTF-8''%e3%81%82"), std::string::npos);
  EXPECT_NE(bytes.find(";\r\n filename*3*=%e3%81%82%e3%81%82.txt\r\n"), std::string::npos) << bytes;
}

TEST(Mailbox, IsParsed) {
  const auto expect = [](std::string_view text, std::string_view name, std::string_view address) {
    const Mailbox got = parse_mailbox(text);
    EXPECT_EQ(got.name, name) << text;
    EXPECT_EQ(got.address, address) << text;
  };
  expect("a@b.c", "", "a@b.c");
  expect(" Usher <no-reply@example.com> ", "Usher", "no-reply@example.com");
  expect("<a@b.c>", "", "a@b.c");
  expect(R"("Acme \"Mail\", Inc." <a@b.c>)", R"(Acme "Mail", Inc.)", "a@b.c");
  expect("Caffè Nero <root@localhost>", "Caffè Nero", "root@localhost");
  for (const char* bad : {"", "Usher", "a@", "@b", "a@b.c>", "Usher <a@b.c", "a b@c.d", "a@b..c",
                          ".a@b.c", "x <a@b.c>, y <d@e.f>", "\"x <a@b.c>", "a\"b <c@d.e>",
                          "x\r\ny <a@b.c>", "a@b@c.d", "é@b.c", "a@b.c."}) {
    expect(bad, "", "");
  }
}

}  // namespace
}  // namespace usher::mail
