#include "unknot/engine/floors.h"

#include <set>

#include "unknot/core/read_enum.h"
#include "unknot/core/units.h"
#include "unknot/knowledge/require_file.h"

namespace unknot {
namespace {

constexpr const char* kFile = "audit/floors.toml";

/// Nobody in particular, in the middle of adult life, who answers no to everything: any stop must come from the one
/// answer.
Case untroubled_adult(const ScreenKnowledge& knowledge) {
  constexpr double kAge_years = 38;
  constexpr double kDuration_days = 20;
  constexpr int kIntensity_nrs = 4;
  Case adult;
  adult.receiver.age_years = kAge_years;
  PainMark mark;
  mark.region = Region::low_back;
  mark.side = Side::both;
  mark.intensity_nrs = kIntensity_nrs;
  adult.complaint.pain = {mark};
  adult.complaint.duration_days = kDuration_days;
  for (const Question& question : knowledge.questions()) {
    if (question.kind == QuestionKind::yes_no) {
      adult.answers[question.id] = false;
    }
  }
  return adult;
}

void check_read(const ScreenKnowledge& knowledge, Problems& problems) {
  std::set<std::string> read;
  for (const Rule& rule : knowledge.rules()) {
    for (const Expression::NameUse& use : rule.when.names()) {
      read.insert(use.name);
    }
  }
  for (const Question& question : knowledge.questions()) {
    if (question.asked_if) {
      for (const Expression::NameUse& use : question.asked_if->names()) {
        read.insert(use.name);
      }
    }
  }
  for (const Question& question : knowledge.questions()) {
    if (question.hard_stop && question.kind == QuestionKind::yes_no && !read.contains(question.id)) {
      problems.add_at("knowledge/screen", "no rule reads the hard stop \"" + question.id + "\"",
                      "a stop that stops nobody is worse than none: bring its rule back");
    }
  }
}

}  // namespace

void check_floors(const KnowledgeFiles& files, const ScreenKnowledge& knowledge,
                  const std::function<Verdict(const Case&)>& screen_verdict, Problems& problems) {
  check_read(knowledge, problems);
  const Node* file = require_file(files, kFile, problems);  // without it nobody checks the rules
  if (file == nullptr) {
    return;
  }
  const Case adult = untroubled_adult(knowledge);
  if (screen_verdict(adult) != Verdict::go) {
    problems.add(*file,
                 "an untroubled adult gets \"" + std::string(to_text(screen_verdict(adult))) + "\", expected \"go\"",
                 "a rule stops people who should be helped");
  }
  TableReader root(*file, problems, "floors");
  for (const Node& entry : root.array("floor")) {
    TableReader reader(entry, problems, "floor");
    const auto floor = read_enum<Verdict>(reader, "verdict");
    const std::vector<std::string> answers = reader.texts("answers");
    (void)read_provenance(reader);
    reader.finish();
    for (const std::string& id : answers) {
      if (knowledge.find(id) == nullptr) {
        problems.add(entry, "no question is called \"" + id + "\"", "a floor needs its question");
        continue;
      }
      Case worried = adult;
      worried.answers[id] = true;
      const Verdict verdict = screen_verdict(worried);
      if (verdict > floor) {
        problems.add(entry,
                     "a yes to \"" + id + "\" gives \"" + std::string(to_text(verdict)) + "\", at least \"" +
                         std::string(to_text(floor)) + "\" is promised",
                     "see the rules that read " + id + " in knowledge/screen/rules");
      }
    }
  }
  root.finish();
}

}  // namespace unknot
