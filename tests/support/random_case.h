#pragma once
// Seeded random cases: people, pains, answers, givers and histories, from mild to grave.

#include "unknot/core/rng.h"
#include "unknot/flow_json.h"

namespace unknot::test {

/// Every question answered "no" (choices and places left out): the person with an ordinary sore back.
[[nodiscard]] Case healthy_case(const CaseSchema& schema);

/// A legal case. @param worries_max_count  how many random answers are worrying, at most; 0 gives only healthy people
[[nodiscard]] Case random_case(Rng& rng, const CaseSchema& schema, int worries_max_count);

}  // namespace unknot::test
