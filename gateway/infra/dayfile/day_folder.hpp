#pragma once

#include "gateway/ports/day_files.hpp"

#include <filesystem>

namespace clearing::dayfile {

/// Day files in one folder of this machine. An empty folder's name: there is none, every name is not_found.
class DayFolder final : public ports::DayFiles {
public:
    explicit DayFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

    Result<std::unique_ptr<ports::DayFileReader>> open(const std::string& name) override;
    Result<std::unique_ptr<ports::DayFileWriter>> create(const std::string& name) override;

private:
    Result<std::filesystem::path> path_of(const std::string& name) const;

    std::filesystem::path folder_;
};

}  // namespace clearing::dayfile
