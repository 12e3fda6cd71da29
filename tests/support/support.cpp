#include "support/support.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace unknot::test {

std::string read_source_file(const std::string& path) {
  std::ifstream stream(std::filesystem::path(UNKNOT_SOURCE_DIR) / path, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "no such file in the source tree: %s\n", path.c_str());
    std::abort();
  }
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

const KnowledgeTexts& knowledge_texts() {
  static const KnowledgeTexts texts = [] {
    KnowledgeTexts result;
    const std::filesystem::path root = std::filesystem::path(UNKNOT_SOURCE_DIR) / "knowledge";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.is_regular_file() && entry.path().extension() == ".toml") {
        const std::string name = std::filesystem::relative(entry.path(), root).generic_string();
        result[name] = read_source_file("knowledge/" + name);
      }
    }
    return result;
  }();
  return texts;
}

const KnowledgeFiles& knowledge_files() {
  static const KnowledgeFiles files = [] {
    auto loaded = KnowledgeFiles::load(knowledge_texts());
    if (!loaded) {
      std::fprintf(stderr, "%s\n", describe(loaded.error()).c_str());
      std::abort();
    }
    return std::move(*loaded);
  }();
  return files;
}

int env_count(const char* name, int default_count) {
  const char* text = std::getenv(name);
  const int count = text == nullptr ? 0 : std::atoi(text);
  return count > 0 ? count : default_count;
}

}  // namespace unknot::test
