// Small problems of every kind whose answers are kept: compilers, instruction sets and precisions must agree with what
// one of them once said. docs/theory/tissue.md, "Agreement".

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>

#include "support/back_person.h"
#include "unknot/flow_json.h"
#include "unknot/simulate/tissue/element.h"
#include "unknot/simulate/tissue/patch.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot::test {
namespace {

using tissue::Grid;
using tissue::KernelTable;
using tissue::Law;
using tissue::TissueSolver;

/// In reference mode, of the largest value that the number takes in its problem. Nearly all agree to 1e-10; where a
/// force is pressed, rounding may decide whether the penalty is stiffened once more, which moves stresses by 1e-5.
constexpr double kReference_ratio = 5e-5;
/// As users solve: single precision, ordinary tolerances, against the reference's answers. Stresses at a place may be
/// further off than forces and depths.
constexpr double kOrdinary_ratio = 5e-4;
constexpr double kStress_factor = 4;
/// A person's press stops earlier still where it is coarse.
constexpr double kPerson_ratio = 1e-3;

const std::string kFolder = "tests/verify/golden/";
constexpr const char* kSlabs[] = {"neo_hookean_ball",  "yeoh_force",   "ogden_rubbing_flat", "relaxing_force",
                                  "gaussian_pressure", "stroke_force", "stroke_depth",       "sharp_flat"};

// lint_units off: numbers by their names, which hold the units
/// One balanced state.
using State = std::map<std::string, double>;
using Answers = std::map<std::string, std::vector<State>>;

State state_of(const SlabStep& step) {
  State out{{"depth_m", step.depth_m},
            {"force_N", step.force_N},
            {"tangential_force_N", step.tangential_force_N},
            {"stick_ratio", step.stick_ratio},
            {"contact_radius_m", step.contact_radius_m},
            {"peak_pressure_Pa", step.peak_pressure_Pa}};
  for (std::size_t n = 0; n < step.layers.size(); ++n) {
    const SlabLayerState& layer = step.layers[n];
    const std::string of = layer.name + " ";
    out[of + "strain_ratio"] = layer.min_principal_log_strain_ratio;
    out[of + "displacement_m"] = layer.mid_displacement_m;
    out[of + "pressure_Pa"] = layer.mid_pressure_Pa;
    out[of + "mises_Pa"] = layer.mid_von_mises_Pa;
  }
  return out;
}

std::vector<State> solve_slab(const std::string& name, const KernelTable& kernels, bool reference) {
  const std::string path = kFolder + name + ".toml";
  const SlabCase slab = require(read_slab_text(read_source_file(path), path));
  SerialExecutor executor;
  SlabOptions options;
  options.kernels = &kernels;
  options.reference = reference;
  const SlabReport report = run_slab(slab, executor, options);
  EXPECT_FALSE(report.failure.has_value()) << name << ": " << report.failure->reason;
  std::vector<State> states;
  for (const SlabStep& step : report.steps) states.push_back(state_of(step));
  return states;
}

/// A bent block of three laws with fibres, tone that varies, bone and springs below, under a padded thumb that rubs:
/// what no slab file can say.
Grid living_block() {
  Grid grid;
  for (int n = 0; n <= 8; ++n) grid.x_m.push_back(-0.04 + 0.01 * n);
  grid.y_m = grid.x_m;
  grid.z_m = {0, 0.002, 0.006, 0.010, 0.018, 0.028};
  grid.layer_of = {0, 1, 1, 2, 2};
  grid.laws = {Law::neo_hookean(50e3, 0.48), Law::yeoh({400, 400, 2500}, 0.48),
               Law::ogden({{1500, 6}, {200, -3}}, 0.48)};
  grid.laws[2].prony = {{0.5, 2.0}};
  for (const double y_m : grid.y_m) {
    for (const double z_m : grid.z_m) {
      for (const double x_m : grid.x_m) {
        const double r_m = 0.15 - (1 - 20 * x_m * x_m) * z_m;
        grid.place_m.push_back({r_m * std::sin(x_m / 0.15), y_m + 0.05 * z_m, 0.15 - r_m * std::cos(x_m / 0.15)});
      }
    }
  }
  for (int j = 0; j < grid.elements_y(); ++j) {
    for (int k = 0; k < grid.elements_z(); ++k) {
      for (int i = 0; i < grid.elements_x(); ++i) {
        grid.stiffness_ratio.push_back(k < 3 ? 1 : 1 + 0.4 * std::sin(0.7 * i + 0.3 * j));
        grid.fibre_ratio.push_back({std::sin(0.3), std::cos(0.3), 0});
        grid.fibre_Pa.push_back(k < 3 ? 0 : 8e3);
      }
    }
  }
  for (const double y_m : grid.y_m) {
    for (const double x_m : grid.x_m)
      grid.foundation.push_back(x_m < 0.02 && y_m < 0.03 ? tissue::kBone : tissue::Spring{2e6, 5e5});
  }
  grid.side = {1e5, 5e4};
  return grid;
}

std::vector<State> solve_living(const KernelTable& kernels, bool reference) {
  tissue::Indenter thumb = tissue::Indenter::ellipsoid({0.012, 0.018, 0.012}, 0.4);
  thumb.friction_ratio = 0.15;
  thumb.pad = {0, 2700, 0.0006};
  tissue::SolverOptions options;
  options.precise = reference;
  options.careful = true;  // the way counts with friction: here builds are compared, not ways
  options.work_tolerance_ratio = reference ? 1e-13 : 1e-8;
  SerialExecutor executor;
  TissueSolver solver(living_block(), thumb, kernels, executor, options);
  std::vector<State> states;
  const auto note = [&](const std::optional<tissue::SolveFailure>& failure) {
    EXPECT_FALSE(failure.has_value()) << failure->reason;
    const tissue::Patch patch = tissue::measure_patch(solver);
    State state{{"depth_m", solver.pose().depth_m},
                {"force_N", solver.sums().force_N[2]},
                {"tangential_force_N", solver.sums().force_N[1]},
                {"area_m2", patch.area_m2},
                {"peak_pressure_Pa", patch.peak_Pa},
                {"compression_m", solver.sums().compression_m}};
    for (int k = 0; k < solver.grid().elements_z(); ++k) {
      const tissue::PointState at = tissue::point_state(solver.grid(), solver.displacement_m(), solver.history(),
                                                        solver.volume_strain_ratio(3, 4, k), 3, 4, k, {});
      const std::string row = "row " + std::to_string(k) + " ";
      state[row + "strain_ratio"] = tissue::least_log_strain_ratio(at.deformation);
      state[row + "mises_Pa"] = at.von_mises_Pa;
      state[row + "pressure_Pa"] = at.pressure_Pa;
    }
    states.push_back(state);
  };
  note(solver.press_to_force(4));
  note(solver.move_to(0, 4, 0.25));
  note(solver.move_to(0.006, 4, 0.2));
  return states;
}

/// A woman's low back under the thumb.
std::vector<State> solve_person(const KernelTable& kernels) {
  static const BackPerson kPerson;
  PressPlace place;
  place.at = {0.19, 0.84};
  place.tool = PressTool::thumb;
  place.fineness = Fineness::coarse;
  SerialExecutor executor;
  const BackModel model = kPerson.model();
  Result<PressState> state = PressState::make(model, place, executor, &kernels);
  UNKNOT_CHECK(state.has_value(), describe(state.error()));
  const Result<PressStep> pressed = state->press(8);
  UNKNOT_CHECK(pressed.has_value(), describe(pressed.error()));
  State one{{"depth_m", pressed->depth_m},
            {"force_N", pressed->force_N},
            {"tangential_force_N", pressed->tangential_force_N},
            {"area_m2", pressed->area_m2},
            {"peak_pressure_Pa", pressed->peak_pressure_Pa},
            {"bone_force_N", pressed->bone_force_N}};
  for (const PressLayer& layer : pressed->layers) {
    one[layer.id + " strain_ratio"] = layer.min_strain_ratio;
    one[layer.id + " pressure_Pa"] = layer.max_pressure_Pa;
    one[layer.id + " compression_ratio"] = layer.compression_ratio;
  }
  return {one};
}

constexpr const char* kRenew =
    "If the change is meant, look at each number above, then renew: UNKNOT_RENEW_GOLDEN=1 "
    "build/release/tests/test_verify_golden";

/// What a number is compared to: the largest that it becomes in its problem.
double scale_of(const std::vector<State>& golden, const std::string& name) {
  if (name == "stick_ratio") return 1;
  const std::string of = name == "tangential_force_N" ? "force_N" : name;
  double scale = 0;
  for (const State& state : golden) scale = std::max(scale, std::abs(state.at(of)));
  return scale > 0 ? scale : 1;
}

/// How far the answer is from the golden one at the most, with every number that is further than allowed as a failure.
double compare(const std::string& problem, const std::string& solved_by, const std::vector<State>& golden,
               const std::vector<State>& answer, double allowed_ratio) {
  double most = 0;
  EXPECT_EQ(answer.size(), golden.size()) << problem << " by " << solved_by << ". " << kRenew;
  for (std::size_t n = 0; n < std::min(golden.size(), answer.size()); ++n) {
    EXPECT_EQ(answer[n].size(), golden[n].size()) << problem << " has other numbers now. " << kRenew;
    for (const auto& [name, expected] : golden[n]) {
      const auto found = answer[n].find(name);
      if (found == answer[n].end()) continue;
      const double off = std::abs(found->second - expected) / scale_of(golden, name);
      most = std::max(most, off);
      const bool is_stress = name.size() > 3 && name.compare(name.size() - 3, 3, "_Pa") == 0;
      EXPECT_LE(off, (is_stress ? kStress_factor : 1) * allowed_ratio)
          << problem << " by " << solved_by << ", state " << n + 1 << ": " << name << " is " << found->second
          << ", was " << expected << ". " << kRenew;
    }
  }
  return most;
}

Answers read_answers() {
  const Json document = Json::parse(read_source_file(kFolder + "answers.json"));
  return document.at("problems").get<Answers>();
}

bool is_renewing() {
  const char* wish = std::getenv("UNKNOT_RENEW_GOLDEN");
  return wish != nullptr && *wish != '\0';
}

TEST(Golden, EveryBuildAndInstructionSetAgrees) {
  if (is_renewing()) {
    const KernelTable& kernels = *tissue::runnable_kernels().front();
    Answers answers;
    for (const char* name : kSlabs) answers[name] = solve_slab(name, kernels, true);
    answers["living_block"] = solve_living(kernels, true);
    answers["person"] = solve_person(kernels);
    const Json document{{"schema", "unknot.golden/1"}, {"problems", answers}};
    std::ofstream file(std::string(UNKNOT_SOURCE_DIR) + "/" + kFolder + "answers.json");
    file << document.dump(1) << "\n";
    ASSERT_TRUE(file.good());
    FAIL() << "answers renewed: see with git diff what moved, then run without UNKNOT_RENEW_GOLDEN";
  }
  const Answers golden = read_answers();
  std::string names;
  for (const KernelTable* kernels : tissue::runnable_kernels()) {
    const std::string by = kernels->name;
    double precise = 0, ordinary = 0;
    for (const char* name : kSlabs) {
      const auto& known = golden.at(name);
      const double p = compare(name, by + ", reference", known, solve_slab(name, *kernels, true), kReference_ratio);
      const double o = compare(name, by, known, solve_slab(name, *kernels, false), kOrdinary_ratio);
      std::printf("  %-20s %-8s %.1e %.1e\n", name, by.c_str(), p, o);
      precise = std::max(precise, p);
      ordinary = std::max(ordinary, o);
    }
    const auto& living = golden.at("living_block");
    precise = std::max(
        precise, compare("living_block", by + ", reference", living, solve_living(*kernels, true), kReference_ratio));
    const double o = compare("living_block", by, living, solve_living(*kernels, false), kOrdinary_ratio);
    const double person = compare("person", by, golden.at("person"), solve_person(*kernels), kPerson_ratio);
    std::printf("%s: reference within %.1e, ordinary within %.1e (living %.1e), a person within %.1e\n", by.c_str(),
                precise, ordinary, o, person);
  }
}

TEST(Golden, AnAnswerThatMovedIsNamedWithItsSize) {
  // The comparison itself: one number moved by 2 % is found, told, and answered with the command that renews.
  const std::vector<State> golden = {{{"depth_m", 0.005}, {"force_N", 3.0}, {"tangential_force_N", 0.0}}};
  std::vector<State> moved = golden;
  testing::TestPartResultArray failures;
  double most = 0;
  {
    testing::ScopedFakeTestPartResultReporter watch(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    EXPECT_EQ(compare("same", "test", golden, moved, 1e-9), 0);
    moved[0]["force_N"] = 3.06;
    most = compare("one", "test", golden, moved, 1e-2);
  }
  EXPECT_NEAR(most, 0.02, 1e-12);
  ASSERT_EQ(failures.size(), 1);
  const std::string told = failures.GetTestPartResult(0).message();
  EXPECT_THAT(told, testing::HasSubstr("state 1: force_N is 3.06"));
  EXPECT_THAT(told, testing::HasSubstr("UNKNOT_RENEW_GOLDEN"));
}
// lint_units on

}  // namespace
}  // namespace unknot::test
