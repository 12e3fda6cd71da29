#pragma once
// Slab problems as text, so that the proofs go in by the same door as everybody.
// Input: layers, body, load, mesh. Output: TOML; the report of its run. docs/formats.md, "Slab".

#include <gtest/gtest.h>

#include <sstream>

#include "unknot/simulate/tissue/slab.h"

namespace unknot::test {

struct TextLayer {
  double thickness_m;
  double shear_Pa;
  double poisson_ratio;
  std::string more;  ///< further lines
};

struct TextSlab {
  double side_m = 0.2;
  std::string sides = "free";
  std::vector<TextLayer> layers;
  std::string indenter;  ///< lines of [indenter]; empty: none
  std::string load;      ///< lines of [load]
  int plane_count = 40;
  std::string layer_counts;
  bool grading = false;
};

inline std::string to_toml(const TextSlab& slab) {
  std::ostringstream text;
  text.precision(17);
  text << "[block]\nwidth_m = " << slab.side_m << "\nlength_m = " << slab.side_m << "\nsides = \"" << slab.sides
       << "\"\n";
  int number = 0;
  for (const TextLayer& layer : slab.layers) {
    text << "[[layer]]\nname = \"layer " << ++number << "\"\nthickness_m = " << layer.thickness_m
         << "\nmodel = \"neo_hookean\"\nshear_modulus_Pa = " << layer.shear_Pa
         << "\npoisson_ratio = " << layer.poisson_ratio << "\n"
         << layer.more;
  }
  if (!slab.indenter.empty()) text << "[indenter]\n" << slab.indenter << "\n";
  text << "[load]\n"
       << slab.load << "\n[mesh]\nacross_count = " << slab.plane_count << "\nalong_count = " << slab.plane_count
       << "\nlayer_counts = " << slab.layer_counts << "\ngrading = " << (slab.grading ? "true" : "false") << "\n";
  return text.str();
}

inline SlabReport run_text(const TextSlab& slab, SlabOptions options = {}) {
  const Result<SlabCase> read = read_slab_text(to_toml(slab), "test.toml");
  if (!read) {
    ADD_FAILURE() << describe(read.error());
    return {};
  }
  SerialExecutor executor;
  SlabReport report = run_slab(*read, executor, options);
  EXPECT_FALSE(report.failure.has_value()) << report.failure->step << ": " << report.failure->reason;
  return report;
}

/// The development problem: skin, fat and muscle under a ball of 6 cm.
inline TextSlab development_problem() {
  TextSlab slab;
  slab.layers = {{0.002, 200e3, 0.48, ""}, {0.012, 2e3, 0.48, ""}, {0.036, 6e3, 0.48, ""}};
  slab.indenter = "shape = \"sphere\"\nradius_m = 0.06";
  slab.load = "kind = \"depth\"\nvalues_m = [0.002, 0.005, 0.008]";
  slab.layer_counts = "[1, 4, 7]";
  return slab;
}

}  // namespace unknot::test
