#include "data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace unknot {
namespace {

namespace fs = std::filesystem;

Error cannot_use(const fs::path& path, const std::string& reason) {
  return Error{ErrorCode::storage,
               "this folder cannot hold the journal: " + reason,
               path.string(),
               "choose another with --data",
               {}};
}

std::string read_holder(int fd) {
  char text[32] = {};
  const ssize_t got_bytes = ::pread(fd, text, sizeof text - 1, 0);
  return got_bytes > 0 ? std::string(text, static_cast<std::size_t>(got_bytes)) : std::string("unknown");
}

}  // namespace

Result<fs::path> default_data_folder() {
  // The XDG rules: a relative path counts as not set.
  const char* xdg = std::getenv("XDG_DATA_HOME");
  if (xdg != nullptr && xdg[0] == '/') return fs::path(xdg) / "unknot";
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/') return fs::path(home) / ".local" / "share" / "unknot";
  return Error{ErrorCode::bad_input,
               "neither XDG_DATA_HOME nor HOME says where your data lives",
               "",
               "name a folder with --data",
               {}};
}

Result<DataFolder> DataFolder::open(const fs::path& path) {
  std::error_code error;
  if (!path.parent_path().empty()) fs::create_directories(path.parent_path(), error);
  if (error) return cannot_use(path, error.message());
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return cannot_use(path, std::strerror(errno));
  if (!fs::is_directory(path, error)) return cannot_use(path, "it is a file");

  const std::string lock_path = (path / "lock").string();
  const int fd = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return cannot_use(path, std::strerror(errno));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    const int number = errno;
    const std::string holder = read_holder(fd);
    ::close(fd);
    if (number != EWOULDBLOCK) return cannot_use(path, std::strerror(number));
    return Error{ErrorCode::conflict,
                 "another Unknot server (process " + holder + ") is using this data folder",
                 path.string(),
                 "use that one, stop it, or choose another folder with --data",
                 {}};
  }
  const std::string holder = std::to_string(::getpid());
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, holder.data(), holder.size(), 0) < 0) {
    const std::string reason = std::strerror(errno);
    ::close(fd);
    return cannot_use(path, reason);
  }
  return DataFolder(path, fd);
}

DataFolder::~DataFolder() {
  if (lock_fd_ >= 0) ::close(lock_fd_);
}

DataFolder::DataFolder(DataFolder&& other) noexcept : path_(std::move(other.path_)), lock_fd_(other.lock_fd_) {
  other.lock_fd_ = -1;
}

}  // namespace unknot
