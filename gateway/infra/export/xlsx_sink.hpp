#pragma once

#include "gateway/domain/calendar.hpp"
#include "gateway/domain/result.hpp"
#include "gateway/infra/export/document_sink.hpp"

#include <memory>
#include <string>

namespace clearing::exports {

/// A workbook as finance prints it: a sheet a table, the title across it, header rows repeated on every page, A4
/// landscape one page wide, number formats of yuan. Rows are written through (libxlsxwriter's constant memory) into a
/// temporary file that is read back by `finish` and removed. The same document made at the same instant gives the same
/// bytes. An amount is a double of at most 15 digits, tested to print as its fen; a greater one is a text.
class XlsxSink final : public DocumentSink {
public:
    /// `made_at`: the workbook's creation date, the statement's own and never the clock's.
    XlsxSink(std::string title, Instant made_at);
    ~XlsxSink() override;
    XlsxSink(const XlsxSink&) = delete;
    XlsxSink& operator=(const XlsxSink&) = delete;

    void begin(const TableHead& head) override;
    void row(const DocumentRow& row) override;
    void sum(const DocumentRow& row) override;
    void end(const std::vector<std::string>& feet) override;

    /// The workbook's bytes; once. Error: internal_error (no temporary file, no room for it).
    Result<std::string> finish();

private:
    struct Book;
    std::unique_ptr<Book> book_;
};

/// The double an amount's cell holds: the nearest one to the amount in yuan.
double cell_value(Money amount);
/// Whether it has at most 15 digits, so that a double prints as it.
bool fits_a_cell(Money amount);

}  // namespace clearing::exports
