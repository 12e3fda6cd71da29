#include "unknot/screen/screen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include "unknot/screen/case_facts.h"

namespace unknot {

namespace {

constexpr std::string_view kWherePrefix = "where:";
constexpr std::string_view kPain = "pain";
constexpr std::array kSurfaces = {Surface::palm,     Surface::fingers, Surface::thumb,
                                  Surface::knuckles, Surface::forearm, Surface::elbow};
constexpr std::array kPositions = {Position::prone, Position::side_left, Position::side_right,
                                   Position::seated_leaning};

/// A rule that spoke, and how.
struct Fired {
  const Rule* rule = nullptr;
  Truth truth = Truth::no;
  Verdict verdict = Verdict::go;  ///< after "not sure" and clearance
  bool named_by_clearance = false;
  bool cleared = false;
  std::string note;  ///< why a clearance did not count; why a caution was set aside
  bool set_aside = false;
};

Verdict graver(Verdict a, Verdict b) { return std::min(a, b); }

/// One screening: collects what fired, then writes the report.
class Screening {
 public:
  Screening(const ScreenKnowledge& knowledge, const Case& the_case, const AreaSource& areas, const LightCap& light,
            const Moment& now)
      : knowledge_(knowledge),
        case_(the_case),
        areas_(areas),
        light_(light),
        now_(now),
        facts_(the_case, knowledge, areas.region_at) {}

  ScreenReport run() {
    for (const Rule& rule : knowledge_.rules()) {
      const Truth truth = rule.when.evaluate(facts_);
      if (truth != Truth::no) fired_.push_back(judge(rule, truth));
    }
    // Gravest first; the order of the files among equals.
    std::stable_sort(fired_.begin(), fired_.end(),
                     [](const Fired& a, const Fired& b) { return a.verdict < b.verdict; });
    report_.verdict = Verdict::go;
    for (const Fired& fired : fired_) {
      report_.verdict = graver(report_.verdict, fired.verdict);
      if (!fired.cleared) apply(fired.rule->effects, fired);
      // A clearance that does not count must not leave more room than one that does.
      if (fired.named_by_clearance) apply(fired.rule->cleared, fired);
    }
    find_open_questions();
    write_reasons();
    write_positions();
    report_.screened_at = to_text(now_);
    return std::move(report_);
  }

 private:
  Fired judge(const Rule& rule, Truth truth) const {
    Fired fired;
    fired.rule = &rule;
    fired.truth = truth;
    fired.verdict = rule.verdict;
    if (truth == Truth::unsure && fired.verdict < Verdict::doctor_first) fired.verdict = Verdict::doctor_first;
    if (rule.lifts) weigh_clearance(fired);
    if (!plans_nothing(rule.verdict)) weigh_override(fired);
    return fired;
  }

  /// The newest examination that names the rule governs, a refusal before a permission of the same day; the note says
  /// why it does not count. One dated in the future is looked at only where there is no other.
  void weigh_clearance(Fired& fired) const {
    const auto weight = [&](const Clearance& clearance) {
      return std::tuple(clearance.examined_on <= now_.date, clearance.examined_on, !clearance.massage_allowed);
    };
    const Clearance* governing = nullptr;
    for (const Clearance& clearance : case_.clearances) {
      if (clearance.rule == fired.rule->id && (governing == nullptr || weight(*governing) < weight(clearance))) {
        governing = &clearance;
      }
    }
    if (governing == nullptr) return;
    fired.named_by_clearance = true;
    fired.note = why_not(*governing, *fired.rule);
    if (fired.note.empty()) {
      fired.cleared = true;
      fired.verdict = Verdict::go_with_limits;
    }
  }

  /// Empty where the clearance counts.
  std::string why_not(const Clearance& clearance, const Rule& rule) const {
    const ScreenWords& words = knowledge_.words();
    const auto age_days = static_cast<double>(days_between(clearance.examined_on, now_.date));
    if (!clearance.massage_allowed) return words.clearance_refused;
    if (age_days < 0) return words.clearance_future;
    if (age_days > knowledge_.clearance_valid_days().value) return words.clearance_old;
    const std::optional<Date> newest = newest_sign(rule);
    if (!newest) return words.clearance_undated;
    return *newest < clearance.examined_on ? std::string() : words.clearance_newer;
  }

  /// The latest day on which the pain or one of the rule's signs began: an examination before it was not of this pain.
  /// Nothing where a day is unknown.
  std::optional<Date> newest_sign(const Rule& rule) const {
    std::optional<Date> onset;
    if (case_.complaint.duration_days) {
      onset = from_day_index(to_day_index(now_.date) -
                             static_cast<std::int64_t>(std::floor(*case_.complaint.duration_days)));
    }
    std::optional<Date> newest = onset;
    for (const Expression::NameUse& use : rule.when.names()) {
      if (use.use != Expression::Use::truth || facts_.truth(use.name) == Truth::no) continue;
      const auto dated = case_.answers_since.find(use.name);
      const std::optional<Date> since = dated == case_.answers_since.end() ? onset : std::optional(dated->second);
      if (!since) return std::nullopt;
      if (!newest || *newest < *since) newest = since;
    }
    return newest;
  }

  void weigh_override(Fired& fired) const {
    if (case_.giver.training != Training::professional || !case_.giver.profile) return;
    for (const Override& wish : case_.overrides) {
      if (wish.rule != fired.rule->id || wish.reason.empty()) continue;
      fired.set_aside = true;
      fired.note = knowledge_.words().set_aside + wish.reason;
    }
  }

  std::vector<ChartPolygon> resolve(const std::string& id) const {
    if (id == kPain) {
      std::vector<ChartPolygon> polygons;
      for (const PainMark& mark : case_.complaint.pain) {
        for (ChartPolygon& polygon : areas_.pain(mark)) polygons.push_back(std::move(polygon));
      }
      return polygons;
    }
    if (id.rfind(kWherePrefix, 0) != 0) return areas_.polygons(id);
    const std::string question_id = id.substr(kWherePrefix.size());
    const Answer* given = facts_.answer(question_id);
    const Question* question = knowledge_.find(question_id);
    const auto* places = given == nullptr ? nullptr : std::get_if<std::vector<std::string>>(given);
    if (places == nullptr || question == nullptr) return {};
    std::vector<ChartPolygon> polygons;
    for (const Choice& choice : question->choices) {
      if (std::find(places->begin(), places->end(), choice.id) == places->end()) continue;
      for (const std::string& area : choice.areas) {
        for (ChartPolygon& polygon : areas_.polygons(area)) polygons.push_back(std::move(polygon));
      }
    }
    return polygons;
  }

  void apply(const Effects& effects, const Fired& fired) {
    const RuleId& rule = fired.rule->id;
    for (const std::string& id : effects.avoid) {
      for (ChartPolygon& polygon : resolve(id)) {
        if (effects.margin_m) polygon = areas_.grown(polygon, effects.margin_m->value);
        report_.avoid.push_back({rule, std::move(polygon), !effects.exact});
      }
    }
    if (!fired.set_aside) {
      if (effects.light) add_light(effects, rule);
      for (const std::string& kind : effects.exclusions) report_.exclusions.push_back({rule, kind});
    }
    removed_.insert(effects.positions_removed.begin(), effects.positions_removed.end());
    for (const Position position : effects.positions_preferred) preferred_.push_back(position);
    if (effects.minutes_max) {
      const double minutes = effects.minutes_max->value;
      report_.minutes_max = report_.minutes_max ? std::min(*report_.minutes_max, minutes) : minutes;
    }
    report_.trained_only = report_.trained_only || effects.trained_only;
  }

  void add_light(const Effects& effects, const RuleId& rule) {
    std::vector<ChartPolygon> polygons;
    for (const std::string& id : effects.cap_area) {
      for (ChartPolygon& polygon : resolve(id)) polygons.push_back(std::move(polygon));
    }
    if (effects.cap_area.empty()) polygons.emplace_back();  // an empty polygon is everywhere
    for (const ChartPolygon& polygon : polygons) {
      for (const Surface surface : kSurfaces) {
        report_.caps.push_back({rule, polygon, surface, light_.force_N(surface), light_.pressure_Pa(surface)});
      }
    }
  }

  void find_open_questions() {
    for (const Question& question : knowledge_.questions()) {
      if (question.who != Who::receiver) continue;
      const Answer* given = facts_.answer(question.id);
      const bool unsure = given != nullptr && std::holds_alternative<Unknown>(*given);
      if (unsure) report_.unsure.push_back(question.id);
      if (!question.hard_stop) continue;
      const bool open = given == nullptr || !settles(question, *given);
      if (open && facts_.is_asked(question)) report_.unanswered.push_back(question.id);
    }
    if (!report_.unanswered.empty()) report_.verdict = graver(report_.verdict, Verdict::incomplete);
    if (report_.trained_only && case_.giver.training != Training::professional) {
      report_.verdict = graver(report_.verdict, Verdict::doctor_first);
    }
  }

  /// Whether an answer is of the question's kind and says enough. "Somewhere" cannot be kept out of: a place not known
  /// is a place not given.
  static bool settles(const Question& question, const Answer& answer) {
    if (question.kind == QuestionKind::multi) {
      const auto* several = std::get_if<std::vector<std::string>>(&answer);
      return several != nullptr && !several->empty();
    }
    if (std::holds_alternative<Unknown>(answer)) return true;
    switch (question.kind) {
      case QuestionKind::yes_no:
        return std::holds_alternative<bool>(answer);
      case QuestionKind::number:
        return std::holds_alternative<double>(answer);
      default:
        return std::holds_alternative<std::string>(answer);
    }
  }

  void write_reasons() {
    const ScreenWords& words = knowledge_.words();
    std::set<RuleId> replaced;
    for (const Fired& fired : fired_) {
      if (fired.truth == Truth::yes) replaced.insert(fired.rule->replaces.begin(), fired.rule->replaces.end());
    }
    for (const Fired& fired : fired_) {
      const Rule& rule = *fired.rule;
      if (replaced.contains(rule.id)) continue;
      Reason reason{rule.id, rule.text, rule.what_to_do, rule.how_soon, rule.provenance.source};
      if (fired.cleared) {
        reason.text = rule.cleared_text.empty() ? words.cleared_text : rule.cleared_text;
        reason.what_to_do = words.cleared_do;
        reason.how_soon = HowSoon::routine;
      } else if (fired.truth == Truth::unsure && fired.verdict <= Verdict::doctor_first) {
        reason.what_to_do = words.unsure_do;
        reason.how_soon = HowSoon::today;
      }
      if (!fired.note.empty() && !fired.cleared) reason.what_to_do += " " + fired.note;
      report_.reasons.push_back(std::move(reason));
    }
    const auto add = [&](const char* id, const std::string& text, const std::string& what_to_do, HowSoon how_soon,
                         Verdict verdict) {
      // After the last reason at least as grave.
      const auto place = std::find_if(report_.reasons.begin(), report_.reasons.end(),
                                      [&](const Reason& reason) { return verdict_of(reason.rule) > verdict; });
      report_.reasons.insert(place, Reason{id, text, what_to_do, how_soon, words.provenance.source});
    };
    if (report_.trained_only && case_.giver.training != Training::professional) {
      add("trained_only", words.trained_only_text, words.trained_only_do, HowSoon::routine, Verdict::doctor_first);
    }
    if (!report_.unanswered.empty()) {
      add("incomplete", words.incomplete_text, words.incomplete_do, HowSoon::now, Verdict::incomplete);
    }
  }

  Verdict verdict_of(const RuleId& id) const {
    for (const Fired& fired : fired_) {
      if (fired.rule->id == id) return fired.verdict;
    }
    return Verdict::doctor_first;  // the only reason without a rule that is already in the list
  }

  void write_positions() {
    if (plans_nothing(report_.verdict)) return;
    const auto add = [&](Position position) {
      const bool listed =
          std::find(report_.positions.begin(), report_.positions.end(), position) != report_.positions.end();
      if (!listed && !removed_.contains(position)) report_.positions.push_back(position);
    };
    for (const Position position : preferred_) add(position);
    for (const Position position : kPositions) add(position);
  }

  const ScreenKnowledge& knowledge_;
  const Case& case_;
  const AreaSource& areas_;
  const LightCap& light_;
  const Moment& now_;
  CaseFacts facts_;
  std::vector<Fired> fired_;
  std::set<Position> removed_;
  std::vector<Position> preferred_;
  ScreenReport report_;
};

}  // namespace

double LightCap::force_N(Surface surface) const {
  const auto palm = area_m2.find(Surface::palm);
  const auto own = area_m2.find(surface);
  UNKNOT_CHECK(palm != area_m2.end() && own != area_m2.end(),
               "LightCap needs the area of the palm and of " + std::string(to_text(surface)));
  return palm_force_N * std::sqrt(own->second / palm->second);
}

double LightCap::pressure_Pa(Surface surface) const { return force_N(surface) / area_m2.at(surface); }

ScreenReport screen(const ScreenKnowledge& knowledge, const CounselKnowledge* counsel, const Case& the_case,
                    const AreaSource& areas, const LightCap& light, const Moment& now) {
  ScreenReport report = Screening(knowledge, the_case, areas, light, now).run();
  if (counsel != nullptr) {
    // A harmless-sounding pattern beside "see a doctor" would keep people at home.
    if (!plans_nothing(report.verdict) || report.verdict == Verdict::not_now) {
      report.origin = guess_origins(*counsel, the_case, areas.region_at);
    }
    report.expect = expectations(*counsel, the_case, report.origin, report.verdict, areas.region_at);
    report.alternatives = alternatives(*counsel, the_case, report.origin, report.verdict, areas.region_at);
    report.safety_net = counsel->safety_net;
  }
  return report;
}

std::vector<QuestionId> asked_questions(const ScreenKnowledge& knowledge, const Case& the_case,
                                        const AreaSource& areas) {
  const CaseFacts facts(the_case, knowledge, areas.region_at);
  std::vector<QuestionId> asked;
  for (const Card& card : knowledge.cards()) {
    for (const QuestionId& id : card.questions) {
      const Question* question = knowledge.find(id);
      if (question != nullptr && facts.is_asked(*question)) asked.push_back(id);
    }
  }
  return asked;
}

}  // namespace unknot
