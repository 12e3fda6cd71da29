// The smallest program around the library: a case in, a routine out.
//   embed KNOWLEDGE_FOLDER CASE.toml
// Start with the README, then src/unknot/engine/engine.h.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "unknot/engine/engine.h"

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: embed KNOWLEDGE_FOLDER CASE.toml\n");
    return 2;
  }
  unknot::KnowledgeTexts texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    if (entry.path().extension() == ".toml") {
      texts[std::filesystem::relative(entry.path(), argv[1]).generic_string()] = read_file(entry.path());
    }
  }
  const auto engine = unknot::Engine::load(texts);
  if (!engine) {
    std::fprintf(stderr, "%s\n", unknot::describe(engine.error()).c_str());
    return 1;
  }
  const auto the_case = engine->read_case_text(read_file(argv[2]), argv[2]);
  if (!the_case) {
    std::fprintf(stderr, "%s\n", unknot::describe(the_case.error()).c_str());
    return 2;
  }
  const unknot::Moment now{{2026, 11, 22}, 20 * 3600, 60};
  const auto routine = engine->plan(*the_case, now);
  if (!routine) {
    std::fprintf(stderr, "%s\n", unknot::describe(routine.error()).c_str());
    return 1;
  }
  for (const unknot::Stroke& stroke : routine->strokes) {
    std::printf("%6.0f s  %-32s %s\n", stroke.start_s, stroke.name.c_str(), stroke.reason.c_str());
  }
  return 0;
}
