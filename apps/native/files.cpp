#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxKnowledgeFiles_count = 2000;

/// A file handle that closes itself.
class Handle {
 public:
  explicit Handle(int fd) : fd_(fd) {}
  ~Handle() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  /// Closes now and says whether that worked: some file systems tell of a full disk only here.
  [[nodiscard]] bool close_now() {
    const int fd = fd_;
    fd_ = -1;
    return ::close(fd) == 0;
  }

 private:
  int fd_;
};

Error bad_file(const std::string& path, std::string message, std::string hint = {}) {
  return Error{ErrorCode::bad_input, std::move(message), path, std::move(hint), {}};
}

std::string reason_of(int number) { return std::strerror(number); }

Error cannot_open(const std::string& path, int number) {
  if (number == ENOENT) return bad_file(path, "there is no such file", "check the name and the folder");
  if (number == EACCES || number == EPERM) return bad_file(path, "this file may not be read", "check its permissions");
  return bad_file(path, "the file cannot be opened: " + reason_of(number));
}

std::string size_words(std::size_t bytes) {
  if (bytes % (1024 * 1024) == 0) return std::to_string(bytes / (1024 * 1024)) + " MiB";
  return std::to_string(bytes) + " bytes";
}

Status write_all(int fd, std::string_view bytes, const std::string& place) {
  while (!bytes.empty()) {
    const ssize_t written_bytes = ::write(fd, bytes.data(), bytes.size());
    if (written_bytes < 0) {
      if (errno == EINTR) continue;
      return Error{ErrorCode::storage,
                   "writing failed: " + reason_of(errno),
                   place,
                   errno == ENOSPC ? "make room on the disk" : "",
                   {}};
    }
    bytes.remove_prefix(static_cast<std::size_t>(written_bytes));
  }
  return Done{};
}

/// Pipes and devices cannot be replaced by a rename; they are written to as they are.
Status write_through(const std::string& path, std::string_view bytes) {
  const Handle file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (file.get() < 0) return bad_file(path, "this cannot be written to: " + reason_of(errno));
  return write_all(file.get(), bytes, path);
}

}  // namespace

bool is_utf8_text(std::string_view bytes) {
  std::size_t i = 0;
  while (i < bytes.size()) {
    const auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead == 0) return false;
    std::size_t follow_count = 0;
    unsigned value = lead;
    if (lead < 0x80U) {
      ++i;
      continue;
    }
    if (lead >= 0xC2U && lead <= 0xDFU) {
      follow_count = 1;
      value = lead & 0x1FU;
    } else if (lead >= 0xE0U && lead <= 0xEFU) {
      follow_count = 2;
      value = lead & 0x0FU;
    } else if (lead >= 0xF0U && lead <= 0xF4U) {
      follow_count = 3;
      value = lead & 0x07U;
    } else {
      return false;
    }
    if (i + follow_count >= bytes.size()) return false;
    for (std::size_t k = 1; k <= follow_count; ++k) {
      const auto next = static_cast<unsigned char>(bytes[i + k]);
      if ((next & 0xC0U) != 0x80U) return false;
      value = (value << 6U) | (next & 0x3FU);
    }
    const bool overlong = (follow_count == 2 && value < 0x800U) || (follow_count == 3 && value < 0x10000U);
    const bool surrogate = value >= 0xD800U && value <= 0xDFFFU;
    if (overlong || surrogate || value > 0x10FFFFU) return false;
    i += follow_count + 1;
  }
  return true;
}

Result<std::string> read_text_file(const std::string& path, std::size_t limit_bytes) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  const Handle file(standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return cannot_open(path, errno);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return cannot_open(name, errno);
  if (S_ISDIR(about.st_mode)) return bad_file(name, "this is a folder, a file was expected");
  const Error too_large{ErrorCode::too_large,
                        "the file is larger than " + size_words(limit_bytes),
                        name,
                        "a case is a few kilobytes; is this the right file?",
                        {}};
  if (S_ISREG(about.st_mode) && static_cast<std::size_t>(about.st_size) > limit_bytes) return too_large;

  std::string text;
  std::vector<char> chunk(64 * 1024);
  while (true) {
    const ssize_t got_bytes = ::read(file.get(), chunk.data(), chunk.size());
    if (got_bytes < 0) {
      if (errno == EINTR) continue;
      return bad_file(name, "reading failed: " + reason_of(errno));
    }
    if (got_bytes == 0) break;
    text.append(chunk.data(), static_cast<std::size_t>(got_bytes));
    if (text.size() > limit_bytes) return too_large;
  }
  if (text.empty()) return bad_file(name, "there is nothing in it", "see examples/ for a start");
  if (!is_utf8_text(text)) {
    return bad_file(name, "this is no text: TOML or JSON is expected, as UTF-8",
                    "open it in a text editor; see examples/ for a start");
  }
  return text;
}

Status write_standard_output(std::string_view bytes) { return write_all(STDOUT_FILENO, bytes, "standard output"); }

Status write_file_whole(const std::string& path, std::string_view bytes) {
  if (path == "-") return write_standard_output(bytes);
  if (path.empty()) return bad_file(path, "the name of the file to write is empty");
  std::error_code ignored;
  const fs::file_status target = fs::status(path, ignored);
  if (fs::is_directory(target)) return bad_file(path, "this is a folder, a file was expected", "add a file name to it");
  if (fs::exists(target) && !fs::is_regular_file(target)) return write_through(path, bytes);

  // A link keeps pointing where it pointed: its target is what gets replaced.
  const bool is_link = fs::is_symlink(fs::symlink_status(path, ignored));
  const fs::path real = is_link ? fs::weakly_canonical(path, ignored) : fs::path(path);
  const fs::path folder = real.has_parent_path() ? real.parent_path() : fs::path(".");
  std::string temporary = (folder / ("." + real.filename().string() + ".XXXXXX")).string();
  Handle file(::mkostemp(temporary.data(), O_CLOEXEC));  // mode 0600
  if (file.get() < 0) {
    return bad_file(path, "nothing can be written in this folder: " + reason_of(errno),
                    "choose another folder with -o");
  }
  const auto give_up = [&](const Error& error) -> Status {
    ::unlink(temporary.c_str());
    return error;
  };
  if (const Status written = write_all(file.get(), bytes, path); !written) return give_up(written.error());
  if (::fsync(file.get()) != 0 || !file.close_now()) {
    return give_up(Error{ErrorCode::storage, "the disk did not take the file: " + reason_of(errno), path, "", {}});
  }
  if (::rename(temporary.c_str(), real.c_str()) != 0) {
    return give_up(bad_file(path, "the file cannot be put in place: " + reason_of(errno)));
  }
  const Handle parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.get() >= 0) ::fsync(parent.get());
  return Done{};
}

Status make_folder(const std::string& path) {
  if (path.empty()) return bad_file(path, "the name of the folder to write into is empty");
  std::error_code error;
  if (fs::is_directory(path, error)) return Done{};
  if (fs::exists(fs::symlink_status(path, error))) {
    return bad_file(path, "this is a file, a folder was expected", "name a folder with -o");
  }
  fs::path place = fs::absolute(path, error).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();  // "folder/"
  const fs::path parent = place.parent_path();
  if (!fs::is_directory(parent, error)) {
    return bad_file(path, "the folder it would lie in is not there", "make " + parent.string() + " first");
  }
  if (::mkdir(path.c_str(), 0700) != 0) {
    return bad_file(path, "this folder cannot be made: " + reason_of(errno), "choose another with -o");
  }
  return Done{};
}

Result<std::vector<std::string>> remove_earlier_files(const std::string& folder, const WrittenNames& own,
                                                      const std::vector<std::string>& written) {
  const auto has = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto is_of_series = [&own](const std::string& name) {
    return std::any_of(own.series.begin(), own.series.end(), [&](const std::string& stem) {
      const std::string_view ending = ".vtu";
      if (!name.starts_with(stem + "_") || !name.ends_with(ending)) return false;
      const std::size_t from = stem.size() + 1;
      if (name.size() < from + ending.size() + own.places_count) return false;
      const std::string digits = name.substr(from, name.size() - ending.size() - from);
      return digits.size() < 9 &&
             std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
             padded_text(std::stoul(digits), own.places_count) == digits;
    });
  };
  std::vector<std::string> removed;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if ((!has(own.names, name) && !is_of_series(name)) || has(written, name)) continue;
    if (fs::is_regular_file(entry->symlink_status(error))) removed.push_back(name);
  }
  if (error) return Error{ErrorCode::storage, "the folder cannot be read: " + error.message(), folder, "", {}};
  std::sort(removed.begin(), removed.end());
  for (const std::string& name : removed) {
    if (!fs::remove(fs::path(folder) / name, error) && error) {
      return Error{ErrorCode::storage,
                   "a file of an earlier run cannot be removed: " + error.message(),
                   (fs::path(folder) / name).string(),
                   "remove it, or choose another folder with -o",
                   {}};
    }
  }
  return removed;
}

Result<KnowledgeTexts> read_knowledge_folder(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return bad_file(folder.string(), "there is no such folder of knowledge files", "check --knowledge");
  }
  KnowledgeTexts texts;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() != ".toml" || entry->path().filename().string().front() == '.') continue;
    if (texts.size() >= kMaxKnowledgeFiles_count)
      return bad_file(folder.string(), "too many files", "is this the right folder?");
    Result<std::string> text = read_text_file(entry->path().string(), kMaxDocumentBytes);
    if (!text) return text.error();
    texts.emplace(fs::relative(entry->path(), folder).generic_string(), *std::move(text));
  }
  if (error) return bad_file(folder.string(), "the folder cannot be read: " + error.message());
  if (texts.empty()) return bad_file(folder.string(), "no *.toml file is in this folder", "check --knowledge");
  return texts;
}

}  // namespace unknot
