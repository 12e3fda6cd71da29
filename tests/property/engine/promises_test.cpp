// The planner's promises over seeded random cases, judged by the independent audit that Engine::plan runs on every
// routine: a broken promise comes back as an internal error. UNKNOT_CASES_COUNT makes the list longer.
#include <gtest/gtest.h>

#include <map>

#include "support/random_case.h"
#include "support/support.h"
#include "unknot/engine/engine.h"

namespace unknot {
namespace {

const Engine& engine() {
  static const Engine loaded = [] {
    auto result = Engine::load(test::knowledge_texts());
    if (!result) {
      std::fprintf(stderr, "%s\n", describe(result.error()).c_str());
      std::abort();
    }
    return std::move(*result);
  }();
  return loaded;
}

const Moment kNow{{2026, 11, 22}, 72000, 60};

TEST(Promises, HoldOverRandomCases) {
  const int cases_count = test::env_count("UNKNOT_CASES_COUNT", 2000);
  std::map<std::string, int> seen;
  int faults = 0;
  for (int i = 0; i < cases_count; ++i) {
    Rng rng(static_cast<std::uint64_t>(i));
    const Case the_case = test::random_case(rng, engine().case_schema(), i % 4);
    const auto routine = engine().plan(the_case, kNow);
    if (!routine) {
      ADD_FAILURE() << "seed " << i << ": " << describe(routine.error());
      if (++faults == 10) break;
      continue;
    }
    seen[routine->refused ? "refused" : std::string(to_text(the_case.giver.training))]++;
    if (routine->refused) {
      EXPECT_TRUE(routine->strokes.empty());
      EXPECT_TRUE(routine->report.has_value()) << "seed " << i;
    }
  }
  // The list must exercise what it claims to.
  for (const char* kind : {"refused", "none", "course", "professional"}) {
    EXPECT_GT(seen[kind], cases_count / 20) << kind;
  }
}

TEST(Promises, HoldAfterEdits) {
  const int cases_count = test::env_count("UNKNOT_CASES_COUNT", 2000) / 10;
  std::map<std::string, int> applied;
  int faults = 0;
  for (int i = 0; i < cases_count; ++i) {
    Rng rng(static_cast<std::uint64_t>(i) + 1000000);
    const Case the_case = test::random_case(rng, engine().case_schema(), i % 3);
    auto routine = engine().plan(the_case, kNow);
    if (!routine || routine->refused) {
      continue;
    }
    for (int step = 0; step < 3; ++step) {
      Edit edit;
      edit.kind = static_cast<Edit::Kind>(rng.index(words_of<Edit::Kind>().size()));
      edit.stroke_id = routine->strokes[rng.index(routine->strokes.size())].id;
      edit.move_to = ChartPoint{rng.uniform(-1, 1), rng.uniform(-0.15, 1.25)};
      edit.minutes = rng.uniform(3, 40);
      edit.from_s = rng.chance(0.5) ? 0 : rng.uniform(0, routine->total_s);
      const auto edited = engine().replan(the_case, *routine, edit, kNow);
      if (!edited) {
        // What may not be edited says so; only a broken promise is a fault.
        if (edited.error().code == ErrorCode::internal) {
          ADD_FAILURE() << "seed " << i << " step " << step << " " << to_text(edit.kind) << ": "
                        << describe(edited.error());
          ++faults;
        }
        continue;
      }
      if (edited->refused) break;
      applied[std::string(to_text(edit.kind))]++;
      routine = edited;
    }
    if (faults >= 10) break;
  }
  for (const std::string_view kind : words_of<Edit::Kind>()) {
    EXPECT_GT(applied[std::string(kind)], 0) << kind;
  }
}

TEST(Promises, TheSameCaseGivesTheSameBytes) {
  for (int i = 0; i < 50; ++i) {
    Rng rng(static_cast<std::uint64_t>(i) + 77);
    const Case the_case = test::random_case(rng, engine().case_schema(), 2);
    const auto once = engine().plan(the_case, kNow);
    const auto again = engine().plan(the_case, kNow);
    ASSERT_TRUE(once && again);
    EXPECT_EQ(engine().routine_document(*once).dump(), engine().routine_document(*again).dump()) << "seed " << i;
  }
}

}  // namespace
}  // namespace unknot
