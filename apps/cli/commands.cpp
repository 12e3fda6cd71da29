#include "commands.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "embedded/embedded.h"
#include "native/clock.h"
#include "native/files.h"
#include "paper.h"
#include "print_text.h"
#include "serve.h"

namespace unknot::cli {
namespace {

constexpr std::array<std::string_view, 4> kFormatWords = {"json", "html", "print", "handover"};

Result<Moment> read_now(const std::string& text) {
  if (text.empty()) return read_clock();
  const std::optional<Moment> moment = parse_moment(text);
  if (moment) return *moment;
  return Error{ErrorCode::bad_input,
               "--now expects a moment such as 2026-11-22T20:15:00+01:00, found \"" + text + "\"",
               "",
               "",
               {}};
}

Result<Edit> read_edit_file(const std::string& path) {
  const Result<std::string> text = read_text_file(path);
  if (!text) return text.error();
  const std::size_t first = text->find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && (*text)[first] == '{';
  const Result<Node> node = json ? parse_json(*text, path) : parse_toml(*text, path);
  if (!node) return node.error();
  return read_edit(*node);
}

std::string to_file_text(const Json& document) { return document.dump(2) + "\n"; }

}  // namespace

Result<Start> read_start(const Engine& engine, const CaseOptions& options) {
  const Result<Moment> now = read_now(options.now);
  if (!now) return now.error();
  const Result<std::string> text = read_text_file(options.path);
  if (!text) return text.error();
  Result<Case> the_case = engine.read_case_text(*text, options.path == "-" ? "standard input" : options.path);
  if (!the_case) return the_case.error();
  return Start{*std::move(the_case), *now};
}

Result<Engine> load_engine(const std::string& knowledge_folder, Executor& executor) {
  if (knowledge_folder.empty()) return Engine::load(embedded_knowledge_texts(), executor);
  const Result<KnowledgeTexts> texts = read_knowledge_folder(knowledge_folder);
  if (!texts) return texts.error();
  return Engine::load(*texts, executor);
}

Result<Output> run_screen(const Engine& engine, const CaseOptions& options, bool coloured) {
  const Result<Start> start = read_start(engine, options);
  if (!start) return start.error();
  const ScreenReport report = engine.screen(start->the_case, start->now);
  const Json atlas = engine.atlas_document(&start->the_case.receiver);
  return Output{engine.report_document(report, false),
                print_report(report, atlas, engine.questions_document(), coloured), 0};
}

Result<Output> run_plan(const Engine& engine, const PlanOptions& options, bool coloured) {
  std::vector<Edit> edits;
  for (const std::string& path : options.edits) {
    Result<Edit> edit = read_edit_file(path);
    if (!edit) return edit.error();
    edits.push_back(*std::move(edit));
  }
  const Result<Start> start = read_start(engine, options.input);
  if (!start) return start.error();
  Result<Routine> routine = engine.plan(start->the_case, start->now);
  for (const Edit& edit : edits) {
    if (!routine || routine->refused) break;
    routine = engine.replan(start->the_case, *routine, edit, start->now);
  }
  if (!routine) return routine.error();
  Output output{engine.routine_document(*routine), {}, 0};
  const Json atlas = engine.atlas_document(&start->the_case.receiver);
  const Json sources = options.sources ? engine.sources_document() : Json();
  output.text =
      print_routine(*routine, atlas, engine.questions_document(), options.sources ? &sources : nullptr, coloured);
  if (!options.output.empty()) {
    if (const Status written = write_file_whole(options.output, to_file_text(output.document)); !written)
      return written.error();
    output.text += "\nWritten to " + options.output + "\n";
  }
  return output;
}

Result<Output> run_export(const Engine& engine, const ExportOptions& options, bool json) {
  const auto word = std::find(kFormatWords.begin(), kFormatWords.end(), options.format);
  UNKNOT_CHECK(word != kFormatWords.end(), "the parser let through the format " + options.format);
  const bool to_terminal = options.output == "-";
  if (json && to_terminal) {
    return Error{ErrorCode::bad_input,
                 "--json and the exported file cannot both go to standard output",
                 "",
                 "name a file with -o, or leave --json out",
                 {}};
  }
  const Result<Start> start = read_start(engine, options.input);
  if (!start) return start.error();
  const Result<Routine> routine = engine.plan(start->the_case, start->now);
  if (!routine) return routine.error();
  const auto format = static_cast<ExportFormat>(word - kFormatWords.begin());
  Result<std::string> text = engine.export_text(start->the_case, *routine, format, start->now);
  if (!text) return text.error();
  const Json document{{"schema", "unknot.export/1"},
                      {"knowledge_hash", engine.knowledge_hash()},
                      {"format", options.format},
                      {"file", options.output},
                      {"bytes_count", text->size()}};
  if (to_terminal) return Output{document, *std::move(text), 0};
  if (const Status written = write_file_whole(options.output, *text); !written) return written.error();
  return Output{document, "Written to " + options.output + "\n", 0};
}

Result<Output> run_questions(const Engine& engine, bool coloured) {
  Json document = engine.questions_document();
  std::string text = print_questions(document, coloured);
  return Output{std::move(document), std::move(text), 0};
}

namespace {

Result<Output> run_codex(const Engine& engine, const std::string& technique, bool coloured) {
  Json document = engine.codex_document();
  std::string text = print_codex(document, technique, coloured);
  if (!technique.empty()) {
    Json found = Json::array();
    for (Json& entry : document["techniques"]) {
      if (entry["id"] == technique) found.push_back(std::move(entry));
    }
    if (found.empty()) {
      return Error{ErrorCode::not_found,
                   "the codex has no technique \"" + technique + "\"",
                   "",
                   "unknot atlas --codex lists them all",
                   {}};
    }
    document["techniques"] = std::move(found);
  }
  return Output{std::move(document), std::move(text), 0};
}

}  // namespace

Result<Output> run_atlas(const Engine& engine, const AtlasOptions& options, bool coloured) {
  if (options.codex) return run_codex(engine, options.technique, coloured);
  std::optional<Receiver> receiver;
  if (!options.case_path.empty()) {
    const Result<Start> start = read_start(engine, CaseOptions{options.case_path, {}});
    if (!start) return start.error();
    receiver = start->the_case.receiver;
  }
  Json document = engine.atlas_document(receiver ? &*receiver : nullptr);
  std::string text = print_atlas(document, coloured);
  return Output{std::move(document), std::move(text), 0};
}

namespace {

constexpr int kUsualCells_count = 100;
/// Cells are about as broad as long: the chart's breadth over its length.
constexpr double kAcrossPerAlong_ratio = 0.6;

GridCounts grid_of(int along_count) {
  return {std::max(2, static_cast<int>(std::lround(kAcrossPerAlong_ratio * along_count))), along_count};
}

Result<BodyFormat> format_of(const std::string& path) {
  for (const auto& [ending, format] : {std::pair(".glb", BodyFormat::glb), std::pair(".vtu", BodyFormat::vtu)}) {
    if (path.ends_with(ending)) return format;
  }
  return Error{ErrorCode::bad_input,
               "the file \"" + path + "\" ends in neither .glb nor .vtu",
               "",
               "name it back.glb (the person in 3D) or back.vtu (the skin with its layers, for ParaView)",
               {}};
}

}  // namespace

Result<Output> run_body(const Engine& engine, const BodyOptions& options, bool coloured,
                        const std::function<void(const std::string&)>& progress) {
  const auto views = words_of<View>();
  const auto view_word = std::find(views.begin(), views.end(), options.view);
  UNKNOT_CHECK(view_word != views.end(), "the parser let through the view " + options.view);
  const auto view = static_cast<View>(view_word - views.begin());
  std::optional<BodyFormat> format;
  if (!options.output.empty()) {
    const Result<BodyFormat> found = format_of(options.output);
    if (!found) return found.error();
    format = *found;
  }
  const Result<Start> start = read_start(engine, options.input);
  if (!start) return start.error();
  const GridCounts grid = grid_of(options.cells_count > 0 ? options.cells_count : kUsualCells_count);
  Json document = engine.body_document(start->the_case, view, options.cells_count > 0 ? &grid : nullptr);
  std::string text = print_body(document, coloured);
  if (format) {
    progress(*format == BodyFormat::glb ? "building the person, some seconds" : "building the back");
    const Result<std::string> bytes = engine.body_file(start->the_case, view, *format, grid);
    if (!bytes) return bytes.error();
    if (const Status written = write_file_whole(options.output, *bytes); !written) return written.error();
    document["file"] = options.output;
    document["bytes_count"] = bytes->size();
    text += "\nWritten to " + options.output + "\n";
  }
  return Output{std::move(document), std::move(text), 0};
}

Result<Output> run_licenses(const Engine& engine, bool coloured) {
  Json document{{"schema", "unknot.licenses/1"}, {"knowledge_hash", engine.knowledge_hash()}};
  document.update(Json::parse(embedded_document("licenses.json")));
  std::string text = print_licenses(document, coloured);
  return Output{std::move(document), std::move(text), 0};
}

Status run_serve(const Engine& engine, std::uint16_t port, const std::string& data, bool json) {
  ServeOptions options;
  options.port = port;
  if (!data.empty()) options.data = data;
  Status printed = Done{};
  const Status served = serve(engine, options, [&](const std::string& address) {
    const Json document{
        {"schema", "unknot.serve/1"}, {"knowledge_hash", engine.knowledge_hash()}, {"address", address}};
    const std::string line = json ? document.dump() : "Unknot is at " + address + " (Ctrl-C ends it)";
    printed = write_standard_output(line + "\n");
  });
  return served ? printed : served;
}

}  // namespace unknot::cli
