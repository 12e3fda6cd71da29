#pragma once
// What -o of `press` and `slab` writes: a folder for ParaView and for people, or one file for FEBio.
// Input: balanced states as they come, a picture at the end. Output: files, their names.

#include <string>
#include <vector>

#include "unknot/body/vtu.h"
#include "unknot/core/result.h"
#include "unknot/simulate/block_state.h"

namespace unknot::cli {

/// Where -o points.
enum class PressTarget { none, folder, febio };

/// A name that ends in .feb is a file for FEBio, one without an ending a folder, which is made.
/// @error bad_input  another ending, or a folder that cannot be made
[[nodiscard]] Result<PressTarget> open_press_target(const std::string& path);

/// Collects a history and writes it: STEM_0000.vtu ..., STEM.pvd, body_0000.vtu ..., body.pvd, STEM.svg.
class PressFolder {
 public:
  PressFolder(std::string folder, std::string stem) : folder_(std::move(folder)), stem_(std::move(stem)) {}
  [[nodiscard]] Status add(const BlockState& block);
  /// Ends the series, and removes what an earlier run left that this one did not write again.
  /// @param picture  empty: none
  [[nodiscard]] Status finish(const std::string& picture);
  /// Written so far, beside each other in the folder.
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }
  /// Of an earlier run.
  [[nodiscard]] const std::vector<std::string>& removed_files() const { return removed_files_; }

 private:
  [[nodiscard]] Status write(const std::string& name, const std::string& bytes);
  std::string folder_, stem_;
  std::vector<VtuMoment> blocks_, bodies_;
  std::vector<std::string> files_, removed_files_;
};

/// "Removed from an earlier run: press_0004.vtu and 2 more."; nothing where nothing was removed.
[[nodiscard]] std::string words_of_removed(const std::vector<std::string>& names);

}  // namespace unknot::cli
