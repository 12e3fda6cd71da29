#include "unknot/simulate/dose_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routine_bench.h"

namespace unknot {
namespace {

using testing::HasSubstr;

const Atlas& atlas() {
  static const Atlas loaded = Atlas::load(test::knowledge_files()).value();
  return loaded;
}
const BodyKnowledge& bodies() {
  static const BodyKnowledge loaded = BodyKnowledge::load(test::knowledge_files()).value();
  return loaded;
}

Routine two_strokes() {
  Routine routine;
  Stroke press = test::stroke_of(Motion::press, {{0.3, 0.8}, {-0.3, 0.6}}, 14);
  press.tempo_Hz = 0.2;
  Stroke pause = press;
  pause.id = "s02";
  pause.technique = "pause";
  Stroke knead = test::stroke_of(Motion::knead, {{0.4, 0.7}}, 9);
  knead.id = "s03";
  knead.tempo_Hz = 1;
  routine.strokes = {press, pause, knead};
  routine.total_s = 60;
  return routine;
}

RoutineSimulation simulated(const Routine& routine) {
  SerialExecutor serial;
  SolvedPlaces solved;
  return simulate_routine(routine, test::formula_setting(), {}, serial, test::go_on, solved);
}

TEST(DoseDocument, HoldsEveryMapAndFlagsEveryStandIn) {
  const Routine routine = two_strokes();
  const RoutineSimulation result = simulated(routine);
  const Json json = simulation_json(routine, result, test::substitutes(), atlas(), test::body(), {"a note"});
  EXPECT_EQ(json["simulated"], true);
  EXPECT_EQ(json["converged"], true);
  for (const DoseField& field : dose_fields()) {
    EXPECT_EQ(json["maps"].at(std::string(field.name)).size(), 1600U) << field.name;
  }
  EXPECT_EQ(json["layers"].size(), 4U);
  EXPECT_EQ(json["layers"]["m05"]["peak_strain_ratio"].size(), 1600U);
  EXPECT_FALSE(json["layers"]["m05"]["name"].get<std::string>().starts_with("right"));
  ASSERT_EQ(json["strokes"].size(), 2U);
  EXPECT_EQ(json["strokes"][0]["substitute"], false);
  EXPECT_EQ(json["strokes"][1]["substitute"], true);
  EXPECT_EQ(json["strokes"][1]["id"], "s03");
  const Json& stroke = json["strokes"][1];
  EXPECT_EQ(stroke["cells"].size(), stroke["peak_pressure_Pa"].size());
  EXPECT_GT(stroke["cells"].size(), 10U);
  ASSERT_EQ(json["substitutes"].size(), 2U);
  for (const Json& one : json["substitutes"]) EXPECT_FALSE(one["leaves_out"].get<std::string>().empty());
  const Json& most = json["highlights"]["peak_pressure_Pa"];
  EXPECT_LE(most["low"], most["value"]);
  EXPECT_GE(most["high"], most["value"]);
  EXPECT_FALSE(most["region"].get<std::string>().empty());
  EXPECT_FALSE(json.contains("reuse"));
}

TEST(DoseDocument, SaysWhereThereIsNoAnswer) {
  const Routine routine = two_strokes();
  SerialExecutor serial;
  SolvedPlaces solved;
  SimulationSetting setting = test::formula_setting();
  setting.press = [](Firmness, const PressPlace&, const std::vector<double>&,
                     double) -> Result<std::vector<PressStep>> {
    return Error{ErrorCode::internal, "nothing balanced", "", "press less", {}};
  };
  const RoutineSimulation result = simulate_routine(routine, setting, {}, serial, test::go_on, solved);
  const Json json = simulation_json(routine, result, test::substitutes(), atlas(), test::body(), {});
  EXPECT_EQ(json["converged"], false);
  EXPECT_GT(json["places"]["failed"].size(), 0U);
  EXPECT_THAT(json["places"]["failed"][0]["reason"].get<std::string>(), HasSubstr("nothing balanced"));
  EXPECT_TRUE(json["highlights"].empty());
  EXPECT_EQ(json["places"]["solved_count"], 0);
  const std::string svg =
      dose_picture(result.total, draw_back(DrawingKnowledge::load(test::knowledge_files()).value(), test::body()));
  EXPECT_THAT(svg, HasSubstr("found no answer"));
}

TEST(DoseMesh, HasTheSameArraysForEveryStroke) {
  const BackSurface surface = BackSurface::make(bodies(), test::body(), View::prone).value();
  const RoutineSimulation result = simulated(two_strokes());
  const VtuMesh first = dose_mesh(surface, result.strokes[0].dose, result.total);
  const VtuMesh second = dose_mesh(surface, result.strokes[1].dose, result.total);
  ASSERT_EQ(first.cell_arrays.size(), 2 * (dose_fields().size() + 4 * layer_dose_fields().size()));
  for (std::size_t n = 0; n < first.cell_arrays.size(); ++n) {
    EXPECT_EQ(first.cell_arrays[n].name, second.cell_arrays[n].name);
  }
  EXPECT_EQ(first.quads.size(), 1600U);
  EXPECT_THAT(to_vtu(first), HasSubstr("so_far_peak_pressure_Pa"));
}

TEST(DosePicture, IsOneSvgThatSaysSimulated) {
  const RoutineSimulation result = simulated(two_strokes());
  const Drawing drawing = draw_back(DrawingKnowledge::load(test::knowledge_files()).value(), test::body());
  const std::string svg = dose_picture(result.total, drawing);
  EXPECT_TRUE(svg.starts_with("<svg"));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_THAT(svg, HasSubstr("Simulated"));
  EXPECT_THAT(svg, HasSubstr("class=\"b5\""));
  EXPECT_THAT(svg, testing::Not(HasSubstr("nan")));
  // A routine that touches nothing is a plain back.
  const std::string plain = dose_picture(DoseMap({40, 40}), drawing);
  EXPECT_THAT(plain, testing::Not(HasSubstr("<path class=\"b")));
}

}  // namespace
}  // namespace unknot
