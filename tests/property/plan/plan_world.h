#pragma once
// The planner's knowledge loaded once, one evening's input in one hand, and seeded random evenings for the promises.
// Input: a seed. Output: cases with hostile reports: areas left out, caps, exclusions, positions, minutes.

#include <algorithm>
#include <cmath>
#include <optional>

#include "support/support.h"
#include "unknot/core/rng.h"
#include "unknot/plan/planner.h"

namespace unknot::test {

struct PlanWorld {
  Atlas atlas = Atlas::load(knowledge_files()).value();
  Contacts contacts = Contacts::load(knowledge_files()).value();
  BodyKnowledge bodies = BodyKnowledge::load(knowledge_files()).value();
  LimitKnowledge limits = LimitKnowledge::load(knowledge_files(), atlas).value();
  PlanKnowledge plan = PlanKnowledge::load(knowledge_files()).value();
};
inline const PlanWorld& plan_world() {
  static const PlanWorld world;
  return world;
}
inline constexpr Moment kTonight{{2026, 11, 22}, 20 * 3600, 60};

/// One case with its report, and what follows from the two.
struct Evening {
  Case the_case;
  ScreenReport report;
  [[nodiscard]] Body body() const { return Body::from(plan_world().bodies, the_case.receiver); }
  [[nodiscard]] Limits limits() const {
    const PlanWorld& world = plan_world();
    return Limits(world.limits, world.contacts, world.atlas, body(), report, the_case);
  }
  [[nodiscard]] Result<Routine> compose() const {
    const PlanWorld& world = plan_world();
    return unknot::compose(world.plan, world.atlas, body(), limits(), the_case, report, kTonight);
  }
  [[nodiscard]] Result<Routine> recompose(const Routine& routine, const Edit& edit) const {
    const PlanWorld& world = plan_world();
    return unknot::recompose(world.plan, world.atlas, body(), limits(), the_case, report, kTonight, routine, edit);
  }
};

/// A woman of mean build, sore low back, twenty minutes on a bed, the second evening: everything allowed.
inline Evening plain_evening() {
  Evening evening;
  evening.the_case.receiver = {Sex::female, 38, 1.66, 64, std::nullopt};
  evening.the_case.complaint.pain = {{Region::low_back, Side::both, std::nullopt, 0, 5}};
  evening.the_case.history.sessions_count = 1;
  evening.report.verdict = Verdict::go;
  evening.report.positions = {Position::prone, Position::side_left, Position::side_right, Position::seated_leaning};
  evening.report.screened_at = "2026-11-22T20:00:00+01:00";
  return evening;
}

/// Evenings of every kind, from harmless to nearly impossible.
class RandomEvenings {
 public:
  explicit RandomEvenings(std::uint64_t seed) : rng_(seed) {}

  Evening next() {
    Evening evening;
    Case& the_case = evening.the_case;
    the_case.receiver.sex = rng_.chance(0.5) ? Sex::female : Sex::male;
    the_case.receiver.age_years = std::round(rng_.uniform(18, 85));
    if (rng_.chance(0.8)) {
      the_case.receiver.stature_m = rng_.uniform(1.5, 1.95);
      the_case.receiver.mass_kg = rng_.uniform(48, 110);
    }
    if (rng_.chance(0.1)) {
      the_case.receiver.threshold_Pa = rng_.uniform(150e3, 700e3);
    }
    const auto marks_count = 1 + rng_.index(3);
    for (std::uint64_t i = 0; i < marks_count; ++i) {
      the_case.complaint.pain.push_back(mark());
    }
    Giver& giver = the_case.giver;
    giver.training = static_cast<Training>(rng_.index(3));
    giver.minutes = std::round(rng_.uniform(5, 60) * 10) / 10;
    giver.place = static_cast<Place>(rng_.index(4));
    giver.oil = rng_.chance(0.75);
    giver.scale_practised = rng_.chance(0.3);
    if (rng_.chance(0.2)) {
      giver.position = static_cast<Position>(rng_.index(4));
    }
    the_case.history.sessions_count = static_cast<int>(rng_.index(5));
    the_case.history.sessions_without_soreness_count =
        static_cast<int>(rng_.index(static_cast<std::uint64_t>(the_case.history.sessions_count) + 1));
    fill(evening.report);
    return evening;
  }

 private:
  PainMark mark() {
    PainMark mark;
    mark.intensity_nrs = static_cast<int>(rng_.index(11));
    if (rng_.chance(0.6)) {
      mark.region = static_cast<Region>(rng_.index(9));
      mark.side = static_cast<Side>(rng_.index(4));
    } else {
      mark.centre = ChartPoint{rng_.uniform(-1, 1), rng_.uniform(-0.15, 1.25)};
      mark.radius_m = rng_.uniform(0, 0.1);
    }
    return mark;
  }

  ChartPolygon patch() {
    const ChartPoint middle{rng_.uniform(-1, 1), rng_.uniform(-0.15, 1.25)};
    const double wide_ratio = rng_.uniform(0.03, 0.5);
    const double long_ratio = rng_.uniform(0.02, 0.4);
    const auto vertex = [&](double across, double along) {
      return ChartPoint{std::clamp(middle.across + across * wide_ratio, -1.0, 1.0),
                        std::clamp(middle.along + along * long_ratio, -0.15, 1.25)};
    };
    if (rng_.chance(0.5)) {
      return {vertex(-1, -1), vertex(1, -1), vertex(1, 1), vertex(-1, 1)};
    }
    return {vertex(0, -1), vertex(1, 0.2), vertex(-0.6, 1)};
  }

  void fill(ScreenReport& report) {
    report.verdict = rng_.chance(0.05)  ? static_cast<Verdict>(rng_.index(5))
                     : rng_.chance(0.5) ? Verdict::go
                                        : Verdict::go_with_limits;
    report.screened_at = "2026-11-22T20:00:00+01:00";
    for (const Position position :
         {Position::prone, Position::side_left, Position::side_right, Position::seated_leaning}) {
      if (rng_.chance(0.7)) {
        report.positions.push_back(position);
      }
    }
    if (report.positions.empty()) {
      report.positions.push_back(Position::side_left);
    }
    for (std::uint64_t i = rng_.index(4); i > 0 && rng_.chance(0.6); --i) {
      report.avoid.push_back({"test_rule", patch(), rng_.chance(0.7)});
    }
    const Contacts& contacts = plan_world().contacts;
    if (rng_.chance(0.2)) {
      report.caps = contacts.light_caps("test_rule", {});
    }
    for (std::uint64_t i = rng_.index(3); i > 0 && rng_.chance(0.5); --i) {
      const auto caps = contacts.light_caps("test_rule", patch());
      report.caps.insert(report.caps.end(), caps.begin(), caps.end());
    }
    for (const char* kind : {"friction", "hold", "percussion", "vibration", "rocking", "lift", "shear", "stretch",
                             "oil", "heat", "nape", "T06", "T02"}) {
      if (rng_.chance(0.06)) {
        report.exclusions.push_back({"test_rule", kind});
      }
    }
    if (rng_.chance(0.2)) {
      report.minutes_max = std::round(rng_.uniform(5, 30));
    }
    report.trained_only = rng_.chance(0.05);
    for (const char* pattern : {"or_01", "or_02", "or_03", "or_04", "or_10", "or_12"}) {
      if (rng_.chance(0.3)) {
        report.origin.push_back({pattern, "", rng_.chance(0.5) ? Likeliness::likely : Likeliness::possible, "", ""});
      }
    }
  }

  Rng rng_;
};

}  // namespace unknot::test
