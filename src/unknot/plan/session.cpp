#include "unknot/plan/session.h"

#include <algorithm>
#include <cmath>

namespace unknot {
namespace {

template <typename T>
bool holds(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool has_stations(const PlanKnowledge& knowledge, Place place, Position position) {
  return std::any_of(knowledge.stations.begin(), knowledge.stations.end(),
                     [&](const StationRule& rule) { return rule.place == place && rule.position == position; });
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

bool is_lying_on_side(Position position) { return position == Position::side_left || position == Position::side_right; }

Side upper_side(Position position) { return position == Position::side_left ? Side::right : Side::left; }

Side other_side(Side side) { return side == Side::left ? Side::right : Side::left; }

Position other_position(Position position) {
  return position == Position::side_left ? Position::side_right : Position::side_left;
}

std::string whole_minutes(double seconds_s) { return std::to_string(static_cast<long>(std::floor(seconds_s / 60))); }

}  // namespace

PlanLength plan_length(const PlanInput& input) {
  PlanLength length;
  length.asked_s = input.the_case.giver.minutes * 60;
  double allowed_s = input.knowledge.constant("total_max");
  std::string why = "total_max";
  const auto shorten = [&](double most_s, const char* key) {
    if (most_s < allowed_s) {
      allowed_s = most_s;
      why = key;
    }
  };
  if (input.the_case.giver.training == Training::none) {
    shorten(input.knowledge.constant("lay_max"), "lay_max");
  }
  if (input.report.minutes_max) {
    shorten(*input.report.minutes_max * 60, "report_max");
  }
  length.total_s = std::floor(std::min(length.asked_s, allowed_s));
  if (allowed_s < length.asked_s) {
    length.shortened_because = fill(input.knowledge.words.text("note", why), {{"minutes", whole_minutes(allowed_s)}});
  }
  return length;
}

PlanPosture plan_posture(const PlanInput& input) {
  const std::vector<Position>& allowed = input.report.positions;
  const Giver& giver = input.the_case.giver;
  PlanPosture posture{giver.place, allowed.empty() ? Position::prone : allowed.front(), false};
  const auto fits = [&](Position position) {
    return holds(allowed, position) && has_stations(input.knowledge, giver.place, position);
  };
  if (giver.position && fits(*giver.position)) {
    posture.position = *giver.position;
    return posture;
  }
  posture.differs = giver.position.has_value();
  // Lying where one can lie; a chair only where it is the place or nothing else is allowed.
  const bool chair = giver.place == Place::chair;
  for (const bool seated : {chair, !chair}) {
    for (const Position position : allowed) {
      if ((position == Position::seated_leaning) != seated || !fits(position)) {
        continue;
      }
      posture.position = position;
      if (is_lying_on_side(position) && fits(other_position(position))) {
        // Only the upper side is worked, so the side that hurts more goes up.
        const PainMap pain = pain_map(input.knowledge, input.atlas, input.body, input.the_case.complaint);
        const Side upper = upper_side(position);
        if (pain.sum_ratio(other_side(upper)) > pain.sum_ratio(upper)) {
          posture.position = other_position(position);
        }
      }
      return posture;
    }
  }
  // A chair was asked for, and sitting is not allowed: the plan needs somewhere to lie.
  posture.place = Place::bed;
  posture.differs = true;
  return posture;
}

PlanSession::PlanSession(const PlanInput& input, Place place, Position position)
    : input_(input),
      setting_(setting_for(input.knowledge, input.limits, input.the_case, input.report, place, position)),
      pain_(pain_map(input.knowledge, input.atlas, input.body, input.the_case.complaint)),
      finder_(input.knowledge, input.atlas, input.limits, position, setting_.nape_excluded),
      timing_(input.knowledge, input.limits) {}

const std::vector<Candidate>& PlanSession::candidates() {
  if (!searched_) {
    candidates_ = find_candidates(input_.knowledge, finder_, input_.limits, setting_, pain_);
    searched_ = true;
  }
  return candidates_;
}

std::vector<Candidate> PlanSession::candidates_of(const std::string& region) const {
  return find_candidates(input_.knowledge, finder_, input_.limits, setting_, pain_, region);
}

PauseSetting PlanSession::pauses() const {
  return {setting_.training, setting_.position, setting_.oil, !setting_.excluded.contains("heat")};
}

ReasonSetting PlanSession::reason_setting(const Track& track, Side side) const {
  ReasonSetting reason;
  if (track.of_region && !pain_.hurts(track, side)) {
    double most = 0;
    for (const auto& [pair, weight] : input_.knowledge.want_ratio) {
      if (pair.second != track.region) {
        continue;
      }
      for (const auto& [region, sides] : pain_.sore_ratio) {
        const double ratio = weight * std::max(sides[0], sides[1]);
        if (to_text(region) == pair.first && ratio > most) {
          most = ratio;
          reason.neighbour = true;
          reason.sore_name = input_.knowledge.words.text("region", pair.first);
        }
      }
    }
  }
  for (const auto& [pattern, ratio] : setting_.pattern_ratio) {
    if (ratio >= 1 && reason.pattern.empty()) {
      reason.pattern = pattern;
    }
  }
  return reason;
}

Stroke PlanSession::stroke_of(const Block& block) const {
  const Candidate& candidate = *block.candidate;
  Stroke stroke = loaded(candidate, block.level, block.share_ratio, input_.limits);
  const StationRule& station = *setting_.stations[block.station];
  stroke.station = station.station;
  stroke.phase = block.phase;
  stroke.duration_s = block.duration_s;
  stroke.posture = posture_words(input_.knowledge, station, *candidate.technique, stroke);
  stroke.reason = reason_for(input_.knowledge.words, *candidate.technique, *candidate.track, candidate.side,
                             block.phase, reason_setting(*candidate.track, candidate.side));
  if (station.station == Station::head && !stroke.path_left.empty()) {
    // Facing the feet, the giver's right hand lies on the receiver's left.
    std::swap(stroke.path, stroke.path_left);
    std::swap(stroke.force_N, stroke.force_left_N);
  }
  return stroke;
}

bool PlanSession::is_sore(const std::string& region) const {
  return std::any_of(pain_.sore.begin(), pain_.sore.end(), [&](Region sore) { return to_text(sore) == region; });
}

double PlanSession::sore_s(const std::vector<Stroke>& strokes) const {
  double sum_s = 0;
  for (const Stroke& stroke : strokes) {
    sum_s += stroke.technique != "pause" && is_sore(stroke.region) ? stroke.duration_s : 0;
  }
  return sum_s;
}

std::vector<std::string> PlanSession::prepare(const std::vector<Stroke>& strokes) const {
  const auto& lists = input_.knowledge.words.prepare;
  const bool cool = setting_.excluded.contains("heat");
  const bool seated = setting_.position == Position::seated_leaning;
  std::vector<std::string> all = lists.at(cool ? "cool" : "always");
  append(all, lists.at(std::string(setting_.oil ? "room_bare" : "room_clothed") + (cool ? "_cool" : "")));
  append(all, lists.at(seated ? "skin_ask" : "skin_look"));
  if (setting_.position == Position::prone && setting_.place == Place::table) {
    append(all, lists.at("prone_table"));
  } else {
    append(all, lists.at(std::string(to_text(setting_.position))));
  }
  if (!seated) {
    append(all, lists.at(setting_.oil ? "oil" : "dry"));
  }
  const bool dry_first = std::any_of(strokes.begin(), strokes.end(), [&](const Stroke& stroke) {
    const Technique* technique = input_.knowledge.technique(stroke.technique);
    return technique != nullptr && technique->medium == Medium::dry;
  });
  if (setting_.oil && dry_first) {
    append(all, lists.at("dry_first"));
  }
  if (setting_.training == Training::none && !input_.the_case.giver.scale_practised) {
    append(all, lists.at("scale"));
  }
  return all;
}

void PlanSession::add_sore_notes(const PlanPosture& posture, const std::vector<Stroke>& strokes, double total_s,
                                 std::vector<std::string>& all) const {
  const auto note = [&](const char* key) { all.push_back(input_.knowledge.words.text("note", key)); };
  std::optional<Side> below;
  if (is_lying_on_side(posture.position)) {
    const Side upper = upper_side(posture.position);
    below = other_side(upper);
    const bool may_turn = holds(input_.report.positions, other_position(posture.position));
    if (pain_.sum_ratio(*below) > 0) {
      if (pain_.sum_ratio(upper) > 0) {
        note(may_turn ? "upper_only_turn" : "upper_only");
      } else {
        note(may_turn ? "sore_below_turn" : "sore_below");
        return;
      }
    }
  }
  if (pain_.sore.empty()) {
    return;
  }
  const double ratio = sore_s(strokes) / total_s;
  if (ratio <= 0) {
    note("sore_left_out");
    return;
  }
  if (ratio < input_.knowledge.constants.at("sore").range.low) {
    note("sore_less");
  }
  for (const Region region : pain_.sore) {
    for (const Side side : {Side::left, Side::right}) {
      const auto on_side = [&](const ChartPoint& at) { return side == Side::left ? at.across < 0 : at.across > 0; };
      const bool worked = std::any_of(strokes.begin(), strokes.end(), [&](const Stroke& stroke) {
        return stroke.region == to_text(region) && stroke.technique != "pause" &&
               (std::any_of(stroke.path.begin(), stroke.path.end(), on_side) ||
                std::any_of(stroke.path_left.begin(), stroke.path_left.end(), on_side));
      });
      if (pain_.at_ratio(region, side) > 0 && below != side && !worked) {
        const PlanWords& words = input_.knowledge.words;
        all.push_back(fill(words.text("note", "sore_side_left_out"),
                           {{"place", words.text("region", std::string(to_text(region)))},
                            {"side", words.text("side", std::string(to_text(side)))}}));
      }
    }
  }
}

void PlanSession::add_wish_notes(const std::vector<Stroke>& strokes, std::vector<std::string>& all) const {
  const auto& traditions = input_.knowledge.codex.traditions();
  const auto tradition = std::find_if(traditions.begin(), traditions.end(),
                                      [&](const Tradition& one) { return one.id == setting_.tradition; });
  if (tradition == traditions.end()) {
    return;
  }
  std::vector<std::string> in;
  std::vector<std::string> trained;
  for (const Technique& technique : input_.knowledge.codex.techniques()) {
    if (!holds(technique.traditions, tradition->id)) {
      continue;
    }
    if (std::any_of(strokes.begin(), strokes.end(),
                    [&](const Stroke& stroke) { return stroke.technique == technique.id; })) {
      in.push_back(technique.name);
    } else if (!technique.who.empty() && !holds(technique.who, setting_.training)) {
      trained.push_back(technique.name);
    }
  }
  const auto note = [&](const char* key, const std::vector<std::string>& names) {
    all.push_back(
        fill(input_.knowledge.words.text("note", key), {{"tradition", tradition->name}, {"names", listed(names)}}));
  };
  note(in.empty() ? "wish_none" : "wish_in", in);
  if (!trained.empty()) {
    note("wish_trained", trained);
  }
}

std::optional<Side> PlanSession::limited_side() {
  if (input_.report.avoid.empty() && input_.report.caps.empty()) {
    return std::nullopt;
  }
  int left_count = 0;
  int right_count = 0;
  for (const Candidate& candidate : candidates()) {
    // A ring lies about a spot, and a spot has one side.
    left_count += candidate.side == Side::left && candidate.technique->path != PathKind::ring_around ? 1 : 0;
    right_count += candidate.side == Side::right && candidate.technique->path != PathKind::ring_around ? 1 : 0;
  }
  if (left_count == right_count) {
    return std::nullopt;
  }
  return left_count < right_count ? Side::left : Side::right;
}

std::vector<std::string> PlanSession::notes(const PlanPosture& posture, const std::vector<Stroke>& strokes,
                                            double total_s) {
  std::vector<std::string> all;
  const auto note = [&](const char* key) { all.push_back(input_.knowledge.words.text("note", key)); };
  if (input_.limits.first_session()) {
    note("first_session");
  }
  if (posture.differs) {
    note("position_changed");
  }
  if (posture.position == Position::seated_leaning && posture.place != Place::chair) {
    note("chair_used");
  }
  const bool upper = pain_.sore_ratio.contains(Region::neck) || pain_.sore_ratio.contains(Region::shoulder);
  if (upper && posture.position != Position::seated_leaning &&
      holds(input_.report.positions, Position::seated_leaning)) {
    note("chair_offered");
  }
  add_sore_notes(posture, strokes, total_s, all);
  if (setting_.nape_excluded && pain_.want_ratio.contains(Region::neck)) {
    note("nape_left_out");
  }
  if (pain_.sore_ratio.contains(Region::leg) || pain_.sore_ratio.contains(Region::flank)) {
    note("legs_left_out");
  }
  double left_s = 0;
  double right_s = 0;
  for (const Stroke& stroke : strokes) {
    left_s += stroke.side == Side::left ? stroke.duration_s : 0;
    right_s += stroke.side == Side::right ? stroke.duration_s : 0;
  }
  if (setting_.position == Position::prone) {
    const std::optional<Side> limited = limited_side();
    const double less_s = limited == Side::left ? left_s : right_s;
    const double more_s = limited == Side::left ? right_s : left_s;
    if (limited && less_s < input_.knowledge.constant("side_low") * more_s) {
      const PlanWords& words = input_.knowledge.words;
      all.push_back(fill(words.text("note", "side_left_out"), {{"side", std::string(to_text(*limited))}}));
    }
  }
  if (input_.the_case.giver.oil && !setting_.oil && setting_.position != Position::seated_leaning) {
    note("no_oil");
  }
  add_wish_notes(strokes, all);
  if (input_.body.extrapolated()) {
    note("extrapolated");
  }
  return all;
}

}  // namespace unknot
