#pragma once
// Inside the engine: all knowledge, parsed once.
// Input: Engine::load. Output: what every verb reads.

#include "unknot/audit/audit.h"
#include "unknot/body/atlas.h"
#include "unknot/body/atlas_json.h"
#include "unknot/body/contact.h"
#include "unknot/body/drawing.h"
#include "unknot/body/hand.h"
#include "unknot/body/layers.h"
#include "unknot/engine/engine.h"
#include "unknot/limits/limits.h"
#include "unknot/plan/demonstrate.h"
#include "unknot/plan/planner.h"
#include "unknot/screen/counsel.h"
#include "unknot/screen/screen.h"
#include "unknot/simulate/substitutes.h"
#include "unknot/simulate/tissue_knowledge.h"

namespace unknot {

struct Engine::State {
  KnowledgeFiles files;
  BodyKnowledge bodies;
  Contacts contacts;
  Atlas atlas;
  DrawingKnowledge drawing;
  HandKnowledge hands;
  LayerKnowledge layers;
  ScreenKnowledge screen;
  CounselKnowledge counsel;
  LimitKnowledge limits;
  PlanKnowledge plan;
  DemoKnowledge demo;
  AuditKnowledge audit;
  TissueKnowledge tissue;
  SubstituteKnowledge substitutes;
  CaseSchema schema;
  LightCap light;
};

}  // namespace unknot
