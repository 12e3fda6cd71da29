#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/support.h"
#include "unknot/engine/engine.h"

namespace unknot {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Engine& engine() {
  static const Engine loaded = Engine::load(test::knowledge_texts()).value();
  return loaded;
}

Case desk_worker() {
  return engine().read_case_text(test::read_source_file("examples/desk_worker.toml"), "desk_worker.toml").value();
}

TEST(BodyDocuments, NameTheirKnowledgeAndTheirView) {
  const GridCounts grid{6, 10};
  const Json json = engine().body_document(desk_worker(), View::seated, &grid);
  EXPECT_EQ(json["schema"], "unknot.body/1");
  EXPECT_EQ(json["knowledge_hash"], engine().knowledge_hash());
  EXPECT_EQ(json["view"], "seated");
  EXPECT_EQ(json["grid"]["fat_m"].size(), 60U);
  EXPECT_EQ(json, engine().body_document(desk_worker(), View::seated, &grid));
}

// A softer bed below gives a softer back; nothing else of the layers changes.
TEST(BodyDocuments, PlaceChangesTheSupportAlone) {
  Case the_case = desk_worker();
  the_case.giver.place = Place::bed;
  const Json bed = engine().body_document(the_case, View::prone, nullptr);
  the_case.giver.place = Place::floor;
  const Json floor = engine().body_document(the_case, View::prone, nullptr);
  for (std::size_t i = 0; i < bed["layers"].size(); ++i) {
    EXPECT_LT(bed["layers"][i]["support_N_m"]["value"].get<double>(),
              floor["layers"][i]["support_N_m"]["value"].get<double>());
    EXPECT_EQ(bed["layers"][i]["depth_m"], floor["layers"][i]["depth_m"]);
  }
}

TEST(BodyDocuments, FilesAreWholeAndTheSameEachTime) {
  const Case the_case = desk_worker();
  const GridCounts grid{12, 20};
  const std::string vtu = engine().body_file(the_case, View::prone, BodyFormat::vtu, grid).value();
  EXPECT_THAT(vtu, StartsWith("<?xml"));
  EXPECT_THAT(vtu, HasSubstr("NumberOfPoints=\"273\" NumberOfCells=\"240\""));
  EXPECT_EQ(vtu, engine().body_file(the_case, View::prone, BodyFormat::vtu, grid).value());
  EXPECT_NE(vtu, engine().body_file(the_case, View::seated, BodyFormat::vtu, grid).value());
  const std::string glb = engine().body_file(the_case, View::prone, BodyFormat::glb, grid).value();
  EXPECT_THAT(glb, StartsWith("glTF"));
  EXPECT_THAT(glb, HasSubstr(engine().knowledge_hash()));
}

}  // namespace
}  // namespace unknot
