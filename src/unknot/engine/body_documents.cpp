// The back of a person, as a document and as files for other programs.
#include "unknot/body/figure.h"
#include "unknot/body/glb.h"
#include "unknot/engine/state.h"

namespace unknot {
namespace {

LayerModel layers_of(const LayerKnowledge& layers, const Contacts& contacts, const Atlas& atlas, const Body& body,
                     const Case& the_case) {
  return LayerModel(layers, contacts, atlas, body, the_case.giver.place);
}

}  // namespace

Json Engine::body_document(const Case& the_case, View view, const GridCounts* grid) const {
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const LayerModel layers = layers_of(state_->layers, state_->contacts, state_->atlas, body, the_case);
  // A case says nothing of the giver's sex or stature: the middle of both sexes, with the range that gives.
  const HandModel hand = HandModel::from(state_->hands, state_->contacts);
  Json json;
  json["schema"] = "unknot.body/1";
  json["knowledge_hash"] = knowledge_hash();
  json["view"] = to_text(view);
  json["place"] = to_text(the_case.giver.place);
  json.update(body_json(state_->layers, body, layers, hand, grid));
  return json;
}

Result<std::string> Engine::body_file(const Case& the_case, View view, BodyFormat format,
                                      const GridCounts& grid) const {
  const Body body = Body::from(state_->bodies, the_case.receiver);
  if (format == BodyFormat::vtu) {
    const Result<BackSurface> surface = BackSurface::make(state_->bodies, body, view);
    if (!surface) {
      return surface.error();
    }
    const LayerModel layers = layers_of(state_->layers, state_->contacts, state_->atlas, body, the_case);
    return to_vtu(back_mesh(*surface, layers, state_->atlas, body, grid));
  }
  Result<Figure> figure = make_figure(state_->bodies, body, view);
  if (!figure) {
    return figure.error();
  }
  std::vector<GlbNode> nodes;
  nodes.push_back({"person", std::move(figure->person), figure->upright_ratio, {}, Json::object()});
  if (!figure->furniture.parts.empty()) {
    nodes.push_back({"furniture", std::move(figure->furniture), figure->upright_ratio, {}, Json::object()});
  }
  const Json extras = {{"schema", "unknot.body/1"},
                       {"knowledge_hash", knowledge_hash()},
                       {"view", to_text(view)},
                       {"length_unit", "m"},
                       {"extrapolated", body.extrapolated()}};
  return to_glb(nodes, figure_materials(skin_tones().front(), body.age_years()), extras,
                figure_variants(body.age_years()));
}

}  // namespace unknot
