#include "unknot/body/vtu.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "unknot/core/base64.h"
#include "unknot/core/bits.h"
#include "unknot/core/check.h"
#include "unknot/core/escape.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

constexpr int kVtkQuad = 9;
constexpr int kVtkHexahedron = 12;

/// Little-endian bytes, whatever the machine.
class Bytes {
 public:
  void add_u32(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
      bytes_.push_back(static_cast<char>((value >> shift) & 0xFFU));
    }
  }
  void add_u64(std::uint64_t value) {
    add_u32(static_cast<std::uint32_t>(value & 0xFFFFFFFFU));
    add_u32(static_cast<std::uint32_t>(value >> 32));
  }
  void add_float(double value) { add_u32(bits_as<std::uint32_t>(static_cast<float>(value))); }
  void add_double(double value) { add_u64(bits_as<std::uint64_t>(value)); }
  void add_byte(int value) { bytes_.push_back(static_cast<char>(value)); }
  [[nodiscard]] const std::string& text() const { return bytes_; }

 private:
  std::string bytes_;
};

void add_array(std::string& xml, const std::string& type, const std::string& name, int components_count,
               const Bytes& data) {
  Bytes length;
  length.add_u32(static_cast<std::uint32_t>(data.text().size()));
  xml += "        <DataArray type=\"" + type + "\" Name=\"" + escape_markup(name) + "\" NumberOfComponents=\"" +
         std::to_string(components_count) + "\" format=\"binary\">" + base64(length.text() + data.text()) +
         "</DataArray>\n";
}

void add_floats(std::string& xml, const std::vector<VtuArray>& arrays, std::size_t count) {
  for (const VtuArray& array : arrays) {
    UNKNOT_CHECK(array.values.size() == count * static_cast<std::size_t>(array.components_count),
                 "the array " + array.name + " does not fit its mesh");
    Bytes data;
    for (const double value : array.values) {
      data.add_float(value);
    }
    add_array(xml, "Float32", array.name, array.components_count, data);
  }
}

/// The cells of one kind, after those that stand there already.
struct Cells {
  Bytes connectivity, offsets, types;
  std::uint64_t end = 0;

  template <std::size_t kCorners>
  void add(const std::vector<std::array<std::uint32_t, kCorners>>& cells, int type, std::size_t points_count) {
    for (const auto& cell : cells) {
      for (const std::uint32_t vertex : cell) {
        UNKNOT_CHECK(vertex < points_count, "a cell without its point");
        connectivity.add_u64(vertex);
      }
      end += cell.size();
      offsets.add_u64(end);
      types.add_byte(type);
    }
  }
};

}  // namespace

std::string to_vtu(const VtuMesh& mesh) {
  const std::size_t cells_count = mesh.quads.size() + mesh.hexahedra.size();
  std::string xml =
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"UnstructuredGrid\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt32\">\n"
      "  <UnstructuredGrid>\n";
  if (!mesh.words.empty()) {
    xml += "    <FieldData>\n";
    for (const VtuWords& words : mesh.words) {
      // VTK keeps words as numbers: each letter, then a zero.
      xml += "      <Array type=\"String\" Name=\"" + escape_markup(words.name) + "\" NumberOfTuples=\"" +
             std::to_string(words.words.size()) + "\" format=\"ascii\">";
      for (const std::string& word : words.words) {
        for (const char c : word) {
          xml += std::to_string(static_cast<int>(static_cast<std::uint8_t>(c))) + " ";
        }
        xml += "0 ";
      }
      xml += "</Array>\n";
    }
    xml += "    </FieldData>\n";
  }
  xml += "    <Piece NumberOfPoints=\"" + std::to_string(mesh.position_m.size()) + "\" NumberOfCells=\"" +
         std::to_string(cells_count) + "\">\n";

  xml += "      <PointData>\n";
  add_floats(xml, mesh.point_arrays, mesh.position_m.size());
  xml += "      </PointData>\n      <CellData>\n";
  add_floats(xml, mesh.cell_arrays, cells_count);
  for (const VtuLabels& labels : mesh.cell_labels) {
    UNKNOT_CHECK(labels.values.size() == cells_count, "the labels " + labels.name + " do not fit their mesh");
    Bytes data;
    for (const std::int32_t value : labels.values) {
      data.add_u32(static_cast<std::uint32_t>(value));
    }
    add_array(xml, "Int32", labels.name, 1, data);
  }
  xml += "      </CellData>\n      <Points>\n";
  Bytes points;
  for (const Vec3& position : mesh.position_m) {
    points.add_double(position.x);
    points.add_double(position.y);
    points.add_double(position.z);
  }
  add_array(xml, "Float64", "Points", 3, points);
  xml += "      </Points>\n      <Cells>\n";
  Cells cells;
  cells.add(mesh.quads, kVtkQuad, mesh.position_m.size());
  cells.add(mesh.hexahedra, kVtkHexahedron, mesh.position_m.size());
  add_array(xml, "Int64", "connectivity", 1, cells.connectivity);
  add_array(xml, "Int64", "offsets", 1, cells.offsets);
  add_array(xml, "UInt8", "types", 1, cells.types);
  xml += "      </Cells>\n    </Piece>\n  </UnstructuredGrid>\n</VTKFile>\n";
  return xml;
}

std::string to_pvd(const std::vector<VtuMoment>& moments) {
  std::string xml =
      "<?xml version=\"1.0\"?>\n"
      "<VTKFile type=\"Collection\" version=\"1.0\" byte_order=\"LittleEndian\">\n"
      "  <Collection>\n";
  // ParaView shows moments of one time on top of each other.
  const auto stands_still = [](const VtuMoment& a, const VtuMoment& b) { return !(a.time_s < b.time_s); };
  const bool counts = std::adjacent_find(moments.begin(), moments.end(), stands_still) != moments.end();
  for (std::size_t n = 0; n < moments.size(); ++n) {
    const VtuMoment& moment = moments[n];
    xml += "    <DataSet timestep=\"" + (counts ? std::to_string(n) : digits_text(moment.time_s, 9)) +
           "\" group=\"\" part=\"0\" file=\"" + escape_markup(moment.file) + "\"/>\n";
  }
  return xml + "  </Collection>\n</VTKFile>\n";
}

}  // namespace unknot
