#pragma once
// Enums read by their words: the typed face of TableReader::choice.
// Input: a reader and a key. Output: the enum's value.

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

}  // namespace unknot
