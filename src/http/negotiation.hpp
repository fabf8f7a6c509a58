/// The formats of request and response bodies (docs/contract/provisioning.md, E.1). Pure functions.
#pragma once

#include <string_view>

namespace usher::http {

enum class Format { json, xml };

/// Returns the response's format for an Accept header (RFC 9110, 12.5.1): XML if `application/xml`
/// or `text/xml` has a higher quality than JSON, or the same quality and an earlier position,
/// otherwise JSON.
Format response_format(std::string_view accept);

/// Returns the format of a body with this Content-Type. `application/xml`, `text/xml` and `…+xml`,
/// in any case and with any parameters, are XML; everything else is JSON.
Format request_format(std::string_view content_type);

}  // namespace usher::http
