// What a stroke of a routine may be exchanged for, as a document.
#include "unknot/body/body.h"
#include "unknot/engine/state.h"

namespace unknot {

Result<Json> Engine::swaps_document(const Case& the_case, const Routine& routine, const std::string& stroke_id,
                                    double from_s, const Moment& now) const {
  if (const auto fresh = check_fresh(routine, &the_case, now); !fresh) {
    return fresh.error();
  }
  const ScreenReport report = screen(the_case, now);
  if (!plans_nothing(report.verdict)) {
    if (const auto whole = check_untouched(routine, the_case, report); !whole) {
      return whole.error();
    }
  }
  const Body body = Body::from(state_->bodies, the_case.receiver);
  const Limits limits(state_->limits, state_->contacts, state_->atlas, body, report, the_case);
  const auto choices =
      swap_choices(state_->plan, state_->atlas, body, limits, the_case, report, routine, stroke_id, from_s);
  if (!choices) {
    return choices.error();
  }
  Json json = {{"schema", "unknot.swaps/1"},
               {"knowledge_hash", knowledge_hash()},
               {"stroke_id", stroke_id},
               {"choices", Json::array()}};
  for (const SwapChoice& choice : *choices) {
    json["choices"].push_back({{"technique", choice.technique},
                               {"name", choice.name},
                               {"family", choice.family},
                               {"family_name", choice.family_name},
                               {"level", to_text(choice.level)},
                               {"reason", choice.reason}});
  }
  return json;
}

}  // namespace unknot
