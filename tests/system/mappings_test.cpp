// The change control of the tables over the daemon's own doors: who may put which version in force, what is refused,
// what a restart keeps.
#include "tests/system/mapping_desk.hpp"

#include <algorithm>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

using namespace clearing;
using namespace clearing::test;

namespace {

const Desk maker("finance-maker"), checker("finance-checker");

/// A visit registered, with the doubled bill uploaded.
struct Upload {
    Visit visit;
    Reply reply;

    Upload() {
        World& world = World::instance();
        visit.open();
        visit.bill += "-D";
        reply = world.send(doubled_lines(visit).text());
        BOOST_TEST_REQUIRE(reply.is_yes(), reply.err_msg);
    }
    std::string settle(Ratios ratios) const {
        const Reply settled = World::instance().send(doubled_claim(visit, ratios).text());
        BOOST_TEST_REQUIRE(settled.is_yes(), settled.err_msg);
        return text_of(*settled.output.find("setlinfo"), "setl_id");
    }
};

const json::Value* find_row(const json::Value& list, std::string_view name, const std::string& text) {
    const auto& rows = *list.as_array();
    const auto found = std::ranges::find_if(rows, [&](const json::Value& row) { return text_of(row, name) == text; });
    return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string> texts(const json::Value& list) {
    std::vector<std::string> found;
    for (const json::Value& text : *list.as_array())
        found.push_back(*text.as_string());
    return found;
}

void check_diff(const std::string& version) {
    const Said diff = checker.ask({"diff", version});
    BOOST_TEST(diff.exit_code == 1, diff.text);
    const auto& files = *diff.answer.find("files")->as_array();
    BOOST_TEST_REQUIRE(files.size() == 1U, diff.text);
    BOOST_TEST(text_of(files[0], "file") == "drugs.tsv");
    BOOST_TEST(text_of(files[0], "added") == "3");
    BOOST_TEST(text_of(files[0], "ended") == "3");
    BOOST_TEST(text_of(files[0], "removed") == "0");
}

/// The settlement would have come out with 7.20 more of first self-pay: twice 3.14 and 2.71, not 1.57 and 0.68.
void check_dry_run(const std::string& version, const std::string& settlement) {
    const json::Value report = checker.get({"dry-run", version});
    const json::Value* change = find_row(*report.find("changes"), "settlement", settlement);
    BOOST_TEST_REQUIRE(change != nullptr, json::write(report));
    const json::Value &before = *change->find("before"), &after = *change->find("after");
    BOOST_TEST(text_of(*change, "total") == "134.68");
    BOOST_TEST(text_of(before, "first_self_pay") == "4.50");
    BOOST_TEST(text_of(before, "in_scope") == "130.18");
    BOOST_TEST(text_of(after, "first_self_pay") == "11.70");
    BOOST_TEST(text_of(after, "in_scope") == "122.98");
    BOOST_TEST(text_of(*change, "would_be_stopped") == "false");
    BOOST_TEST(change->find("what")->as_array()->size() == 8U, "two sentences a line: " << json::write(*change));
}

void check_replay(const std::string& settlement, const std::string& version) {
    const json::Value replay = checker.get({"replay", settlement});
    BOOST_TEST(replay.find("differences")->as_array()->empty(), json::write(replay));
    BOOST_TEST(texts(*replay.find("versions")) == std::vector{version}, boost::test_tools::per_element());
}

/// The actions by which a version came in force, oldest first, and where each stands.
std::vector<std::string> timeline_of(const std::string& version) {
    const json::Value versions = checker.get({"versions"});
    const json::Value* found = find_row(*versions.find("versions"), "id", version);
    std::vector<std::string> lines;
    if (found != nullptr)
        for (const json::Value& activation : *found->find("activations")->as_array())
            lines.push_back(fmt::format("{} by {}: {}", text_of(activation, "action"), text_of(activation, "by"),
                                        text_of(activation, "standing")));
    return lines;
}

/// Refused by the daemon, and nothing is otherwise than before.
Said refused(const Said& said, const std::string& version) {
    BOOST_TEST(said.exit_code == 1, said.text);
    BOOST_TEST(said.code().starts_with("GW1"), said.text);
    BOOST_TEST(version_in_force() == version);
    BOOST_TEST(version_at_work() == version);
    return said;
}

std::filesystem::path code_book_of(const std::string& version) {
    return World::instance().file("code_books") / (version + ".codes");
}

/// Which file it is: another one after it was made anew.
ino_t file_number(const std::filesystem::path& path) {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

/// The daemon's business clock begins anew at the peers' whole second: not before what it has done already.
void restart() {
    World& world = World::instance();
    const std::string second = text_of(world.ctl("status"), "business_time").substr(0, 19);
    BOOST_TEST_REQUIRE(
        world.comes_true([&] { return text_of(world.peers("GET", "/clock"), "now").substr(0, 19) > second; }));
    BOOST_TEST(world.stop_gateway() == 0);
    world.start_gateway();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(system_mappings, KeptVersion)

BOOST_AUTO_TEST_CASE(a_dearer_drug_goes_from_the_makers_sheet_to_the_next_upload_and_back_again) {
    World& world = World::instance();
    const std::string settled = Upload().settle(Ratios::folder);
    const auto imports = world.audit_events("mapping_imported", "finance-maker");

    const Said imported = maker.import(dearer_sheet());
    BOOST_TEST_REQUIRE(imported.exit_code == 0, imported.text);
    const std::string version = text_of(*imported.answer.find("version"), "id");
    BOOST_TEST(text_of(*imported.answer.find("version"), "made_by") == "finance-maker");
    BOOST_TEST(text_of(*imported.answer.find("version"), "base") == before);
    BOOST_TEST(text_of(*imported.answer.find("report"), "replaced") == "3");
    BOOST_TEST(world.audit_events("mapping_imported", "finance-maker") == imports + 1);
    BOOST_TEST(version_in_force() == before, "nothing is in force before somebody else said so");
    BOOST_TEST(refused(maker.ask({"activate", version}), before).code() == "GW1702");

    check_diff(version);
    check_dry_run(version, settled);
    BOOST_TEST((ratios_of(Upload().reply) == Ratios::folder));

    const json::Value activated = checker.get({"activate", version});
    BOOST_TEST(text_of(*activated.find("activation"), "standing") == "in_force");
    BOOST_TEST(text_of(activated, "notice") == "");
    BOOST_TEST(version_at_work() == version);
    const Upload dearer;
    BOOST_TEST((ratios_of(dearer.reply) == Ratios::dearer), dearer.reply.body);
    const std::string dearly_settled = dearer.settle(Ratios::dearer);
    check_replay(settled, before);
    check_replay(dearly_settled, version);

    checker.get({"rollback"});
    BOOST_TEST(version_at_work() == before);
    BOOST_TEST((ratios_of(Upload().reply) == Ratios::folder));
    check_replay(dearly_settled, version);
    BOOST_TEST(timeline_of(version) == std::vector<std::string>{"activate by finance-checker: past"},
               boost::test_tools::per_element());
    BOOST_TEST(timeline_of(before).back() == "rollback by finance-checker: in_force");
    BOOST_TEST(world.audit_events("mapping_activated", version) == 1U);
    BOOST_TEST(world.audit_events("mapping_rolled_back", "from " + version) == 1U);
    BOOST_TEST(world.audit_events("mapping_swapped", version) == 2U, "there and back");
    BOOST_TEST(world.audit_events("api_caller_refused", "finance-maker") >= 1U);
}

BOOST_AUTO_TEST_CASE(who_is_maker_and_checker_in_one_still_needs_a_second_person) {
    World& world = World::instance();
    std::ofstream(world.file("own.csv"), std::ios::binary) << dearer_sheet();
    const json::Value made = world.ctl("mapping import " + world.file("own.csv").string() +
                                       " --kind drug --valid-from 2018-10-02 --origin own");
    const std::string version = text_of(*made.find("version"), "id");
    const Ran own = world.try_ctl("mapping activate " + version);
    BOOST_TEST(refused(said_in(own.output, own.exit_code), before).code() == "GW1702", own.output);
    checker.get({"activate", version});
    BOOST_TEST(version_at_work() == version);
}

BOOST_AUTO_TEST_CASE(a_bad_sheet_is_refused_whole_with_its_rows_by_number) {
    struct BadSheet {
        const char* what;
        std::string sheet;
        std::vector<std::string> options;
        std::vector<const char*> sentences;
    };
    const std::vector<std::string> from_october{"--valid-from", "2018-10-01"};
    const std::string fine = "YP003,XC08CAX079A010010190003,硝苯地平控释片,硝苯地平控释片,101,09,02,0.1\n";
    const std::string drug = "YP012,XA01ABD075A002010100483,甲硝唑口颊片,甲硝唑口颊片,101,09,02,";
    std::string dated_header = sheet_header, dated = fine;
    dated_header.insert(dated_header.size() - 1, ",生效日期,失效日期");
    dated.pop_back();
    const BadSheet sheets[] = {
        {"a ratio that is none", sheet_header + fine + drug + "much\n", from_october, {"row 3: "}},
        {"a ratio over one", sheet_header + fine + drug + "1.5\n", from_october, {"row 3: "}},
        {"a cell is missing", sheet_header + "YP001,XJ01CAA040E001010190001\n" + fine, from_october, {"row 2: "}},
        {"two rows are broken",
         sheet_header + fine + ",XA01ABD075A002010100483,,,101,09,02,0.2\nYP012,12345,,,101,09,02,0.2\n",
         from_october,
         {"row 3: ", "row 4: "}},
        {"neither UTF-8 nor GB18030",
         sheet_header + fine + "YP012,\xff\xff\xff,,,101,09,02,0.2\n",
         from_october,
         {"row 3"}},
        {"a code twice", sheet_header + fine + drug + "0.2\n" + fine, from_october, {"row 4: "}},
        {"overlapping dates",
         dated_header + dated + ",2017-01-01,2018-10-31\n" + dated + ",2018-10-15,\n",
         {},
         {"row 3: "}},
        {"a formula",
         sheet_header + fine + "YP012,XA01ABD075A002010100483,=1+1,甲硝唑口颊片,101,09,02,0.2\n",
         from_october,
         {"row 3: column 3"}},
        {"one of two codes of a drug, so that it is split two ways",
         sheet_header + drug + "0.2\n",
         from_october,
         {"drugs.tsv"}},
        {"no dates at all", sheet_header + fine, {}, {"row 1: "}},
        {"nothing but a header", sheet_header, from_october, {"row 1: "}},
    };
    const auto kept = versions_kept();
    const auto imports = World::instance().audit_events("mapping_imported", "");
    for (const BadSheet& bad : sheets)
        BOOST_TEST_CONTEXT(bad.what) {
            const Said said = refused(maker.import(bad.sheet, bad.options), before);
            for (const char* sentence : bad.sentences)
                BOOST_TEST(said.names(sentence), said.text);
        }
    BOOST_TEST(versions_kept() == kept);
    BOOST_TEST(World::instance().audit_events("mapping_imported", "") == imports);
}

BOOST_AUTO_TEST_CASE(a_version_is_not_activated_in_the_past_nor_one_that_nobody_made) {
    const std::string version = dearer_version();
    const Said past = refused(checker.ask({"activate", version, "--on", "2018-10-15"}), before);
    BOOST_TEST(past.names("on"), past.text);
    refused(checker.ask({"activate", "0123456789ab"}), before);
    refused(checker.ask({"activate", before}), before);
}

BOOST_AUTO_TEST_CASE(a_version_without_the_code_of_an_open_visit_is_refused_by_name_and_the_visit_can_be_settled) {
    const Upload open;
    // The whole catalog from the second of October, it says: every drug but these three ends.
    const Said made = maker.import(dearer_sheet(), {"--valid-from", "2018-10-02", "--complete"});
    BOOST_TEST_REQUIRE(made.exit_code == 0, made.text);
    const std::string version = text_of(*made.answer.find("version"), "id");
    const Said said = refused(checker.ask({"activate", version}), before);
    BOOST_TEST(said.code() == "GW1703", said.text);
    BOOST_TEST(said.names("drug XJ01CAA040E001010190001 from national to national on 2018-10-16"), said.text);
    open.settle(Ratios::folder);
}

BOOST_AUTO_TEST_CASE(a_restarted_daemon_works_with_the_activated_version_whatever_the_folder_holds) {
    World& world = World::instance();
    const std::string version = dearer_version();
    checker.get({"activate", version});
    const Upload before_it;
    restart();
    BOOST_TEST(version_in_force() == version);
    BOOST_TEST(version_at_work() == version);
    BOOST_TEST(world.log_of_gateway().contains("the folder holds version " + before));
    BOOST_TEST((ratios_of(Upload().reply) == Ratios::dearer));
    before_it.settle(Ratios::dearer);
}

BOOST_AUTO_TEST_CASE(the_codes_come_from_the_shelf_and_are_made_again_where_it_has_none_or_a_broken_one) {
    const std::string version = dearer_version();
    checker.get({"activate", version});
    const auto book = code_book_of(version);
    const ino_t made = file_number(book);
    BOOST_TEST_REQUIRE(made != 0U);
    restart();
    BOOST_TEST(file_number(book) == made, "read, not made again");
    BOOST_TEST((ratios_of(Upload().reply) == Ratios::dearer));

    const std::string good = read_file(book);
    std::string broken = good;
    broken[broken.size() / 2] ^= 1;
    for (const std::string& wrong : {broken, good.substr(0, good.size() / 2), std::string()}) {
        std::ofstream(book, std::ios::binary | std::ios::trunc) << wrong;
        restart();
        BOOST_TEST((read_file(book) == good), "made again in place of one of " << wrong.size() << " bytes");
        BOOST_TEST((ratios_of(Upload().reply) == Ratios::dearer));
    }
    std::filesystem::remove(book);
    restart();
    BOOST_TEST((read_file(book) == good), "made again");
    BOOST_TEST((ratios_of(Upload().reply) == Ratios::dearer));
}

BOOST_AUTO_TEST_SUITE_END()
