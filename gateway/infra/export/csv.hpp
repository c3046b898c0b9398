#pragma once

#include "gateway/domain/money.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::exports {

struct CsvOptions {
    bool bom = false;  ///< a byte order mark, so that Excel reads the file as UTF-8
};

/// One cell. Texts that a spreadsheet would take for a formula get an apostrophe in front; amounts and counts are exact
/// numbers and stay as they are (a negative amount begins with '-').
class CsvCell {
public:
    CsvCell(std::string_view text);
    CsvCell(const std::string& text) : CsvCell(std::string_view(text)) {}
    CsvCell(const char* text) : CsvCell(std::string_view(text)) {}
    CsvCell(Money amount) : written_(amount.to_yuan()) {}
    CsvCell(long long count) : written_(std::to_string(count)) {}

    const std::string& written() const { return written_; }

private:
    std::string written_;
};

/// RFC 4180: commas, CRLF, quotes where needed. Tables of one file are separated by an empty line.
class CsvText {
public:
    explicit CsvText(CsvOptions options);

    void add(const std::vector<CsvCell>& row);
    void add_empty_line();
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

}  // namespace clearing::exports
