#include "static_files.h"

#include <algorithm>

#include "gunzip.h"
#include "unknot/core/hash.h"
#include "unknot/core/number_text.h"

namespace unknot {
namespace {

constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
constexpr std::string_view kNoApp =
    "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Unknot</title>\n"
    "<h1>Unknot is running, without its pages</h1>\n"
    "<p>This program was built without the web app (UNKNOT_WEB=OFF). The API answers below /api/v1/, starting with\n"
    "/api/v1/health. To get the pages, build web/ first and configure with UNKNOT_WEB=ON; ./run does "
    "both.</p>\n</html>\n";

std::string content_type_of(std::string_view name) {
  static const std::map<std::string, std::string, std::less<>> types = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".wasm", "application/wasm"},
      {".glb", "model/gltf-binary"},
      {".opus", "audio/ogg"},
      {".txt", "text/plain; charset=utf-8"},
  };
  const std::size_t dot = name.rfind('.');
  const auto type = dot == std::string_view::npos ? types.end() : types.find(name.substr(dot));
  return type == types.end() ? "application/octet-stream" : type->second;
}

/// "assets/app-BX3k9_aZ.js": the bundler puts eight or more characters of the content's hash before the extension.
bool has_hashed_name(std::string_view name) {
  constexpr std::size_t kHashLength_count = 8;
  if (!name.starts_with("assets/")) return false;
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot < kHashLength_count + 1) return false;
  const std::string_view hash = name.substr(dot - kHashLength_count, kHashLength_count);
  return name[dot - kHashLength_count - 1] == '-' && std::all_of(hash.begin(), hash.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
         });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Calls `use` for each comma-separated item until one answers true.
template <typename Use>
bool any_item(std::string_view list, Use use) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    if (use(trim(list.substr(0, comma)))) return true;
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return false;
}

/// "0.5" of "0.5;x=1"
bool is_above_zero(std::string_view weight) {
  return parse_number(trim(weight.substr(0, weight.find(';')))).value_or(0) > 0;
}

bool takes_gzip(const net::HttpRequest& request) {
  const std::string* accepted = request.find("accept-encoding");
  return accepted != nullptr && any_item(*accepted, [](std::string_view item) {
           const std::size_t semicolon = item.find(';');
           const std::string_view name = trim(item.substr(0, semicolon));
           if (name != "gzip" && name != "*") return false;
           const std::size_t quality = item.find("q=");
           return quality == std::string_view::npos || is_above_zero(item.substr(quality + 2));
         });
}

bool matches_tag(const net::HttpRequest& request, const std::string& tag) {
  const std::string* known = request.find("if-none-match");
  return known != nullptr && any_item(*known, [&](std::string_view item) {
           if (item.starts_with("W/")) item.remove_prefix(2);
           return item == "*" || item == tag;
         });
}

}  // namespace

StaticFiles::StaticFiles(std::span<const EmbeddedFile> web) {
  for (const EmbeddedFile& file : web) {
    assets_.emplace(std::string(file.name), Asset{file.bytes, content_type_of(file.name),
                                                  sha256_hex(file.bytes).substr(0, 32), has_hashed_name(file.name)});
  }
}

net::HttpResponse StaticFiles::answer(const net::HttpRequest& request) const {
  if (request.path == "/" && assets_.empty()) {
    return {200, {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-cache"}}, std::string(kNoApp)};
  }
  const std::string_view name = std::string_view(request.path).substr(request.path.empty() ? 0 : 1);
  auto found = assets_.find(name);
  const bool page_of_the_app = name.find('.') == std::string_view::npos && name.find('%') == std::string_view::npos;
  if (found == assets_.end() && page_of_the_app) found = assets_.find("index.html");
  if (found == assets_.end()) {
    return {
        404, {{"Content-Type", std::string(kPlainText)}, {"Cache-Control", "no-store"}}, "There is no such page.\n"};
  }
  const Asset& asset = found->second;
  const bool packed = takes_gzip(request);
  const std::string tag = "\"" + asset.tag + (packed ? "-gz" : "") + "\"";
  net::HttpResponse response;
  response.fields = {{"ETag", tag},
                     {"Vary", "Accept-Encoding"},
                     {"Cache-Control", asset.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (matches_tag(request, tag)) {
    response.status = 304;
    return response;
  }
  response.fields.emplace_back("Content-Type", asset.content_type);
  if (packed) {
    response.fields.emplace_back("Content-Encoding", "gzip");
    response.body = asset.packed;
  } else {
    response.body = gunzip(asset.packed);
  }
  return response;
}

}  // namespace unknot
