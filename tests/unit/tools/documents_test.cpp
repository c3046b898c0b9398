#include "tests/unit/tools/offline_run.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include <boost/test/unit_test.hpp>

// What the documents say of gatewayctl is held against its help, and its help against itself.

using clearing::test::Outcome;
using clearing::test::run_offline;

namespace {

using Words = std::vector<std::string>;

std::string read_file(const std::string& name) {
    std::ifstream stream(std::string(CLEARING_SOURCE_DIR "/") + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::string joined(const Words& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string help_of(Words command) {
    command.emplace_back("--help");
    return run_offline(std::move(command)).out;
}

Words subcommands_in(const std::string& help) {
    Words names;
    const std::size_t begin = help.find("Subcommands:\n");
    if (begin == std::string::npos) return names;
    static const std::regex name("\n  ([a-z][a-z-]*)");
    const std::string list = help.substr(begin, help.find("\n\n", begin) - begin);
    for (std::sregex_iterator it(list.begin(), list.end(), name), end; it != end; ++it)
        names.push_back((*it)[1]);
    return names;
}

/// The help of every command and of every group, by name: "day close".
void add_helps(const Words& command, std::map<std::string, std::string>& helps) {
    const std::string help = help_of(command);
    helps[joined(command)] = help;
    for (const std::string& name : subcommands_in(help)) {
        Words below = command;
        below.push_back(name);
        add_helps(below, helps);
    }
}

const std::map<std::string, std::string>& helps() {
    static const std::map<std::string, std::string> all = [] {
        std::map<std::string, std::string> found;
        add_helps({}, found);
        return found;
    }();
    return all;
}

bool is_group(const std::string& help) {
    return help.find("Subcommands:\n") != std::string::npos;
}

/// The longest command that the text begins with; "": none.
std::string command_in(const std::string& text) {
    std::string longest;
    for (const auto& [name, help] : helps())
        if (name.size() > longest.size() && (text == name || text.starts_with(name + " "))) longest = name;
    return longest;
}

/// First cells of the table of commands in operations.md, without the strokes that Markdown wants.
Words rows_of_operations() {
    const std::string document = read_file("gateway/docs/operations.md");
    const std::size_t begin = document.find("| command | what it does |");
    const std::string table = document.substr(begin, document.find("\n\n", begin) - begin);
    static const std::regex row("\n\\| (`.*?) \\| ");
    Words cells;
    for (std::sregex_iterator it(table.begin(), table.end(), row), end; it != end; ++it)
        cells.push_back((*it)[1]);
    return cells;
}

Words quoted_in(const std::string& cell) {
    static const std::regex span("`([^`]+)`");
    Words spans;
    for (std::sregex_iterator it(cell.begin(), cell.end(), span), end; it != end; ++it)
        spans.push_back((*it)[1]);
    return spans;
}

std::set<std::string> options_in(const std::string& text) {
    static const std::regex option("--[a-z][a-z-]+");
    std::set<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), option), end; it != end; ++it)
        found.insert(it->str());
    return found;
}

/// As a shell reads it, with double quotes.
Words split(const std::string& line) {
    static const std::regex word("\"([^\"]*)\"|[^ ]+");
    Words words;
    for (std::sregex_iterator it(line.begin(), line.end(), word), end; it != end; ++it)
        words.push_back((*it)[1].matched ? (*it)[1].str() : it->str());
    return words;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_command_stands_in_the_operations_and_every_one_there_exists) {
    std::set<std::string> documented;
    for (const std::string& cell : rows_of_operations()) {
        std::string command;
        for (const std::string& span : quoted_in(cell)) {
            // "day import-file … FILE [--agree]": the rest of the command before it.
            if (span.front() >= 'a' && span.front() <= 'z') command = command_in(span);
            BOOST_CHECK_MESSAGE(!command.empty() && !is_group(helps().at(command)), "no such command: " << span);
            if (command.empty()) continue;
            documented.insert(command);
            const std::set<std::string> known = options_in(helps().at(command));
            for (const std::string& option : options_in(span))
                BOOST_CHECK_MESSAGE(known.contains(option), command << " has no " << option);
        }
    }
    BOOST_CHECK_GT(documented.size(), 70);
    for (const auto& [name, help] : helps())
        if (!is_group(help)) BOOST_CHECK_MESSAGE(documented.contains(name), name << " is not in operations.md");
}

BOOST_AUTO_TEST_CASE(the_readmes_name_commands_that_exist) {
    static const std::regex call("(?:`|/|\n)gatewayctl((?: --[a-z]+ [^ ]+)*) ([a-z][a-z-]*(?: [a-z][a-z-]*)*)");
    for (const char* file : {"README.md", "README.zh-CN.md", "mappings/README.md", "gateway/docs/operations.md"}) {
        const std::string text = std::regex_replace(read_file(file), std::regex("\\\\\n +"), "");
        std::size_t found = 0;
        for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it, ++found) {
            const std::string command = command_in((*it)[2]);
            BOOST_CHECK_MESSAGE(!command.empty(), file << ": gatewayctl " << (*it)[2]);
            // "gatewayctl day" alone may stand for its commands; "gatewayctl day closed" stands for nothing.
            const bool ends_there = (*it)[2] == command || !is_group(helps().at(command));
            BOOST_CHECK_MESSAGE(ends_there, file << ": gatewayctl " << (*it)[2]);
        }
        BOOST_CHECK_MESSAGE(found > 0, file);
    }
}

BOOST_AUTO_TEST_CASE(every_help_ends_with_the_exit_status) {
    for (const auto& [name, help] : helps()) {
        const std::size_t last = help.rfind("\nExit status: 0 ");
        BOOST_REQUIRE_MESSAGE(last != std::string::npos, name << ":\n" << help);
        BOOST_CHECK_MESSAGE(std::count(help.begin() + static_cast<std::ptrdiff_t>(last) + 1, help.end(), '\n') <= 1,
                            name << ":\n"
                                 << help);
    }
}

BOOST_AUTO_TEST_CASE(every_example_is_taken_as_it_stands) {
    static const std::regex example("\nExample: gatewayctl ([^\n]+)\n");
    std::size_t found = 0;
    for (const auto& [name, help] : helps()) {
        std::smatch line;
        if (!std::regex_search(help, line, example)) continue;
        ++found;
        BOOST_CHECK_MESSAGE(command_in(line[1]) == name, name << ": " << line[1]);
        const Outcome outcome = run_offline(split(line[1]));
        BOOST_CHECK_MESSAGE(outcome.status != 2, line[1] << ": " << outcome.err);
    }
    BOOST_CHECK_GT(found, 30);
}
