#include "unknot/plan/giver_load.h"

#include <algorithm>
#include <cmath>

#include "unknot/plan/cost.h"
#include "unknot/plan/words.h"

namespace unknot {

GiverLoad write_giver_load(const PlanKnowledge& knowledge, std::vector<Stroke>& strokes) {
  const CostWeights weights(knowledge);
  GiverLoad load;
  double tired_s = 0;
  const Stroke* before = nullptr;
  for (Stroke& stroke : strokes) {
    const Technique* technique = knowledge.codex.technique(stroke.technique);
    const double tiring_ratio =
        technique == nullptr ? 0 : knowledge.codex.families().at(technique->family).tiring_ratio;
    tired_s = tired_after_s(weights, tired_s, tiring_ratio, stroke.duration_s);
    stroke.fatigue_ratio = fatigue_ratio(weights, tired_s);
    load.most_ratio = std::max(load.most_ratio, stroke.fatigue_ratio);
    if (technique == nullptr) {
      load.rests_s += stroke.duration_s;
      ++load.rests_count;
      continue;
    }
    load.station_changes_count += before != nullptr && before->station != stroke.station ? 1 : 0;
    before = &stroke;
  }
  const PlanWords& words = knowledge.words;
  const char* how = load.most_ratio < 0.5 ? "easy" : load.most_ratio < 1 ? "some" : "much";
  const auto counted = [&](int count, const std::string& of) {
    return fill(words.text("load", of + (count == 0   ? "_none"
                                         : count == 1 ? "_one"
                                                      : "_many")),
                {{"count", std::to_string(count)}});
  };
  load.text = words.text("load", how) + " " + counted(load.rests_count, "rests") + " " +
              counted(load.station_changes_count, "changes");
  return load;
}

}  // namespace unknot
