#pragma once
// The files of knowledge/, as text handed in, and what every chapter of them shares: sources, ids, the hash.
// Input: file names and texts. Output: KnowledgeFiles; each step parses its own chapter from it (screen_knowledge.h,
// ...).

#include <map>
#include <set>
#include <string>
#include <vector>

#include "unknot/core/executor.h"
#include "unknot/core/node.h"
#include "unknot/core/units.h"

namespace unknot {

/// All knowledge files, by path relative to knowledge/ ("screen/questions.toml"), as text. The library opens no file.
using KnowledgeTexts = std::map<std::string, std::string>;

/// One work or ruling that numbers and sentences lean on.
struct Source {
  std::string key;    ///< "cli:HEN09"
  std::string title;  ///< who, when, what
  std::string where;  ///< journal, registry or project document
  std::string doi;    ///< empty where none
  std::string pmid;   ///< empty where none
  std::string url;    ///< empty where none
  EvidenceStatus status = EvidenceStatus::assumed;
};

/// The parsed files and their sources. Immutable after load.
class KnowledgeFiles {
 public:
  /// Parses every *.toml; loads sources/*.toml; refuses duplicate source keys.
  /// @error bad_input with every problem's file:line
  [[nodiscard]] static Result<KnowledgeFiles> load(const KnowledgeTexts& texts, Executor& executor);
  [[nodiscard]] static Result<KnowledgeFiles> load(const KnowledgeTexts& texts);

  /// SHA-256 over the sorted names and texts.
  [[nodiscard]] const std::string& hash() const { return hash_; }
  [[nodiscard]] const std::map<std::string, Source>& sources() const { return sources_; }
  /// The parsed file, or null.
  [[nodiscard]] const Node* file(const std::string& name) const;
  /// The files below a folder ("screen/rules/"), in the order of their names.
  [[nodiscard]] std::vector<const Node*> files_below(const std::string& folder) const;
  /// Adds a problem for each source key used anywhere ("source = ...", "sources = [...]") that no source file defines.
  void check_source_keys(Problems& problems) const;

 private:
  std::string hash_;
  std::map<std::string, Source> sources_;
  std::map<std::string, Node> files_;
};

/// Registers ids of one kind and names the second place of a duplicate.
class IdRegister {
 public:
  explicit IdRegister(std::string kind) : kind_(std::move(kind)) {}
  void add(const std::string& id, const Node& at, Problems& problems);
  /// Adds a problem, with the nearest known id, unless `id` is registered.
  void require(const std::string& id, const Node& at, Problems& problems) const;
  [[nodiscard]] bool has(const std::string& id) const { return places_.contains(id); }

 private:
  std::string kind_;
  std::map<std::string, std::string> places_;
};

}  // namespace unknot
