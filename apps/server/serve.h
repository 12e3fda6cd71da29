#pragma once
// The server as one call: data folder, journal, routes, sockets, until a signal ends it.
// Input: the engine and where to listen and store. Output: Done after a clean end, or why it could not start.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "unknot/engine/engine.h"

namespace unknot {

struct ServeOptions {
  std::uint16_t port = 8420;                  ///< 0: any free one
  std::optional<std::filesystem::path> data;  ///< absent: the XDG data directory
};

/// @param on_ready called once with "http://127.0.0.1:8420/" when requests are taken
/// @error conflict when the port or the data folder is taken; storage when the journal cannot be opened
[[nodiscard]] Status serve(const Engine& engine, const ServeOptions& options,
                           const std::function<void(const std::string& address)>& on_ready);

/// Writes, reads and erases one event in a fresh database in the system's temporary folder.
[[nodiscard]] Status check_storage();

}  // namespace unknot
