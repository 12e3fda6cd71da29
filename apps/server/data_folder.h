#pragma once
// The folder that holds the journal: made for its owner alone, and used by one server at a time.
// Input: a path, or none for the XDG data directory. Output: a held lock, or an Error that names who holds it.

#include <filesystem>
#include <string>

#include "unknot/core/result.h"

namespace unknot {

/// $XDG_DATA_HOME/unknot, else ~/.local/share/unknot. @error bad_input when neither is known
[[nodiscard]] Result<std::filesystem::path> default_data_folder();

/// Holds the folder's lock while it lives; the system lets go of it even after kill -9.
class DataFolder {
 public:
  /// @error conflict while another server uses the folder; storage when it cannot be made or written to
  [[nodiscard]] static Result<DataFolder> open(const std::filesystem::path& path);
  ~DataFolder();
  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  [[nodiscard]] std::string journal_path() const { return (path_ / "journal.sqlite").string(); }

 private:
  DataFolder(std::filesystem::path path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}
  std::filesystem::path path_;
  int lock_fd_ = -1;
};

}  // namespace unknot
