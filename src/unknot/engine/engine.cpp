// The verbs: screen, plan, replan, export; each a short walk through the steps.
#include "unknot/engine/engine.h"

#include <algorithm>

#include "unknot/core/hash.h"
#include "unknot/engine/floors.h"
#include "unknot/engine/state.h"
#include "unknot/export/export.h"

namespace unknot {
namespace {

/// Keeps the value, or adds the error's lines to `problems`.
template <typename T>
std::optional<T> keep(Result<T> result, Problems& problems) {
  if (result) {
    return std::move(*result);
  }
  problems.add_at(result.error().place, result.error().message, result.error().hint);
  for (const Error& more : result.error().more) {
    problems.add_at(more.place, more.message, more.hint);
  }
  return std::nullopt;
}

/// The card of knowledge/screen/cards whose questions belong to one session alone.
constexpr std::string_view kBeforeSessionCard = "before_session";

CaseSchema schema_of(const ScreenKnowledge& screen) {
  CaseSchema schema;
  for (const Question& question : screen.questions()) {
    CaseSchema::QuestionShape shape;
    shape.kind = to_text(question.kind);
    for (const Choice& choice : question.choices) {
      shape.choices.push_back(choice.id);
    }
    shape.range = question.range;
    shape.each_session = question.card == kBeforeSessionCard;
    schema.questions.emplace(question.id, std::move(shape));
  }
  for (const Rule& rule : screen.rules()) {
    schema.rules.push_back(rule.id);
  }
  return schema;
}

LightCap light_cap(const Contacts& contacts) {
  LightCap light;
  light.palm_force_N = contacts.light_force_N(Surface::palm);
  for (std::size_t i = 0; i < words_of<Surface>().size(); ++i) {
    light.area_m2[static_cast<Surface>(i)] = contacts.area_m2(static_cast<Surface>(i));
  }
  return light;
}

std::string words_of_violations(const std::vector<Violation>& violations) {
  std::string text;
  for (const Violation& violation : violations) {
    text += (text.empty() ? "" : "; ") + violation.promise + " " + violation.stroke_id + ": " + violation.text;
  }
  return text;
}

}  // namespace

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

Result<Engine> Engine::load(const KnowledgeTexts& texts) {
  SerialExecutor alone;
  return load(texts, alone);
}

Result<Engine> Engine::load(const KnowledgeTexts& texts, Executor& executor) {
  auto files = KnowledgeFiles::load(texts, executor);
  if (!files) {
    return files.error();
  }
  Problems problems;
  files->check_source_keys(problems);
  auto bodies = keep(BodyKnowledge::load(*files), problems);
  auto contacts = keep(Contacts::load(*files), problems);
  auto atlas = keep(Atlas::load(*files), problems);
  auto drawing = keep(DrawingKnowledge::load(*files), problems);
  auto hands = keep(HandKnowledge::load(*files), problems);
  auto screen = keep(ScreenKnowledge::load(*files), problems);
  auto counsel = keep(load_counsel(*files), problems);
  auto plan = keep(PlanKnowledge::load(*files), problems);
  auto demo = keep(DemoKnowledge::load(*files), problems);
  auto audit = keep(AuditKnowledge::load(*files), problems);
  auto tissue = keep(TissueKnowledge::load(*files), problems);
  auto substitutes = keep(SubstituteKnowledge::load(*files), problems);
  std::optional<LimitKnowledge> limits;
  std::optional<LayerKnowledge> layers;
  if (atlas) {
    layers = keep(LayerKnowledge::load(*files, *atlas), problems);
    limits = keep(LimitKnowledge::load(*files, *atlas), problems);
    if (screen) {
      screen->check_areas(*atlas, problems);
    }
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  check_floors(
      *files, *screen,
      [&, light = light_cap(*contacts)](const Case& the_case) {
        const Body body = Body::from(*bodies, the_case.receiver);
        return unknot::screen(*screen, nullptr, the_case, area_source(*atlas, body), light, Moment{}).verdict;
      },
      problems);
  if (!problems.empty()) {
    return problems.to_error();
  }
  plan->check_surfaces(*limits, problems);
  const Demonstrator demonstrator(*plan, *demo, *atlas, *bodies, *limits, *contacts);
  for (const Technique& technique : plan->codex.techniques()) {
    const std::string why = demonstrator.why_not(technique);
    if (!why.empty()) {
      problems.add_at(technique.place, "\"" + technique.id + "\" cannot be shown: " + why);
    }
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  CaseSchema schema = schema_of(*screen);
  for (const Tradition& tradition : plan->codex.traditions()) {
    schema.traditions.push_back(tradition.id);
  }
  LightCap light = light_cap(*contacts);
  return Engine(std::make_unique<State>(
      State{std::move(*files), std::move(*bodies), std::move(*contacts), std::move(*atlas), std::move(*drawing),
            std::move(*hands), std::move(*layers), std::move(*screen), std::move(*counsel), std::move(*limits),
            std::move(*plan), std::move(*demo), std::move(*audit), std::move(*tissue), std::move(*substitutes),
            std::move(schema), std::move(light)}));
}

const std::string& Engine::knowledge_hash() const { return state_->files.hash(); }
const CaseSchema& Engine::case_schema() const { return state_->schema; }

Result<Case> Engine::read_case_text(std::string_view text, std::string_view file_name) const {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string_view::npos && text[first] == '{';
  auto document = json ? parse_json(text, file_name) : parse_toml(text, file_name);
  if (!document) {
    return document.error();
  }
  return read_case(*document, state_->schema);
}

std::string Engine::case_hash(const Case& the_case) const { return sha256_hex(to_json(the_case).dump()); }

ScreenReport Engine::screen(const Case& the_case, const Moment& now) const {
  const Body body = Body::from(state_->bodies, the_case.receiver);
  return unknot::screen(state_->screen, &state_->counsel, the_case, area_source(state_->atlas, body), state_->light,
                        now);
}

namespace {

Routine refusal(ScreenReport report, std::string note) {
  Routine routine;
  routine.refused = true;
  routine.screened_at = report.screened_at;
  routine.report = std::move(report);
  if (!note.empty()) {
    routine.notes.push_back(std::move(note));
  }
  return routine;
}

}  // namespace

Result<Routine> Engine::finish_routine(Result<Routine> routine, const Case& the_case,
                                       const ScreenReport& report) const {
  if (!routine) {
    return routine;
  }
  routine->knowledge_hash = knowledge_hash();
  routine->case_hash = case_hash(the_case);
  routine->screened_at = report.screened_at;
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const auto violations = audit(state_->audit, state_->atlas, body, the_case, report, *routine);
  if (!violations.empty()) {
    return Error{ErrorCode::internal,
                 "the plan did not pass its second check: " + words_of_violations(violations),
                 "",
                 "this is a fault of Unknot's; nothing was handed out. Please report it with the case",
                 {}};
  }
  return routine;
}

Status Engine::check_untouched(const Routine& routine, const Case& the_case, const ScreenReport& report) const {
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const auto violations = audit(state_->audit, state_->atlas, body, the_case, report, routine);
  if (!violations.empty()) {
    return Error{ErrorCode::bad_input,
                 "this routine is not one that Unknot made: " + words_of_violations(violations),
                 "routine",
                 "plan it anew",
                 {}};
  }
  return Done{};
}

Result<Routine> Engine::plan(const Case& the_case, const Moment& now) const {
  ScreenReport report = screen(the_case, now);
  if (plans_nothing(report.verdict) || (report.trained_only && the_case.giver.training == Training::none)) {
    return finish_routine(refusal(report, ""), the_case, report);
  }
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const Limits limits(state_->limits, state_->contacts, state_->atlas, body, report, the_case);
  return finish_routine(compose(state_->plan, state_->atlas, body, limits, the_case, report, now), the_case, report);
}

Status Engine::check_fresh(const Routine& routine, const Case* the_case, const Moment& now) const {
  const auto stale = [](std::string why) {
    return Error{ErrorCode::conflict, std::move(why), "", "answer the questions again; it takes a minute", {}};
  };
  const auto screened = parse_moment(routine.screened_at);
  if (!screened || screened->date != now.date) {
    return stale("this massage was planned for another day");
  }
  if (routine.knowledge_hash != knowledge_hash()) {
    return stale("the rules have changed since this massage was planned");
  }
  if (the_case != nullptr && routine.case_hash != case_hash(*the_case)) {
    return stale("the answers have changed since this massage was planned");
  }
  return Done{};
}

Result<Routine> Engine::replan(const Case& the_case, const Routine& routine, const Edit& edit,
                               const Moment& now) const {
  if (const auto fresh = check_fresh(routine, &the_case, now); !fresh) {
    return fresh.error();
  }
  ScreenReport report = screen(the_case, now);
  if (plans_nothing(report.verdict)) {
    return finish_routine(refusal(report, ""), the_case, report);
  }
  if (const auto whole = check_untouched(routine, the_case, report); !whole) {
    return whole.error();
  }
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const Limits limits(state_->limits, state_->contacts, state_->atlas, body, report, the_case);
  report.screened_at = routine.screened_at;
  return finish_routine(recompose(state_->plan, state_->atlas, body, limits, the_case, report, now, routine, edit),
                        the_case, report);
}

Result<std::string> Engine::export_text(const Case& the_case, const Routine& routine, ExportFormat format,
                                        const Moment& now) const {
  const ScreenReport report = screen(the_case, now);
  if (format == ExportFormat::handover) {
    const Body body = Body::from(state_->bodies, the_case.receiver);
    return render_handover(
        handover(state_->counsel, the_case, report, now, area_source(state_->atlas, body).region_at));
  }
  if (const auto fresh = check_fresh(routine, &the_case, now); !fresh) {
    return fresh.error();
  }
  if (const auto whole = check_untouched(routine, the_case, report); !whole) {
    return whole.error();
  }
  if (format == ExportFormat::json) {
    return routine_document(routine).dump(2) + "\n";
  }
  PageInput input;
  input.routine = routine_document(routine);
  input.report = report_document(report, true);
  input.atlas = atlas_document(&the_case.receiver);
  input.guidance = guidance_document();
  input.sources = sources_document();
  for (std::size_t i = 0; i < words_of<PressureLevel>().size(); ++i) {
    const auto level = static_cast<PressureLevel>(i);
    input.levels.push_back({level, state_->contacts.level_force_N(level, Surface::palm)});
  }
  for (const ForceWords& words : state_->plan.words.force) {
    input.force_words.push_back({words.up_to_N, words.text});
  }
  return format == ExportFormat::html ? render_page(input) : render_print(input);
}

}  // namespace unknot
