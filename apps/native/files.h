#pragma once
// Files of the person using the program: read with a limit and a clear word, written whole or not at all.
// Input: paths. Output: texts, or an Error that says what is amiss and what to do. The library itself opens no file.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "unknot/core/result.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// The largest case or routine a door reads.
inline constexpr std::size_t kMaxInputBytes = 1024 * 1024;

/// The text of a file, or of standard input for "-".
/// @error bad_input for a missing file, a folder, one that may not be read, one that is no UTF-8 text; too_large before
///        more than `limit_bytes` + 1 bytes were read
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t limit_bytes = kMaxInputBytes);

/// Writes beside the target, forces it to the disk, then renames: a reader sees the old file or the new one.
/// "-" is standard output. New files are readable by their owner alone, because they speak of health.
/// @error bad_input where the path cannot be written to; storage when the disk is full or fails
[[nodiscard]] Status write_file_whole(const std::string& path, std::string_view bytes);

/// A folder to write several files into: made where its parent is there, taken as it is where it exists.
/// @error bad_input where the path is a file, its parent is missing, or nothing can be made there
[[nodiscard]] Status make_folder(const std::string& path);

/// Names of files that one run of a verb writes into its folder, and an earlier run of it may have left there.
struct WrittenNames {
  std::vector<std::string> names;
  std::vector<std::string> series;  ///< "press" of press_0000.vtu, press_0001.vtu, ...
  std::size_t places_count = 4;     ///< of their numbers
};
/// Removes what an earlier run left and this one did not write again: a shorter series would else go on with another
/// press's states. Plain files of exactly these names alone; nothing else in the folder is looked at.
/// @param written  by this run
/// @return the names of what was removed, in order
/// @error storage where one cannot be removed
[[nodiscard]] Result<std::vector<std::string>> remove_earlier_files(const std::string& folder, const WrittenNames& own,
                                                                    const std::vector<std::string>& written);

/// Every *.toml below a folder, by relative name, for --knowledge.
[[nodiscard]] Result<KnowledgeTexts> read_knowledge_folder(const std::filesystem::path& folder);

/// Everything to standard output, flushed. @error storage when the reader is gone or the disk is full
[[nodiscard]] Status write_standard_output(std::string_view bytes);

[[nodiscard]] bool is_utf8_text(std::string_view bytes);

}  // namespace unknot
