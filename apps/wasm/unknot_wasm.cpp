// The WebAssembly door: one call, JSON in, JSON out, so that a worker needs no bindings.
// Input: {"verb", "now", and the verb's own members}. Output: the verb's document, or unknot.error/1.

#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>

#include "unknot/engine/engine.h"
#include "unknot/flow_error.h"

namespace {

using unknot::Engine;
using unknot::Error;
using unknot::ErrorCode;
using unknot::Json;

std::optional<Engine>& engine() {
  static std::optional<Engine> loaded;
  return loaded;
}

Json failure(const Error& error) {
  return unknot::error_document(unknot::to_json(error), engine() ? engine()->knowledge_hash() : "");
}

Json answer(const Json& request) {
  const std::string verb = request.value("verb", "");
  if (verb == "load") {
    auto loaded = Engine::load(request.at("knowledge").get<unknot::KnowledgeTexts>());
    if (!loaded) {
      return failure(loaded.error());
    }
    engine().emplace(std::move(*loaded));
    return {{"knowledge_hash", engine()->knowledge_hash()}};
  }
  if (!engine()) {
    return failure({ErrorCode::conflict, "no knowledge is loaded yet", "", "call the verb \"load\" first", {}});
  }
  const auto now = unknot::parse_moment(request.value("now", ""));
  if (!now) {
    return failure({ErrorCode::bad_input, "\"now\" expects a moment such as 2026-11-22T20:15:00+01:00", "now", "", {}});
  }
  if (verb == "questions") {
    return engine()->questions_document();
  }
  if (verb == "codex") {
    return engine()->codex_document();
  }
  const auto the_case = engine()->read_case_text(request.value("case", ""), "case");
  if (!the_case) {
    return failure(the_case.error());
  }
  if (verb == "screen") {
    return engine()->report_document(engine()->screen(*the_case, *now), false);
  }
  if (verb == "plan") {
    const auto routine = engine()->plan(*the_case, *now);
    return routine ? engine()->routine_document(*routine) : failure(routine.error());
  }
  return failure(
      {ErrorCode::bad_input, "unknown verb \"" + verb + "\"", "verb", "load, questions, codex, screen or plan", {}});
}

}  // namespace

extern "C" {

/// @param request  JSON text. @return JSON text, to be given back to unknot_free
char* unknot_call(const char* request) {
  Json document;
  try {
    document = answer(Json::parse(request));
  } catch (const std::exception& exception) {
    document = failure({ErrorCode::internal, exception.what(), "", "", {}});
  }
  const std::string text = document.dump();
  char* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) {
    std::memcpy(copy, text.c_str(), text.size() + 1);
  }
  return copy;
}

void unknot_free(char* text) { std::free(text); }
}
