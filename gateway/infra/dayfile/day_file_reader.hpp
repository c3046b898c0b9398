#pragma once

#include "gateway/infra/zip/zip_reader.hpp"
#include "gateway/ports/day_files.hpp"

#include <string_view>

namespace clearing::dayfile {

/// The columns of 3202's input file in their order, TAB between them, one line a settlement, no header; empty may stand
/// as `null`. UTF-8 with or without BOM and GB18030 alike: what is kept of a line is ASCII, and neither encoding hides
/// TAB or line feed in a character.
///
/// The last line may be a control line [own], which no settlement id can be taken for:
///     =END  count  Σ medfee_sumamt  Σ fund_pay_sumamt  Σ acct_pay
/// The count holds for all lines, the sums when none is bad. The published format has none; the archive's CRC and size
/// always have to hold.
class DayFileLines final : public ports::DayFileReader {
public:
    explicit DayFileLines(std::unique_ptr<zip::ZipReader> archive) : archive_(std::move(archive)) {}

    Result<void> read(std::vector<ports::DayFileLine>& batch) override;
    const ports::DayFileReport& report() const override { return report_; }
    long long bytes_read() const override { return archive_->bytes_read(); }
    long long bytes() const override { return archive_->bytes(); }

private:
    Result<void> take(std::string_view line, std::vector<ports::DayFileLine>& batch);
    Result<void> check_control_line(std::string_view line);

    std::unique_ptr<zip::ZipReader> archive_;
    std::string text_;  ///< read, not yet taken
    ports::DayFileReport report_;
    Money total_, fund_total_, account_;
    bool has_begun_ = false, is_over_ = false;
};

inline constexpr std::string_view control_mark = "=END";

}  // namespace clearing::dayfile
