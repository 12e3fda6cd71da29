#pragma once
// The web app out of the program itself: types, entity tags, caching, gzip where the client takes it.
// Input: a GET or HEAD for a path outside the API. Output: the response. Contracts of the web: docs/formats.md.

#include <map>
#include <span>
#include <string>

#include "embedded/embedded.h"
#include "net/http_server.h"

namespace unknot {

/// Immutable after construction; safe from any thread.
class StaticFiles {
 public:
  /// @param web gzip'ed files; empty: "/" answers with a page that says how to build the app
  explicit StaticFiles(std::span<const EmbeddedFile> web);
  /// A known file; index.html for a path of the app itself (no extension); else 404.
  [[nodiscard]] net::HttpResponse answer(const net::HttpRequest& request) const;

 private:
  struct Asset {
    std::string_view packed;
    std::string content_type;
    std::string tag;  ///< of the packed bytes, without quotes
    bool immutable = false;
  };
  std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace unknot
