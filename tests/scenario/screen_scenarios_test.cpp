// Runs tests/scenario/screen/*.scn: one case each in words a physiotherapist can read, and what the screening must say.
// The format stands in tests/scenario/screen/README.md. Each rule needs a scenario that fires it and one that does not.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "scenario/screen_bench.h"
#include "unknot/screen/case_facts.h"

namespace unknot::test {
namespace {

struct Line {
  std::string key;
  std::string value;
  int number = 0;
};

struct Scenario {
  std::string file;
  std::string name;
  int number = 0;
  std::vector<Line> lines;
};

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, by);) {
    if (!trimmed(part).empty()) parts.push_back(trimmed(part));
  }
  return parts;
}

std::vector<Scenario> read_all() {
  std::vector<Scenario> scenarios;
  const auto folder = std::filesystem::path(UNKNOT_SOURCE_DIR) / "tests/scenario/screen";
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".scn") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& path : files) {
    std::ifstream stream(path);
    int number = 0;
    for (std::string text; std::getline(stream, text);) {
      ++number;
      text = trimmed(text);
      if (text.empty() || text[0] == '#') continue;
      const auto colon = text.find(':');
      Line line{trimmed(text.substr(0, colon)), colon == std::string::npos ? "" : trimmed(text.substr(colon + 1)),
                number};
      if (line.key == "scenario") {
        scenarios.push_back({path.filename().string(), line.value, number, {}});
      } else if (scenarios.empty() || scenarios.back().file != path.filename().string()) {
        ADD_FAILURE() << path << ":" << number << ": a line before the first \"scenario:\"";
      } else {
        scenarios.back().lines.push_back(line);
      }
    }
  }
  return scenarios;
}

/// Plays one scenario and reports each line that does not hold.
class Player {
 public:
  explicit Player(const Scenario& scenario) : scenario_(scenario), case_(plain_case()) {}

  void play() {
    for (const Line& line : scenario_.lines) {
      if (!set_up(line)) expectations_.push_back(line);
    }
    answer_the_rest_no(case_);
    for (const QuestionId& id : left_out_) case_.answers.erase(id);
    report_ = ScreenBench::get().run(case_);
    EXPECT_FALSE(expectations_.empty()) << at(scenario_.number) << "nothing is expected";
    EXPECT_TRUE(has_source_) << at(scenario_.number) << "no source";
    for (const Line& line : expectations_) check(line);
  }

  const std::set<std::string>& fired() const { return fired_; }
  const std::set<std::string>& quiet() const { return quiet_; }

 private:
  std::string at(int number) const {
    return "tests/scenario/screen/" + scenario_.file + ":" + std::to_string(number) + ": " + scenario_.name + ": ";
  }
  void refuse(const Line& line, const std::string& why) {
    ADD_FAILURE() << at(line.number) << why << ": " << line.value;
  }

  const Question* question(const Line& line, const std::string& id) {
    const Question* found = ScreenBench::get().knowledge().find(id);
    if (found == nullptr) refuse(line, "no question \"" + id + "\"");
    return found;
  }

  /// True where the line described the case.
  bool set_up(const Line& line) {
    if (line.key == "source") {
      has_source_ = knowledge_files().sources().contains(line.value);
      if (!has_source_) refuse(line, "no such source");
    } else if (line.key == "case") {
      set_case(line);
    } else if (line.key == "yes" || line.key == "unsure") {
      for (const std::string& id : split(line.value, ',')) {
        question(line, id);
        case_.answers[id] = line.key == "yes" ? Answer(true) : Answer(Unknown{});
      }
    } else if (line.key == "left out") {
      for (const std::string& id : split(line.value, ',')) left_out_.push_back(id);
    } else if (line.key == "set") {
      const auto parts = split(line.value, '=');
      if (parts.size() != 2 || question(line, parts[0]) == nullptr)
        return refuse(line, "expected: set: id = a, b"), true;
      case_.answers[parts[0]] = split(parts[1], ',');
    } else if (line.key == "giver") {
      set_giver(line);
    } else if (line.key == "sessions") {
      case_.history.sessions_count = std::stoi(line.value);
    } else if (line.key == "since") {
      const auto parts = split(line.value, '=');
      const auto date = parts.size() == 2 ? parse_date(parts[1]) : std::nullopt;
      if (!date) return refuse(line, "expected: since: id = 2026-11-01"), true;
      case_.answers_since[parts[0]] = *date;
    } else if (line.key == "clearance") {
      set_clearance(line);
    } else if (line.key == "override") {
      const auto parts = split(line.value, '=');
      case_.overrides.push_back({parts[0], parts.size() > 1 ? parts[1] : ""});
    } else {
      return false;
    }
    return true;
  }

  /// "female 44, low_back left 6, shoulder right 2, 9 days"
  void set_case(const Line& line) {
    case_.complaint.pain.clear();
    for (const std::string& part : split(line.value, ',')) {
      const auto words = split(part, ' ');
      if (words[0] == "female" || words[0] == "male") {
        case_.receiver.sex = words[0] == "female" ? Sex::female : Sex::male;
        case_.receiver.age_years = std::stod(words.at(1));
      } else if (part == "unknown days") {
        case_.complaint.duration_days.reset();
      } else if (words.size() == 2 && words[1] == "days") {
        case_.complaint.duration_days = std::stod(words[0]);
      } else {
        PainMark mark;
        mark.region = word_of<Region>(words.at(0), line);
        mark.side = word_of<Side>(words.at(1), line);
        mark.intensity_nrs = std::stoi(words.at(2));
        case_.complaint.pain.push_back(mark);
      }
    }
  }

  template <typename Enum>
  Enum word_of(const std::string& word, const Line& line) {
    const auto words = words_of<Enum>();
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) {
      refuse(line, "no such word \"" + word + "\"");
      return Enum{};
    }
    return static_cast<Enum>(found - words.begin());
  }

  void set_giver(const Line& line) {
    case_.giver.training = word_of<Training>(line.value, line);
    if (case_.giver.training == Training::professional) {
      case_.giver.profile = ProfessionalProfile{"School of Massage", 700, "A 17"};
    }
  }

  /// "rf_10 on 2026-11-20 allowed"
  void set_clearance(const Line& line) {
    const auto words = split(line.value, ' ');
    const auto date = words.size() == 4 ? parse_date(words[2]) : std::nullopt;
    if (!date || (words[3] != "allowed" && words[3] != "refused")) {
      return refuse(line, "expected: clearance: rf_10 on 2026-11-20 allowed");
    }
    case_.clearances.push_back({words[0], *date, words[3] == "allowed"});
  }

  void check(const Line& line) {
    const auto by = line.value.find(" by ");
    const std::string what = line.value.substr(0, by);
    const std::string rule = by == std::string::npos ? "" : line.value.substr(by + 4);
    if (line.key == "verdict") {
      EXPECT_EQ(to_text(report_.verdict), line.value) << at(line.number) << "fired: " << fired_list();
    } else if (line.key == "verdict at least") {
      EXPECT_LE(report_.verdict, word_of<Verdict>(line.value, line)) << at(line.number) << to_text(report_.verdict);
    } else if (line.key == "fires" || line.key == "quiet") {
      check_rules(line);
    } else if (line.key == "keeps out" || line.key == "leaves in") {
      EXPECT_EQ(keeps_out(what, rule), line.key == "keeps out") << at(line.number) << line.value;
    } else if (line.key == "light" || line.key == "not light") {
      EXPECT_EQ(is_light(what, rule), line.key == "light") << at(line.number) << line.value;
    } else if (line.key == "takes off" || line.key == "allows") {
      for (const std::string& kind : split(what, ',')) {
        EXPECT_EQ(takes_off(kind, rule), line.key == "takes off") << at(line.number) << kind;
      }
    } else if (line.key == "positions") {
      std::string positions;
      for (const Position position : report_.positions) {
        positions += (positions.empty() ? "" : ", ") + std::string(to_text(position));
      }
      EXPECT_EQ(positions, line.value) << at(line.number);
    } else if (line.key == "minutes at most") {
      EXPECT_EQ(report_.minutes_max.value_or(-1), std::stod(line.value)) << at(line.number);
    } else if (line.key == "trained only") {
      EXPECT_EQ(report_.trained_only, line.value == "yes") << at(line.number);
    } else if (line.key == "open") {
      EXPECT_EQ(joined(report_.unanswered), line.value) << at(line.number);
    } else if (line.key == "not sure of") {
      EXPECT_EQ(joined(report_.unsure), line.value) << at(line.number);
    } else if (line.key == "says" || line.key == "does not say") {
      EXPECT_EQ(says(line.value), line.key == "says") << at(line.number) << line.value;
    } else {
      ADD_FAILURE() << at(line.number) << "unknown line \"" << line.key << "\"";
    }
  }

  /// "fires" asks for the rule's own condition and, unless a graver one replaces it, for its reason.
  void check_rules(const Line& line) {
    const CaseFacts facts(case_, ScreenBench::get().knowledge(), ScreenBench::get().areas().region_at);
    for (const std::string& id : split(line.value, ',')) {
      const Rule* rule = ScreenBench::get().knowledge().find_rule(id);
      if (rule == nullptr) {
        refuse(line, "no rule \"" + id + "\"");
        continue;
      }
      const bool spoke = rule->when.evaluate(facts) != Truth::no;
      EXPECT_EQ(spoke, line.key == "fires") << at(line.number) << id << "; fired: " << fired_list();
      if (line.key == "quiet") {
        EXPECT_FALSE(fires(report_, id)) << at(line.number) << id;
      }
      (line.key == "fires" ? fired_ : quiet_).insert(id);
    }
  }

  std::string fired_list() const {
    std::string list;
    for (const Reason& reason : report_.reasons) list += reason.rule + " ";
    return list;
  }

  static std::string joined(const std::vector<QuestionId>& ids) {
    std::string list;
    for (const QuestionId& id : ids) list += (list.empty() ? "" : ", ") + id;
    return list;
  }

  /// The middle of each tile of a region.
  std::vector<ChartPoint> middles(const std::string& region) const {
    std::vector<ChartPoint> points;
    for (const ChartPolygon& polygon : ScreenBench::get().areas().polygons(region)) {
      ChartPoint middle;
      for (const ChartPoint& point : polygon) {
        middle.across += point.across / static_cast<double>(polygon.size());
        middle.along += point.along / static_cast<double>(polygon.size());
      }
      points.push_back(middle);
    }
    EXPECT_FALSE(points.empty()) << at(scenario_.number) << "no area " << region;
    return points;
  }

  bool keeps_out(const std::string& region, const std::string& rule) const {
    const auto points = middles(region);
    return std::all_of(points.begin(), points.end(), [&](const ChartPoint& point) {
      return std::any_of(report_.avoid.begin(), report_.avoid.end(), [&](const AvoidArea& area) {
        return (rule.empty() || area.rule == rule) && contains(area.polygon, point);
      });
    });
  }

  bool is_light(const std::string& region, const std::string& rule) const {
    const auto capped = [&](const ChartPoint* point) {
      std::set<Surface> surfaces;
      for (const AreaCap& cap : report_.caps) {
        const bool here = cap.polygon.empty() || (point != nullptr && contains(cap.polygon, *point));
        if ((rule.empty() || cap.rule == rule) && here && cap.surface) surfaces.insert(*cap.surface);
      }
      return surfaces.size() == 6;
    };
    if (region == "everywhere") return capped(nullptr);
    const auto points = middles(region);
    return std::all_of(points.begin(), points.end(), [&](const ChartPoint& point) { return capped(&point); });
  }

  bool takes_off(const std::string& kind, const std::string& rule) const {
    return std::any_of(report_.exclusions.begin(), report_.exclusions.end(), [&](const Exclusion& exclusion) {
      return exclusion.kind == kind && (rule.empty() || exclusion.rule == rule);
    });
  }

  bool says(const std::string& words) const {
    return std::any_of(report_.reasons.begin(), report_.reasons.end(), [&](const Reason& reason) {
      return (reason.text + " " + reason.what_to_do).find(words) != std::string::npos;
    });
  }

  const Scenario& scenario_;
  Case case_;
  std::vector<QuestionId> left_out_;
  std::vector<Line> expectations_;
  ScreenReport report_;
  bool has_source_ = false;
  std::set<std::string> fired_;
  std::set<std::string> quiet_;
};

TEST(ScreenScenarios, EveryOneHoldsAndEveryRuleFiresAndStaysQuiet) {
  std::map<std::string, int> fired_count;
  std::map<std::string, int> quiet_count;
  const std::vector<Scenario> scenarios = read_all();
  ASSERT_FALSE(scenarios.empty());
  for (const Scenario& scenario : scenarios) {
    Player player(scenario);
    player.play();
    for (const std::string& id : player.fired()) ++fired_count[id];
    for (const std::string& id : player.quiet()) ++quiet_count[id];
  }
  for (const Rule& rule : ScreenBench::get().knowledge().rules()) {
    EXPECT_GT(fired_count[rule.id], 0) << "no scenario fires the rule " << rule.id;
    EXPECT_GT(quiet_count[rule.id], 0) << "no scenario shows a near miss of the rule " << rule.id;
  }
  RecordProperty("scenarios", static_cast<int>(scenarios.size()));
}

}  // namespace
}  // namespace unknot::test
