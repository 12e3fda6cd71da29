#pragma once
// Enums read by their words: the typed face of TableReader::choice.
// Input: a reader and a key. Output: the enum's value, or a value for each of its words.

#include <map>
#include <utility>

#include "unknot/core/node.h"

namespace unknot {

template <typename Enum>
std::span<const std::string_view> words_of();

/// Required; a wrong word is a problem that lists the legal ones.
template <typename Enum>
Enum read_enum(TableReader& reader, std::string_view key) {
  return static_cast<Enum>(reader.choice(key, words_of<Enum>()));
}

template <typename Enum>
std::optional<Enum> read_enum_if(TableReader& reader, std::string_view key) {
  const auto index = reader.choice_if(key, words_of<Enum>());
  return index ? std::optional(static_cast<Enum>(*index)) : std::nullopt;
}

/// A required table that holds a table for each word of the enum. @param read  from (entry, its word) to its value
template <typename Enum, typename Read>
auto read_for_each(TableReader& reader, std::string_view key, Problems& problems, const Read& read) {
  std::map<Enum, decltype(read(std::declval<const Node&>(), std::string_view()))> values;
  if (const Node* node = reader.table(key)) {
    TableReader entries(*node, problems, key);
    const auto words = words_of<Enum>();
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (const Node* entry = entries.table(words[i])) {
        values.emplace(static_cast<Enum>(i), read(*entry, words[i]));
      }
    }
    entries.finish();
  }
  return values;
}

}  // namespace unknot
