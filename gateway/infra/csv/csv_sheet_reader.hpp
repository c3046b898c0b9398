#pragma once

#include "gateway/ports/sheet.hpp"

namespace clearing::csv {

/// RFC 4180 to the letter: cells parted by commas, quotes around whole cells only, doubled inside. Lines end in CRLF,
/// LF or CR; a blank line is no record but counts as a row, as in a spreadsheet. The limits are kept while reading: a
/// million columns or an endless cell cost no more than the first too many.
class CsvSheetReader final : public ports::SheetReader {
public:
    Result<ports::Sheet> read(std::string_view bytes, const ports::SheetLimits& limits) const override;
};

}  // namespace clearing::csv
