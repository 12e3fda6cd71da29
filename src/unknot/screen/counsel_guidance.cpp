#include "unknot/screen/counsel_guidance.h"

#include <algorithm>
#include <cctype>

#include "unknot/core/read_enum.h"

namespace unknot {

/// Source and status must stand there, though nothing of the table is shown with them.
void require_provenance(TableReader& reader) { static_cast<void>(read_provenance(reader)); }

namespace {

class GuidanceReader {
 public:
  GuidanceReader(const std::set<std::string>& rules, Problems& problems) : rules_(rules), problems_(problems) {}

  GuidancePage read(const Node& file) {
    TableReader root(file, problems_, "guidance");
    Json& page = read_.page;
    page = {{"schema", "unknot.guidance/1"}, {"knowledge_hash", ""}};
    read_about(root, page);
    page["emergency_numbers"] = read_emergency_numbers(root);
    page["professional"] = read_professional(root);
    page["alone"] = read_alone(root);
    page["aftercare"] = read_aftercare(root);
    if (const Node* node = root.table("consent")) {
      TableReader reader(*node, problems_, "consent");
      page["consent"] = {{"lead", reader.text("lead")}, {"lines", reader.texts("lines")}};
      page["consent"]["source"] = read_provenance(reader).source;
      reader.finish();
    }
    if (const Node* node = root.table("recheck")) {
      TableReader reader(*node, problems_, "recheck");
      page["recheck"] = {{"question", reader.text("question")},
                         {"signs", reader.texts("signs")},
                         {"if_yes", reader.text("if_yes")},
                         {"if_unsure", reader.text("if_unsure")}};
      page["recheck"]["source"] = read_provenance(reader).source;
      reader.finish();
    }
    page["hand_pain"] = read_hand_pain(root);
    page["safety_net"] = read_.safety_net;
    read_words(root);
    if (const Node* node = root.table("handover")) {
      TableReader reader(*node, problems_, "handover");
      read_.handover = {.title = reader.text("title"),
                        .lead = reader.text("lead"),
                        .ask = reader.text("ask"),
                        .blanks = reader.texts("blanks")};
      require_provenance(reader);
      reader.finish();
    }
    root.finish();
    return std::move(read_);
  }

 private:
  void read_about(TableReader& root, Json& page) {
    const Node* node = root.table("about");
    if (node == nullptr) {
      return;
    }
    TableReader reader(*node, problems_, "about");
    page["rules_dated"] = to_text(reader.date("rules_dated"));
    read_.review_note = reader.text("review_note");
    read_.safety_net = reader.text("safety_net");
    page["review_note"] = read_.review_note;
    page["privacy"] = reader.text("privacy");
    require_provenance(reader);
    reader.finish();
  }

  /// For every training where pain caused by the hands makes them lighter, and where they leave.
  Json read_hand_pain(TableReader& root) {
    Json limits = Json::object();
    const Node* node = root.table("hand_pain");
    if (node == nullptr) {
      return limits;
    }
    TableReader reader(*node, problems_, "hand_pain");
    for (const std::string_view training : words_of<Training>()) {
      const Node* row = reader.table(training);
      if (row == nullptr) {
        continue;
      }
      TableReader row_reader(*row, problems_, "hand_pain");
      const Quantity lighter = read_quantity(row_reader, "lighter_from_nrs", "nrs", problems_);
      const Quantity leave = read_quantity(row_reader, "leave_from_nrs", "nrs", problems_);
      if (leave.value <= lighter.value) {
        row_reader.problem("hands that leave only at " + std::to_string(static_cast<int>(leave.value)) +
                               " never become lighter before",
                           "leave_from_nrs above lighter_from_nrs");
      }
      row_reader.finish();
      limits[std::string(training)] = {
          {"lighter_from_nrs", lighter.value}, {"leave_from_nrs", leave.value}, {"source", lighter.provenance.source}};
    }
    reader.finish();
    return limits;
  }

  Json read_emergency_numbers(TableReader& root) {
    Json rows = Json::array();
    IdRegister regions("region");
    bool has_unknown = false;
    for (const Node& entry : root.array("emergency")) {
      TableReader reader(entry, problems_, "emergency");
      const std::string region = reader.text("region");
      const std::string number = reader.text("number");
      Json row = {{"region", region}, {"name", reader.text("name")}, {"number", number}};
      if (const auto also = reader.text_if("also")) {
        row["also"] = *also;
      }
      const Provenance provenance = read_provenance(reader);
      row["source"] = provenance.source;
      row["status"] = to_text(provenance.status);
      if (!std::all_of(number.begin(), number.end(), [](unsigned char c) { return std::isdigit(c) != 0; })) {
        reader.problem("an emergency number is digits only, found \"" + number + "\"",
                       "what else there is goes to also");
      }
      reader.finish();
      regions.add(region, entry, problems_);
      has_unknown = has_unknown || region == "unknown";
      rows.push_back(std::move(row));
    }
    if (!has_unknown) {
      root.problem("no emergency number for the region \"unknown\"", "112, or your local number");
    }
    return rows;
  }

  Json read_professional(TableReader& root) {
    Json page;
    const Node* node = root.table("professional");
    if (node == nullptr) {
      return page;
    }
    TableReader reader(*node, problems_, "professional");
    page = {{"title", reader.text("title")}, {"lead", reader.text("lead")}};
    page["source"] = read_provenance(reader).source;
    page["kinds"] = read_rows(reader, "kind", {"id", "name", "when", "training", "how_to_check"});
    page["checklist"] = read_rows(reader, "checklist", {"id", "text"});
    page["walk_out"] = read_rows(reader, "walk_out", {"id", "text"});
    reader.finish();
    return page;
  }

  /// Tables of texts with a source each, key for key.
  Json read_rows(TableReader& parent, const std::string& key, std::initializer_list<const char*> texts) {
    Json rows = Json::array();
    IdRegister ids(key);
    for (const Node& entry : parent.array(key)) {
      TableReader reader(entry, problems_, key);
      Json row;
      for (const char* name : texts) {
        row[name] = reader.text(name);
      }
      const Provenance provenance = read_provenance(reader);
      row["source"] = provenance.source;
      row["status"] = to_text(provenance.status);
      reader.finish();
      if (row.contains("id")) {
        ids.add(row["id"].get<std::string>(), entry, problems_);
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  Json read_alone(TableReader& root) {
    Json rows = Json::array();
    IdRegister ids("advice");
    for (const Node& entry : root.array("alone")) {
      TableReader reader(entry, problems_, "alone");
      Json row = {{"id", reader.text("id")},
                  {"title", reader.text("title")},
                  {"text", reader.text("text")},
                  {"steps", reader.texts("steps")}};
      const std::vector<std::string> not_if = reader.texts("not_if");
      for (const std::string& rule : not_if) {
        if (!rules_.contains(rule)) {
          const std::vector<std::string_view> known(rules_.begin(), rules_.end());
          const std::string near = nearest_word(rule, known);
          reader.problem("no rule is called \"" + rule + "\"", near.empty() ? "" : "did you mean \"" + near + "\"?");
        }
      }
      row["not_if"] = not_if;
      row["source"] = read_provenance(reader).source;
      reader.finish();
      ids.add(row["id"].get<std::string>(), entry, problems_);
      rows.push_back(std::move(row));
    }
    return rows;
  }

  Json read_aftercare(TableReader& root) {
    Json page;
    const Node* node = root.table("aftercare");
    if (node == nullptr) {
      return page;
    }
    TableReader reader(*node, problems_, "aftercare");
    page["lead"] = reader.text("lead");
    page["source"] = read_provenance(reader).source;
    Json normal = Json::array();
    for (const Node& entry : reader.array("normal")) {
      TableReader inner(entry, problems_, "normal");
      normal.push_back(inner.text("text"));
      require_provenance(inner);
      inner.finish();
    }
    page["normal"] = std::move(normal);
    Json watch = Json::array();
    for (const Node& entry : reader.array("watch")) {
      TableReader inner(entry, problems_, "watch");
      Json row = {{"text", inner.text("text")}, {"how_soon", to_text(read_enum<HowSoon>(inner, "how_soon"))}};
      row["source"] = read_provenance(inner).source;
      inner.finish();
      watch.push_back(std::move(row));
    }
    page["watch"] = std::move(watch);
    reader.finish();
    return page;
  }

  void read_words(TableReader& root) {
    const Node* node = root.table("words");
    if (node == nullptr) {
      return;
    }
    TableReader reader(*node, problems_, "words");
    require_provenance(reader);
    for (const auto& [key, value] : node->entries) {
      if (key != "source" && key != "status") {
        read_.words[key] = reader.text(key);
      }
    }
    const auto require = [&](std::string_view key) {
      if (!read_.words.contains(std::string(key))) {
        reader.problem("the word for \"" + std::string(key) + "\" is missing");
      }
    };
    for (const std::string_view verdict : words_of<Verdict>()) {
      require(verdict);
    }
    for (const std::string_view grade : words_of<Likeliness>()) {
      require(grade);
    }
    reader.finish();
  }

  const std::set<std::string>& rules_;
  Problems& problems_;
  GuidancePage read_;
};

}  // namespace

GuidancePage read_guidance_page(const Node& file, const std::set<std::string>& rules, Problems& problems) {
  return GuidanceReader(rules, problems).read(file);
}

}  // namespace unknot
