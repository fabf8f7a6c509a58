/// Which format comes in and which goes out (the contract's E.1). Pure functions.
#pragma once

#include <string_view>

namespace usher::http {

enum class Format { json, xml };

/// From Accept (RFC 9110, 12.5.1): XML when `application/xml` or `text/xml` is asked for with a
/// higher quality than JSON (or the same, named first); absent, `*/*`, unknown or malformed: JSON.
Format response_format(std::string_view accept);

/// From Content-Type: `application/xml`, `text/xml` or `…+xml` in any case and with any parameters
/// are XML, everything else (form types and malformed ones included) is JSON.
Format request_format(std::string_view content_type);

}  // namespace usher::http
