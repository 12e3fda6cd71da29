#pragma once
// The same problem for FEBio: mesh, laws, body, contact and load history as a .feb file of format 4.0.
// Input: grid, layer names, body, history. Output: XML. How each law is carried over: docs/theory/febio.md.

#include <string>
#include <vector>

#include "unknot/simulate/block_state.h"

namespace unknot {

/// Where the history goes next, from the moment before; the first starts where the body just touches.
struct FebioMoment {
  double duration_s = 0;  ///< 0: a sudden change
  double position_m = 0;  ///< of the body, along y
  double depth_m = 0;     ///< as it is asked for, or as Unknot found it
  double force_N = 0;     ///< as it is asked for, where force drives
};

struct FebioCase {
  const tissue::Grid* grid = nullptr;
  std::vector<LayerName> layers;  ///< one for each law; ids differ
  tissue::Indenter body;
  double start_position_m = 0;
  double start_depth_m = 0;  ///< where the body touches first
  bool is_driven_by_force = false;
  std::vector<FebioMoment> moments;
  std::string comment;  ///< at the head of the file
};

/// Nodes, elements and surfaces count from 1; SI units; x across, y against "along", z up out of the surface.
[[nodiscard]] std::string to_febio(const FebioCase& problem);

}  // namespace unknot
