// The codex as a document: techniques with their doses and demonstrations, families, aims, traditions, hands.
#include <algorithm>
#include <cmath>

#include "unknot/core/number_text.h"
#include "unknot/engine/state.h"
#include "unknot/plan/routines.h"

namespace unknot {
namespace {

template <typename T, typename Word>
Json words_json(const std::vector<T>& values, Word word) {
  Json list = Json::array();
  for (const T& value : values) {
    list.push_back(word(value));
  }
  return list;
}

template <typename Enum>
Json enums_json(const std::vector<Enum>& values) {
  return words_json(values, [](Enum value) { return to_text(value); });
}

void put_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) {
    json[key] = text;
  }
}

void put_provenance(Json& json, const Provenance& provenance) {
  json["source"] = provenance.source;
  json["status"] = to_text(provenance.status);
}

/// Enough for any picture: a ten-thousandth of the back, a hundredth of a newton.
void round_numbers(Json& stroke) {
  for (const char* key : {"path", "path_left"}) {
    if (stroke.contains(key)) {
      for (Json& point : stroke[key]) {
        for (Json& share : point) {
          share = rounded(share.get<double>(), 4);
        }
      }
    }
  }
  for (const char* key : {"force_N", "force_left_N"}) {
    if (stroke.contains(key)) {
      for (Json& force : stroke[key]) {
        force = std::floor(force.get<double>() * 100) / 100;  // down: never above its cap
      }
    }
  }
  for (const char* key : {"start_s", "duration_s", "tempo_Hz", "speed_m_s", "dwell_s"}) {
    if (stroke.contains(key)) {
      stroke[key] = rounded(stroke[key].get<double>(), 4);
    }
  }
}

Json strokes_json(const std::vector<Stroke>& strokes) {
  Json list = Json::array();
  for (const Stroke& stroke : strokes) {
    Json json = to_json(stroke);
    round_numbers(json);
    list.push_back(std::move(json));
  }
  return list;
}

const char* skill_of(const Technique& technique) {
  if (technique.who.empty()) {
    return "nobody";
  }
  const bool lay = std::find(technique.who.begin(), technique.who.end(), Training::none) != technique.who.end();
  return !lay ? "trained" : technique.lay_limit.empty() ? "anyone" : "anyone_limited";
}

Json dose_json(const Technique& technique) {
  Json dose = Json::array();
  const auto add = [&](const char* name, const Quantity& quantity) {
    Json entry{{"name", name},
               {"value", quantity.value},
               {"low", quantity.range.low},
               {"high", quantity.range.high},
               {"unit", quantity.unit}};
    put_provenance(entry, quantity.provenance);
    dose.push_back(std::move(entry));
  };
  const auto add_if = [&](const char* name, const std::optional<Quantity>& quantity) {
    if (quantity) {
      add(name, *quantity);
    }
  };
  add("force_N", technique.force_N);
  add("area_m2", technique.area_m2);
  // Over the usual area: a range over both ranges would promise more than either.
  const double area_m2 = technique.area_m2.value;
  const auto pressure_Pa = [&](double force_N) { return rounded(force_N / area_m2, 0); };
  add("pressure_Pa", {pressure_Pa(technique.force_N.value),
                      "Pa",
                      {pressure_Pa(technique.force_N.range.low), pressure_Pa(technique.force_N.range.high)},
                      {technique.force_N.provenance.source, EvidenceStatus::computed}});
  add_if("speed_m_s", technique.speed_m_s);
  add_if("tempo_Hz", technique.tempo_Hz);
  add_if("dwell_s", technique.dwell_s);
  add_if("lift_s", technique.lift_s);
  add_if("length_m", technique.length_m);
  add_if("spot_max_s", technique.spot_max_s);
  add_if("total_max_s", technique.total_max_s);
  add("repetitions_count", technique.repetitions_count);
  return dose;
}

/// How hard each who may do it presses at most here, with the surface they prefer and may use: evidence tells what
/// others do, the caps what Unknot plans. Tools and feet have no cap of their own.
Json caps_json(const Technique& technique, const LimitKnowledge& limits) {
  Json caps = Json::array();
  if (!technique.tool.empty() || technique.map != CodexMap::back) {
    return caps;
  }
  for (const Training training : technique.who) {
    for (const Surface surface : technique.surfaces) {
      const auto cell = limits.table.find({surface, training});
      if (cell != limits.table.end()) {
        Json cap{
            {"training", to_text(training)}, {"surface", to_text(surface)}, {"force_N", cell->second.force_N.value}};
        put_provenance(cap, cell->second.force_N.provenance);
        caps.push_back(std::move(cap));
        break;
      }
    }
  }
  return caps;
}

Json technique_json(const Technique& technique, const std::vector<Stroke>& demo, const LimitKnowledge& limits) {
  Json json{{"id", technique.id},
            {"name", technique.name},
            {"traditional", technique.traditional},
            {"family", technique.family},
            {"traditions", technique.traditions},
            {"since", technique.since},
            {"action", technique.action},
            {"direction", technique.direction},
            {"target", technique.target},
            {"aims", technique.aims},
            {"who", enums_json(technique.who)},
            {"skill", skill_of(technique)},
            {"kinds", technique.kinds},
            {"steps", technique.steps},
            {"mistakes", technique.mistakes},
            {"risks", technique.risks},
            {"known", technique.known},
            {"sources", technique.known_sources},
            {"surfaces", enums_json(technique.surfaces)},
            {"map", to_text(technique.map)},
            {"positions", enums_json(technique.positions)},
            {"regions", technique.regions},
            {"parts", technique.parts},
            {"dose", Json::array()},
            {"caps", Json::array()},
            {"planned", technique.plan.has_value()},
            {"demo", strokes_json(demo)}};
  put_text(json, "lay_limit", technique.lay_limit);
  put_text(json, "never_because", technique.never_because);
  put_text(json, "told", technique.told);
  put_text(json, "tool", technique.tool);
  if (technique.has_stroke()) {
    json["dose"] = dose_json(technique);
    json["caps"] = caps_json(technique, limits);
    json["medium"] = to_text(technique.medium);
    json["posture"] = technique.posture;
    json["cues"] = {
        {"start", technique.start_cue}, {"keep", technique.keep_cue}, {"correction", technique.correction_cue}};
  }
  put_provenance(json, technique.provenance);
  return json;
}

Json families_json(const Codex& codex) {
  std::vector<const Family*> families;
  for (const auto& [id, family] : codex.families()) {
    families.push_back(&family);
  }
  std::stable_sort(families.begin(), families.end(),
                   [](const Family* a, const Family* b) { return a->rank_count < b->rank_count; });
  return words_json(families, [](const Family* family) {
    return Json{{"id", family->id}, {"name", family->name}, {"text", family->text}};
  });
}

Json tradition_json(const Tradition& tradition, const Codex& codex) {
  Json techniques = Json::array();
  for (const Technique& technique : codex.techniques()) {
    const auto& of = technique.traditions;
    if (std::find(of.begin(), of.end(), tradition.id) != of.end()) {
      techniques.push_back(technique.id);
    }
  }
  Json json{{"id", tradition.id},       {"name", tradition.name},         {"place", tradition.place},
            {"since", tradition.since}, {"story", tradition.story},       {"codified", tradition.codified},
            {"known", tradition.known}, {"practice", tradition.practice}, {"sources", tradition.sources},
            {"techniques", techniques}};
  put_text(json, "told", tradition.told);
  put_provenance(json, tradition.provenance);
  return json;
}

Json routine_json(const CodexRoutine& routine) {
  Json steps = Json::array();
  for (const RoutineStep& step : routine.steps) {
    steps.push_back(
        {{"text", step.text}, {"seconds", rounded(step.duration_s, 0)}, {"strokes_count", step.strokes_count}});
  }
  Json json{{"id", routine.id},
            {"name", routine.name},
            {"text", routine.text},
            {"kind", to_text(routine.kind)},
            {"training", to_text(routine.training)},
            {"minutes", routine.minutes},
            {"playable", routine.playable},
            {"steps", std::move(steps)},
            {"notes", routine.notes},
            {"strokes", strokes_json(routine.strokes)}};
  if (routine.place) {
    json["place"] = to_text(*routine.place);
  }
  if (routine.position) {
    json["position"] = to_text(*routine.position);
  }
  if (routine.score) {
    json["score"] = {{"cost", rounded(routine.score->cost, 2)},
                     {"shuffled_low", rounded(routine.score->shuffled_low, 2)},
                     {"shuffled_median", rounded(routine.score->shuffled_median, 2)},
                     {"text", routine.score->text}};
  }
  put_provenance(json, routine.provenance);
  return json;
}

}  // namespace

Json Engine::codex_document() const {
  const Codex& codex = state_->plan.codex;
  const Demonstrator demonstrator(state_->plan, state_->demo, state_->atlas, state_->bodies, state_->limits,
                                  state_->contacts);
  Json json{{"schema", "unknot.codex/1"}, {"knowledge_hash", knowledge_hash()}};
  json["families"] = families_json(codex);
  json["aims"] = words_json(codex.aims(), [](const Aim& aim) {
    return Json{{"id", aim.id}, {"name", aim.name}, {"text", aim.text}};
  });
  json["traditions"] =
      words_json(codex.traditions(), [&](const Tradition& tradition) { return tradition_json(tradition, codex); });
  json["techniques"] = words_json(codex.techniques(), [&](const Technique& technique) {
    return technique_json(technique, demonstrator.show(technique), state_->limits);
  });
  json["routines"] = words_json(
      render_routines(state_->plan, state_->atlas, state_->bodies, state_->contacts, state_->limits), routine_json);
  json["hands"] = hands_json(HandModel::from(state_->hands, state_->contacts));
  json["foot"] = foot_json(state_->hands);
  return json;
}

}  // namespace unknot
