#include "unknot/core/units.h"

#include <array>

namespace unknot {
namespace {

constexpr std::array<std::string_view, 7> kStatusWords = {"verified", "recalled", "computed", "proposed",
                                                          "assumed",  "ruling",   "tradition"};
constexpr double kHuge = 1e12;

}  // namespace

std::string_view to_text(EvidenceStatus status) { return kStatusWords[static_cast<std::size_t>(status)]; }

EvidenceStatus read_status(TableReader& reader) {
  return static_cast<EvidenceStatus>(reader.choice("status", kStatusWords));
}

Provenance read_provenance(TableReader& reader) {
  Provenance provenance;
  provenance.source = reader.text("source");
  provenance.status = read_status(reader);
  return provenance;
}

std::optional<Quantity> read_quantity_if(TableReader& parent, std::string_view key, std::string_view unit,
                                         Problems& problems) {
  const Node* node = parent.table_if(key);
  if (node == nullptr) {
    return std::nullopt;
  }
  TableReader reader(*node, problems, key);
  Quantity quantity;
  quantity.unit = reader.text("unit");
  if (!quantity.unit.empty() && quantity.unit != unit) {
    reader.problem("expected the unit \"" + std::string(unit) + "\", found \"" + quantity.unit + "\"");
  }
  const std::vector<double> range = reader.numbers("range", {-kHuge, kHuge});
  if (range.size() != 2 || range[0] > range[1]) {
    reader.problem("\"range\" expects [low, high] with low not above high");
    quantity.range = {-kHuge, kHuge};
  } else {
    quantity.range = {range[0], range[1]};
  }
  quantity.value = reader.number("value", quantity.range);
  quantity.provenance = read_provenance(reader);
  reader.finish();
  return quantity;
}

Quantity read_quantity(TableReader& parent, std::string_view key, std::string_view unit, Problems& problems) {
  auto quantity = read_quantity_if(parent, key, unit, problems);
  if (!quantity) {
    if (!parent.has(key)) {
      parent.problem("the number \"" + std::string(key) + "\" is missing",
                     "write { value, unit, range, source, status }");
    }
    return {};
  }
  return *quantity;
}

}  // namespace unknot
