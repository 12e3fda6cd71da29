// The documents that show knowledge itself: questions, atlas, sources, guidance.
#include "unknot/engine/state.h"

namespace unknot {
namespace {

Json start(const char* schema, const Engine& engine) {
  Json json;
  json["schema"] = schema;
  json["knowledge_hash"] = engine.knowledge_hash();
  return json;
}

Json question_json(const Question& question) {
  Json json;
  json["id"] = question.id;
  json["text"] = question.text;
  json["short"] = question.short_text;
  json["kind"] = to_text(question.kind);
  for (const Choice& choice : question.choices) {
    json["choices"].push_back({{"id", choice.id}, {"text", choice.text}});
  }
  if (question.kind == QuestionKind::number) {
    json["range"] = {question.range.low, question.range.high};
  }
  json["hard_stop"] = question.hard_stop;
  json["asked_if"] = question.asked_if ? question.asked_if->text() : "";
  json["source"] = question.provenance.source;
  json["status"] = to_text(question.provenance.status);
  json["who"] = to_text(question.who);
  json["card"] = question.card;
  json["explain"] = question.explain;
  return json;
}

}  // namespace

Json Engine::questions_document() const {
  Json json = start("unknot.questions/1", *this);
  json["questions"] = Json::array();
  for (const Question& question : state_->screen.questions()) {
    json["questions"].push_back(question_json(question));
  }
  json["cards"] = Json::array();
  for (const Card& card : state_->screen.cards()) {
    json["cards"].push_back({{"id", card.id},
                             {"title", card.title},
                             {"lead", card.lead},
                             {"screen_index", json["cards"].size()},
                             {"who", to_text(card.who)},
                             {"none_label", card.none_label},
                             {"question_ids", card.questions}});
  }
  json["fields"] = Json::array();
  for (const CaseField& field : case_fields()) {
    json["fields"].push_back({{"name", field.name},
                              {"unit", field.unit},
                              {"range", {field.range.low, field.range.high}},
                              {"required", field.required}});
  }
  json["clearable_rules"] = Json::array();
  for (const Rule& rule : state_->screen.rules()) {
    if (rule.lifts) {
      json["clearable_rules"].push_back(rule.id);
    }
  }
  return json;
}

Json Engine::atlas_document(const Receiver* receiver) const {
  // Without a person: the middle of the sample, so that a map can be drawn before anything is known.
  const Body body = Body::from(state_->bodies, receiver == nullptr ? Receiver{} : *receiver);
  Json json = atlas_json(state_->atlas, state_->drawing, body);
  Json document = start("unknot.atlas/1", *this);
  document.update(json);
  return document;
}

Json Engine::sources_document() const {
  Json json = start("unknot.sources/1", *this);
  json["sources"] = Json::object();
  for (const auto& [key, source] : state_->files.sources()) {
    Json entry = {{"title", source.title}};
    for (const auto& [name, text] : {std::pair("where", source.where), std::pair("doi", source.doi),
                                     std::pair("pmid", source.pmid), std::pair("url", source.url)}) {
      if (!text.empty()) {
        entry[name] = text;
      }
    }
    entry["status"] = to_text(source.status);
    json["sources"][key] = std::move(entry);
  }
  return json;
}

Json Engine::guidance_document() const {
  Json json = start("unknot.guidance/1", *this);
  json.update(guidance(state_->counsel));
  return json;
}

Json Engine::report_document(const ScreenReport& report, bool for_giver) const {
  Json json = start(for_giver ? "unknot.giver_view/1" : "unknot.report/1", *this);
  json.update(for_giver ? to_giver_json(report) : to_json(report));
  return json;
}

Json Engine::routine_document(const Routine& routine) const {
  Json json = start("unknot.routine/1", *this);
  // Its own: a routine kept across a change of the rules must show what it was planned with.
  json["knowledge_hash"] = routine.knowledge_hash;
  json.update(to_json(routine));
  return json;
}

}  // namespace unknot
