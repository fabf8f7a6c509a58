#include "main/config.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "main/server_context.hpp"
#include "support/temporary_folder.hpp"

namespace usher {
namespace {

class ConfigTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& text, const std::string& name = "usher.toml") {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  Config read(const std::string& text, std::vector<const char*> environment = {}) {
    environment.push_back(nullptr);
    return read_config(write(text), environment.data());
  }
  std::string refusal(const std::string& text, std::vector<const char*> environment = {}) {
    try {
      read(text, std::move(environment));
    } catch (const ConfigurationError& error) {
      return error.what();
    }
    return "";
  }

  test::TemporaryFolder folder_;
};

TEST_F(ConfigTest, AnEmptyFileIsAllDefaults) {
  const Config config = read("");
  EXPECT_EQ(config.listen, "127.0.0.1:8080");
  EXPECT_EQ(config.mail_connections, 4);
  EXPECT_EQ(config.calls_per_second, 5);
  EXPECT_EQ(config.lease_seconds, 60);
}

TEST_F(ConfigTest, PathsCountFromTheFile) {
  const Config config =
      read("[database]\nurl = \"sqlite:data/u.db\"\n[mail]\nsmtp_url = \"capture:out\"\n");
  EXPECT_EQ(config.database_url, "sqlite:" + (folder_.path() / "data/u.db").string());
  EXPECT_EQ(config.smtp_url, "capture:" + (folder_.path() / "out").string());
  EXPECT_EQ(config.key_file, (folder_.path() / "usher.key").string());
}

TEST_F(ConfigTest, TheNameInEhloIsThatOfThePublicUrl) {
  const auto name = [&](const std::string& url, const std::string& helo = "") {
    Config config = read("");
    config.public_url = url;
    config.helo_name = helo;
    return mailer_options(config).helo_name;
  };
  EXPECT_EQ(name("https://usher.example.com"), "usher.example.com");
  EXPECT_EQ(name("https://usher.example.com:8443"), "usher.example.com");
  EXPECT_EQ(name("https://usher.example.com", "mx.example.com"), "mx.example.com");
  for (const char* const url : {"http://127.0.0.1:8080", "http://[::1]", "http://localhost", ""}) {
    EXPECT_EQ(name(url), "") << url;
  }
}

TEST_F(ConfigTest, ErrorsSayWhereAndWhatIsAllowed) {
  EXPECT_NE(refusal("[server]\nlisten = \"nowhere\"\n").find("usher.toml:2"), std::string::npos);
  EXPECT_NE(refusal("[server]\n\nlisen = \"x\"\n").find("usher.toml:3"), std::string::npos);
  EXPECT_NE(refusal("[server]\nlisen = \"x\"\n").find("public_url"), std::string::npos);
  EXPECT_NE(refusal("[serve]\n").find("Sections: server"), std::string::npos);
  EXPECT_NE(refusal("[worker]\nattempts = 0\n").find("takes 1 to 20"), std::string::npos);
  EXPECT_NE(refusal("[worker]\nattempts = \"8\"\n").find("whole number"), std::string::npos);
  EXPECT_NE(refusal("[limits]\nallow_private_ips = 1\n").find("true or false"), std::string::npos);
  EXPECT_NE(refusal("listen = 1\n").find("usher.toml:1"), std::string::npos);
  EXPECT_NE(refusal("[server\n").find("usher.toml:1"), std::string::npos);
  EXPECT_NE(refusal("[server]\ntls_key = \"k\"\n").find("must be set together"), std::string::npos);
}

TEST_F(ConfigTest, TheEnvironmentWinsAndUnknownNamesOnlyWarn) {
  const Config config =
      read("[mail]\nconnections = 2\n",
           {"USHER_MAIL_CONNECTIONS=7", "USHER_SERVER_TRUSTED_PROXIES=10.0.0.0/8, ::1",
            "USHER_LIMITS_ALLOW_PRIVATE_IPS=true", "USHER_NO_SUCH=1", "PATH=/bin"});
  EXPECT_EQ(config.mail_connections, 7);
  EXPECT_EQ(config.trusted_proxies, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
  EXPECT_TRUE(config.allow_private_ips);
  ASSERT_EQ(config.warnings.size(), 1U);
  EXPECT_NE(config.warnings[0].find("USHER_NO_SUCH"), std::string::npos);
  EXPECT_NE(refusal("", {"USHER_MAIL_CONNECTIONS=many"}).find("USHER_MAIL_CONNECTIONS"),
            std::string::npos);
}

TEST_F(ConfigTest, SecretsMayComeFromFiles) {
  write("hunter2\n", "password");
  EXPECT_EQ(read("[mail]\npassword_file = \"password\"\n").smtp_password, "hunter2");
  EXPECT_FALSE(refusal("[mail]\npassword_file = \"none\"\n").empty());
}

TEST_F(ConfigTest, DescribesEveryKeyAsReadableToml) { EXPECT_EQ(refusal(describe_config()), ""); }

}  // namespace
}  // namespace usher
