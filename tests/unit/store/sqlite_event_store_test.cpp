#include "sqlite_event_store.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "data_folder.h"
#include "unit/record/event_store_battery.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;
using test::moment_on;

class SqliteEventStoreTest : public testing::Test {
 protected:
  SqliteEventStoreTest() {
    std::string name = (fs::temp_directory_path() / "unknot-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = (folder_ / "journal.sqlite").string();
  }
  ~SqliteEventStoreTest() override { fs::remove_all(folder_); }
  [[nodiscard]] bool holds(const std::string& text) const {
    for (const auto& entry : fs::directory_iterator(folder_)) {
      std::ifstream stream(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  }
  fs::path folder_;
  std::string path_;
};

TEST_F(SqliteEventStoreTest, PassesTheBattery) {
  const auto store = SqliteEventStore::open(path_);
  ASSERT_TRUE(store) << describe(store.error());
  test::run_event_store_battery(**store);
}

TEST_F(SqliteEventStoreTest, KeepsWhatItWasGiven) {
  (void)(*SqliteEventStore::open(path_))->append("a", "saved", Json{{"n", 7}}, moment_on(20));
  const auto store = SqliteEventStore::open(path_);
  EXPECT_EQ((*store)->read("a", "")->front().payload["n"], 7);
}

TEST_F(SqliteEventStoreTest, IsTheOwnersAlone) {
  const mode_t before = ::umask(0);
  const auto store = SqliteEventStore::open(path_);
  (void)(*store)->append("a", "saved", Json{{"n", 7}}, moment_on(20));
  ::umask(before);
  int files_count = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    EXPECT_EQ(entry.status().permissions() & (fs::perms::group_all | fs::perms::others_all), fs::perms::none);
    ++files_count;
  }
  EXPECT_GE(files_count, 2);  // the file and its log
}

TEST_F(SqliteEventStoreTest, ErasedIsGoneFromEveryFile) {
  const auto store = SqliteEventStore::open(path_);
  const std::string mark = "zebra-umbrella-42";
  for (int i = 0; i < 50; ++i) {
    (void)(*store)->append("gone", "saved", Json{{"text", mark + std::string(static_cast<std::size_t>(i) * 200, 'x')}},
                           moment_on(20));
    (void)(*store)->append("kept", "saved", Json{{"n", i}}, moment_on(20));
  }
  EXPECT_TRUE(holds(mark));
  ASSERT_TRUE((*store)->erase("gone"));
  EXPECT_FALSE(holds(mark));
  EXPECT_FALSE(holds("gone"));
  EXPECT_EQ((*store)->read("kept", "")->size(), 50U);
}

TEST_F(SqliteEventStoreTest, ADamagedFileIsNamed) {
  (void)(*SqliteEventStore::open(path_))->append("a", "saved", Json{{"n", 7}}, moment_on(20));
  std::ofstream(path_, std::ios::binary) << std::string(8192, 'z');
  const auto store = SqliteEventStore::open(path_);
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::storage);
  EXPECT_NE(store.error().message.find("damaged"), std::string::npos);
  EXPECT_FALSE(store.error().hint.empty());
}

TEST_F(SqliteEventStoreTest, DamageUnderItsHandsIsAnError) {
  // More than its page cache holds, so that reading goes to the disk.
  for (int i = 0; i < 20; ++i) {
    const auto store = SqliteEventStore::open(path_);
    (void)(*store)->append("a", "saved", Json{{"text", std::string(500'000, 'x')}}, moment_on(20));
  }
  const auto store = SqliteEventStore::open(path_);
  {
    std::fstream stream(path_, std::ios::binary | std::ios::in | std::ios::out);
    const auto size_bytes = static_cast<std::streamoff>(fs::file_size(path_));
    for (std::streamoff at = 4096; at + 64 < size_bytes; at += 1024) {
      stream.seekp(at);
      stream << "not a page at all";
    }
  }
  const auto events = (*store)->read("a", "");
  ASSERT_FALSE(events);
  EXPECT_EQ(events.error().code, ErrorCode::storage);
  EXPECT_NE(events.error().message.find("damaged"), std::string::npos);
}

TEST_F(SqliteEventStoreTest, AFullDiskStoresNothingAndSaysSo) {
  const auto store = SqliteEventStore::open(path_);
  ASSERT_TRUE((*store)->append("a", "saved", Json{{"n", 1}}, moment_on(20)));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{64 * 1024, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto refused = (*store)->append("a", "saved", Json{{"text", std::string(200 * 1024, 'x')}}, moment_on(20));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::storage);
  EXPECT_NE(refused.error().message.find("nothing was stored"), std::string::npos);
  EXPECT_EQ((*store)->read("a", "")->size(), 1U);
  EXPECT_EQ(*(*store)->append("a", "saved", Json{{"n", 2}}, moment_on(20)), 2);
}

TEST_F(SqliteEventStoreTest, TextThatIsNoUtf8IsRefused) {
  const auto store = SqliteEventStore::open(path_);
  const auto refused = (*store)->append("a", "saved", Json{{"text", "\xff\xfe"}}, moment_on(20));
  ASSERT_FALSE(refused);
  EXPECT_TRUE((*store)->read("a", "")->empty());
}

TEST_F(SqliteEventStoreTest, AMissingFolderIsNamed) {
  const auto store = SqliteEventStore::open((folder_ / "no" / "journal.sqlite").string());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::storage);
}

TEST_F(SqliteEventStoreTest, TheFolderIsHeldByOne) {
  {
    const auto first = DataFolder::open(folder_ / "data");
    ASSERT_TRUE(first);
    const auto second = DataFolder::open(folder_ / "data");
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
    EXPECT_EQ(fs::status(folder_ / "data").permissions() & fs::perms::all, fs::perms::owner_all);
  }
  EXPECT_TRUE(DataFolder::open(folder_ / "data"));
}

}  // namespace
}  // namespace unknot
