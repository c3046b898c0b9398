#include "tests/unit/tools/terminal.hpp"

#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

constexpr std::uint32_t viewer = 1, maker = 2, checker = 4, both = 5;

using Words = std::vector<std::string>;

struct Folder {
    Folder() {
        std::string pattern = "/tmp/mapping-commands-XXXXXX";
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }

    std::string keep(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
        return (path / name).string();
    }
    std::filesystem::path path;
};

struct Counter : Terminal {
    Counter() { first = world.mapping->begin(); }

    Outcome as(std::uint32_t who, const Words& words) {
        uid = who;
        return run(words);
    }
    json::Value json_of(std::uint32_t who, Words words, int status = 0) {
        words.insert(words.begin(), "--json");
        const Outcome outcome = as(who, words);
        BOOST_CHECK_MESSAGE(outcome.status == status, outcome.status << ": " << outcome.out << outcome.err);
        const auto value = json::parse(outcome.out);
        BOOST_REQUIRE_MESSAGE(value, outcome.out);
        return *value;
    }
    Words import_words(const std::string& file) const {
        return {"mapping", "import", file, "--kind", "drug", "--valid-from", "2018-10-16", "--origin", "notice 7"};
    }
    /// The version of a sheet with another ratio of one drug.
    std::string imported(std::string_view ratio, std::uint32_t who = maker) {
        const std::string file = folder.keep("sheet.csv", sheet_of_second_drug(ratio));
        return *json_of(who, import_words(file)).find("version")->find("id")->as_string();
    }

    Folder folder;
    std::string first;
};

const Words lookup{"mapping", "lookup", "drug", "YP002"};

Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_sheet_goes_the_whole_way_from_import_to_rollback) {
    Counter counter;
    const std::string file = counter.folder.keep("sheet.csv", sheet_of_second_drug("0.1"));
    const Outcome made = counter.as(maker, counter.import_words(file));
    BOOST_REQUIRE_MESSAGE(made.status == 0, made.err);
    BOOST_CHECK(made.says("替换 replaced"));
    const std::string version = made.out.substr(8, 12);

    const Outcome versions = counter.as(viewer, {"mapping", "versions"});
    BOOST_CHECK_EQUAL(versions.status, 0);
    BOOST_CHECK_MESSAGE(versions.says(version) && versions.says(counter.first) && versions.says("maker"), versions.out);
    BOOST_CHECK(versions.says("在用"));

    const Outcome diff = counter.as(viewer, {"mapping", "diff", version});
    BOOST_CHECK_EQUAL(diff.status, 1);
    BOOST_CHECK_MESSAGE(diff.says("drugs.tsv: 1 added, 0 removed, 1 ended"), diff.out);
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "diff", counter.first}).status, 0);
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "diff", counter.first, version}).status, 1);
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "diff", "none"}).status, 2);

    const Outcome activated = counter.as(checker, {"mapping", "activate", version});
    BOOST_CHECK_MESSAGE(activated.status == 0 && activated.says("在用"), activated.out << activated.err);
    BOOST_CHECK(counter.as(viewer, lookup).says("0.1"));
    const Outcome back = counter.as(checker, {"mapping", "rollback"});
    BOOST_CHECK_MESSAGE(back.status == 0 && back.says(counter.first), back.out << back.err);
    BOOST_CHECK(counter.as(viewer, lookup).says("0.05"));
}

BOOST_AUTO_TEST_CASE(a_refused_sheet_is_status_one_with_every_row_and_changes_nothing) {
    Counter counter;
    const std::string file =
        counter.folder.keep("sheet.csv", sheet_of_second_drug("7") + "YP003,x,=1+1,y,101,09,02,0.1,-\r\n");
    const Outcome refused = counter.as(maker, counter.import_words(file));
    BOOST_CHECK_EQUAL(refused.status, 1);
    BOOST_CHECK_MESSAGE(refused.complains("\n  row 2: ") && refused.complains("\n  row 3: "), refused.err);
    const json::Value answer = counter.json_of(maker, counter.import_words(file), 1);
    BOOST_CHECK_EQUAL(answer.find("error")->find("fields")->as_array()->size(), 2);
    BOOST_CHECK_EQUAL(counter.json_of(viewer, {"mapping", "versions"}).find("versions")->as_array()->size(), 1);
    BOOST_CHECK_EQUAL(counter.as(maker, counter.import_words("/nowhere.csv")).status, 1);
}

BOOST_AUTO_TEST_CASE(a_folder_is_imported_as_a_whole_set) {
    Counter counter;
    const std::string mappings = std::string(CLEARING_SOURCE_DIR) + "/mappings";
    const json::Value made = counter.json_of(maker, {"mapping", "import", mappings});
    BOOST_CHECK_EQUAL(*made.find("version")->find("id")->as_string(), counter.first);
    BOOST_CHECK_EQUAL(*made.find("is_new")->as_bool(), false);
    const Outcome lacking = counter.as(maker, {"mapping", "import", counter.folder.path.string()});
    BOOST_CHECK_EQUAL(lacking.status, 1);
    BOOST_CHECK_MESSAGE(lacking.complains("drugs.tsv: cannot be read"), lacking.err);
}

BOOST_AUTO_TEST_CASE(the_maker_does_not_activate_and_a_past_day_is_refused) {
    Counter counter;
    const std::string version = counter.imported("0.1", both);
    const Outcome own = counter.as(both, {"mapping", "activate", version});
    BOOST_CHECK_EQUAL(own.status, 1);
    BOOST_CHECK_MESSAGE(own.complains("[GW1702]"), own.err);
    BOOST_CHECK(counter.as(maker, {"mapping", "activate", version}).complains("[GW1702]"));
    const Outcome past = counter.as(checker, {"mapping", "activate", version, "--on", "2018-10-15"});
    BOOST_CHECK_EQUAL(past.status, 1);
    BOOST_CHECK_MESSAGE(past.complains("[GW1008]"), past.err);
    const Outcome later = counter.as(checker, {"mapping", "activate", version, "--on", "2018-11-01"});
    BOOST_CHECK_MESSAGE(later.status == 0 && later.says("待生效"), later.out << later.err);
    BOOST_CHECK_EQUAL(counter.as(checker, {"mapping", "rollback"}).status, 1);
}

BOOST_AUTO_TEST_CASE(a_dry_run_shows_the_money_and_the_settlements) {
    Counter counter;
    counter.world.mapping->settle("S1", second_drug);
    const std::string version = counter.imported("0.1");
    const Outcome shown = counter.as(viewer, {"mapping", "dry-run", version, "--days", "7"});
    BOOST_CHECK_MESSAGE(shown.status == 0 && shown.says("S1") && shown.says("20.00"), shown.out << shown.err);
    const json::Value answer = counter.json_of(viewer, {"mapping", "dry-run", version});
    BOOST_CHECK_EQUAL(*answer.find("difference")->find("first_self_pay")->as_string(), "10.00");
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "dry-run", "none"}).status, 1);
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "dry-run", version, "--days", "0"}).status, 1);
}

BOOST_AUTO_TEST_CASE(coverage_shows_what_is_unmapped_with_suggestions) {
    Counter counter;
    counter.world.mapping->store.noted.push_back({PlatformName("national"),
                                                  "diagnosis",
                                                  "local",
                                                  "national",
                                                  "J06.900x999",
                                                  "急性上呼吸道感染病",
                                                  "hold",
                                                  3,
                                                  Money::from_fen(12'300),
                                                  {},
                                                  {}});
    const Outcome shown = counter.as(viewer, {"mapping", "coverage", "--days", "10", "--shown", "5"});
    BOOST_CHECK_MESSAGE(shown.status == 0 && shown.says("J06.900x999") && shown.says("%)"), shown.out << shown.err);
    const Outcome gaps = counter.as(viewer, {"mapping", "gaps"});
    BOOST_CHECK_MESSAGE(gaps.status == 0 && gaps.says("123.00") && gaps.says("local → national"), gaps.out);
}

BOOST_AUTO_TEST_CASE(a_lookup_is_status_one_where_no_row_maps_the_code) {
    Counter counter;
    const Outcome mapped = counter.as(viewer, lookup);
    BOOST_CHECK_EQUAL(mapped.status, 0);
    BOOST_CHECK_MESSAGE(mapped.says(second_drug) && mapped.says("drugs:local:YP002>national@2017-01-01"), mapped.out);
    const Outcome refused = counter.as(viewer, {"mapping", "lookup", "drug", "YP999"});
    BOOST_CHECK_EQUAL(refused.status, 1);
    BOOST_CHECK(refused.says("refuse"));
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "lookup", "diagnosis", "Z99.999"}).status, 1);
    BOOST_CHECK_EQUAL(counter.as(viewer, with(lookup, {"--on", "2016-12-31"})).status, 1);
    BOOST_CHECK_EQUAL(counter.as(viewer, with(lookup, {"--version", counter.first, "--on", "2018-01-01"})).status, 0);
    BOOST_CHECK_EQUAL(counter.as(viewer, with(lookup, {"--version", "none"})).status, 1);
}

BOOST_AUTO_TEST_CASE(a_replay_is_status_one_where_the_books_cannot_be_made_again) {
    Counter counter;
    counter.world.mapping->settle("S1", second_drug);
    const Outcome same = counter.as(viewer, {"mapping", "replay", "S1"});
    BOOST_CHECK_MESSAGE(same.status == 0 && same.says("comes out as it stands"), same.out << same.err);
    for (auto& [visit, lines] : counter.world.mapping->books.lines)
        lines.front().line.split.in_scope = Money::from_fen(1);
    const Outcome other = counter.as(viewer, {"mapping", "replay", "S1"});
    BOOST_CHECK_EQUAL(other.status, 1);
    BOOST_CHECK_MESSAGE(other.says("line L1"), other.out);
    BOOST_CHECK_EQUAL(counter.as(viewer, {"mapping", "replay", "S9"}).status, 1);
}

BOOST_AUTO_TEST_CASE(every_mapping_command_answers_programs_in_the_daemons_shape) {
    Counter counter;
    counter.world.mapping->settle("S1", second_drug);
    const std::string version = counter.imported("0.1");
    const std::vector<std::pair<Words, std::string>> commands{
        {{"mapping", "versions"}, "versions"},
        {{"mapping", "diff", counter.first}, "files"},
        {{"mapping", "dry-run", version}, "changes"},
        {{"mapping", "coverage"}, "cells"},
        {lookup, "rows"},
        {{"mapping", "gaps"}, "gaps"},
        {{"mapping", "replay", "S1"}, "differences"},
        {{"mapping", "activate", version}, "activation"},
        {{"mapping", "rollback"}, "activation"},
    };
    for (const auto& [words, member] : commands)
        BOOST_CHECK_MESSAGE(counter.json_of(checker, words).find(member), words[1]);
}

BOOST_AUTO_TEST_CASE(every_mapping_command_has_help_with_its_exit_status_and_three_says_there_is_no_daemon) {
    Counter counter;
    counter.reachable = false;
    const std::string file = counter.folder.keep("sheet.csv", sheet_of_second_drug("0.1"));
    const std::vector<Words> commands{counter.import_words(file),
                                      {"mapping", "diff", "v"},
                                      {"mapping", "dry-run", "v"},
                                      {"mapping", "coverage"},
                                      {"mapping", "activate", "v"},
                                      {"mapping", "rollback"},
                                      lookup,
                                      {"mapping", "versions"},
                                      {"mapping", "gaps"},
                                      {"mapping", "replay", "S1"}};
    for (const Words& words : commands) {
        const Outcome help = counter.run({"mapping", words[1], "--help"});
        BOOST_CHECK_MESSAGE(help.status == 0 && help.says("Exit status: 0"), words[1] << help.out);
        BOOST_CHECK_EQUAL(counter.run(words).status, 3);
    }
    BOOST_CHECK(counter.run({"mapping", "check", "--help"}).says("Exit status: 0"));
}

BOOST_AUTO_TEST_CASE(wrong_usage_of_a_mapping_command_is_status_two) {
    Counter counter;
    const std::string mappings = std::string(CLEARING_SOURCE_DIR) + "/mappings";
    const std::string file = counter.folder.keep("sheet.csv", sheet_of_second_drug("0.1"));
    const std::vector<Words> wrong{
        {"mapping"},
        {"mapping", "import"},
        {"mapping", "import", file},
        {"mapping", "import", file, "--kind", "pill"},
        {"mapping", "import", file, "--kind", "drug", "--from", "latin"},
        {"mapping", "import", file, "--kind", "drug", "--from", "national"},
        {"mapping", "import", file, "--kind", "drug", "--base", mappings},
        {"mapping", "import", mappings, "--kind", "drug"},
        {"mapping", "import", mappings, "--into", "/tmp/nowhere"},
        {"mapping", "import", file, "--kind", "drug", "--into", "/tmp/nowhere", "--valid-from", "soon"},
        {"mapping", "diff"},
        {"mapping", "diff", mappings},
        {"mapping", "diff", mappings, "v"},
        {"mapping", "diff", "v", "w", "--limit", "0"},
        {"mapping", "dry-run"},
        {"mapping", "lookup", "pill", "x"},
        {"mapping", "lookup", "drug"},
        {"mapping", "lookup", "drug", "x", "--version", "v", "--folder", mappings},
        {"mapping", "lookup", "drug", "x", "--folder", mappings, "--on", "soon"},
    };
    for (const Words& words : wrong) {
        const Outcome outcome = counter.as(maker, words);
        BOOST_CHECK_MESSAGE(outcome.status == 2, outcome.status << " for " << words.back() << ": " << outcome.err);
    }
}

BOOST_AUTO_TEST_CASE(long_work_tells_how_far_it_is_on_standard_error_unless_quiet) {
    struct Time {
        tools::Watching::Clock::time_point now{};
    };
    for (const bool terminal : {false, true}) {
        Counter counter;
        counter.world.mapping->settle("S1", second_drug);
        counter.world.mapping->workshop.hold();
        auto time = std::make_shared<Time>();
        int pauses = 0;
        counter.watching.terminal = terminal;
        counter.watching.now = [time] { return time->now; };
        counter.watching.pause = [&, time](std::chrono::milliseconds) {
            time->now += std::chrono::milliseconds(900);
            if (++pauses == 7) counter.world.mapping->workshop.let_go();
        };
        const Outcome shown = counter.as(viewer, {"mapping", "coverage"});
        BOOST_CHECK_MESSAGE(shown.status == 0, shown.err);
        const auto lines = std::ranges::count(shown.err, '\n');
        if (terminal) {
            BOOST_CHECK_MESSAGE(shown.complains("\r\x1b[Kcoverage of 30 days: 1 of 1"), shown.err);
            BOOST_CHECK(shown.err.ends_with("\r\x1b[K"));
            BOOST_CHECK_EQUAL(lines, 0);
        } else {
            BOOST_CHECK_MESSAGE(shown.complains("coverage of 30 days: 1 of 1\n"), shown.err);
            BOOST_CHECK_EQUAL(lines, 2);
        }
        counter.world.mapping->workshop.hold();
        pauses = 0;
        const Outcome quiet = counter.as(viewer, {"mapping", "coverage", "--quiet"});
        BOOST_CHECK_EQUAL(quiet.status, 0);
        BOOST_CHECK_EQUAL(quiet.err, "");
    }
}

BOOST_AUTO_TEST_CASE(a_job_that_fails_is_status_one_and_one_that_is_lost_sight_of_is_named) {
    Counter counter;
    counter.world.mapping->open_visit("bed 7", second_drug);
    const std::string sheet = sheet_of_second_drug("0.1");
    const std::string only = sheet.substr(0, sheet.find("YP002")) +
                             "YP001,阿莫西林胶囊,XJ01CAA040E001010190001,阿莫西林胶囊,101,09,01,0,-\r\n";
    const json::Value made =
        counter.json_of(maker, {"mapping", "import", counter.folder.keep("only.csv", only), "--kind", "drug",
                                "--valid-from", "2018-10-01", "--origin", "notice", "--complete"});
    const std::string version = *made.find("version")->find("id")->as_string();
    const Outcome orphans = counter.as(checker, {"mapping", "activate", version});
    BOOST_CHECK_EQUAL(orphans.status, 1);
    BOOST_CHECK_MESSAGE(orphans.complains("[GW1703]") && orphans.complains(second_drug), orphans.err);

    counter.world.mapping->workshop.hold();
    counter.watching.pause = [&](std::chrono::milliseconds) { counter.reachable = false; };
    const Outcome lost = counter.as(viewer, {"mapping", "coverage"});
    BOOST_CHECK_EQUAL(lost.status, 3);
    BOOST_CHECK_MESSAGE(lost.complains("the daemon may go on with job "), lost.err);
}
