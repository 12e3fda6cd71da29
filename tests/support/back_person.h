#pragma once
// One person on a bed or table and all that is known of backs, for tests that press. Needs unknot_simulate.
// Input: the project's knowledge. Output: models.

#include "support/support.h"
#include "unknot/simulate/press.h"

namespace unknot::test {

template <typename T>
[[nodiscard]] const T& require(const Result<T>& result) {
  UNKNOT_CHECK(result.has_value(), describe(result.error()));
  return *result;
}

/// A woman of 38 with a body-mass index of 22, unless told otherwise.
struct BackPerson {
  explicit BackPerson(const Receiver& who = woman(), Place place = Place::bed)
      : receiver(who), layers(layer_knowledge, contacts, atlas, body, place) {}

  Receiver receiver;
  TissueKnowledge tissue = require(TissueKnowledge::load(knowledge_files()));
  BodyKnowledge bodies = require(BodyKnowledge::load(knowledge_files()));
  Contacts contacts = require(Contacts::load(knowledge_files()));
  Atlas atlas = require(Atlas::load(knowledge_files()));
  LayerKnowledge layer_knowledge = require(LayerKnowledge::load(knowledge_files(), atlas));
  Body body = Body::from(bodies, receiver);
  BackSurface surface = require(BackSurface::make(bodies, body, View::prone));
  LayerModel layers;

  static Receiver woman() {
    Receiver receiver;
    receiver.sex = Sex::female;
    receiver.age_years = 38;
    receiver.stature_m = 1.65;
    receiver.mass_kg = 60;
    return receiver;
  }
  [[nodiscard]] BackModel model(Firmness firmness = Firmness::middle) const {
    return {tissue, surface, layers, firmness};
  }
};

}  // namespace unknot::test
