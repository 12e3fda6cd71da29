#include "unknot/simulate/dose_map.h"

#include <gtest/gtest.h>

#include <numeric>

#include "routine_bench.h"

namespace unknot {
namespace {

using test::body;

constexpr GridCounts kGrid{40, 40};

PlaceState state_of(double force_N, double area_m2, double peaking_ratio) {
  PlaceState state;
  state.area_m2 = area_m2;
  state.peaking_ratio = peaking_ratio;
  state.peak_pressure_Pa = force_N * (peaking_ratio + 1) / area_m2;
  state.depth_m = 0.01;
  state.bone_force_N = force_N / 2;
  state.bone_peak_pressure_Pa = 5000;
  state.layers = {{0.3, 9000}, {0.2, 7000}};
  return state;
}
const std::vector<std::string> kLayers = {"skin", "m05"};

TEST(DoseGrid, IsTheChartAndNothingElse) {
  const DoseGrid grid(body(), kGrid);
  double area_m2 = 0;
  for (std::size_t cell = 0; cell < 1600; ++cell) {
    area_m2 += grid.area_m2(cell);
    EXPECT_TRUE(is_on_chart(grid.centre(cell)));
  }
  double true_m2 = 0;
  for (int n = 0; n < 1000; ++n) {
    const double along = kAlongMin_ratio + (n + 0.5) * 0.0014;
    true_m2 += 2 * body().half_width_m(along) * 0.0014 * body().length_m();
  }
  EXPECT_NEAR(area_m2, true_m2, 0.01 * true_m2);
}

// Pressure over area is force, for any tool and any way it points: nothing is lost and nothing made up.
TEST(DoseGrid, APatchCarriesItsForce) {
  const DoseGrid grid(body(), kGrid);
  for (const double patch_m2 : {0.00035, 0.0008, 0.007}) {
    for (const double peaking_ratio : {0.0, 0.5, 1.0, 2.0}) {
      for (const double heading_rad : {0.0, 0.7, -1.2}) {
        double worst = 0, sum = 0;
        int count = 0;
        for (double y_m = 0.1; y_m < 0.16; y_m += 0.0037) {
          double carried_m2 = 0;
          for (const DoseGrid::Share& share :
               grid.under({0.05 + y_m / 10, y_m}, heading_rad, patch_m2, 1.4, peaking_ratio)) {
            carried_m2 += share.mean_ratio * grid.area_m2(share.cell);
            EXPECT_GE(share.peak_ratio, share.mean_ratio);
            EXPECT_LE(share.peak_ratio, 1);
          }
          const double ratio = carried_m2 * (peaking_ratio + 1) / patch_m2;
          worst = std::max(worst, std::abs(ratio - 1));
          sum += ratio;
          ++count;
        }
        EXPECT_NEAR(sum / count, 1, 0.02) << patch_m2 << " " << peaking_ratio << " " << heading_rad;
        EXPECT_LT(worst, patch_m2 < 0.001 ? 0.12 : 0.05) << patch_m2 << " " << peaking_ratio << " " << heading_rad;
      }
    }
  }
}

TEST(DoseGrid, ALongPatchLiesAsTheHandPoints) {
  const DoseGrid grid(body(), kGrid);
  const auto reach = [&](double heading_rad) {
    double x_m = 0, y_m = 0;
    for (const DoseGrid::Share& share : grid.under({0.05, 0.25}, heading_rad, 0.006, 5, 0)) {
      const PlanePoint cell_m = body().to_plane(grid.centre(share.cell));
      x_m = std::max(x_m, std::abs(cell_m.x_m - 0.05));
      y_m = std::max(y_m, std::abs(cell_m.y_m - 0.25));
    }
    return std::pair(x_m, y_m);
  };
  EXPECT_LT(reach(0).first, reach(0).second);
  EXPECT_GT(reach(1.5708).first, reach(1.5708).second);
  // Positive to the person's left, that is up and to the right from the middle of the patch: (-sin, cos).
  double tilt = 0;
  for (const DoseGrid::Share& share : grid.under({0.05, 0.25}, 0.7, 0.006, 5, 0)) {
    const PlanePoint cell_m = body().to_plane(grid.centre(share.cell));
    tilt += (cell_m.x_m - 0.05) * (cell_m.y_m - 0.25);
  }
  EXPECT_LT(tilt, 0);
}

TEST(DoseGrid, KeepsToTheChartAtItsEdges) {
  const DoseGrid grid(body(), kGrid);
  for (const ChartPoint& corner : {ChartPoint{-1, kAlongMin_ratio}, ChartPoint{1, kAlongMax_ratio}}) {
    const auto shares = grid.under(body().to_plane(corner), 0.3, 0.007, 1.3, 1);
    EXPECT_FALSE(shares.empty());
    for (const DoseGrid::Share& share : shares) EXPECT_LT(share.cell, 1600U);
  }
  EXPECT_TRUE(grid.under({5, 5}, 0, 0.007, 1, 1).empty());
  EXPECT_TRUE(grid.under({0, 0.2}, 0, 0, 1, 1).empty());
}

TEST(StrokeDose, AddsUpTimeAndPressureAndKeepsPeaks) {
  const DoseGrid grid(body(), kGrid);
  StrokeDose dose(grid, test::substitutes());
  const PlaceState light = state_of(5, 0.006, 1), firm = state_of(15, 0.007, 1);
  dose.add({0.5, 1, 0, {0.05, 0.25}, 5}, 0.2, 1.3, light, kLayers);
  dose.add({1.5, 1, 0, {0.05, 0.25}, 15}, 0.2, 1.3, firm, kLayers);
  const DoseMap map = dose.finish();
  double impulse_N_s = 0;
  for (std::size_t cell = 0; cell < map.size(); ++cell)
    impulse_N_s += map.pressure_time_Pa_s[cell] * grid.area_m2(cell);
  EXPECT_NEAR(impulse_N_s, 20, 0.6);
  EXPECT_NEAR(*std::max_element(map.peak_pressure_Pa.begin(), map.peak_pressure_Pa.end()), firm.peak_pressure_Pa,
              0.01 * firm.peak_pressure_Pa);
  EXPECT_NEAR(*std::max_element(map.contact_s.begin(), map.contact_s.end()), 2, 1e-9);
  EXPECT_NEAR(*std::max_element(map.peak_muscle_strain_ratio.begin(), map.peak_muscle_strain_ratio.end()), 0.2, 0.002);
  EXPECT_NEAR(*std::max_element(map.peak_bone_pressure_Pa.begin(), map.peak_bone_pressure_Pa.end()), 5000, 50);
  EXPECT_EQ(map.layers.size(), 2U);
  EXPECT_EQ(std::accumulate(map.left_out_s.begin(), map.left_out_s.end(), 0.0), 0);
}

TEST(StrokeDose, CountsHowOftenAMuscleIsPressedAnew) {
  const DoseGrid grid(body(), kGrid);
  const auto cycles = [&](const std::vector<double>& strains_ratio, double look_s) {
    StrokeDose dose(grid, test::substitutes());
    for (std::size_t n = 0; n < strains_ratio.size(); ++n) {
      if (strains_ratio[n] == 0) continue;  // the hand is away
      PlaceState state = state_of(5, 0.006, 0);
      state.layers[1].strain_ratio = strains_ratio[n];
      dose.add({static_cast<double>(n) * look_s, look_s, 0, {0.05, 0.25}, 5}, 0.2, 1.3, state, kLayers);
    }
    const DoseMap map = dose.finish();
    const auto most = std::max_element(map.muscle_cycles_count.begin(), map.muscle_cycles_count.end());
    return std::pair(*most,
                     map.muscle_strain_travel_ratio[static_cast<std::size_t>(most - map.muscle_cycles_count.begin())]);
  };
  EXPECT_EQ(cycles({0.2}, 0.1).first, 1);
  EXPECT_EQ(cycles({0.2, 0.2, 0.2}, 0.1).first, 1);
  EXPECT_EQ(cycles({0.2, 0.02, 0.2, 0.02, 0.2}, 0.1).first, 3);
  EXPECT_EQ(cycles({0.2, 0.15, 0.2, 0.15, 0.2}, 0.1).first, 1);  // never let go
  EXPECT_EQ(cycles({0.2, 0, 0, 0.2, 0, 0.2}, 0.1).first, 3);     // lifted between
  EXPECT_NEAR(cycles({0.2, 0.02, 0.2, 0.02, 0.2}, 0.1).second, 0.2 + 0.18 * 4 + 0.2, 1e-9);
  EXPECT_NEAR(cycles({0.2, 0, 0.2}, 0.1).second, 0.8, 1e-9);
}

TEST(StrokeDose, WhatIsLeftOutIsMarkedAndHasNoDose) {
  const DoseGrid grid(body(), kGrid);
  StrokeDose dose(grid, test::substitutes());
  dose.leave_out({0.5, 1, 0, {0.05, 0.25}, 5}, 0.2, footprint_of(test::tissue_knowledge().tools.at(PressTool::palm)));
  const DoseMap map = dose.finish();
  EXPECT_GT(*std::max_element(map.left_out_s.begin(), map.left_out_s.end()), 0.9);
  EXPECT_EQ(std::accumulate(map.contact_s.begin(), map.contact_s.end(), 0.0), 0);
}

TEST(Footprint, ARowOfBodiesIsBroaderThanOne) {
  const auto& tools = test::tissue_knowledge().tools;
  EXPECT_GT(footprint_of(tools.at(PressTool::fingers)).across_m, footprint_of(tools.at(PressTool::fingers)).along_m);
  EXPECT_GT(footprint_of(tools.at(PressTool::palm)).along_m, footprint_of(tools.at(PressTool::palm)).across_m);
}

}  // namespace
}  // namespace unknot
