#pragma once

#include "gateway/domain/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::ports {

/// A table as people export it from a spreadsheet: a header and records, cells as UTF-8 text, untrimmed.
struct Sheet {
    struct Record {
        std::size_t row = 0;  ///< as the spreadsheet counts: the header is row 1
        std::vector<std::string> cells;
    };
    std::string encoding;  ///< "UTF-8", "UTF-8 with BOM", "GB18030"
    std::vector<std::string> header;
    std::vector<Record> records;
};

struct SheetLimits {
    std::size_t rows = 1'000'000;
    std::size_t columns = 64;
    std::size_t cell_bytes = 4'096;
    std::size_t bytes = 256 * 1024 * 1024;
};

/// Reads CSV (RFC 4180): UTF-8 with or without BOM, or GB18030. The encoding is found, not asked for: a BOM is UTF-8,
/// what is valid UTF-8 is UTF-8, the rest must be valid GB18030.
class SheetReader {
public:
    virtual ~SheetReader() = default;

    /// Error: invalid_value; its fields are sentences "row 17: …", at most 100, the detail counts them all. Found:
    /// neither encoding, a NUL, a broken quote, a record with another number of cells than the header, more than the
    /// limits (said as soon as seen, without reading on).
    virtual Result<Sheet> read(std::string_view bytes, const SheetLimits& limits) const = 0;
};

}  // namespace clearing::ports
