#pragma once

#include "gateway/domain/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace clearing::zip {

/// A file in an archive that is held in memory.
struct ZippedFile {
    std::string name;
    std::string content;
};

/// One entry, deflated, without times of its own: equal content, equal bytes.
std::string pack(const ZippedFile& file);

/// The one file of an archive. Its checksum is verified; its name is not used as a path. Errors: invalid_value (no
/// archive of one file, damaged, encrypted, a method other than stored and deflated), over_limit (more than `largest`
/// bytes unpacked, whatever the archive claims).
Result<ZippedFile> unpack(std::string_view archive, std::size_t largest);

}  // namespace clearing::zip
