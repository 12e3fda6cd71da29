// libFuzzer target: any bytes, as a case (TOML or JSON), a routine, an edit, a condition, a moment or a slab, must give
// a value or a clear Error, never a crash, a hang or a contract violation. Built by tools/fuzz.

#include <cstdint>
#include <string_view>

#include "support/support.h"
#include "unknot/core/expression.h"
#include "unknot/engine/engine.h"
#include "unknot/simulate/tissue/slab.h"

namespace {

const unknot::Engine& engine() {
  static const unknot::Engine loaded = [] {
    auto result = unknot::Engine::load(unknot::test::knowledge_texts());
    return std::move(*result);
  }();
  return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 5) {
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
      if (slab) (void)unknot::slab_grid(*slab);
      break;
    }
  }
  return 0;
}
