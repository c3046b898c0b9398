#include "gateway/infra/export/period_file.hpp"

#include "gateway/infra/export/camt053.hpp"
#include "gateway/infra/export/period_json.hpp"
#include "gateway/infra/export/plain_sinks.hpp"
#include "gateway/infra/export/xlsx_sink.hpp"

#include <array>
#include <map>

namespace clearing::exports {
namespace {

struct FormatRow {
    FileFormat format;
    std::string_view name, ending, type;
};
constexpr std::array<FormatRow, 5> formats{{
    {FileFormat::xlsx, "xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {FileFormat::csv, "csv", "csv", "text/csv; charset=utf-8"},
    {FileFormat::json, "json", "json", "application/json; charset=utf-8"},
    {FileFormat::text, "text", "txt", "text/plain; charset=utf-8"},
    {FileFormat::camt053, "camt053", "xml", "application/xml"},
}};

const FormatRow& row_of(FileFormat format) {
    return formats[static_cast<std::size_t>(format)];
}

/// The names a statement prints, asked for once.
Naming names_of(const PeriodStatement& statement, const Naming& naming) {
    std::map<DivisionCode, std::string> names;
    if (naming.region_name)
        for (const DivisionCode& region : {naming.own_region, statement.pair.counterparty})
            names[region] = naming.region_name(region);
    return {naming.own_region, [names = std::move(names)](const DivisionCode& region) {
                const auto found = names.find(region);
                return found == names.end() ? std::string() : found->second;
            }};
}

}  // namespace

std::optional<FileFormat> file_format_named(std::string_view name) {
    for (const FormatRow& row : formats)
        if (row.name == name) return row.format;
    return std::nullopt;
}

std::string_view content_type_of(FileFormat format) {
    return row_of(format).type;
}

std::string_view ending_of(FileFormat format) {
    return row_of(format).ending;
}

struct PeriodFile::Writer {
    Writer(PeriodPaper its_paper, const Naming& its_naming)
        : paper(std::move(its_paper)), naming(names_of(paper.statement, its_naming)) {}
    virtual ~Writer() = default;

    virtual void forms() {}
    virtual void details(const std::vector<DetailLine>&) {}
    virtual Result<std::string> finish(bool with_details) = 0;

    const StatementRevision* revision() const { return paper.revision ? &*paper.revision : nullptr; }

    const PeriodPaper paper;
    const Naming naming;
};

/// The forms, in whatever holds tables.
struct PeriodFile::TableWriter final : Writer {
    TableWriter(PeriodPaper its_paper, const Naming& its_naming, FileFormat format, CsvOptions options)
        : Writer(std::move(its_paper), its_naming) {
        if (format == FileFormat::xlsx)
            sink = (xlsx = std::make_unique<XlsxSink>(paper.statement.id, paper.statement.made_at())).get();
        else if (format == FileFormat::csv)
            sink = (csv = std::make_unique<CsvSink>(options)).get();
        else
            sink = (text = std::make_unique<TextSink>()).get();
        document = std::make_unique<PeriodDocument>(paper.statement, revision(), naming, *sink);
    }

    void forms() override { document->forms(); }
    void details(const std::vector<DetailLine>& lines) override {
        begin();
        document->details(lines);
    }
    Result<std::string> finish(bool with_details) override {
        if (with_details) {
            begin();
            document->end_details();
        }
        if (xlsx) return xlsx->finish();
        return csv ? csv->take() : text->take();
    }

private:
    void begin() {
        if (!begun) document->begin_details();
        begun = true;
    }

    std::unique_ptr<XlsxSink> xlsx;
    std::unique_ptr<CsvSink> csv;
    std::unique_ptr<TextSink> text;
    DocumentSink* sink = nullptr;
    std::unique_ptr<PeriodDocument> document;
    bool begun = false;
};

struct PeriodFile::JsonWriter final : Writer {
    using Writer::Writer;

    void details(const std::vector<DetailLine>& page) override {
        for (const DetailLine& line : page) {
            if (!lines.empty()) lines += ",\n";
            lines += json::write(to_json(line));
        }
    }
    Result<std::string> finish(bool with_details) override {
        std::string text = json::write(to_json(paper.statement, revision(), naming));
        if (!with_details) return text;
        text.pop_back();  // the object goes on
        return text + ",\"lines\":[" + lines + "]}";
    }

    std::string lines;
};

struct PeriodFile::CamtWriter final : Writer {
    using Writer::Writer;
    Result<std::string> finish(bool) override {
        return to_camt053(paper.statement, paper.revision ? paper.revision->number : 0, naming);
    }
};

PeriodFile::PeriodFile(PeriodPaper paper, const Naming& naming, FileFormat format, CsvOptions csv) {
    if (format == FileFormat::json)
        writer_ = std::make_unique<JsonWriter>(std::move(paper), naming);
    else if (format == FileFormat::camt053)
        writer_ = std::make_unique<CamtWriter>(std::move(paper), naming);
    else
        writer_ = std::make_unique<TableWriter>(std::move(paper), naming, format, csv);
}

PeriodFile::~PeriodFile() = default;

void PeriodFile::forms() {
    writer_->forms();
}

void PeriodFile::details(const std::vector<DetailLine>& lines) {
    writer_->details(lines);
}

Result<std::string> PeriodFile::finish(bool with_details) {
    return writer_->finish(with_details);
}

}  // namespace clearing::exports
