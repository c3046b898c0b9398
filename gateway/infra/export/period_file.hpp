#pragma once

#include "gateway/infra/export/csv.hpp"
#include "gateway/infra/export/period_document.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace clearing::exports {

enum class FileFormat : std::uint8_t { xlsx, csv, json, text, camt053 };
std::optional<FileFormat> file_format_named(std::string_view name);
std::string_view content_type_of(FileFormat format);
std::string_view ending_of(FileFormat format);  ///< "xlsx", "csv", "json", "txt", "xml"

/// What is written: a statement as it stands, or a revision of it.
struct PeriodPaper {
    PeriodStatement statement;
    std::optional<StatementRevision> revision;  ///< whose statement it is
};

/// One statement as one file, its lines written through as they come. Owns what it is made of and asks for no name
/// later, so that it can be written on another thread than it was made on.
class PeriodFile {
public:
    PeriodFile(PeriodPaper paper, const Naming& naming, FileFormat format, CsvOptions csv = {});
    ~PeriodFile();

    /// Everything but the lines; before them.
    void forms();
    /// Lines of the statement's days in their order; may be left out, and is nothing where lines_in() says no.
    void details(const std::vector<DetailLine>& lines);
    /// The file; once. `with_details`: the table of lines is closed, even when there was none. Error: internal_error.
    Result<std::string> finish(bool with_details);

    static bool lines_in(FileFormat format) { return format != FileFormat::camt053; }

private:
    struct Writer;
    struct TableWriter;
    struct JsonWriter;
    struct CamtWriter;
    std::unique_ptr<Writer> writer_;
};

}  // namespace clearing::exports
