#include <algorithm>
#include <cmath>

#include "unknot/plan/giver_load.h"
#include "unknot/plan/planner.h"
#include "unknot/plan/session.h"

namespace unknot {
namespace {

constexpr int kFillers_count = 12;  ///< extra closing glides where a skip leaves too little to fill the time

bool is_pause(const Stroke& stroke) { return stroke.technique == "pause"; }

/// Strokes whose place is their whole way: these cannot be moved to a spot.
bool is_wide(const Technique& technique, const Stroke& stroke) {
  switch (*technique.path) {
    case PathKind::long_glide:
    case PathKind::lane_down:
    case PathKind::wring_across:
    case PathKind::hold_at:
    case PathKind::rock_at:
    case PathKind::spread_at:
      return true;
    default:
      return !stroke.path_left.empty();
  }
}

double most_N(const std::vector<double>& forces_N) {
  return forces_N.empty() ? 0 : *std::max_element(forces_N.begin(), forces_N.end());
}

Error no_such_stroke(const std::string& stroke_id) {
  return {ErrorCode::not_found,
          "the routine has no stroke \"" + stroke_id + "\"",
          "stroke_id",
          "take an id from the routine",
          {}};
}

class Editor {
 public:
  Editor(const PlanInput& input, const Routine& routine, const Edit& edit)
      : input_(input), edited_(routine), edit_(edit), session_(input, routine.place, routine.position) {
    for (const Stroke& stroke : routine.strokes) {
      if (stroke.start_s < edit.from_s) {
        kept_.push_back(stroke);
      } else if (!is_pause(stroke)) {
        rest_.push_back(stroke);
      }
    }
  }

  /// What a swap of the stroke `stroke_id` may bring; each of them has been tried.
  std::vector<SwapChoice> choices() {
    std::vector<SwapChoice> choices;
    const auto named = [&](const Stroke& stroke) { return stroke.id == edit_.stroke_id; };
    const auto found = std::find_if(rest_.begin(), rest_.end(), named);
    const auto at = static_cast<std::size_t>(found - rest_.begin());
    if (found == rest_.end() || is_frame(at)) {
      return choices;
    }
    const std::vector<Candidate> candidates = session_.candidates_of(rest_[at].region);
    const std::vector<Stroke> rest_before = rest_;
    const Routine routine_before = edited_;
    for (const Candidate* candidate : swaps_for(candidates, at)) {
      if (puts_in(*candidate, at)) {
        const Technique& how = *candidate->technique;
        const Stroke& now = *std::find_if(edited_.strokes.begin(), edited_.strokes.end(), named);
        choices.push_back({how.id, how.name, how.family, input_.knowledge.codex.families().at(how.family).name,
                           now.level, now.reason});
      }
      rest_ = rest_before;
      edited_ = routine_before;
    }
    return choices;
  }

  Result<Routine> run() {
    std::optional<std::size_t> at;
    const bool names_one = !edit_.stroke_id.empty();
    if (names_one) {
      const auto named = [&](const Stroke& stroke) { return stroke.id == edit_.stroke_id; };
      const auto& all = edited_.strokes;
      const auto found = std::find_if(all.begin(), all.end(), named);
      if (found == all.end()) {
        return no_such_stroke(edit_.stroke_id);
      }
      const auto in_rest = std::find_if(rest_.begin(), rest_.end(), named);
      if (in_rest == rest_.end()) {
        return unchanged(is_pause(*found) ? "edit_no_skip" : "edit_too_late");
      }
      at = static_cast<std::size_t>(in_rest - rest_.begin());
    } else if (edit_.kind != Edit::Kind::lighter && edit_.kind != Edit::Kind::shorter) {
      return Error{ErrorCode::bad_input, "this edit needs a stroke_id", "stroke_id", "name the stroke it is about", {}};
    }
    switch (edit_.kind) {
      case Edit::Kind::skip:
        return skip(*at);
      case Edit::Kind::swap:
        return swap(*at);
      case Edit::Kind::move:
        return move(*at);
      case Edit::Kind::lighter:
        return lighter(at);
      case Edit::Kind::shorter:
        return shorter();
    }
    return unchanged("edit_no_skip");
  }

 private:
  Result<Routine> unchanged(const char* note) {
    const std::string& text = input_.knowledge.words.text("note", note);
    if (std::find(edited_.notes.begin(), edited_.notes.end(), text) == edited_.notes.end()) {
      edited_.notes.push_back(text);
    }
    return edited_;
  }

  [[nodiscard]] const Technique& technique(const Stroke& stroke) const {
    return *input_.knowledge.technique(stroke.technique);
  }

  Result<Routine> finish(double total_s, const char* note_if_not) {
    return lays_out(total_s) ? Result<Routine>(edited_) : unchanged(note_if_not);
  }

  /// Lays the rest out again to `total_s`; where it is too short for that, closing glides fill the time.
  /// @return false where no layout exists; nothing is changed then
  bool lays_out(double total_s) {
    for (int filler = 0; filler <= kFillers_count; ++filler) {
      std::vector<Stroke> strokes = rest_;
      const auto glide = std::find_if(rest_.rbegin(), rest_.rend(), [&](const Stroke& stroke) {
        return technique(stroke).path == PathKind::long_glide || technique(stroke).path == PathKind::lane_down;
      });
      if (filler > 0 && glide == rest_.rend()) {
        break;
      }
      for (int i = 0; i < filler; ++i) {
        Stroke extra = *glide;
        extra.id.clear();
        strokes.insert(strokes.begin() + (rest_.rend() - glide), extra);
      }
      if (lay_out(input_.knowledge, input_.limits, session_.pauses(), kept_, total_s, strokes)) {
        edited_.strokes = kept_;
        edited_.strokes.insert(edited_.strokes.end(), strokes.begin(), strokes.end());
        edited_.total_s = total_s;
        edited_.edits.push_back(edit_);
        write_cues(input_.knowledge, edited_.strokes);
        edited_.giver_load = write_giver_load(input_.knowledge, edited_.strokes);
        return true;
      }
    }
    return false;
  }

  /// The opening rest, the last slow glide and the stillness after it hold the massage together.
  [[nodiscard]] bool is_frame(std::size_t at) const { return rest_[at].phase == "arrive" || at + 2 >= rest_.size(); }

  Result<Routine> skip(std::size_t at) {
    if (is_frame(at)) {
      return unchanged("edit_no_skip");
    }
    rest_.erase(rest_.begin() + static_cast<std::ptrdiff_t>(at));
    return finish(edited_.total_s, "edit_no_skip");
  }

  /// Seconds of kneading in the whole routine, the stroke at `at` aside.
  [[nodiscard]] double petrissage_s(std::size_t at) const {
    double sum_s = 0;
    const auto add = [&](const Stroke& stroke) {
      sum_s += !is_pause(stroke) && technique(stroke).family == "petrissage" ? stroke.duration_s : 0;
    };
    for (const Stroke& stroke : kept_) {
      add(stroke);
    }
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (i != at) {
        add(rest_[i]);
      }
    }
    return sum_s;
  }

  [[nodiscard]] bool may_replace(const Candidate& candidate, std::size_t at) const {
    const Stroke& old = rest_[at];
    const Technique& other = *candidate.technique;
    const auto& phases = other.plan->phases;
    const bool suits = std::find(phases.begin(), phases.end(), old.phase) != phases.end() ||
                       (old.phase == "focus" && std::find(phases.begin(), phases.end(), "work") != phases.end());
    if (other.id == old.technique || candidate.track->region != old.region || candidate.side != old.side || !suits) {
      return false;
    }
    if (input_.limits.highest_level() < other.level_min || other.level_min > old.level) {
      return false;
    }
    if (session_.setting().oil && (other.medium == Medium::dry) != (technique(old).medium == Medium::dry)) {
      return false;  // dry work stands before the oil, all other work after it
    }
    if (session_.setting().training == Training::none && other.family == "petrissage" &&
        petrissage_s(at) + old.duration_s > input_.knowledge.constant("lay_petrissage_max")) {
      return false;
    }
    const Stroke strongest = loaded(candidate, old.level, 1, input_.limits);
    if (session_.timing().is_hard(strongest)) {
      return false;  // the places of a region have only so many seconds of it, and the plan has spent them
    }
    const TimeBounds bounds = session_.timing().bounds(other, strongest);
    return bounds.low_s <= old.duration_s && old.duration_s <= bounds.high_s + 30;
  }

  /// How well a candidate takes the place of a stroke; the greater comes first.
  struct SwapRank {
    bool same_family = false;
    bool shares_aim = false;
    bool not_beside = false;  ///< not the same as the stroke before or after
    double benefit_ratio = 0;
    auto operator<=>(const SwapRank&) const = default;
  };
  [[nodiscard]] SwapRank swap_rank(const Candidate& candidate, std::size_t at) const {
    const Technique& other = *candidate.technique;
    const Technique& old = technique(rest_[at]);
    SwapRank rank;
    rank.same_family = other.family == old.family;
    rank.shares_aim = std::any_of(other.aims.begin(), other.aims.end(), [&](const std::string& aim) {
      return std::find(old.aims.begin(), old.aims.end(), aim) != old.aims.end();
    });
    rank.not_beside = (at == 0 || rest_[at - 1].technique != other.id) &&
                      (at + 1 == rest_.size() || rest_[at + 1].technique != other.id);
    rank.benefit_ratio = candidate.benefit_ratio;
    return rank;
  }

  /// The best candidate of each technique that may replace a stroke, the best of all first.
  [[nodiscard]] std::vector<const Candidate*> swaps_for(const std::vector<Candidate>& candidates,
                                                        std::size_t at) const {
    std::vector<const Candidate*> offered;
    for (const Candidate& candidate : candidates) {
      if (!may_replace(candidate, at)) {
        continue;
      }
      const auto same = std::find_if(offered.begin(), offered.end(),
                                     [&](const Candidate* other) { return other->technique == candidate.technique; });
      if (same == offered.end()) {
        offered.push_back(&candidate);
      } else if ((*same)->benefit_ratio < candidate.benefit_ratio) {
        *same = &candidate;
      }
    }
    std::stable_sort(offered.begin(), offered.end(),
                     [&](const Candidate* a, const Candidate* b) { return swap_rank(*a, at) > swap_rank(*b, at); });
    return offered;
  }

  /// Puts a candidate in the place of a stroke. @return false where the whole can no longer be laid out
  bool puts_in(const Candidate& candidate, std::size_t at) {
    const Stroke old = rest_[at];
    Block block;
    block.candidate = &candidate;
    block.phase = old.phase;
    block.duration_s = old.duration_s;
    block.level = old.level;
    block.share_ratio = session_.is_sore(old.region) ? input_.knowledge.constant("focus_force") : 1;
    block.station = station_for(candidate.stations, old.station);
    rest_[at] = session_.stroke_of(block);
    rest_[at].id = old.id;
    if (lays_out(edited_.total_s)) {
      return true;
    }
    rest_[at] = old;
    return false;
  }

  Result<Routine> swap(std::size_t at) {
    if (is_frame(at)) {
      return unchanged("edit_no_skip");
    }
    const std::vector<Candidate> candidates = session_.candidates_of(rest_[at].region);
    const bool wish = edit_.technique || edit_.family;
    for (const Candidate* candidate : swaps_for(candidates, at)) {
      const bool wished = (!edit_.technique || *edit_.technique == candidate->technique->id) &&
                          (!edit_.family || *edit_.family == candidate->technique->family);
      if (wished && puts_in(*candidate, at)) {
        return edited_;
      }
    }
    return unchanged(wish ? "edit_no_wish" : "edit_no_swap");
  }

  /// The old station if it reaches, so that nobody walks for an edit.
  [[nodiscard]] std::size_t station_for(const std::vector<std::size_t>& stations, Station old) const {
    for (const std::size_t station : stations) {
      if (session_.setting().stations[station]->station == old) {
        return station;
      }
    }
    return stations.front();
  }

  Result<Routine> move(std::size_t at) {
    if (!edit_.move_to || !is_on_chart(*edit_.move_to)) {
      return Error{ErrorCode::bad_input,
                   "a move needs move_to, a place on the chart",
                   "move_to",
                   "across from -1 to 1, along from -0.15 to 1.25",
                   {}};
    }
    Stroke& old = rest_[at];
    const Technique& how = technique(old);
    if (is_wide(how, old)) {
      return unchanged("edit_no_move_wide");
    }
    const AtlasArea* tile = input_.atlas.region_at(*edit_.move_to);
    if (tile == nullptr || !tile->massaged || !tile->region) {
      return unchanged("edit_no_move");
    }
    const std::string region(to_text(*tile->region));
    if (std::find(how.regions.begin(), how.regions.end(), region) == how.regions.end()) {
      return unchanged("edit_no_move");
    }
    Candidate moved{&how, nullptr, old.side, old, {old.side, old.hand, old.surface, moved_path(old, how), {}}, {}, 0};
    if (moved.way.right.vertices.empty()) {
      return unchanged("edit_no_move");
    }
    Stroke stroke = loaded(moved, old.level, 1, input_.limits);
    for (std::size_t i = 0; i < stroke.force_N.size(); ++i) {
      stroke.path[i] = moved.way.right.vertices[i].at;
      stroke.force_N[i] = std::min(stroke.force_N[i], most_N(old.force_N));
    }
    stroke.level = level_of(most_N(stroke.force_N), stroke.surface, input_.limits.contacts());
    if (session_.timing().is_hard(stroke) && has_other_hard(old)) {
      return unchanged("edit_no_move");
    }
    const auto stations = stations_reaching(session_.setting(), how, stroke.path, {}, input_.knowledge);
    if (stations.empty() || most_N(stroke.force_N) < how.force_N.range.low * input_.knowledge.constant("least_force")) {
      return unchanged("edit_no_move");
    }
    const StationRule& station = *session_.setting().stations[station_for(stations, old.station)];
    stroke.station = station.station;
    stroke.region = region;
    stroke.side = edit_.move_to->across < 0 ? Side::left : Side::right;
    stroke.posture = posture_words(input_.knowledge, station, how, stroke);
    stroke.reason = input_.knowledge.words.text("note", "edit_moved_reason");
    old = stroke;
    return finish(edited_.total_s, "edit_no_move");
  }

  /// Another stroke presses hard somewhere: the two could meet in one place.
  [[nodiscard]] bool has_other_hard(const Stroke& but) const {
    return std::any_of(edited_.strokes.begin(), edited_.strokes.end(), [&](const Stroke& stroke) {
      return !is_pause(stroke) && stroke.id != but.id && session_.timing().is_hard(stroke);
    });
  }

  /// The stroke's own vertices carried to the new centre; empty where one of them, or a way between, is not open.
  [[nodiscard]] HandPath moved_path(const Stroke& old, const Technique& how) const {
    const Body& body = input_.body;
    PlanePoint centre;
    for (const ChartPoint& point : old.path) {
      const PlanePoint at = body.to_plane(point);
      centre.x_m += at.x_m / static_cast<double>(old.path.size());
      centre.y_m += at.y_m / static_cast<double>(old.path.size());
    }
    const PlanePoint to = body.to_plane(*edit_.move_to);
    std::vector<ChartPoint> moved;
    for (const ChartPoint& point : old.path) {
      const PlanePoint at = body.to_plane(point);
      const PlanePoint there{at.x_m + to.x_m - centre.x_m, at.y_m + to.y_m - centre.y_m};
      const double along = there.y_m / body.length_m();
      if (along < kAlongMin_ratio || along > kAlongMax_ratio) {
        return {};
      }
      moved.push_back(body.to_chart(there));
    }
    const double least_N = how.force_N.range.low * input_.knowledge.constant("least_force");
    return session_.finder().exact(moved, old.surface, old.hand, least_N, input_.knowledge.constant("circle_reach"));
  }

  Result<Routine> lighter(std::optional<std::size_t> only) {
    bool any = false;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      Stroke& stroke = rest_[i];
      if ((only && *only != i) || stroke.level == PressureLevel::w1) {
        continue;
      }
      any = true;
      const double high_N = input_.limits.contacts().level_force_N(one_lighter(stroke.level), stroke.surface);
      double now_N = 0;
      for (std::vector<double>* forces_N : {&stroke.force_N, &stroke.force_left_N}) {
        for (double& force_N : *forces_N) {
          force_N = std::min(force_N, high_N);
          now_N = std::max(now_N, force_N);
        }
      }
      stroke.level = level_of(now_N, stroke.surface, input_.limits.contacts());
    }
    return any ? finish(edited_.total_s, "edit_lightest") : unchanged("edit_lightest");
  }

  /// Says where less time leaves the sore place less than its share.
  void note_sore_share(Routine& routine) const {
    const double least_ratio = input_.knowledge.constants.at("sore").range.low;
    if (session_.pain().sore.empty() || session_.sore_s(routine.strokes) >= least_ratio * routine.total_s) {
      return;
    }
    const PlanWords& words = input_.knowledge.words;
    std::vector<std::string>& notes = routine.notes;
    // One note about it is enough.
    for (const char* key : {"sore_left_out", "sore_less", "sore_less_shorter", "sore_below", "sore_below_turn"}) {
      if (std::find(notes.begin(), notes.end(), words.text("note", key)) != notes.end()) {
        return;
      }
    }
    notes.push_back(words.text("note", "sore_less_shorter"));
  }

  Result<Routine> shorter() {
    if (!edit_.minutes || !(*edit_.minutes > 0)) {
      return Error{ErrorCode::bad_input, "a shorter massage needs its new minutes", "minutes", "for example 10", {}};
    }
    const double total_s = std::floor(*edit_.minutes * 60);
    if (total_s >= edited_.total_s) {
      return unchanged("edit_no_shorter");
    }
    const double before_s = edited_.asked_s;
    edited_.asked_s = total_s;
    const std::size_t edits_count = edited_.edits.size();
    auto result = finish(total_s, "edit_no_shorter");
    if (result && result->edits.size() == edits_count) {
      result->asked_s = before_s;
    } else if (result) {
      result->shortened_because.clear();
      note_sore_share(*result);
    }
    return result;
  }

  const PlanInput& input_;
  Routine edited_;
  const Edit& edit_;
  PlanSession session_;
  std::vector<Stroke> kept_;
  std::vector<Stroke> rest_;
};

/// A routine that has strokes, for a case that may be massaged, of techniques that are still there.
Status may_edit(const PlanKnowledge& knowledge, const ScreenReport& report, const Routine& routine) {
  if (routine.refused || routine.strokes.empty() || plans_nothing(report.verdict)) {
    return Error{ErrorCode::conflict, "there is no massage plan to change", "", "screen and plan again", {}};
  }
  for (const Stroke& stroke : routine.strokes) {
    if (!is_pause(stroke) && knowledge.technique(stroke.technique) == nullptr) {
      return Error{ErrorCode::conflict,
                   "the routine names the unknown technique \"" + stroke.technique + "\"",
                   "",
                   "plan again",
                   {}};
    }
  }
  return Done{};
}

}  // namespace

Result<Routine> recompose(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body, const Limits& limits,
                          const Case& the_case, const ScreenReport& report, const Moment& now, const Routine& routine,
                          const Edit& edit) {
  (void)now;
  if (const auto may = may_edit(knowledge, report, routine); !may) {
    return may.error();
  }
  const PlanInput input{knowledge, atlas, body, limits, the_case, report};
  return Editor(input, routine, edit).run();
}

Result<std::vector<SwapChoice>> swap_choices(const PlanKnowledge& knowledge, const Atlas& atlas, const Body& body,
                                             const Limits& limits, const Case& the_case, const ScreenReport& report,
                                             const Routine& routine, const std::string& stroke_id, double from_s) {
  if (const auto may = may_edit(knowledge, report, routine); !may) {
    return may.error();
  }
  const auto& all = routine.strokes;
  if (std::none_of(all.begin(), all.end(), [&](const Stroke& stroke) { return stroke.id == stroke_id; })) {
    return no_such_stroke(stroke_id);
  }
  const PlanInput input{knowledge, atlas, body, limits, the_case, report};
  Edit edit;
  edit.kind = Edit::Kind::swap;
  edit.stroke_id = stroke_id;
  edit.from_s = from_s;
  return Editor(input, routine, edit).choices();
}

}  // namespace unknot
