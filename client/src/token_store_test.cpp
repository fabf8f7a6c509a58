#include "usher/client/token_store.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace usher::client {
namespace {

namespace fs = std::filesystem;

class FileTokenStoreTest : public testing::Test {
 protected:
  FileTokenStoreTest() {
    std::string name = (fs::temp_directory_path() / "usher-client-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = name;
    file_ = folder_ / "tokens.json";
  }
  ~FileTokenStoreTest() override { fs::remove_all(folder_); }

  void write(const std::string& text, mode_t mode = 0600) {
    std::ofstream(file_) << text;
    ::chmod(file_.c_str(), mode);
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
  fs::path file_;
};

Tokens tokens(const std::string& name) {
  return {Secret("a-" + name), Secret("r-" + name),
          std::chrono::sys_seconds(std::chrono::seconds(99))};
}

TEST_F(FileTokenStoreTest, loads_the_last_saved_tokens) {
  FileTokenStore store(file_);
  EXPECT_FALSE(store.load());
  store.save(tokens("1"));
  store.save(tokens("2"));
  const auto loaded = FileTokenStore(file_).load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->access.reveal(), "a-2");
  EXPECT_EQ(loaded->refresh.reveal(), "r-2");
  EXPECT_EQ(loaded->expires_at, tokens("2").expires_at);
  EXPECT_EQ(files(), 1u) << "no temporary file is left";
}

TEST_F(FileTokenStoreTest, has_mode_0600_even_if_it_existed) {
  write("old", 0644);
  const mode_t before = ::umask(0);
  FileTokenStore(file_).save(tokens("1"));
  ::umask(before);
  struct stat about {};
  ASSERT_EQ(::stat(file_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(FileTokenStoreTest, refuses_a_file_that_others_may_read) {
  FileTokenStore store(file_);
  store.save(tokens("1"));
  ::chmod(file_.c_str(), 0640);
  EXPECT_THROW(store.load(), StoreError);
}

TEST_F(FileTokenStoreTest, refuses_an_invalid_file_without_printing_it) {
  FileTokenStore store(file_);
  for (const std::string& text :
       {std::string("hidden"), std::string("[\"hidden\"]"), std::string("{\"access_token\":\"\"}"),
        std::string(), std::string(100'000, 'x')}) {
    write(text);
    try {
      store.load();
      FAIL() << text;
    } catch (const StoreError& error) {
      EXPECT_EQ(std::string(error.what()).find("hidden"), std::string::npos);
    }
  }
}

TEST_F(FileTokenStoreTest, throws_if_it_can_not_write) {
  FileTokenStore store(folder_ / "missing" / "tokens.json");
  EXPECT_THROW(store.save(tokens("1")), StoreError);
}

TEST_F(FileTokenStoreTest, replaces_the_file_and_never_writes_into_it) {
  FileTokenStore store(file_);
  store.save(tokens("1"));
  // A concurrent reader, or a crash, sees the complete old file.
  const fs::path old = folder_ / "old";
  fs::create_hard_link(file_, old);
  store.save(tokens("2"));
  EXPECT_EQ(FileTokenStore(old).load()->access.reveal(), "a-1");
  EXPECT_EQ(store.load()->access.reveal(), "a-2");
}

}  // namespace
}  // namespace usher::client
