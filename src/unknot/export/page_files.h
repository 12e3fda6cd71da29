#pragma once
// The hand-written files of page/, embedded by the build (embed.cmake). Input: none. Output: their texts.
// Kept as real files so that they can be read, linted and tested as what they are.

#include <string_view>

namespace unknot::page_files {

extern const std::string_view kPageHtml;
extern const std::string_view kPageCss;
extern const std::string_view kPageJs;
extern const std::string_view kPrintHtml;
extern const std::string_view kPrintCss;  ///< also of the handover sheet
extern const std::string_view kHandoverHtml;
extern const std::string_view kWordsJson;  ///< every sentence of the pages that does not come with the documents

}  // namespace unknot::page_files
