#pragma once
// A file that a chapter of the knowledge cannot do without.
// Input: the files and a name. Output: the parsed file, or a problem that names it. docs/formats.md, "Knowledge files".

#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// The parsed file; null, and a problem at its place, where it is missing.
[[nodiscard]] inline const Node* require_file(const KnowledgeFiles& files, const std::string& name,
                                              Problems& problems) {
  const Node* file = files.file(name);
  if (file == nullptr) {
    problems.add_at("knowledge/" + name, "the file is missing");
  }
  return file;
}

}  // namespace unknot
