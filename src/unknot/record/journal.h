#pragma once
// The journal: stored cases, their reports and routines, and what was really done, rebuilt from the event log.
// Input: typed values and an EventStore. Output: the state the log tells, or an Error. Design section 10.

#include <optional>
#include <string>
#include <vector>

#include "unknot/flow.h"
#include "unknot/flow_json.h"
#include "unknot/record/event_store.h"

namespace unknot {

/// What really happened while a routine ran.
struct RoutineEvent {
  enum class Kind { started, paused, resumed, skipped, lighter, stopped, finished, felt_wrong };
  Kind kind = Kind::started;
  double at_s = 0;        ///< on the routine's own clock
  std::string stroke_id;  ///< may be empty
  std::string note;       ///< the person's own words; may be empty
  Json answers;           ///< with felt_wrong: question id -> answer, as in a case; else null
};
[[nodiscard]] std::string_view to_text(RoutineEvent::Kind value);

/// @error bad_input with every problem of the document
[[nodiscard]] Result<RoutineEvent> read_routine_event(const Node& document);

struct StoredCaseEntry {
  std::string case_id;
  std::string created_at;
  std::string updated_at;
  std::string label;  ///< where it hurts, in plain words; no answers
};

struct StoredCase {
  StoredCaseEntry entry;
  Json document;                    ///< the case as saved, with what was reported after a massage
  History history;                  ///< the sessions this journal saw
  std::int64_t saved_sequence = 0;  ///< of the last save
};

struct StoredRoutine {
  std::string routine_id;
  std::string case_id;
  std::int64_t planned_sequence = 0;  ///< of the planning this routine, edited or not, goes back to
  Routine routine;
  std::vector<Event> events;  ///< kind "routine_event", in order
};

/// `after`, with a date for each answer that became worrying or changed since `before` (contracts, clearance: a
/// doctor's word counts only for answers older than it). An answer that stays keeps the later of its dates.
[[nodiscard]] Case date_changed_answers(const Case& before, Case after, const Date& today);

/// The sessions a stream tells of. A session counts as without soreness once it was finished on an earlier day and
/// nobody stopped it or reported afterwards that something felt wrong.
[[nodiscard]] History count_history(const std::vector<Event>& stream, const Date& today);

/// "low back (left), neck"
[[nodiscard]] std::string describe_place(const Complaint& complaint);

/// Holds nothing itself; not safe from several threads at once: the owner serialises.
class Journal {
 public:
  Journal(EventStore& store, const CaseSchema& schema) : store_(store), schema_(schema) {}

  /// @param case_id new, from the door's own source of randomness
  [[nodiscard]] Result<StoredCaseEntry> create_case(const std::string& case_id, const Case& the_case,
                                                    const Moment& now);
  /// @error not_found
  [[nodiscard]] Result<StoredCaseEntry> update_case(const std::string& case_id, const Case& the_case,
                                                    const Moment& now);
  [[nodiscard]] Result<std::vector<StoredCaseEntry>> list_cases();
  [[nodiscard]] Result<StoredCase> find_case(const std::string& case_id, const Date& today);
  /// The stored case as the engine takes it, history counted in.
  /// @error conflict when it no longer fits the knowledge: a question was renamed or withdrawn
  [[nodiscard]] Result<Case> find_case_to_plan(const std::string& case_id, const Date& today);
  /// The case of a routine, with the history as it stood when the routine was planned: playing it must not by itself
  /// make it another case.
  [[nodiscard]] Result<Case> find_case_of(const StoredRoutine& routine, const Date& today);
  /// Nothing of the case, its routines and its sessions is left.
  [[nodiscard]] Status erase_case(const std::string& case_id);

  [[nodiscard]] Status add_report(const std::string& case_id, const ScreenReport& report, const Moment& now);
  /// @param routine  not refused: of a refusal the report is what is kept
  /// @return         the routine's id: the case's id, "-", the number of the event
  [[nodiscard]] Result<std::string> add_routine(const std::string& case_id, const Routine& routine, const Moment& now);
  [[nodiscard]] Result<std::string> add_edited_routine(const StoredRoutine& before, const Edit& edit,
                                                       const Routine& after, const Moment& now);
  [[nodiscard]] Result<StoredRoutine> find_routine(const std::string& routine_id);
  /// @error bad_input when the answers are none a case may hold
  [[nodiscard]] Status add_routine_event(const StoredRoutine& routine, const RoutineEvent& event, const Moment& now);

 private:
  [[nodiscard]] Result<std::vector<Event>> read_case_stream(const std::string& case_id, std::string_view kind);
  [[nodiscard]] Result<Case> read_document(const Json& document) const;
  [[nodiscard]] Result<Case> find_case_before(const std::string& case_id, std::int64_t sequence, const Date& today);

  EventStore& store_;
  const CaseSchema& schema_;
};

}  // namespace unknot
