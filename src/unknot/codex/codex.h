#pragma once
// The codex of what hands can do: techniques, their families, aims and traditions.
// Input: knowledge/techniques/*.toml and knowledge/codex/*.toml. Output: Codex. knowledge/techniques/README.md;
// techniques section 1.

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "unknot/core/geometry.h"
#include "unknot/core/units.h"
#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"

namespace unknot {

/// The shape a technique draws on the back, and so how its time is counted.
enum class PathKind {
  hold_at,        ///< both hands rest, each in its place
  long_glide,     ///< up beside the spine, out, and home without weight
  lane_down,      ///< down a lane, hand after hand
  circles_along,  ///< circles that travel from spot to spot
  ring_around,    ///< circles in a ring about a centre
  saw_across,     ///< to and fro
  knead_along,    ///< two hands, spot to spot
  wring_across,   ///< two hands pass each other
  squeeze_at,     ///< squeeze, wait, let go
  tremble_at,     ///< a tremble in place
  shake_at,       ///< a soft shake in place
  rock_at,        ///< both hands sway the trunk
  press_steps,    ///< lean in, rise, one hand further
  hold_at_spots,  ///< a still hold, spot after spot
  roll_up,        ///< a skin fold walks up
  strip_up,       ///< one slow glide along the fibres
  spread_at,      ///< two palms apart, waiting
  strike_along,   ///< light, quick strikes that travel
  stretch_along,  ///< the skin stretched towards a place and let go, spot after spot: pairs [from, to]
  hook_along,     ///< a fingertip hooks the skin and draws it, pull after pull: pairs [from, to]
  roll_along,     ///< a hand or tool rolls to and fro while drifting
};
/// How the two hands share the work.
enum class HandsKind { one, either, mirror, together, both, pair, opposed };
enum class Medium { any, oil, dry };
/// What a technique's way is drawn on.
enum class CodexMap { back, foot };
/// What counts a technique's time.
enum class Pace { speed, tempo, hold };

/// What the planner needs of a technique. A technique without it is in the codex only.
struct PlanPart {
  std::vector<std::string> phases;  ///< "arrive" "warm" "work" "focus" "close"
  Quantity sessions_min_count;      ///< not before so many earlier sessions
  Quantity fatigue_ratio;
  Quantity benefit_ratio;
  std::map<std::string, Quantity> benefit_for_ratio;  ///< by origin pattern: times this
  std::string one_side_cue;                           ///< instead of start_cue where one side is worked; may be empty
  std::map<std::string, std::string> reason;          ///< by phase; may hold {place}
};

/// One technique: what it is, its dose, how to learn it, and, where it may be planned, what the planner needs.
struct Technique {
  // What it is
  TechniqueId id;
  std::string name;                      ///< plain words
  std::vector<std::string> traditional;  ///< names it is known by
  std::string family;                    ///< id of a Family
  std::vector<std::string> traditions;   ///< ids of traditions, the one that codified it first
  std::string since;                     ///< rough date, in words
  std::string action;                    ///< what the hand does
  std::string direction;                 ///< which way, and where never
  std::string target;                    ///< what it reaches
  std::vector<std::string> aims;         ///< ids of aims
  std::vector<Training> who;             ///< who may do it; nobody: shown, never taught
  std::string lay_limit;                 ///< what an untrained giver keeps to; empty: nothing beyond the caps
  std::string never_because;             ///< why no plan holds it, where that is a rule; may be empty

  // Its stroke. A technique of parts, or one that is not taught, has none.
  std::optional<PathKind> path;
  HandsKind hands = HandsKind::one;
  std::vector<Surface> surfaces;  ///< preferred first; with a tool, the part of the hand that leads it
  std::string tool;               ///< "ball" "roller" "massager" "mitt"; empty: bare hands
  CodexMap map = CodexMap::back;
  std::vector<ChartPoint> foot_line;  ///< of a foot technique: its way, shares of breadth and length of the foot's sole
  std::string track;                  ///< id of the track it is shown on; empty: the first that fits
  std::vector<TechniqueId> parts;     ///< of a set: the techniques it is made of, in order
  std::vector<Position> positions;    ///< preferred first; of a set, what it is given in (may be empty)
  std::vector<std::string> regions;   ///< words of Region, or "whole_back"
  std::vector<std::string> kinds;     ///< what an Exclusion may name
  Medium medium = Medium::any;
  Quantity area_m2;
  Quantity force_N;  ///< usual value; range: from gentle to strong
  PressureLevel level_min = PressureLevel::w1;
  PressureLevel level_max = PressureLevel::w1;
  std::optional<Quantity>
      length_m;  ///< least way up of a glide or lane: a shorter one is not offered; of a draw, its way
  std::optional<Quantity> speed_m_s;
  std::optional<Quantity> tempo_Hz;
  std::optional<Quantity> dwell_s;      ///< hold per place
  std::optional<Quantity> lift_s;       ///< rest between two presses
  std::optional<Quantity> spot_max_s;   ///< longest stay at one place
  std::optional<Quantity> total_max_s;  ///< longest in one massage
  Quantity repetitions_count;

  // How to learn it
  std::vector<std::string> steps;  ///< in order, each one sentence
  std::vector<std::string> mistakes;
  std::vector<std::string> risks;
  std::string known;                       ///< what studies found, with its size, or that nothing is known
  std::vector<std::string> known_sources;  ///< keys
  std::string told;                        ///< what its tradition tells, told as tradition; may be empty
  std::string start_cue;
  std::string keep_cue;
  std::string correction_cue;
  std::string posture;

  std::optional<PlanPart> plan;
  Provenance provenance;
  std::string place;  ///< where it is written, for problems

  /// A stroke can be shown: it has one of its own.
  [[nodiscard]] bool has_stroke() const { return path.has_value(); }
};

/// A kind of handwork, and how the planner treats it.
struct Family {
  std::string id;
  std::string name;
  std::string text;         ///< one sentence
  bool general = false;     ///< may open and close a massage
  double rank_count = 0;    ///< classical order
  double tiring_ratio = 0;  ///< fatigue per second; below 0 rests the hands
  Provenance provenance;
};

/// What somebody may want of a touch.
struct Aim {
  std::string id;
  std::string name;
  std::string text;
};

/// Where and when people wrote a way of massage down.
struct Tradition {
  std::string id;
  std::string name;
  std::string place;
  std::string since;                  ///< in words
  std::string story;                  ///< who codified what, respectfully
  std::vector<std::string> codified;  ///< what it fixed: order, surfaces, tempo, terms
  std::string told;                   ///< how it explains itself, as its own view
  std::string known;                  ///< what studies found
  std::string practice;               ///< who gives it today, with what training
  std::vector<std::string> sources;
  Provenance provenance;
};

/// Immutable after load.
class Codex {
 public:
  /// @error bad_input: every problem of the two chapters, names that lead nowhere among them
  [[nodiscard]] static Result<Codex> load(const KnowledgeFiles& files);

  /// In the order of their ids.
  [[nodiscard]] const std::vector<Technique>& techniques() const { return techniques_; }
  /// Null where no technique has this id.
  [[nodiscard]] const Technique* technique(const TechniqueId& id) const;
  [[nodiscard]] const std::map<std::string, Family>& families() const { return families_; }
  [[nodiscard]] const std::vector<Aim>& aims() const { return aims_; }
  [[nodiscard]] const std::vector<Tradition>& traditions() const { return traditions_; }

 private:
  std::vector<Technique> techniques_;
  std::map<std::string, Family> families_;
  std::vector<Aim> aims_;
  std::vector<Tradition> traditions_;
};

/// Techniques that no plan may hold, whatever the files say (rulings, Planning 6).
[[nodiscard]] bool is_never_planned(const TechniqueId& id);

/// How hands move on such a path.
[[nodiscard]] Motion motion_of(PathKind path);
/// The path is a sequence of pairs [from, to], and between two pairs the hand lifts.
[[nodiscard]] bool is_drawn_in_pairs(PathKind path);
/// Of a technique with a stroke: what it must have a quantity for.
[[nodiscard]] Pace pace_of(const Technique& technique);

[[nodiscard]] std::string_view to_text(PathKind value);
[[nodiscard]] std::string_view to_text(HandsKind value);
[[nodiscard]] std::string_view to_text(Medium value);
[[nodiscard]] std::string_view to_text(CodexMap value);

/// A word of Region, or "whole_back" (no value). Any other word becomes a problem.
[[nodiscard]] std::optional<Region> read_region(TableReader& reader, const std::string& word);

/// The entries of an array that are words of an enum; any other becomes a problem.
template <typename Enum>
std::vector<Enum> read_enums(TableReader& reader, const std::vector<std::string>& texts, std::string_view key) {
  std::vector<Enum> values;
  const auto words = words_of<Enum>();
  for (const std::string& text : texts) {
    const auto at = std::find(words.begin(), words.end(), text);
    if (at == words.end()) {
      reader.problem("\"" + std::string(key) + "\" holds the unknown word \"" + text + "\"", nearest_word(text, words));
    } else {
      values.push_back(static_cast<Enum>(at - words.begin()));
    }
  }
  return values;
}

/// A line of chart points, or of metres from the midline and `along`; at least one.
[[nodiscard]] std::vector<ChartPoint> read_line(TableReader& reader, std::span<const Node> items, bool in_metres,
                                                Problems& problems);

}  // namespace unknot
