// The house itself: its top level, its format, the length of its files, and no key in it.
#include "tests/tidy/sources.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing::tidy {
namespace {

constexpr std::size_t longest_file = 600;  ///< lines; a file is about 100, rarely above 300

std::size_t lines_in(const std::string& file) {
    const std::string text = text_of(file);
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(house)

BOOST_AUTO_TEST_CASE(the_top_level_is_as_it_was_fixed) {
    const std::set<std::string> fixed{"CMakeLists.txt", "gateway", "adapters",  "mappings",          "certs",
                                      "sim-peers",      "tests",   "README.md", "CMakePresets.json", "README.zh-CN.md",
                                      "LICENSE"};
    std::set<std::string> unexpected;
    for (const std::string& file : project_files()) {
        const std::string top = file.substr(0, file.find('/'));
        if (!top.starts_with('.') && !fixed.contains(top)) unexpected.insert(top);
    }
    BOOST_TEST(unexpected.empty(), joined({unexpected.begin(), unexpected.end()}));
    for (const char* needed :
         {"CMakeLists.txt", "gateway", "adapters", "mappings", "certs", "sim-peers", "tests", "README.md"})
        BOOST_TEST(std::filesystem::exists(root() / needed), needed << " is missing");
}

BOOST_AUTO_TEST_CASE(sources_are_formatted) {
    std::string sources;
    for (const std::string& file : project_files())
        if (is_cpp(file)) sources += " '" + file + "'";
    const Ran ran = run("cd '" + root().string() + "' && clang-format-19 --dry-run --Werror" + sources);
    // The first lines name the files; the whole would be pages.
    BOOST_TEST(ran.succeeded, ran.output.substr(0, 3000));
}

BOOST_AUTO_TEST_CASE(no_key_is_committed) {
    // Put together at run time, so that this file itself does not hold the words.
    const std::string dashes = "-----";
    const std::vector<std::string> marks{dashes + "BEGIN PRIVATE KEY", dashes + "BEGIN RSA PRIVATE KEY",
                                         dashes + "BEGIN EC PRIVATE KEY", dashes + "BEGIN ENCRYPTED PRIVATE KEY",
                                         dashes + "BEGIN OPENSSH PRIVATE KEY"};
    for (const std::string& file : project_files()) {
        const std::filesystem::path path(file);
        const std::set<std::string> of_keys{".key", ".p12", ".pfx", ".jks"};
        BOOST_TEST(!of_keys.contains(path.extension().string()), file << " looks like a key");
        if (!std::filesystem::is_regular_file(root() / path)) continue;
        const std::string text = text_of(file);
        for (const std::string& mark : marks)
            BOOST_TEST(text.find(mark + dashes) == std::string::npos, file << " holds a private key");
    }
}

BOOST_AUTO_TEST_CASE(no_file_is_longer_than_600_lines) {
    std::vector<std::pair<std::size_t, std::string>> lengths;
    for (const std::string& file : project_files())
        if (is_cpp(file)) lengths.emplace_back(lines_in(file), file);
    std::ranges::sort(lengths, std::greater{});
    BOOST_TEST_MESSAGE("the ten longest of " << lengths.size() << " sources:");
    for (std::size_t i = 0; i < std::min<std::size_t>(10, lengths.size()); ++i)
        BOOST_TEST_MESSAGE("  " << lengths[i].first << "  " << lengths[i].second);
    for (const auto& [lines, file] : lengths)
        BOOST_TEST(lines <= longest_file, file << " has " << lines << " lines");
}

BOOST_AUTO_TEST_CASE(headers_begin_with_pragma_once) {
    for (const std::string& file : project_files())
        if (file.ends_with(".hpp")) BOOST_TEST(text_of(file).starts_with("#pragma once\n"), file);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tidy
