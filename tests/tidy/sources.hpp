#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace clearing::tidy {

/// One #include line of a source.
struct Include {
    std::string file;    ///< relative to the root
    std::string target;  ///< as written, without quotes or brackets
    int line = 0;
};

std::filesystem::path root();

/// Everything under version control, or, where there is none (a tarball), every file that is not built or hidden.
/// Ascending, relative to the root.
std::vector<std::string> project_files();

bool is_cpp(std::string_view file);
std::string text_of(const std::string& file);
std::vector<Include> includes_of(const std::string& file);

/// What the program prints; throws when it cannot be started. `succeeded`: its exit status was 0.
struct Ran {
    bool succeeded = false;
    std::string output;
};
Ran run(const std::string& command);

/// "a, b, c" for a message.
std::string joined(const std::vector<std::string>& items);

}  // namespace clearing::tidy
