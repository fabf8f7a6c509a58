/// Appends to parsed texts: what the readers of texts, URLs and HTML share.
#pragma once

#include <string_view>

#include "domain/mailing/merge.hpp"

namespace usher::domain {

/// Appends literal text, to the last piece if that is text.
void append_text(MergeText& out, std::string_view text);
/// Appends a text with its placeholders; with Encoding::percent the text is a URL.
void append_with_placeholders(MergeText& out, std::string_view text, MergePiece::Encoding encoding);

}  // namespace usher::domain
