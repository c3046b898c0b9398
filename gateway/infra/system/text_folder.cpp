#include "gateway/infra/system/text_folder.hpp"

#include <fstream>
#include <iterator>
#include <system_error>

namespace clearing::system {

Result<Texts> read_texts(const std::filesystem::path& folder, const std::vector<std::string>& names) {
    Texts texts;
    std::vector<std::string> unreadable;
    for (const std::string& name : names) {
        std::ifstream file(folder / name, std::ios::binary);
        if (!file)
            unreadable.push_back((folder / name).string() + ": cannot be read");
        else
            texts.emplace(name, std::string(std::istreambuf_iterator<char>(file), {}));
    }
    if (!unreadable.empty())
        return fail(ErrorCode::not_loaded, unreadable.front() + (unreadable.size() > 1 ? ", and others" : ""),
                    unreadable);
    return texts;
}

Result<void> write_texts(const std::filesystem::path& folder, const Texts& texts) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    for (const auto& [name, text] : texts) {
        const std::filesystem::path target = folder / name, beside = folder / (name + ".new");
        std::ofstream file(beside, std::ios::binary | std::ios::trunc);
        file << text;
        file.close();
        if (file) std::filesystem::rename(beside, target, error);
        if (!file || error) return fail(ErrorCode::invalid_value, target.string() + ": cannot be written");
    }
    return {};
}

}  // namespace clearing::system
