#pragma once
// What the build put inside the program: knowledge files, the web app, the API's description, the licences.
// Input: none. Output: named bytes that live as long as the program. Filled by unknot_embed() in apps/CMakeLists.txt.

#include <span>
#include <string_view>

#include "unknot/knowledge/knowledge.h"

namespace unknot {

struct EmbeddedFile {
  std::string_view name;   ///< relative to the embedded folder: "screen/questions.toml", "assets/app-1a2b3c4d.js"
  std::string_view bytes;  ///< as stored; gzip for the web app
};

/// knowledge/**/*.toml, plain.
[[nodiscard]] std::span<const EmbeddedFile> embedded_knowledge();
/// web/dist/**, each file gzip'ed; empty when built with UNKNOT_WEB=OFF.
[[nodiscard]] std::span<const EmbeddedFile> embedded_web();
/// openapi.json, licenses.json, plain.
[[nodiscard]] std::span<const EmbeddedFile> embedded_documents();

/// The bytes of one embedded document. UNKNOT_CHECKs that it is there.
[[nodiscard]] std::string_view embedded_document(std::string_view name);
/// The embedded knowledge as the engine takes it.
[[nodiscard]] KnowledgeTexts embedded_knowledge_texts();

}  // namespace unknot
