#pragma once

#include "gateway/infra/zip/zip_writer.hpp"
#include "gateway/ports/day_files.hpp"

#include <filesystem>
#include <fstream>
#include <string>

namespace clearing::dayfile {

/// What DayFileLines reads, control line included; psn_no is written as `null`: nobody needs the person to match a
/// settlement by its id. Written beside its name and renamed when it is complete.
class DayFileText final : public ports::DayFileWriter {
public:
    /// `archive` ends in .zip; its text has the same name with .txt.
    explicit DayFileText(const std::filesystem::path& archive);
    ~DayFileText() override;

    Result<void> write(const std::vector<ports::DayFileLine>& lines) override;
    Result<void> finish() override;

private:
    std::filesystem::path path_, unfinished_;
    std::ofstream file_;
    zip::ZipWriter zip_;
    std::string text_;
    long long count_ = 0;
    Money total_, fund_total_, account_;
    bool finished_ = false;
};

}  // namespace clearing::dayfile
