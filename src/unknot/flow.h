#pragma once
// The hand-over types of the journey: Case -screen-> ScreenReport -plan-> Routine -coach-> Session -record-> Outcome.
// Each step takes what the one before gives. Exact JSON and TOML forms: contracts; readers and writers: flow_json.h.
// All numbers SI with the unit as suffix; sides are always the receiver's own.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "unknot/core/date.h"
#include "unknot/core/geometry.h"

namespace unknot {

using QuestionId = std::string;   ///< evidence row in lower case: "rf_01", "ci_23", "nk_02", "gv_01"
using RuleId = std::string;       ///< names the rule that spoke: "rf_10", "ci_23"
using TechniqueId = std::string;  ///< "T06"; "pause" is no technique of the codex

enum class Sex { female, male };
enum class Side { left, right, both, middle };
enum class Region { neck, upper_back, mid_back, low_back, shoulder, shoulder_blade, flank, buttock, leg };
enum class Training { none, course, professional };
enum class Place { bed, floor, table, chair };
enum class Position { prone, side_left, side_right, seated_leaning };
/// What touches the back. Areas and caps: knowledge/limits/.
enum class Surface { palm, fingers, thumb, knuckles, forearm, elbow };
/// Where the giver is. `left`, `right`: beside the receiver at that side (the receiver's own side).
enum class Station { left, right, head, astride_thighs, kneeling_left, kneeling_right, behind_chair };
/// Felt pressure after Walton: w1 light lotioning ... w5 deep (techniques section 2E).
enum class PressureLevel { w1, w2, w3, w4, w5 };
enum class HandUse { left, right, both };  ///< the giver's hands
/// What the hands do while they travel: how a stroke is shown and, later, loaded on the tissue.
enum class Motion {
  rest,     ///< still, with the hand's own weight; also a pause
  glide,    ///< slides along its path
  circle,   ///< circles that travel
  saw,      ///< to and fro
  knead,    ///< two hands lift and pass in turn
  wring,    ///< two hands slide past each other
  squeeze,  ///< closes, waits, lets go
  tremble,  ///< a fine tremor in place
  shake,    ///< a loose shake in place
  rock,     ///< sways the trunk
  press,    ///< leans in, rises, one step further
  hold,     ///< still pressure, spot after spot
  fold,     ///< a lifted fold of skin walks on
  spread,   ///< two hands drift apart, waiting
  strike,   ///< quick light strikes in turn
  stretch,  ///< the skin is stretched one way and let go
  hook,     ///< short draws of a hooked fingertip
  roll,     ///< a hand or tool rolls to and fro
};

/// Gravest first: a smaller value is graver. The first five plan nothing.
enum class Verdict { emergency, same_day, doctor_first, not_now, incomplete, go_with_limits, go };
[[nodiscard]] constexpr bool plans_nothing(Verdict verdict) { return verdict <= Verdict::incomplete; }
enum class HowSoon { now, today, days, routine };

/// The person could not say. Not the same as not having answered.
struct Unknown {
  bool operator==(const Unknown&) const = default;
};
/// yes/no | unknown | number | one choice | several choices
using Answer = std::variant<bool, Unknown, double, std::string, std::vector<std::string>>;

struct PainMark {
  std::optional<Region> region;  ///< either a region with a side ...
  Side side = Side::middle;
  std::optional<ChartPoint> centre;  ///< ... or a place with a radius
  double radius_m = 0;
  int intensity_nrs = 0;  ///< resting pain, 0..10
};

/// Lengths and girths a tape measured on this person; each takes the place of its estimate.
struct MeasuredLengths {
  std::optional<double> back_length_m;  ///< along the skin from C7 to the line of the two dimples
  std::optional<double> chest_girth_m;  ///< around the fullest chest, arms down
  std::optional<double> waist_girth_m;  ///< around the navel
  std::optional<double> hip_girth_m;    ///< around the fullest buttocks
  std::optional<double> biacromial_m;   ///< between the bony tips of the shoulders
  bool operator==(const MeasuredLengths&) const = default;
};

struct Receiver {
  Sex sex = Sex::female;
  double age_years = 0;
  std::optional<double> stature_m;
  std::optional<double> mass_kg;
  /// The person's own pressure-pain threshold under a 1 cm2 algometer, where measured.
  std::optional<double> threshold_Pa;
  /// A tradition of the codex they would like best, where there is a choice.
  std::optional<std::string> tradition = {};
  MeasuredLengths measured = {};
};

struct Complaint {
  std::vector<PainMark> pain;           ///< at least one mark
  std::optional<double> duration_days;  ///< every case from outside has it: the reader insists
};

/// A doctor has examined THIS pain.
struct Clearance {
  RuleId rule;
  Date examined_on;
  bool massage_allowed = false;
};

/// Who vouches for a professional giver (rulings, Planning 11).
struct ProfessionalProfile {
  std::string school;
  double hours_count = 0;
  std::string number;
};

struct Giver {
  Training training = Training::none;
  double minutes = 20;  ///< asked for
  Place place = Place::bed;
  bool oil = true;                   ///< false: dry, over a thin shirt
  bool scale_practised = false;      ///< played the scale game today: force error 8 N, not 17.5 N (techniques N04)
  std::optional<Position> position;  ///< the receiver's wish among those the report allows
  std::optional<ProfessionalProfile> profile;
};

/// What went before, for this pair. A first session is one class lighter.
struct History {
  int sessions_count = 0;
  int sessions_without_soreness_count = 0;
  std::optional<int> days_since_last;
};

/// A written reason of a professional for going past a caution (never past a stop).
struct Override {
  RuleId rule;
  std::string reason;
};

/// The whole input of the journey.
struct Case {
  Receiver receiver;
  Complaint complaint;
  std::map<QuestionId, Answer> answers;
  std::map<QuestionId, Date> answers_since;  ///< when an answer first became "yes"; absent: when the pain began
  std::vector<Clearance> clearances;
  std::vector<Override> overrides;
  Giver giver;
  History history;
};

// ---------------------------------------------------------------------------------------------------------- screen

struct Reason {
  RuleId rule;
  std::string text;        ///< why, in plain words
  std::string what_to_do;  ///< JSON key "do"
  HowSoon how_soon = HowSoon::routine;
  std::string source;
};

/// Keep out: no footprint may touch it. `hard`: also inflated by the placement error of a lay hand.
struct AvoidArea {
  RuleId rule;
  ChartPolygon polygon;
  bool hard = true;
};

/// A lower cap, on an area or (polygon empty) everywhere, for one surface or (no surface) all.
struct AreaCap {
  RuleId rule;
  ChartPolygon polygon;
  std::optional<Surface> surface;
  double force_N = 0;
  double pressure_Pa = 0;
};

/// What a rule takes off the menu, by technique or by kind of touch.
struct Exclusion {
  RuleId rule;
  std::string kind;  ///< "friction" "hold" "percussion" "vibration" "rocking" "lift" "shear" "stretch" "oil" "heat" or
                     ///< a technique id
};

enum class Likeliness { likely, possible, unlikely };
struct OriginGuess {
  std::string pattern;  ///< id of knowledge/screen/origins: "or_01"
  std::string name;     ///< plain words
  Likeliness grade = Likeliness::possible;
  std::string because;  ///< the answers that point there, in plain words
  std::string source;
};

/// What to expect tonight for an origin; "not known" where it is not.
struct Expectation {
  std::string pattern;
  std::string text;
  std::string size;       ///< figure with its interval, or "not known"
  std::string certainty;  ///< "very low" "low" "moderate" "high" "not known"
  std::string source;
};

/// One row of the honest table: what an option does for this kind of pain.
struct Alternative {
  std::string id;
  std::string name;
  std::string effect;  ///< plain words
  std::string size;
  std::string certainty;
  std::string downside;
  bool better_choice = false;  ///< a professional or this option is the better choice here
  std::string source;
};

struct ScreenReport {
  Verdict verdict = Verdict::incomplete;
  std::vector<Reason> reasons;  ///< gravest first
  std::vector<AvoidArea> avoid;
  std::vector<AreaCap> caps;
  std::vector<Exclusion> exclusions;
  std::vector<Position> positions;    ///< allowed, preferred first; empty when the verdict plans nothing
  std::optional<double> minutes_max;  ///< a caution's limit on the session
  bool trained_only = false;          ///< only a trained giver
  std::vector<OriginGuess> origin;
  std::vector<Expectation> expect;
  std::vector<Alternative> alternatives;
  std::vector<QuestionId> unanswered;  ///< hard stops without an answer
  std::vector<QuestionId> unsure;      ///< answered "unknown": the page explains and asks once more
  std::string safety_net;              ///< always there
  std::string screened_at;             ///< ISO moment
};

// ------------------------------------------------------------------------------------------------------------ plan

/// One timed piece of the massage. A `pause` (check-in, change of station, head turn, oil, rest) presses nothing.
struct Stroke {
  std::string id;         ///< stable within the routine: "s07"
  TechniqueId technique;  ///< or "pause"
  std::string name;       ///< plain name: "Long leaning glides"
  std::string region;     ///< id of knowledge/body/regions, or "whole_back"
  Side side = Side::both;
  HandUse hand = HandUse::both;
  Surface surface = Surface::palm;
  Motion motion = Motion::rest;
  Station station = Station::left;
  Position position = Position::prone;
  double start_s = 0;
  double duration_s = 0;
  int repetitions_count = 1;
  std::vector<ChartPoint> path;       ///< of the giver's right hand, or of both as one             (n)
  std::vector<double> force_N;        ///< target per vertex, per contact                           (n)
  std::vector<ChartPoint> path_left;  ///< of the giver's left hand where it has its own            (m)
  std::vector<double> force_left_N;   //                                                            (m)
  double force_cap_N = 0;             ///< the least cap along both paths
  std::string cap_criterion;          ///< which cap it is: "policy: palm, untrained"
  std::optional<double> tempo_Hz;     ///< one of tempo and speed; neither for holds and pauses
  std::optional<double> speed_m_s;
  std::optional<double> dwell_s;  ///< hold per place, for holds
  PressureLevel level = PressureLevel::w1;
  std::string phase;        ///< "arrive" "warm" "work" "focus" "close"
  std::string cue;          ///< what to do, one sentence for the giver
  std::string force_words;  ///< "the weight of a resting arm"
  std::string posture;      ///< "stand left of the hips, lean, don't push"
  std::string reason;       ///< why this, here, now
  std::string source;
  /// The giver's tiredness at its end as the planner counts it: 0 rested, 0.5 a change is due, 1 as much as it counts.
  double fatigue_ratio = 0;
};

/// An edit of a routine by the pair; applied by re-planning under the same limits.
struct Edit {
  enum class Kind { skip, swap, move, lighter, shorter };
  Kind kind = Kind::skip;
  std::string stroke_id;                      ///< for skip, swap, move; empty for lighter = everything from from_s on
  std::optional<ChartPoint> move_to;          ///< for move: new centre
  std::optional<double> minutes;              ///< for shorter: new total
  double from_s = 0;                          ///< strokes that began before this stay as they are
  std::optional<TechniqueId> technique = {};  ///< for swap: a wish, one of those on offer
  std::optional<std::string> family = {};     ///< for swap: a wish, id of a family
};

/// What a routine asks of the giver's hands.
struct GiverLoad {
  double most_ratio = 0;  ///< the greatest fatigue_ratio of its strokes
  double rests_s = 0;     ///< all pauses together
  int rests_count = 0;
  int station_changes_count = 0;
  std::string text;  ///< the same in plain words
};

struct Routine {
  std::string knowledge_hash;
  std::string case_hash;
  std::string screened_at;
  bool refused = false;
  std::optional<ScreenReport> report;  ///< when refused
  double total_s = 0;
  double asked_s = 0;
  std::string shortened_because;  ///< empty when as long as asked
  Position position = Position::prone;
  Training training = Training::none;
  Place place = Place::bed;
  std::vector<std::string> prepare;  ///< what to do before the first touch
  std::vector<std::string> notes;    ///< what the plan could not do, and why
  std::vector<Stroke> strokes;
  std::vector<Edit> edits;  ///< those applied so far, in order
  GiverLoad giver_load;
};

// -------------------------------------------------------------------------------------------------- words of enums

[[nodiscard]] std::string_view to_text(Sex value);
[[nodiscard]] std::string_view to_text(Side value);
[[nodiscard]] std::string_view to_text(Region value);
[[nodiscard]] std::string_view to_text(Training value);
[[nodiscard]] std::string_view to_text(Place value);
[[nodiscard]] std::string_view to_text(Position value);
[[nodiscard]] std::string_view to_text(Surface value);
[[nodiscard]] std::string_view to_text(Motion value);
[[nodiscard]] std::string_view to_text(Station value);
[[nodiscard]] std::string_view to_text(PressureLevel value);
[[nodiscard]] std::string_view to_text(HandUse value);
[[nodiscard]] std::string_view to_text(Verdict value);
[[nodiscard]] std::string_view to_text(HowSoon value);
[[nodiscard]] std::string_view to_text(Likeliness value);
[[nodiscard]] std::string_view to_text(Edit::Kind value);

/// The words of an enum in the order of its values, for TableReader::choice.
template <typename Enum>
[[nodiscard]] std::span<const std::string_view> words_of();

}  // namespace unknot
