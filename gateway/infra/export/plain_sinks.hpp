#pragma once

#include "gateway/infra/export/csv.hpp"
#include "gateway/infra/export/document_sink.hpp"
#include "gateway/infra/export/text_table.hpp"

#include <memory>
#include <string>

namespace clearing::exports {

/// Tables one after the other, separated by empty lines; title and notes are records of one cell.
class CsvSink final : public DocumentSink {
public:
    explicit CsvSink(CsvOptions options) : csv_(options) {}
    void begin(const TableHead& head) override;
    void row(const DocumentRow& row) override;
    void sum(const DocumentRow& row) override { this->row(row); }
    void end(const std::vector<std::string>& feet) override;
    std::string take() { return csv_.take(); }

private:
    CsvText csv_;
};

/// For people at a terminal.
class TextSink final : public DocumentSink {
public:
    void begin(const TableHead& head) override;
    void row(const DocumentRow& row) override;
    void sum(const DocumentRow& row) override;
    void end(const std::vector<std::string>& feet) override;
    std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::unique_ptr<TextTable> table_;
};

}  // namespace clearing::exports
