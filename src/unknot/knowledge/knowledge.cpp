#include "unknot/knowledge/knowledge.h"

#include <optional>

#include "unknot/core/hash.h"

namespace unknot {
namespace {

void read_sources(const Node& file, std::map<std::string, Source>& sources, IdRegister& keys, Problems& problems) {
  TableReader root(file, problems, "sources");
  for (const Node& entry : root.array("source")) {
    TableReader reader(entry, problems, "source");
    Source source;
    source.key = reader.text("key");
    source.title = reader.text("title");
    source.where = reader.text_if("where").value_or("");
    source.doi = reader.text_if("doi").value_or("");
    source.pmid = reader.text_if("pmid").value_or("");
    source.url = reader.text_if("url").value_or("");
    source.status = read_status(reader);
    if (source.key.find(':') == std::string::npos) {
      reader.problem("the key \"" + source.key + "\" has no namespace", "write cli:, tec:, tis: or rul: before it");
    }
    reader.finish();
    keys.add(source.key, entry, problems);
    sources.emplace(source.key, source);
  }
  root.finish();
}

void check_keys_in(const Node& node, const std::map<std::string, Source>& sources, Problems& problems) {
  const auto check = [&](const Node& key) {
    if (key.kind == Node::Kind::text && !sources.contains(key.text)) {
      problems.add(key, "no source has the key \"" + key.text + "\"", "define it in knowledge/sources/");
    }
  };
  for (const auto& [name, value] : node.entries) {
    if (name == "source") {
      check(value);
    } else if (name == "sources") {
      for (const Node& key : value.items) {
        check(key);
      }
    }
    check_keys_in(value, sources, problems);
  }
  for (const Node& item : node.items) {
    check_keys_in(item, sources, problems);
  }
}

}  // namespace

void IdRegister::add(const std::string& id, const Node& at, Problems& problems) {
  const auto [place, fresh] = places_.emplace(id, at.place);
  if (!fresh) {
    problems.add(at, "the " + kind_ + " \"" + id + "\" stands twice; first at " + place->second, "rename one");
  }
}

void IdRegister::require(const std::string& id, const Node& at, Problems& problems) const {
  if (has(id)) {
    return;
  }
  std::vector<std::string_view> known;
  for (const auto& [name, place] : places_) {
    known.push_back(name);
  }
  const std::string near = nearest_word(id, known);
  problems.add(at, "no " + kind_ + " is called \"" + id + "\"", near.empty() ? "" : "did you mean \"" + near + "\"?");
}

Result<KnowledgeFiles> KnowledgeFiles::load(const KnowledgeTexts& texts) {
  SerialExecutor alone;
  return load(texts, alone);
}

Result<KnowledgeFiles> KnowledgeFiles::load(const KnowledgeTexts& texts, Executor& executor) {
  KnowledgeFiles files;
  Problems problems;
  IdRegister keys("source");
  std::vector<KnowledgeTexts::const_iterator> each;
  for (auto at = texts.begin(); at != texts.end(); ++at) {
    each.push_back(at);
  }
  std::vector<std::optional<Result<Node>>> nodes(each.size());
  auto read = [&](int block) {
    if (block == 0) {
      std::string all;
      for (const auto& [name, text] : texts) {
        all += name + '\0' + std::to_string(text.size()) + '\0' + text;
      }
      files.hash_ = sha256_hex(all);
      return;
    }
    const auto n = static_cast<std::size_t>(block) - 1;
    nodes[n] = parse_toml(each[n]->second, "knowledge/" + each[n]->first);
  };
  executor.for_blocks(static_cast<int>(each.size()) + 1, read);
  for (std::size_t n = 0; n < each.size(); ++n) {
    const std::string& name = each[n]->first;
    Result<Node>& parsed = *nodes[n];
    if (!parsed) {
      const Error& error = parsed.error();
      problems.add_at(error.place, error.message, error.hint);
      for (const Error& more : error.more) {
        problems.add_at(more.place, more.message, more.hint);
      }
      continue;
    }
    if (name.starts_with("sources/")) {
      read_sources(*parsed, files.sources_, keys, problems);
    }
    files.files_.emplace(name, std::move(*parsed));
  }
  if (!problems.empty()) {
    return problems.to_error();
  }
  return files;
}

const Node* KnowledgeFiles::file(const std::string& name) const {
  const auto at = files_.find(name);
  return at == files_.end() ? nullptr : &at->second;
}

std::vector<const Node*> KnowledgeFiles::files_below(const std::string& folder) const {
  std::vector<const Node*> found;
  for (const auto& [name, node] : files_) {
    if (name.starts_with(folder)) {
      found.push_back(&node);
    }
  }
  return found;
}

void KnowledgeFiles::check_source_keys(Problems& problems) const {
  for (const auto& [name, node] : files_) {
    if (!name.starts_with("sources/")) {
      check_keys_in(node, sources_, problems);
    }
  }
}

}  // namespace unknot
