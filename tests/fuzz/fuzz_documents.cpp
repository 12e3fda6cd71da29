// libFuzzer target: any bytes, as a case (TOML or JSON), a routine, an edit, a condition, a number, a moment, a slab, a
// place to press or kept places, must give a value or a clear Error, never a crash, a hang or a contract violation.
// Small slabs are solved, too. Built by tools/fuzz.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "support/back_person.h"
#include "support/support.h"
#include "unknot/core/expression.h"
#include "unknot/core/number_text.h"
#include "unknot/engine/engine.h"
#include "unknot/simulate/routine_cache.h"
#include "unknot/simulate/tissue/slab.h"

namespace {

// What a slab may cost to be solved here: a run takes milliseconds.
constexpr int kSolvedElements_count = 240;
constexpr std::size_t kSolvedStates_count = 3;

const unknot::Engine& engine() {
  static const unknot::Engine loaded = [] {
    auto result = unknot::Engine::load(unknot::test::knowledge_texts());
    return std::move(*result);
  }();
  return loaded;
}

void solve_if_small(const unknot::SlabCase& slab) {
  const unknot::tissue::Grid grid = unknot::slab_grid(slab);
  UNKNOT_CHECK(!unknot::tissue::fault_of(grid), "a slab that was read makes a grid with a fault");
  const unknot::SlabLoad& load = slab.load;
  const bool is_stroke = load.kind == unknot::SlabLoad::Kind::stroke;
  const std::size_t states_count = is_stroke ? static_cast<std::size_t>(load.steps_count) : load.values.size();
  if (grid.elements_x() * grid.elements_y() * grid.elements_z() > kSolvedElements_count ||
      states_count > kSolvedStates_count) {
    return;
  }
  unknot::SerialExecutor executor;
  const unknot::SlabReport report = unknot::run_slab(slab, executor, {});
  for (const unknot::SlabStep& step : report.steps) {
    UNKNOT_CHECK(std::isfinite(step.force_N) && std::isfinite(step.depth_m) && std::isfinite(step.peak_pressure_Pa),
                 "a balanced state with a number that is none");
  }
  UNKNOT_CHECK(report.failure || !report.steps.empty(), "a slab that neither failed nor has a state");
  (void)unknot::slab_document(report).dump();
}

/// Meshes a place whose numbers are the text's own bytes.
void mesh_place(std::string_view bytes) {
  static const unknot::test::BackPerson person;
  double values[4] = {};
  if (bytes.size() < sizeof values + 2) return;
  std::memcpy(values, bytes.data(), sizeof values);
  unknot::PressPlace place;
  place.at = {values[0], values[1]};
  place.heading_rad = values[2];
  place.tone_ratio = values[3];
  place.tool = static_cast<unknot::PressTool>(static_cast<unsigned char>(bytes[sizeof values]) % 8);
  place.oil = bytes[sizeof values + 1] % 2 == 0;
  place.fineness = unknot::Fineness::coarse;
  unknot::SerialExecutor executor;
  auto state = unknot::PressState::make(person.model(), place, executor);
  // What is no force is refused; one that is would take too long here.
  if (state) UNKNOT_CHECK(!state->press(-std::abs(values[0]) - 1), "a lifting force was pressed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0: {
      const auto the_case = engine().read_case_text(text, "case");
      if (the_case) {
        (void)engine().screen(*the_case, {{2026, 11, 22}, 0, 0});
      }
      break;
    }
    case 1: {
      const auto node = unknot::parse_json(text, "routine");
      if (node) {
        (void)unknot::read_routine(*node);
        (void)unknot::read_edit(*node);
      }
      break;
    }
    case 2:
      (void)unknot::parse_toml(text, "file");
      break;
    case 3:
      (void)unknot::parse_moment(text);
      break;
    case 4: {
      const auto slab = unknot::read_slab_text(text, "slab");
      if (slab) solve_if_small(*slab);
      break;
    }
    case 5:
      (void)unknot::Expression::parse(text);
      if (const auto number = unknot::parse_number(text)) UNKNOT_CHECK(std::isfinite(*number), "a number that is none");
      break;
    case 6:
      mesh_place(text);
      break;
    case 7: {
      const unknot::CacheOwner owner{"k", "c", "prone", "coarse", 1};
      const auto places = unknot::read_cache_text(text, owner, "places.jsonl");
      if (places) (void)unknot::to_cache_text(owner, *places);
      break;
    }
  }
  return 0;
}
