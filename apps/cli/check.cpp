// `unknot check`: is this program whole, does its knowledge load, can it store?
#include <algorithm>
#include <map>

#include "commands.h"
#include "embedded/embedded.h"
#include "native/files.h"
#include "paper.h"
#include "serve.h"
#include "unknot/core/number_text.h"
#include "unknot/simulate/tissue/slab.h"

namespace unknot::cli {
namespace {

/// One line of the outcome.
struct Check {
  std::string id;
  bool passed = false;
  std::string text;
  std::optional<Error> problem;
};

Json count_items(const Engine& engine, std::size_t files_count) {
  const Json questions = engine.questions_document();
  const Json atlas = engine.atlas_document(nullptr);
  Json counts{{"files_count", files_count},
              {"sources_count", engine.sources_document().at("sources").size()},
              {"questions_count", questions.at("questions").size()},
              {"cards_count", questions.at("cards").size()},
              {"rules_count", engine.case_schema().rules.size()}};
  for (const char* key : {"landmarks", "regions", "muscles", "bones", "zones"}) {
    counts[std::string(key) + "_count"] = atlas.at(key).size();
  }
  return counts;
}

std::string describe_counts(const Json& counts) {
  std::string text;
  for (const auto& [key, value] : counts.items()) {
    text += (text.empty() ? "" : ", ") + value.dump() + " " + to_words(key.substr(0, key.rfind('_')));
  }
  return text;
}

void add_problems(Json& list, const Error& error) {
  list.push_back(Json{{"message", error.message}});
  if (!error.place.empty()) list.back()["place"] = error.place;
  if (!error.hint.empty()) list.back()["hint"] = error.hint;
  for (const Error& next : error.more) add_problems(list, next);
}

Check check_web() {
  const auto web = embedded_web();
  if (web.empty()) return {"web", true, "built without the web app (UNKNOT_WEB=OFF)", std::nullopt};
  std::size_t packed_bytes = 0;
  for (const EmbeddedFile& file : web) packed_bytes += file.bytes.size();
  const bool start_page =
      std::any_of(web.begin(), web.end(), [](const auto& file) { return file.name == "index.html"; });
  if (!start_page) {
    return {
        "web", false, "the web app has no index.html",
        Error{ErrorCode::internal, "the web app inside this program has no index.html", "", "build web/ again", {}}};
  }
  return {"web", true, std::to_string(web.size()) + " files, " + std::to_string(packed_bytes / 1024) + " kB packed",
          std::nullopt};
}

/// Largest error of the tissue solver's tangent that a sound installation shows.
constexpr double kTangentError_ratio = 1e-6;

Check check_tangent() {
  const double error = slab_tangent_error_ratio();
  const std::string text = "largest difference from differences of forces " + digits_text(error, 2) + ", on " +
                           tissue::best_kernels().name + " kernels";
  if (error <= kTangentError_ratio) return {"tangent", true, text, std::nullopt};
  return {"tangent", false, text,
          Error{ErrorCode::internal,
                "the tissue solver's tangent is not the slope of its forces",
                "",
                "please report it, with this machine's processor",
                {}}};
}

}  // namespace

Output run_check(const CommonOptions& options, bool tangent, bool coloured) {
  std::vector<Check> checks;
  Output output;
  std::string hash;
  Json counts = Json::object();

  KnowledgeTexts texts = embedded_knowledge_texts();
  std::optional<Error> unreadable;
  if (!options.knowledge.empty()) {
    Result<KnowledgeTexts> read = read_knowledge_folder(options.knowledge);
    if (read) {
      texts = *std::move(read);
    } else {
      unreadable = read.error();
    }
  }
  const std::string where = options.knowledge.empty() ? "inside the program" : options.knowledge;
  if (unreadable) {
    checks.push_back({"knowledge", false, where, unreadable});
  } else if (const Result<Engine> engine = Engine::load(texts); engine) {
    hash = engine->knowledge_hash();
    counts = count_items(*engine, texts.size());
    checks.push_back({"knowledge", true, where + ": " + describe_counts(counts), std::nullopt});
  } else {
    checks.push_back({"knowledge", false, where, engine.error()});
  }
  const bool knowledge_of_the_user = !options.knowledge.empty() && !checks.back().passed;

  checks.push_back(check_web());
  if (const Status storage = check_storage(); storage) {
    checks.push_back({"storage", true, "wrote, read and erased an entry in a temporary folder", std::nullopt});
  } else {
    checks.push_back({"storage", false, "the database does not work here", storage.error()});
  }

  if (tangent) checks.push_back(check_tangent());

  Paper paper(coloured);
  Json list = Json::array();
  Json problems = Json::array();
  bool passed = true;
  for (const Check& check : checks) {
    passed = passed && check.passed;
    list.push_back(Json{{"id", check.id}, {"passed", check.passed}, {"text", check.text}});
    paper.paragraph(check.id + ": " + check.text, 10, check.passed ? "  ok" : "  PROBLEM ",
                    check.passed ? Ink::plain : Ink::grave);
    if (check.problem) add_problems(problems, *check.problem);
  }
  for (const Json& problem : problems) {
    const std::string place = problem.value("place", std::string());
    const std::string hint = problem.value("hint", std::string());
    paper.paragraph((place.empty() ? "" : place + ": ") + problem.at("message").get<std::string>() +
                        (hint.empty() ? "" : " (" + hint + ")"),
                    12, "          - ");
  }
  if (!hash.empty()) paper.paragraph("knowledge " + hash, 2, "  ", Ink::faint);
  paper.title(passed ? "Everything is in place." : "Something is not as it should be.",
              passed ? Ink::good : Ink::grave);

  output.document =
      Json{{"schema", "unknot.check/1"}, {"knowledge_hash", hash}, {"passed", passed},         {"checks", list},
           {"counts", counts},           {"problems", problems},   {"version", UNKNOT_VERSION}};
  output.text = paper.text();
  if (!passed) output.exit_code = knowledge_of_the_user ? 2 : 1;
  return output;
}

}  // namespace unknot::cli
