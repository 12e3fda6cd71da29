#pragma once
// A number with its unit, legal range, source and status, as every constant of knowledge/ stands in its file.
// Input: a TOML table {value, unit, range, source, status}. Output: Quantity. Design section 4 "Every number has a
// source".

#include <string>

#include "unknot/core/node.h"

namespace unknot {

/// How far a number can be trusted.
enum class EvidenceStatus {
  verified,   ///< seen in the source's own text
  recalled,   ///< believed, not re-read
  computed,   ///< derived here from verified or recalled numbers
  proposed,   ///< an engineering default derived from anchors
  assumed,    ///< no source
  ruling,     ///< a project decision, waiting for a clinician's sign-off
  tradition,  ///< handed down, told as tradition
};
[[nodiscard]] std::string_view to_text(EvidenceStatus status);

/// Where a statement comes from.
struct Provenance {
  std::string source;  ///< key of knowledge/sources, e.g. "cli:HEN09", "tec:S61", "rul:caps"
  EvidenceStatus status = EvidenceStatus::assumed;
};

/// One sourced number.
struct Quantity {
  double value = 0;
  std::string
      unit;  ///< SI: "N", "Pa", "m", "s", "m_s", "Hz", "m2", "kg", "years", "days", "ratio", "count", "minutes", "nrs"
  Range range;  ///< legal range of `value`; never narrower than what the evidence spans
  Provenance provenance;
};

/// Reads "status" of a table.
[[nodiscard]] EvidenceStatus read_status(TableReader& reader);
/// Reads "source" and "status" of a table.
[[nodiscard]] Provenance read_provenance(TableReader& reader);

/// Reads the sub-table `key` as a Quantity and checks that its unit is `unit`, and value inside its range.
[[nodiscard]] Quantity read_quantity(TableReader& parent, std::string_view key, std::string_view unit,
                                     Problems& problems);
[[nodiscard]] std::optional<Quantity> read_quantity_if(TableReader& parent, std::string_view key, std::string_view unit,
                                                       Problems& problems);

}  // namespace unknot
