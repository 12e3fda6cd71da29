#include "unknot/body/contact.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "unknot/knowledge/require_file.h"

namespace unknot {

Result<Contacts> Contacts::load(const KnowledgeFiles& files) {
  Problems problems;
  Contacts contacts;
  const Node* file = require_file(files, "body/contact.toml", problems);
  if (file == nullptr) {
    return problems.to_error();
  }
  TableReader root(*file, problems, "contact");
  if (const Node* node = root.table("surface")) {
    TableReader surfaces(*node, problems, "surface");
    const auto words = words_of<Surface>();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (const Node* entry = surfaces.table(words[i])) {
        TableReader reader(*entry, problems, words[i]);
        Contact contact;
        contact.area_m2 = read_quantity(reader, "area", "m2", problems);
        contact.hard_radius_m = read_quantity(reader, "hard_radius", "m", problems);
        contact.knobby = reader.boolean("knobby");
        contact.pointed = reader.boolean("pointed");
        if (contact.pointed && !contact.knobby) {
          reader.problem("what is pointed is knobby too");
        }
        reader.finish();
        contacts.contacts_[static_cast<Surface>(i)] = contact;
      }
    }
    surfaces.finish();
  }
  if (const Node* node = root.table("level")) {
    TableReader levels(*node, problems, "level");
    const auto words = words_of<PressureLevel>();
    double last_N = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (const Node* entry = levels.table(words[i])) {
        TableReader reader(*entry, problems, words[i]);
        const LevelBand band{read_quantity(reader, "low", "N", problems), read_quantity(reader, "high", "N", problems)};
        if (band.low_N.value < last_N || band.high_N.value <= band.low_N.value) {
          reader.problem("the classes must rise: low not below the class before, high above low");
        }
        last_N = band.high_N.value;
        reader.finish();
        contacts.bands_[static_cast<PressureLevel>(i)] = band;
      }
    }
    levels.finish();
  }
  if (const Node* node = root.table("light")) {
    TableReader light(*node, problems, "light");
    contacts.light_palm_N_ = read_quantity(light, "palm_force", "N", problems);
    light.finish();
  }
  root.finish();
  if (!problems.empty()) {
    return problems.to_error();
  }
  return contacts;
}

const Contact& Contacts::of(Surface surface) const { return contacts_.at(surface); }

double Contacts::footprint_radius_m(Surface surface) const { return std::sqrt(area_m2(surface) / std::numbers::pi); }

double Contacts::light_force_N(Surface surface) const {
  return light_palm_N_.value * std::sqrt(area_m2(surface) / area_m2(Surface::palm));
}

std::vector<AreaCap> Contacts::light_caps(const RuleId& rule, const ChartPolygon& polygon) const {
  std::vector<AreaCap> caps;
  for (const auto& [surface, contact] : contacts_) {
    caps.push_back({rule, polygon, surface, light_force_N(surface), light_pressure_Pa(surface)});
  }
  return caps;
}

double Contacts::level_force_N(PressureLevel level, Surface surface) const {
  return band(level).high_N.value * std::sqrt(area_m2(surface) / area_m2(Surface::palm));
}

const LevelBand& Contacts::band(PressureLevel level) const { return bands_.at(level); }

PressureLevel one_lighter(PressureLevel level) {
  return level == PressureLevel::w1 ? level : static_cast<PressureLevel>(static_cast<int>(level) - 1);
}

}  // namespace unknot
