// The slab examples are read as they stand; that they balance is shown by the program's own tests.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "unknot/simulate/tissue/slab.h"

namespace unknot {
namespace {

TEST(SlabExamples, AreRead) {
  int read_count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(UNKNOT_SOURCE_DIR "/examples/slab")) {
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    const Result<SlabCase> slab = read_slab_text(text.str(), entry.path().filename().string());
    EXPECT_TRUE(slab.has_value()) << describe(slab.error());
    ++read_count;
  }
  EXPECT_GE(read_count, 5);
}

TEST(SlabExamples, ARelaxingHoldLosesForce) {
  std::ifstream file(UNKNOT_SOURCE_DIR "/examples/slab/relaxing_hold.toml");
  std::stringstream text;
  text << file.rdbuf();
  const Result<SlabCase> slab = read_slab_text(text.str(), "relaxing_hold.toml");
  ASSERT_TRUE(slab.has_value());
  SerialExecutor executor;
  const Json document = slab_document(run_slab(*slab, executor, {}));
  EXPECT_EQ(document.at("schema"), "unknot.slab/1");
  EXPECT_EQ(document.at("converged"), true);
  ASSERT_EQ(document.at("steps").size(), 2U);
  const Json& pressed = document.at("steps")[0];
  const Json& held = document.at("steps")[1];
  EXPECT_EQ(held.at("time_s"), 10.0);
  // Only the muscle relaxes, by 0.55 (1 - e^(-10/6)) = 0.45 of its own share of the force.
  EXPECT_LT(held.at("force_N").get<double>(), 0.85 * pressed.at("force_N").get<double>());
  EXPECT_GT(held.at("force_N").get<double>(), 0.55 * pressed.at("force_N").get<double>());
  EXPECT_EQ(pressed.at("axis_displacement_m").size(), 2U);
  for (const char* key : {"min_principal_log_strain", "mid_displacement_m", "mid_pressure_Pa", "mid_von_mises_Pa"}) {
    EXPECT_TRUE(pressed.at("layers").at("muscle").contains(key)) << key;
  }
  for (const char* key : {"position_m", "depth_m", "tangential_force_N", "stick_ratio", "contact_radius_m",
                          "peak_pressure_Pa", "newton_iterations", "linear_iterations", "wall_s"}) {
    EXPECT_TRUE(pressed.contains(key)) << key;
  }
}

}  // namespace
}  // namespace unknot
