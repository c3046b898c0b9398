#include "tests/tidy/sources.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace clearing::tidy {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

std::vector<std::string> files_on_disk() {
    std::vector<std::string> files;
    auto walk = std::filesystem::recursive_directory_iterator(root());
    for (auto it = begin(walk); it != end(walk); ++it) {
        const std::string name = it->path().filename().string();
        const bool top = it.depth() == 0;
        if (top && it->is_directory() && (name == "build" || name.starts_with('.'))) it.disable_recursion_pending();
        if (it->is_regular_file()) files.push_back(std::filesystem::relative(it->path(), root()).string());
    }
    return files;
}

}  // namespace

std::filesystem::path root() {
    return CLEARING_SOURCE_DIR;
}

Ran run(const std::string& command) {
    // The close's status is the only answer needed beside the output.
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot start: " + command);
    Ran ran;
    std::array<char, 4096> buffer;
    for (std::size_t count = 0; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        ran.output.append(buffer.data(), count);
    ran.succeeded = pclose(pipe) == 0;
    return ran;
}

std::vector<std::string> project_files() {
    // The clone may belong to another user than the one who tests it.
    const Ran listed = run("git -c safe.directory='*' -c core.quotePath=false -C '" + root().string() + "' ls-files");
    std::vector<std::string> files = listed.succeeded ? lines_of(listed.output) : files_on_disk();
    std::erase_if(files, [](const std::string& file) { return !std::filesystem::exists(root() / file); });
    std::ranges::sort(files);
    return files;
}

bool is_cpp(std::string_view file) {
    return file.ends_with(".cpp") || file.ends_with(".hpp") || file.ends_with(".ipp");
}

std::string text_of(const std::string& file) {
    std::ifstream in(root() / file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Include> includes_of(const std::string& file) {
    std::vector<Include> found;
    std::istringstream stream(text_of(file));
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        const auto hash = line.find_first_not_of(" \t");
        if (hash == std::string::npos || line[hash] != '#') continue;
        const auto word = line.find_first_not_of(" \t", hash + 1);
        if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
        const auto open = line.find_first_of("\"<", word);
        const auto close = open == std::string::npos ? open : line.find_first_of("\">", open + 1);
        if (close != std::string::npos) found.push_back({file, line.substr(open + 1, close - open - 1), number});
    }
    return found;
}

std::string joined(const std::vector<std::string>& items) {
    std::string text;
    for (const std::string& item : items)
        text += (text.empty() ? "" : "\n    ") + item;
    return text;
}

}  // namespace clearing::tidy
