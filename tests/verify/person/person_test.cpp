// What is asked of the person model (rulings, "Tissue model") and what it answers: docs/theory/person.md has the table.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "support/back_person.h"

namespace unknot {
namespace {

constexpr Firmness kFirmness[] = {Firmness::soft, Firmness::middle, Firmness::firm};
constexpr ChartPoint kLowBack{0.19, 0.84}, kBetweenBlades{0.3, 0.22}, kButtock{0.5, 1.12}, kSpine{0, 0.84},
    kThin{0.3, 0.35};

const test::BackPerson& person() {
  static const test::BackPerson kPerson;
  return kPerson;
}

std::vector<PressStep> press_steps(const BackModel& model, const ChartPoint& at, PressTool tool,
                                   const std::vector<double>& forces_N) {
  PressPlace place;
  place.at = at;
  place.tool = tool;
  place.fineness = Fineness::coarse;
  SerialExecutor executor;
  const Result<PressReport> report = press(model, place, forces_N, 0, executor);
  UNKNOT_CHECK(report.has_value(), describe(report.error()));
  UNKNOT_CHECK(!report->failure, report->failure->reason);
  for (const PressStep& step : report->steps) {
    std::printf("  [%g, %g] %s: %6.1f N  %5.2f mm  %5.2f cm2  fat %.3f  muscle %.3f/%.3f\n", at.across, at.along,
                std::string(to_text(tool)).c_str(), step.force_N, 1e3 * step.depth_m, 1e4 * step.area_m2,
                step.layers[1].compression_ratio, step.layers[3].compression_ratio, step.layers[3].min_strain_ratio);
  }
  return report->steps;
}

double soft_depth_m(const PressStep& step) {
  double depth_m = 0;
  for (const PressLayer& layer : step.layers) depth_m += layer.thickness_m;
  return depth_m;
}

/// Greatest compression of any muscle, as a logarithmic strain.
double muscle_strain_ratio(const PressStep& step) {
  double most = 0;
  for (std::size_t n = 3; n < step.layers.size(); ++n) most = std::max(most, -step.layers[n].min_strain_ratio);
  return most;
}

/// Shear modulus for small shears on top of a compression to C, meaned over directions: 2 W' I1 / 3.
double compressed_shear_Pa(const tissue::Law& law, double right_cauchy_green) {
  const double stretch = std::sqrt(right_cauchy_green);
  const double i1 = stretch * stretch + 2 / stretch, x = i1 - 3;
  const auto& c = law.c_Pa();
  return 2 * (c[0] + 2 * c[1] * x + 3 * c[2] * x * x) * i1 / 3;
}

TEST(PersonLaws, FatFollowsElastographyUnderCompression) {
  const TissueLaw& fat = person().tissue.laws.at(TissueKind::fat);
  for (const double c : {1.0, 0.9, 0.8, 0.7, 0.6}) {
    const double measured_Pa = 748.5 * std::pow(c, -1.18);
    const double model_Pa = compressed_shear_Pa(fat.law(Firmness::middle), c);
    std::printf("  fat C %.1f: %5.0f Pa, model %5.0f Pa\n", c, measured_Pa, model_Pa);
    EXPECT_NEAR(model_Pa, measured_Pa, 0.2 * measured_Pa) << "T2.12 at C " << c;
    EXPECT_LT(compressed_shear_Pa(fat.law(Firmness::soft), c), measured_Pa);
    EXPECT_GT(compressed_shear_Pa(fat.law(Firmness::firm), c), measured_Pa);
  }
}

TEST(PersonLaws, MuscleBeginsAsElastographyHasIt) {
  const TissueLaw& muscle = person().tissue.laws.at(TissueKind::muscle);
  EXPECT_NEAR(muscle.law(Firmness::middle).shear_Pa(), 1000, 50) << "T2.13 undeformed";
  for (const double c : {1.0, 0.8, 0.6}) {
    const double measured_Pa = 956.4 * std::pow(c, -0.36);
    const double soft_Pa = compressed_shear_Pa(muscle.law(Firmness::soft), c);
    std::printf("  muscle C %.1f: %5.0f Pa, model %5.0f %5.0f %5.0f Pa\n", c, measured_Pa, soft_Pa,
                compressed_shear_Pa(muscle.law(Firmness::middle), c),
                compressed_shear_Pa(muscle.law(Firmness::firm), c));
    EXPECT_NEAR(soft_Pa, measured_Pa, 0.3 * measured_Pa) << "T2.13 at C " << c;
  }
}

TEST(PersonPress, ReachesFarIntoTheSoftLayersButNotToTheBone) {
  for (const ChartPoint& at : {kLowBack, kBetweenBlades, kButtock}) {
    for (const auto& [tool, force_N] : {std::pair(PressTool::thumb, 20.0), std::pair(PressTool::palm, 40.0)}) {
      double last_m = 1;
      for (const Firmness firmness : kFirmness) {
        const PressStep step = press_steps(person().model(firmness), at, tool, {force_N}).at(0);
        const double share = step.depth_m / soft_depth_m(step);
        EXPECT_GT(share, 0.15);
        EXPECT_LT(share, 0.65);
        EXPECT_LT(step.depth_m, last_m) << "firmer is shallower";
        last_m = step.depth_m;
      }
    }
  }
}

TEST(PersonPress, FatAndMuscleKeepNineTenthsOfTheirVolume) {
  for (const ChartPoint& at : {kLowBack, kBetweenBlades, kButtock, kThin}) {
    for (const auto& [tool, force_N] : {std::pair(PressTool::thumb, 15.0), std::pair(PressTool::palm, 40.0)}) {
      for (const Firmness firmness : kFirmness) {
        const PressStep step = press_steps(person().model(firmness), at, tool, {force_N}).at(0);
        double volume_ratio = 1;
        for (const PressLayer& layer : step.layers) {
          volume_ratio = std::min(volume_ratio, layer.least_volume_ratio);
          EXPECT_LT(layer.most_volume_ratio, 1.1) << layer.id;
        }
        std::printf("    least volume %.3f\n", volume_ratio);
        EXPECT_GT(volume_ratio, 0.895);
      }
    }
  }
}

TEST(PersonPress, AFlatHandMakesNoLayerThicker) {
  // Over the ridges of spine and sacrum the layers thin out to a tip, where one column of nodes alone says nothing.
  for (const ChartPoint& at : {kSpine, ChartPoint{0, 0.97}, ChartPoint{0, 1.0}, ChartPoint{0, 1.12}}) {
    const PressStep step = press_steps(person().model(), at, PressTool::palm, {40}).at(0);
    ASSERT_GE(step.layers.size(), 4u);
    for (const PressLayer& layer : step.layers) {
      EXPECT_GT(layer.compression_ratio, 0) << layer.id << " at " << at.along;
      EXPECT_LT(layer.compression_ratio, 0.5) << layer.id << " at " << at.along;
    }
  }
}

TEST(PersonPress, ForceGrowsAsAnExponentialOfDepth) {
  const auto steps = press_steps(person().model(), kLowBack, PressTool::palm, {10, 20, 40, 80, 160});
  // An exponential goes equally far with every doubling.
  double sum_m = 0;
  std::vector<double> ways_m;
  for (std::size_t n = 1; n < steps.size(); ++n) {
    ways_m.push_back(steps[n].depth_m - steps[n - 1].depth_m);
    sum_m += ways_m.back() / 4;
  }
  for (const double way_m : ways_m) EXPECT_NEAR(way_m, sum_m, 0.2 * sum_m);
}

TEST(PersonPress, SpineYieldsAsMeasured) {
  static const test::BackPerson kOnTable(test::BackPerson::woman(), Place::table);
  for (const Firmness firmness : kFirmness) {
    const auto steps = press_steps(kOnTable.model(firmness), kSpine, PressTool::heel, {30, 100});
    const double soft_N_m = 70 / (steps[1].depth_m - steps[0].depth_m);
    const double whole_N_m = 70 / (steps[1].depth_m + steps[1].sink_m - steps[0].depth_m - steps[0].sink_m);
    std::printf("  spine: soft layers %.1f N/mm, with spine and table %.1f N/mm\n", 1e-3 * soft_N_m, 1e-3 * whole_N_m);
    EXPECT_NEAR(soft_N_m, 44000, 5000);
    // T2.55 less T2.51's 2.86 N/mm of a padded table.
    EXPECT_NEAR(whole_N_m, 15000 - 2860, 700);
  }
}

TEST(PersonPress, LayersStiffenAsUnderTheProbe) {
  Receiver man;
  man.sex = Sex::male;
  man.age_years = 21;
  static const test::BackPerson kMan(man);
  const auto steps = press_steps(kMan.model(), kButtock, PressTool::thumb, {0.8, 1.2, 4.5, 5.5, 27, 33});
  const auto modulus_Pa = [&](std::size_t first, std::size_t layer) {
    return (steps[first + 1].force_N - steps[first].force_N) / steps[first + 1].area_m2 /
           (steps[first + 1].layers[layer].compression_ratio - steps[first].layers[layer].compression_ratio);
  };
  const double fat_ratio = modulus_Pa(4, 1) / modulus_Pa(0, 1), muscle_ratio = modulus_Pa(4, 3) / modulus_Pa(2, 3);
  std::printf("  fat %.0f -> %.0f kPa (1 to 30 N), muscle %.0f -> %.0f kPa (5 to 30 N)\n", 1e-3 * modulus_Pa(0, 1),
              1e-3 * modulus_Pa(4, 1), 1e-3 * modulus_Pa(2, 3), 1e-3 * modulus_Pa(4, 3));
  // Measured (tis:S127): 26 -> 2199 kPa, 62 -> 440 kPa; the probe's size is unknown to us, the growth does not need it.
  EXPECT_GT(fat_ratio, 15);
  EXPECT_NEAR(muscle_ratio, 7.1, 3);
}

TEST(PersonPress, RelativeStrainHardlyDependsOnWhatNobodyKnows) {
  // Rulings: strain under a hand over the strain under an algometer of 1 cm2 at the pain threshold (T4.1).
  test::BackPerson with_algometer;
  ToolBody& algometer = with_algometer.tissue.tools.at(PressTool::elbow);
  algometer.half_across_m.value = algometer.half_along_m.value = 0.00564;
  algometer.radius_m.value = 0.003;
  algometer.pad->length_m.value = 0.0002;
  constexpr double kThreshold_N = 38;
  for (const ChartPoint& at : {kLowBack, kBetweenBlades}) {
    std::map<PressTool, std::vector<double>> ratios;
    std::vector<double> plain;
    for (const Firmness firmness : kFirmness) {
      const double threshold = muscle_strain_ratio(
          press_steps(with_algometer.model(firmness), at, PressTool::elbow, {10, 20, kThreshold_N}).back());
      for (const auto& [tool, force_N] : {std::pair(PressTool::thumb, 15.0), std::pair(PressTool::palm, 40.0)}) {
        const double strain = muscle_strain_ratio(press_steps(person().model(firmness), at, tool, {force_N}).back());
        ratios[tool].push_back(strain / threshold);
        if (tool == PressTool::palm) plain.push_back(strain);
      }
    }
    EXPECT_GT(plain.front() / plain.back(), 1.8) << "the strain itself differs about twofold";
    for (const auto& [tool, found] : ratios) {
      std::printf("  %s: relative strain soft %.3f middle %.3f firm %.3f\n", std::string(to_text(tool)).c_str(),
                  found[0], found[1], found[2]);
      const auto [least, most] = std::minmax_element(found.begin(), found.end());
      EXPECT_LT(*most / *least, 1.2) << to_text(tool);
    }
  }
}

TEST(PersonPress, SaysWhereSkinIsStretchedBeyondTheModel) {
  // A hard flat's edge in soft flesh: small steps find no balance, the long ones' holds with skin swollen at the edge.
  test::BackPerson with_flat;
  ToolBody& flat = with_flat.tissue.tools.at(PressTool::elbow);
  flat.half_across_m.value = flat.half_along_m.value = 0.00564;
  flat.radius_m.value = 0.003;
  flat.pad->length_m.value = 0.0002;
  PressPlace place;
  place.at = kLowBack;
  place.tool = PressTool::elbow;
  SerialExecutor executor;
  place.fineness = Fineness::coarse;
  const auto says_so = [&](double force_N) {
    const std::vector<std::string> notes =
        test::require(press(with_flat.model(Firmness::soft), place, {10, 20, force_N}, 0, executor)).notes;
    return std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
      return note.find("stretched further than this model bears") != std::string::npos;
    });
  };
  EXPECT_TRUE(says_so(38));
  EXPECT_FALSE(says_so(21));
}

TEST(PersonPress, ToolsTouchAboutTheirArea) {
  const std::map<PressTool, std::pair<Surface, double>> usual = {
      {PressTool::palm, {Surface::palm, 40}},       {PressTool::fingers, {Surface::fingers, 15}},
      {PressTool::thumb, {Surface::thumb, 15}},     {PressTool::knuckles, {Surface::knuckles, 35}},
      {PressTool::forearm, {Surface::forearm, 60}}, {PressTool::elbow, {Surface::elbow, 30}}};
  for (const auto& [tool, what] : usual) {
    const double area_m2 = press_steps(person().model(), kLowBack, tool, {what.second}).at(0).area_m2;
    const double wanted_m2 = person().contacts.area_m2(what.first);
    EXPECT_NEAR(area_m2, wanted_m2, 0.3 * wanted_m2) << to_text(tool);
  }
}

TEST(Person, DoesNotTakeABuckledSkinForAnAnswer) {
  // Deep flesh under four hard knuckles: long steps end in a balance in which skin at a corner has swelled by a quarter
  // and bone carries 19 N instead of 30; the press is then done again by short ones.
  Receiver receiver = test::BackPerson::woman();
  receiver.stature_m = 1.68;
  receiver.mass_kg = 66;
  const test::BackPerson who(receiver);
  PressPlace place;
  place.at = {0.5, 1.2};
  place.tool = PressTool::knuckles;
  SerialExecutor executor;
  const Result<PressReport> report = press(who.model(), place, {60}, 0, executor);
  ASSERT_TRUE(report.has_value() && !report->failure);
  const PressStep& step = report->steps.back();
  EXPECT_NEAR(step.force_N, 60, 0.05);
  EXPECT_NEAR(step.bone_force_N, 30.3, 0.6);
  EXPECT_NEAR(1e3 * step.depth_m, 31.1, 0.3);
  for (const PressLayer& layer : step.layers) EXPECT_LT(layer.most_volume_ratio, 1.1) << layer.id;
}

}  // namespace
}  // namespace unknot
