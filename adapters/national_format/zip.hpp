#pragma once

#include "gateway/domain/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace clearing::national_format {

/// A file in a ZIP, as 9101 and 9102 move it: one TXT.
struct ZippedFile {
    std::string name;
    std::string content;
};

/// One entry, deflated, without times of its own: equal content, equal bytes.
std::string zip(const ZippedFile& file);

/// The first file of an archive; directories before it are passed over. Its checksum is verified; names are not used
/// as paths. Errors: invalid_value (no archive, damaged, encrypted, a method other than stored and deflated),
/// over_limit (more than `largest` bytes unpacked, whatever the archive claims).
Result<ZippedFile> unzip(std::string_view archive, std::size_t largest);

}  // namespace clearing::national_format
