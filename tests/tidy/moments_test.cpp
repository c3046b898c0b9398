// gateway/docs/moments.md, the sources and the kills of tests/faults name the same moments.
#include "tests/tidy/sources.hpp"

#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

namespace clearing::tidy {
namespace {

using Names = std::set<std::string>;

Names all_matches(const std::string& text, const char* pattern, const char* name = "$1") {
    const std::regex wanted(pattern);
    Names found;
    for (std::sregex_iterator it(text.begin(), text.end(), wanted), end; it != end; ++it)
        found.insert(it->format(name));
    return found;
}

/// "store.<write>.before_commit" and what is put together at run time: "store.*.before_commit".
Names in_the_sources() {
    Names found;
    for (const std::string& file : project_files()) {
        if (!is_cpp(file) || file.starts_with("gateway/infra/async/")) continue;
        if (!file.starts_with("gateway/") && !file.starts_with("adapters/")) continue;
        const std::string text = text_of(file);
        found.merge(all_matches(text, R"re(reached\("([a-z_.]+)"\))re"));
        found.merge(all_matches(text, R"re(reached\("([a-z_]+)",[^"]+"([a-z_]+)"\))re", "$1.*.$2"));
    }
    return found;
}

Names in_the_document() {
    Names found;
    std::istringstream lines(text_of("gateway/docs/moments.md"));
    for (std::string line; std::getline(lines, line);) {
        std::smatch row;
        if (std::regex_match(line, row, std::regex(R"(\| `([a-z_.<>]+)` \| [^|]*\|)")))
            found.insert(std::regex_replace(row[1].str(), std::regex("<[a-z]+>"), "*"));
    }
    return found;
}

/// Every moment of every kill: "a>b" is two.
Names in_the_kills() {
    Names found;
    for (const std::string& plan :
         all_matches(text_of("tests/faults/kill_points.cpp"), R"re(\{Flow::[a-z_]+, "([a-z0-9_.>#]+)")re")) {
        std::istringstream steps(plan);
        for (std::string step; std::getline(steps, step, '>');)
            found.insert(step.substr(0, step.find('#')));
    }
    return found;
}

std::string pattern_of(const std::string& moment, const Names& patterns) {
    if (patterns.contains(moment)) return moment;
    const std::string generic = moment.substr(0, moment.find('.')) + ".*." + moment.substr(moment.rfind('.') + 1);
    return patterns.contains(generic) ? generic : std::string();
}

struct Write {
    std::string name;
    bool is_killed = false;
};
std::vector<Write> writes_in_the_document() {
    std::vector<Write> found;
    std::istringstream lines(text_of("gateway/docs/moments.md"));
    for (std::string line; std::getline(lines, line);) {
        std::smatch row;
        if (std::regex_match(line, row, std::regex(R"(\| `([a-z_.]+)` \| [^|]* \| (yes|no: [^|]+) \|)")))
            found.push_back({row[1].str(), row[2] == "yes"});
    }
    return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(moments)

BOOST_AUTO_TEST_CASE(the_list_of_moments_is_the_sources_list) {
    const Names sources = in_the_sources(), document = in_the_document();
    BOOST_TEST(sources.size() >= 15U);
    for (const std::string& name : sources)
        BOOST_TEST(document.contains(name), name << " is missing in gateway/docs/moments.md");
    for (const std::string& name : document)
        BOOST_TEST(sources.contains(name), name << " is in gateway/docs/moments.md and nowhere reached");
}

BOOST_AUTO_TEST_CASE(every_moment_is_killed_at_and_every_kill_is_at_a_moment) {
    const Names document = in_the_document();
    Names met;
    for (const std::string& moment : in_the_kills()) {
        const std::string pattern = pattern_of(moment, document);
        BOOST_TEST(!pattern.empty(), moment << " is no moment of gateway/docs/moments.md");
        met.insert(pattern);
    }
    for (const std::string& name : document)
        BOOST_TEST(met.contains(name), "nothing is killed at " << name);
}

BOOST_AUTO_TEST_CASE(every_write_is_listed_and_killed_at_or_says_why_not) {
    Names sources;
    for (const std::string& file : project_files())
        if (file.starts_with("gateway/infra/postgres/") && file.ends_with(".cpp"))
            sources.merge(all_matches(text_of(file), R"re(Write [a-z_]+\{"([a-z_.]+)")re"));
    const Names kills = in_the_kills();
    Names listed;
    for (const Write& write : writes_in_the_document()) {
        listed.insert(write.name);
        BOOST_TEST(sources.contains(write.name), write.name << " is written nowhere");
        for (const char* moment : {".before_commit", ".after_commit"})
            BOOST_TEST(kills.contains("store." + write.name + moment) == write.is_killed,
                       write.name << moment << ": the list and the kills differ");
    }
    for (const std::string& name : sources)
        BOOST_TEST(listed.contains(name), name << " is missing in gateway/docs/moments.md");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tidy
