#include "press_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "native/files.h"
#include "unknot/core/number_text.h"
#include "unknot/simulate/press_vtu.h"

namespace unknot::cli {
namespace {

/// ".vtk" is one; what stands behind the dot of "run_0.5" or "2026.11.23" is not.
bool is_file_ending(const std::string& ending) {
  return ending.size() > 1 && std::all_of(ending.begin() + 1, ending.end(),
                                          [](char letter) { return std::isalpha(static_cast<unsigned char>(letter)); });
}

}  // namespace

Result<PressTarget> open_press_target(const std::string& path) {
  if (path.empty()) return PressTarget::none;
  if (path == "-") {
    return Error{ErrorCode::bad_input,
                 "-o writes a folder or a file for FEBio, neither of which fits on standard output",
                 "",
                 "name a folder, or use --json for the numbers alone",
                 {}};
  }
  const std::string ending = std::filesystem::path(path).extension().string();
  if (ending == ".feb") return PressTarget::febio;
  if (is_file_ending(ending) && !std::filesystem::is_directory(path)) {
    return Error{
        ErrorCode::bad_input,
        "-o names \"" + path + "\", which is neither a folder nor a file for FEBio",
        "",
        "name a folder without an ending (ParaView files and a picture), or press.feb (the same problem for FEBio)",
        {}};
  }
  if (const Status made = make_folder(path); !made) return made.error();
  return PressTarget::folder;
}

Status PressFolder::write(const std::string& name, const std::string& bytes) {
  if (const Status written = write_file_whole((std::filesystem::path(folder_) / name).string(), bytes); !written) {
    return written;
  }
  files_.push_back(name);
  return Done{};
}

Status PressFolder::add(const BlockState& block) {
  const std::string number = "_" + padded_text(blocks_.size(), 4) + ".vtu";
  blocks_.push_back({block.time_s, stem_ + number});
  if (const Status written = write(blocks_.back().file, to_vtu(block_mesh(block))); !written) return written;
  if (!block.body) return Done{};
  bodies_.push_back({block.time_s, "body" + number});
  return write(bodies_.back().file, to_vtu(body_mesh(block)));
}

Status PressFolder::finish(const std::string& picture) {
  if (!blocks_.empty()) {
    if (const Status written = write(stem_ + ".pvd", to_pvd(blocks_)); !written) return written;
  }
  if (!bodies_.empty()) {
    if (const Status written = write("body.pvd", to_pvd(bodies_)); !written) return written;
  }
  if (!picture.empty()) {
    if (const Status written = write(stem_ + ".svg", picture); !written) return written;
  }
  const WrittenNames own{{stem_ + ".pvd", stem_ + ".svg", "body.pvd"}, {stem_, "body"}};
  Result<std::vector<std::string>> removed = remove_earlier_files(folder_, own, files_);
  if (!removed) return removed.error();
  removed_files_ = *std::move(removed);
  return Done{};
}

std::string words_of_removed(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::string more = names.size() > 1 ? " and " + std::to_string(names.size() - 1) + " more" : "";
  return "Removed from an earlier run: " + names.front() + more + ".";
}

}  // namespace unknot::cli
