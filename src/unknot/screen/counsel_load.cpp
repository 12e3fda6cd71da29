#include <algorithm>
#include <array>
#include <set>

#include "unknot/core/read_enum.h"
#include "unknot/knowledge/require_file.h"
#include "unknot/screen/counsel.h"
#include "unknot/screen/counsel_guidance.h"

namespace unknot {

template <>
std::span<const std::string_view> words_of<PainCourse>() {
  static constexpr std::array<std::string_view, 3> kWords = {"acute", "lasting", "any"};
  return kWords;
}
template <>
std::span<const std::string_view> words_of<PainKind>() {
  static constexpr std::array<std::string_view, 4> kWords = {"acute", "lasting", "nerve", "tension"};
  return kWords;
}
template <>
std::span<const std::string_view> words_of<AlternativeRole>() {
  static constexpr std::array<std::string_view, 5> kWords = {"waiting", "moving", "massage", "professional", "other"};
  return kWords;
}

namespace {

constexpr std::array<std::string_view, 5> kCertainties = {"very low", "low", "moderate", "high", "not known"};
constexpr std::array<std::string_view, 7> kStatuses = {"verified", "recalled", "computed", "proposed",
                                                       "assumed",  "ruling",   "tradition"};
/// Facts that are no questions; the last two are found by the counsel itself.
constexpr std::array<std::string_view, 3> kNumbers = {"age_years", "duration_days", "intensity_nrs"};
constexpr std::array<std::string_view, 2> kFound = {"stopped", "see_doctor"};
constexpr std::string_view kNotKnown = "not known";

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string text_of(const Node& table, std::string_view key) {
  const Node* value = table.find(key);
  return value != nullptr && value->kind == Node::Kind::text ? value->text : std::string();
}

/// Reads the chapter; collects every problem before giving up.
class CounselLoader {
 public:
  explicit CounselLoader(const KnowledgeFiles& files) : files_(files) {}

  Result<CounselKnowledge> load() {
    knowledge_.knowledge_hash = files_.hash();
    collect_questions();
    collect_rules();
    if (const Node* file = require_file(files_, "counsel/origins.toml", problems_)) {
      read_origins(*file);
    }
    if (const Node* file = require_file(files_, "counsel/alternatives.toml", problems_)) {
      read_alternatives(*file);
    }
    if (const Node* file = require_file(files_, "counsel/guidance.toml", problems_)) {
      GuidancePage read = read_guidance_page(*file, rules_, problems_);
      knowledge_.safety_net = std::move(read.safety_net);
      knowledge_.review_note = std::move(read.review_note);
      knowledge_.handover = std::move(read.handover);
      knowledge_.words.merge(read.words);
      knowledge_.guidance = std::move(read.page);
      knowledge_.guidance["knowledge_hash"] = files_.hash();
      knowledge_.guidance["words"] = knowledge_.words;
      knowledge_.guidance["words"]["not_a_diagnosis"] = knowledge_.wording.not_a_diagnosis;
    }
    files_.check_source_keys(problems_);
    if (!problems_.empty()) {
      return problems_.to_error();
    }
    return std::move(knowledge_);
  }

 private:
  // The shape of questions and rules is the screen's to check; here only their ids and words matter.
  void collect_questions() {
    using Choices = std::vector<std::pair<std::string, std::string>>;
    const auto read_choices = [](const Node& table) {
      Choices choices;
      const Node* list = table.find("choices");
      for (const Node& choice : list == nullptr ? std::vector<Node>() : list->items) {
        choices.emplace_back(text_of(choice, "id"), text_of(choice, "text"));
      }
      return choices;
    };
    std::vector<const Node*> chapters = files_.files_below("screen/");
    for (const Node* file : files_.files_below("counsel/")) {
      chapters.push_back(file);
    }
    std::map<std::string, Choices> shared;
    for_each_entry(chapters, "choice_list",
                   [&](const Node& entry) { shared[text_of(entry, "id")] = read_choices(entry); });
    std::map<std::string, std::string> who;
    for_each_entry(chapters, "card", [&](const Node& entry) { who[text_of(entry, "id")] = text_of(entry, "who"); });
    for_each_entry(chapters, "question", [&](const Node& entry) {
      const auto from = shared.find(text_of(entry, "choices_from"));
      knowledge_.questions.push_back({.id = text_of(entry, "id"),
                                      .text = text_of(entry, "text"),
                                      .short_text = text_of(entry, "short"),
                                      .who = who[text_of(entry, "card")],
                                      .choices = from == shared.end() ? read_choices(entry) : from->second});
    });
  }

  template <typename Visit>
  static void for_each_entry(const std::vector<const Node*>& files, std::string_view key, const Visit& visit) {
    for (const Node* file : files) {
      const Node* list = file->find(key);
      for (const Node& entry : list == nullptr ? std::vector<Node>() : list->items) {
        visit(entry);
      }
    }
  }

  void collect_rules() {
    for_each_entry(files_.files_below("screen/"), "rule",
                   [&](const Node& entry) { rules_.insert(text_of(entry, "id")); });
  }

  const QuestionWords* find_question(const std::string& id) const {
    const auto at = std::find_if(knowledge_.questions.begin(), knowledge_.questions.end(),
                                 [&](const QuestionWords& question) { return question.id == id; });
    return at == knowledge_.questions.end() ? nullptr : &*at;
  }

  void require_question(const Node& at, const std::string& id) {
    if (find_question(id) != nullptr) {
      return;
    }
    std::vector<std::string_view> known(kNumbers.begin(), kNumbers.end());
    known.insert(known.end(), kFound.begin(), kFound.end());
    for (const QuestionWords& question : knowledge_.questions) {
      known.push_back(question.id);
    }
    const std::string near = nearest_word(id, known);
    problems_.add(at, "no question is called \"" + id + "\"", near.empty() ? "" : "did you mean \"" + near + "\"?");
  }

  void check_name(const Node& at, const Expression::NameUse& use) {
    switch (use.use) {
      case Expression::Use::region:
        if (const auto regions = words_of<Region>();
            std::find(regions.begin(), regions.end(), use.name) == regions.end()) {
          problems_.add(at, "no region is called \"" + use.name + "\"");
        }
        return;
      case Expression::Use::number:
        if (!is_one_of(use.name, kNumbers)) {
          require_question(at, use.name);
        }
        return;
      case Expression::Use::truth:
        if (!is_one_of(use.name, kFound)) {
          require_question(at, use.name);
        }
        return;
      case Expression::Use::choice:
        if (use.name == "sex") {
          return;
        }
        require_question(at, use.name);
        if (const QuestionWords* question = find_question(use.name)) {
          const bool known = std::any_of(question->choices.begin(), question->choices.end(),
                                         [&](const auto& choice) { return choice.first == use.choice; });
          if (!known) {
            problems_.add(at, "the question \"" + use.name + "\" has no choice \"" + use.choice + "\"");
          }
        }
        return;
    }
  }

  std::optional<Expression> read_expression_if(TableReader& reader, const std::string& key) {
    const auto text = reader.text_if(key);
    if (!text) {
      return std::nullopt;
    }
    const Node& at = *reader.node().find(key);
    auto parsed = Expression::parse(*text);
    if (!parsed) {
      problems_.add(at, key + ": " + parsed.error().message, parsed.error().hint);
      return std::nullopt;
    }
    for (const Expression::NameUse& use : parsed->names()) {
      check_name(at, use);
    }
    return *std::move(parsed);
  }

  Expression read_expression(TableReader& reader, const std::string& key) {
    reader.text(key);
    return read_expression_if(reader, key).value_or(Expression());
  }

  /// A figure may be shown only where somebody saw it in its source (clinical section 9, rule 19).
  void check_size(TableReader& reader, const std::string& size, EvidenceStatus status) {
    const bool seen = status == EvidenceStatus::verified || status == EvidenceStatus::computed;
    if (size != kNotKnown && !seen) {
      reader.problem("the size \"" + size + "\" is only " + std::string(to_text(status)) + " and would be shown",
                     "write size = \"not known\" and say the direction in words");
    }
  }

  std::string read_certainty(TableReader& reader) {
    return std::string(kCertainties[reader.choice("certainty", kCertainties)]);
  }

  // ------------------------------------------------------------------------------------------------------ origins

  void read_origins(const Node& file) {
    TableReader root(file, problems_, "origins");
    if (const Node* node = root.table("wording")) {
      TableReader reader(*node, problems_, "wording");
      knowledge_.wording = {.because = reader.text("because"),
                            .against = reader.text("against"),
                            .without_clues = reader.text("default"),
                            .not_a_diagnosis = reader.text("not_a_diagnosis"),
                            .see_doctor = reader.text("see_doctor")};
      for (const std::string& frame : {knowledge_.wording.because, knowledge_.wording.against}) {
        if (frame.find("{clues}") == std::string::npos) {
          reader.problem("the frame \"" + frame + "\" has no {clues}");
        }
      }
      require_provenance(reader);
      reader.finish();
    }
    IdRegister ids("pattern");
    for (const Node& entry : root.array("pattern")) {
      knowledge_.patterns.push_back(read_pattern(entry));
      ids.add(knowledge_.patterns.back().id, entry, problems_);
    }
    const auto defaults = std::count_if(knowledge_.patterns.begin(), knowledge_.patterns.end(),
                                        [](const OriginPattern& pattern) { return pattern.is_default; });
    if (defaults != 1) {
      root.problem("exactly one pattern is the default, found " + std::to_string(defaults));
    }
    for (const Node& entry : root.array("modifier")) {
      TableReader reader(entry, problems_, "modifier");
      GeneralExpectation general;
      general.expectation.pattern = reader.text("id");
      general.when = read_expression(reader, "when");
      general.expectation.text = reader.text("text");
      general.expectation.size = kNotKnown;
      general.expectation.certainty = kNotKnown;
      general.expectation.source = read_provenance(reader).source;
      reader.finish();
      ids.add(general.expectation.pattern, entry, problems_);
      knowledge_.general.push_back(std::move(general));
    }
    for (const Node& entry : root.array("general_expect")) {
      TableReader reader(entry, problems_, "general_expect");
      GeneralExpectation general;
      general.expectation.pattern = reader.text("id");
      const OriginExpectation read = read_expectation(reader);
      general.expectation.text = read.text;
      general.expectation.size = read.size;
      general.expectation.certainty = read.certainty;
      general.expectation.source = read.provenance.source;
      reader.finish();
      ids.add(general.expectation.pattern, entry, problems_);
      knowledge_.general.push_back(std::move(general));
    }
    root.finish();
  }

  OriginPattern read_pattern(const Node& entry) {
    TableReader reader(entry, problems_, "pattern");
    OriginPattern pattern;
    pattern.id = reader.text("id");
    pattern.name = reader.text("name");
    pattern.likely_when = read_expression_if(reader, "likely_when");
    pattern.possible_when = read_expression(reader, "possible_when");
    pattern.unlikely_when = read_expression_if(reader, "unlikely_when");
    pattern.highest = read_enum<Likeliness>(reader, "highest");
    if (pattern.likely_when.has_value() != (pattern.highest == Likeliness::likely)) {
      reader.problem("likely_when stands exactly where highest = \"likely\"");
    }
    pattern.is_default = reader.boolean_if("is_default").value_or(false);
    pattern.nerve = reader.boolean_if("nerve").value_or(false);
    pattern.tension = reader.boolean_if("tension").value_or(false);
    pattern.see_doctor = reader.boolean_if("see_doctor").value_or(false);
    pattern.clues = read_clues(reader.array("clue"));
    pattern.against = read_clues(reader.array_if("against"));
    for (const Node& expect : reader.array("expect")) {
      TableReader inner(expect, problems_, "expect");
      const PainCourse course = read_enum<PainCourse>(inner, "course");
      pattern.expectations.push_back(read_expectation(inner));
      pattern.expectations.back().course = course;
      inner.finish();
    }
    pattern.provenance = read_provenance(reader);
    reader.finish();
    return pattern;
  }

  std::vector<OriginClue> read_clues(std::span<const Node> entries) {
    std::vector<OriginClue> clues;
    for (const Node& entry : entries) {
      TableReader reader(entry, problems_, "clue");
      clues.push_back({.when = read_expression(reader, "when"), .because = reader.text("because")});
      reader.finish();
    }
    return clues;
  }

  OriginExpectation read_expectation(TableReader& reader) {
    OriginExpectation expect;
    expect.text = reader.text("text");
    expect.size = reader.text("size");
    expect.certainty = read_certainty(reader);
    expect.provenance = read_provenance(reader);
    check_size(reader, expect.size, expect.provenance.status);
    return expect;
  }

  // ------------------------------------------------------------------------------------------------- alternatives

  void read_alternatives(const Node& file) {
    TableReader root(file, problems_, "alternatives");
    if (const Node* node = root.table("table")) {
      TableReader reader(*node, problems_, "table");
      knowledge_.words["alternatives_lead"] = reader.text("lead");
      knowledge_.acute_when = read_expression(reader, "acute_when");
      knowledge_.lasting_when = read_expression(reader, "lasting_when");
      require_provenance(reader);
      reader.finish();
    }
    IdRegister ids("alternative");
    for (const Node& entry : root.array("alternative")) {
      knowledge_.alternatives.push_back(read_alternative(entry));
      ids.add(knowledge_.alternatives.back().alternative.id, entry, problems_);
    }
    check_table_is_whole(root);
    root.finish();
  }

  AlternativeRow read_alternative(const Node& entry) {
    TableReader reader(entry, problems_, "alternative");
    AlternativeRow row;
    row.alternative.id = reader.text("id");
    row.alternative.name = reader.text("name");
    row.role = read_enum<AlternativeRole>(reader, "role");
    for (const std::string& kind : reader.texts("kinds")) {
      const auto words = words_of<PainKind>();
      const auto at = std::find(words.begin(), words.end(), kind);
      if (at == words.end()) {
        reader.problem("no kind of pain is called \"" + kind + "\"", "acute, lasting, nerve or tension");
        continue;
      }
      row.kinds.push_back(static_cast<PainKind>(at - words.begin()));
    }
    row.on_stop = reader.boolean_if("on_stop").value_or(false);
    row.hidden_when = read_expression_if(reader, "hidden_when");
    row.better_when = read_expression_if(reader, "better_when");
    row.better_because = reader.text_if("better_because").value_or("");
    if (row.better_when.has_value() == row.better_because.empty()) {
      reader.problem("better_when and better_because come together");
    }
    row.alternative.effect = reader.text("effect");
    row.alternative.size = reader.text("size");
    check_size(reader, row.alternative.size, static_cast<EvidenceStatus>(reader.choice("size_status", kStatuses)));
    row.alternative.certainty = read_certainty(reader);
    row.alternative.downside = reader.text("downside");
    row.alternative.source = read_provenance(reader).source;
    reader.finish();
    return row;
  }

  /// The table is honest only with "doing nothing", "moving", massage itself and a professional in it.
  void check_table_is_whole(TableReader& root) {
    for (const PainKind kind : {PainKind::acute, PainKind::lasting, PainKind::nerve}) {
      for (const AlternativeRole role : {AlternativeRole::waiting, AlternativeRole::moving, AlternativeRole::massage,
                                         AlternativeRole::professional}) {
        const bool found =
            std::any_of(knowledge_.alternatives.begin(), knowledge_.alternatives.end(), [&](const AlternativeRow& row) {
              return row.role == role && std::find(row.kinds.begin(), row.kinds.end(), kind) != row.kinds.end();
            });
        if (!found) {
          root.problem("no row of the role \"" +
                       std::string(words_of<AlternativeRole>()[static_cast<std::size_t>(role)]) + "\" for the kind \"" +
                       std::string(words_of<PainKind>()[static_cast<std::size_t>(kind)]) + "\"");
        }
      }
    }
  }

  const KnowledgeFiles& files_;
  Problems problems_;
  CounselKnowledge knowledge_;
  std::set<std::string> rules_;
};

}  // namespace

Result<CounselKnowledge> load_counsel(const KnowledgeFiles& files) { return CounselLoader(files).load(); }

}  // namespace unknot
