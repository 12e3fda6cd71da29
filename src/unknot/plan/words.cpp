#include "unknot/plan/words.h"

#include <algorithm>

#include "unknot/core/number_text.h"

namespace unknot {
namespace {

std::string upper_first(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  }
  return text;
}

/// What to stand level with: where a glide begins, the middle of all else.
const std::string& beside(const PlanWords& words, const Stroke& stroke) {
  double along_ratio = stroke.path.front().along;
  if (stroke.motion != Motion::glide) {
    along_ratio = 0;
    for (const std::vector<ChartPoint>* path : {&stroke.path, &stroke.path_left}) {
      for (const ChartPoint& at : *path) {
        along_ratio += at.along / static_cast<double>(stroke.path.size() + stroke.path_left.size());
      }
    }
  }
  const auto at = std::find_if(words.beside.begin(), words.beside.end(),
                               [&](const BesideWords& part) { return along_ratio <= part.up_to_ratio; });
  return at == words.beside.end() ? words.beside.back().text : at->text;
}

const char* weight_words(const Stroke& stroke) {
  switch (stroke.motion) {
    case Motion::knead:
    case Motion::squeeze:
    case Motion::fold:
    case Motion::stretch:
    case Motion::hook:
      return "grip";
    case Motion::tremble:
    case Motion::shake:
    case Motion::rock:
    case Motion::strike:
    case Motion::roll:
      return "sway";
    default:
      return stroke.level == PressureLevel::w1 ? "heavy" : "lean";
  }
}

/// From beside the receiver, the hands work this far beyond the spine.
bool is_far(Station station, const Stroke& stroke, double beyond_ratio) {
  const bool left = station == Station::left || station == Station::kneeling_left;
  const bool right = station == Station::right || station == Station::kneeling_right;
  const auto far = [&](const ChartPoint& at) { return (left ? at.across : -at.across) > beyond_ratio; };
  const bool lying_on_side = stroke.position == Position::side_left || stroke.position == Position::side_right;
  return (left || right) && !lying_on_side &&
         (std::any_of(stroke.path.begin(), stroke.path.end(), far) ||
          std::any_of(stroke.path_left.begin(), stroke.path_left.end(), far));
}

}  // namespace

std::string lower_first(std::string text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') {
    text.front() = static_cast<char>(text.front() - 'A' + 'a');
  }
  return text;
}

std::string posture_words(const PlanKnowledge& knowledge, const StationRule& station, const Technique& technique,
                          const Stroke& stroke) {
  const PlanWords& words = knowledge.words;
  const bool low = stroke.region == to_text(Region::low_back) || stroke.region == to_text(Region::buttock);
  std::string text = fill(low && !station.posture_low.empty() ? station.posture_low : station.posture,
                          {{"level", beside(words, stroke)}});
  text += " " + technique.posture + " " + words.text("posture", weight_words(stroke));
  if (is_far(station.station, stroke, knowledge.constant("reach_far"))) {
    text += " " + words.text("posture", "far");
  }
  return text;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

std::string fill(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values) {
    const std::string mark = "{" + key + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

std::string force_words(const PlanWords& words, const Stroke& stroke) {
  double most_N = 0;
  for (const std::vector<double>* forces_N : {&stroke.force_N, &stroke.force_left_N}) {
    for (const double force_N : *forces_N) {
      most_N = std::max(most_N, force_N);
    }
  }
  const auto at = std::find_if(words.force.begin(), words.force.end(),
                               [&](const ForceWords& entry) { return most_N <= entry.up_to_N; });
  const ForceWords& entry = at == words.force.end() ? words.force.back() : *at;
  const bool each = !stroke.path_left.empty() || stroke.hand == HandUse::both;
  return fill(words.text("scale", each ? "both" : "text"),
              {{"words", entry.text}, {"kg", fixed_text(most_N / words.gravity_m_s2, 1)}});
}

std::string place_words(const PlanWords& words, const Track& track, Side side) {
  if (!track.of_region || side == Side::middle) {
    return track.name;
  }
  return track.name + " " + words.text("side", std::string(to_text(side)));
}

std::string reason_for(const PlanWords& words, const Technique& technique, const Track& track, Side side,
                       const std::string& phase, const ReasonSetting& setting) {
  const auto at = technique.plan->reason.find(phase);
  std::string text = at == technique.plan->reason.end() ? technique.plan->reason.begin()->second : at->second;
  const std::string place = place_words(words, track, side);
  const bool named = text.find("{place}") != std::string::npos;
  if (setting.neighbour && phase == "work") {
    // A place named once is "it" the second time.
    text = fill(words.text("reason", "neighbour"),
                {{"Place", upper_first(place)}, {"sore", setting.sore_name}, {"technique", lower_first(text)}});
    return fill(text, {{"place", named ? words.text("reason", "it") : place}});
  }
  text = upper_first(fill(text, {{"place", place}}));
  if (phase == "focus" && !setting.pattern.empty() && !text.empty() && text.back() == '.') {
    const auto& tails = words.tables.at("reason");
    const auto tail = tails.find(setting.pattern);
    if (tail != tails.end()) {
      text.pop_back();
      text += tail->second;
    }
  }
  return text;
}

void write_cues(const PlanKnowledge& knowledge, std::vector<Stroke>& strokes) {
  std::set<std::pair<TechniqueId, std::string>> seen;  // "one hand further" says nothing about a new place
  for (Stroke& stroke : strokes) {
    const Technique* technique = knowledge.technique(stroke.technique);
    if (technique == nullptr) {
      continue;  // a pause has its own words
    }
    const bool one_side = stroke.side == Side::left || stroke.side == Side::right;
    const bool first = seen.insert({technique->id, stroke.region}).second;
    const bool has_own = one_side && !technique->plan->one_side_cue.empty();
    stroke.cue = !first ? technique->keep_cue : has_own ? technique->plan->one_side_cue : technique->start_cue;
    stroke.force_words = force_words(knowledge.words, stroke);
  }
}

}  // namespace unknot
