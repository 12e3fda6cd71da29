#pragma once
// What the tests share: the project's own knowledge and examples, read from disk.

#include <string>

#include "unknot/knowledge/knowledge.h"

namespace unknot::test {

/// Every *.toml below knowledge/.
[[nodiscard]] const KnowledgeTexts& knowledge_texts();
/// The same, loaded; fails the process with the problems where it does not load.
[[nodiscard]] const KnowledgeFiles& knowledge_files();
/// A file of the source tree. @param path relative to the repository root
[[nodiscard]] std::string read_source_file(const std::string& path);
/// A positive integer from the environment ("UNKNOT_CASES_COUNT"), or the default: how long the long lists are.
[[nodiscard]] int env_count(const char* name, int default_count);

}  // namespace unknot::test
