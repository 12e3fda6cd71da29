#include "embedded.h"

#include <string>

#include "unknot/core/check.h"

namespace unknot {

std::string_view embedded_document(std::string_view name) {
  for (const EmbeddedFile& file : embedded_documents()) {
    if (file.name == name) return file.bytes;
  }
  UNKNOT_CHECK(false, "no embedded document " + std::string(name));
  return {};
}

KnowledgeTexts embedded_knowledge_texts() {
  KnowledgeTexts texts;
  for (const EmbeddedFile& file : embedded_knowledge()) texts.emplace(file.name, file.bytes);
  return texts;
}

}  // namespace unknot
