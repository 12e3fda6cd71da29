#pragma once
// The second pair of eyes on screening: what each worrying answer must at least lead to, tried out on an untroubled
// adult. Input: knowledge/audit/floors.toml and the loaded rules. Output: a problem for each answer that got through.

#include <functional>

#include "unknot/flow.h"
#include "unknot/knowledge/knowledge.h"
#include "unknot/screen/screen_knowledge.h"

namespace unknot {

/// Adds a problem for each answer whose verdict falls below its floor, each hard stop that no rule and no other
/// question reads, and each answer here that is no question.
/// @param screen_verdict  screens a case by the rules under test
/// @cost one screening for each answer: some ten milliseconds, once per load
void check_floors(const KnowledgeFiles& files, const ScreenKnowledge& knowledge,
                  const std::function<Verdict(const Case&)>& screen_verdict, Problems& problems);

}  // namespace unknot
