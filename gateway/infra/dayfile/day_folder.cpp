#include "gateway/infra/dayfile/day_folder.hpp"

#include "gateway/infra/dayfile/day_file_reader.hpp"
#include "gateway/infra/dayfile/day_file_writer.hpp"

#include <algorithm>
#include <string_view>

namespace clearing::dayfile {
namespace {

/// Letters, digits, - _ . and no dot in front: nobody reaches out of the folder, or overwrites what is hidden.
bool is_file_name(std::string_view name) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return name.size() > 4 && name.size() <= 200 && name.ends_with(".zip") && !name.starts_with('.') &&
           name.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

Result<std::filesystem::path> DayFolder::path_of(const std::string& name) const {
    if (!is_file_name(name))
        return fail(ErrorCode::invalid_value, "a file's name: letters, digits, - _ . and .zip at the end", {"file"});
    if (folder_.empty()) return fail(ErrorCode::not_found, "no folder for day files is configured", {"file"});
    return folder_ / name;
}

Result<std::unique_ptr<ports::DayFileReader>> DayFolder::open(const std::string& name) {
    const auto path = path_of(name);
    if (!path) return fail(path.error());
    auto archive = zip::ZipReader::open_file(*path);
    if (!archive) return fail(archive.error());
    return std::make_unique<DayFileLines>(std::move(*archive));
}

Result<std::unique_ptr<ports::DayFileWriter>> DayFolder::create(const std::string& name) {
    const auto path = path_of(name);
    if (!path) return fail(path.error());
    try {
        return std::make_unique<DayFileText>(*path);
    } catch (const std::exception& problem) {
        return fail(ErrorCode::internal_error, problem.what());
    }
}

}  // namespace clearing::dayfile
