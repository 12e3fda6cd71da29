// A thumb presses beside the fourth lumbar vertebra, then slides one centimetre: the tissue solver from C++.
//   press_on_a_back KNOWLEDGE_FOLDER
// Start with src/unknot/simulate/press.h. The back is a const model; a place of it, under a tool, is state.

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "unknot/simulate/press.h"

namespace {

using namespace unknot;

KnowledgeTexts read_folder(const std::filesystem::path& folder) {
  KnowledgeTexts texts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    texts[std::filesystem::relative(entry.path(), folder).generic_string()] = text.str();
  }
  return texts;
}

void tell(const char* what, const PressStep& step) {
  std::printf("%s: %.1f N, %.1f mm deep, %.1f cm2, peak %.0f kPa, drag %.1f N\n", what, step.force_N,
              1e3 * step.depth_m, 1e4 * step.area_m2, 1e-3 * step.peak_pressure_Pa, step.tangential_force_N);
}

/// Prints, or returns what went wrong.
Status press_and_slide(const KnowledgeTexts& texts) {
  const auto files = KnowledgeFiles::load(texts);
  if (!files) return files.error();
  const auto atlas = Atlas::load(*files);
  const auto bodies = BodyKnowledge::load(*files);
  const auto contacts = Contacts::load(*files);
  const auto tissue = TissueKnowledge::load(*files);
  if (!atlas) return atlas.error();
  if (!bodies) return bodies.error();
  if (!contacts) return contacts.error();
  if (!tissue) return tissue.error();
  const auto layers = LayerKnowledge::load(*files, *atlas);
  if (!layers) return layers.error();

  Receiver person;
  person.sex = Sex::female;
  person.age_years = 41;
  person.stature_m = 1.66;
  person.mass_kg = 64;
  const Body body = Body::from(*bodies, person);
  const auto surface = BackSurface::make(*bodies, body, View::prone);
  if (!surface) return surface.error();
  const LayerModel column(*layers, *contacts, *atlas, body, Place::table);
  const BackModel back(*tissue, *surface, column, Firmness::middle);

  PressPlace place;
  place.at = {0.25, atlas->level_along("L4")};  // a thumb's breadth or two beside the spine, to the right
  place.tool = PressTool::thumb;
  place.travel_m = 0.01;  // the slide to come
  place.fineness = Fineness::coarse;
  SerialExecutor executor;  // or one that owns threads: the numbers are the same
  auto state = PressState::make(back, place, executor);
  if (!state) return state.error();

  const auto pressed = state->press(10);
  if (!pressed) return pressed.error();
  tell("pressed", *pressed);
  const auto slid = state->slide(0.01, 0.05, 2);
  if (!slid) return slid.error();
  tell("after the slide", slid->back());
  return Done{};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: press_on_a_back KNOWLEDGE_FOLDER\n");
    return 2;
  }
  const unknot::Status done = press_and_slide(read_folder(argv[1]));
  if (!done) std::fprintf(stderr, "%s\n", unknot::describe(done.error()).c_str());
  return done ? 0 : 1;
}
