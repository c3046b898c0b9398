#include "gateway/tools/mapping_offline.hpp"
#include "tests/unit/api/fake_mapping.hpp"
#include "tests/unit/tools/offline_run.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using test::Outcome;
using test::run_offline;

namespace {

namespace fs = std::filesystem;

const std::string reviewed = std::string(CLEARING_SOURCE_DIR) + "/mappings";

struct Folder {
    Folder() {
        std::string pattern = "/tmp/mapping-folders-XXXXXX";
        path = ::mkdtemp(pattern.data());
    }
    ~Folder() { fs::remove_all(path); }

    std::string at(const std::string& name) const { return (path / name).string(); }
    std::string keep(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
        return at(name);
    }
    std::string copy_of_the_reviewed() const {
        fs::copy(reviewed, path / "copy", fs::copy_options::recursive);
        return at("copy");
    }
    fs::path path;
};

std::string text_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> import_words(const std::string& sheet, const std::string& base, const std::string& into) {
    return {"mapping",  "import", sheet, "--kind", "drug", "--valid-from", "2018-10-16", "--origin",
            "notice 7", "--base", base,  "--into", into};
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_reviewed_mappings_are_in_order) {
    const Outcome outcome = run_offline({"mapping", "check", reviewed});
    BOOST_CHECK_MESSAGE(outcome.status == 0, outcome.out);
    BOOST_CHECK_MESSAGE(outcome.out.ends_with("mappings are in order\n"), outcome.out);
    const Outcome programs = run_offline({"mapping", "check", reviewed, "--json"});
    BOOST_CHECK_MESSAGE(programs.out.starts_with("{\"findings\":[],\"notices\":["), programs.out);
}

BOOST_AUTO_TEST_CASE(a_fault_in_a_table_is_named_with_file_and_line_and_is_status_one) {
    Folder folder;
    const std::string copy = folder.copy_of_the_reviewed();
    std::ofstream(fs::path(copy) / "routes.tsv", std::ios::app) << "no such row\n";
    const Outcome outcome = run_offline({"mapping", "check", copy});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK_MESSAGE(outcome.says("routes.tsv:"), outcome.out);
    BOOST_CHECK_EQUAL(run_offline({"--json", "mapping", "check", copy}).out.find("{\"findings\":["), 0);
}

BOOST_AUTO_TEST_CASE(files_that_are_not_there_are_all_named) {
    Folder folder;
    const tables::Findings findings = tools::check_mappings(folder.path);
    BOOST_CHECK_EQUAL(findings.sentences().size(), mapping::table_files().size());
    for (const std::string& finding : findings.sentences())
        BOOST_CHECK_MESSAGE(finding.ends_with(".tsv: cannot be read"), finding);
    BOOST_CHECK_EQUAL(run_offline({"mapping", "check", folder.path.string()}).status, 1);
}

BOOST_AUTO_TEST_CASE(a_sheet_is_put_over_a_folder_into_another_one) {
    Folder folder;
    const std::string sheet = folder.keep("sheet.csv", test::sheet_of_second_drug("0.1"));
    const std::string into = folder.at("new");
    const Outcome made = run_offline(import_words(sheet, reviewed, into));
    BOOST_REQUIRE_MESSAGE(made.status == 0, made.err);
    BOOST_CHECK_MESSAGE(made.says("替换 replaced"), made.out);
    for (const std::string& file : mapping::table_files())
        BOOST_CHECK_MESSAGE(fs::exists(fs::path(into) / file), file);
    BOOST_CHECK_EQUAL(run_offline({"mapping", "check", into}).status, 0);

    const Outcome diff = run_offline({"mapping", "diff", reviewed, into});
    BOOST_CHECK_EQUAL(diff.status, 1);
    BOOST_CHECK_MESSAGE(diff.says("drugs.tsv: 1 added, 0 removed, 1 ended, 0 changed"), diff.out);
    const Outcome again = run_offline(import_words(sheet, into, into));
    BOOST_CHECK_MESSAGE(again.status == 0, again.err);
    BOOST_CHECK_EQUAL(run_offline({"mapping", "diff", into, into}).status, 0);
    const Outcome programs = run_offline({"--json", "mapping", "diff", reviewed, into});
    BOOST_CHECK_EQUAL(programs.status, 1);
    BOOST_CHECK(json::parse(programs.out)->find("files"));

    const std::vector<std::string> lookup{"mapping", "lookup", "drug", "YP002", "--folder", into, "--on"};
    std::vector<std::string> before = lookup, after = lookup;
    before.emplace_back("2018-10-15");
    after.emplace_back("2018-10-16");
    BOOST_CHECK_MESSAGE(run_offline(before).says("0.05"), run_offline(before).out);
    BOOST_CHECK(run_offline(after).says("0.1\n"));
    after.emplace_back("--json");
    const auto answer = json::parse(run_offline(after).out);
    BOOST_REQUIRE(answer);
    BOOST_CHECK_EQUAL(*answer->find("outcome")->as_string(), "mapped");
}

BOOST_AUTO_TEST_CASE(a_sheet_in_gb18030_is_read_and_said_to_be) {
    Folder folder;
    // 头孢呋辛酯片 in GB18030.
    const std::string name = "\xcd\xb7\xe6\xdf\xdf\xbb\xd0\xc1\xf5\xa5\xc6\xac";
    std::string sheet = test::sheet_of_second_drug("0.1");
    for (std::size_t at; (at = sheet.find("头孢呋辛酯片")) != std::string::npos;)
        sheet.replace(at, std::string_view("头孢呋辛酯片").size(), name);
    const Outcome made = run_offline(import_words(folder.keep("sheet.csv", sheet), reviewed, folder.at("new")));
    BOOST_REQUIRE_MESSAGE(made.status == 0, made.err);
    BOOST_CHECK_MESSAGE(made.says("GB18030"), made.out);
    BOOST_CHECK(text_of(folder.path / "new" / "drugs.tsv").find("头孢呋辛酯片") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_refused_sheet_writes_nothing_and_names_its_rows) {
    Folder folder;
    const std::string copy = folder.copy_of_the_reviewed();
    const std::string before = text_of(fs::path(copy) / "drugs.tsv");
    const std::string sheet = folder.keep("sheet.csv", test::sheet_of_second_drug("7"));
    const Outcome refused = run_offline(import_words(sheet, copy, copy));
    BOOST_CHECK_EQUAL(refused.status, 1);
    BOOST_CHECK_MESSAGE(refused.complains("  row 2: "), refused.err);
    BOOST_CHECK_EQUAL(text_of(fs::path(copy) / "drugs.tsv"), before);
    BOOST_CHECK_EQUAL(run_offline(import_words(sheet, copy, folder.at("new"))).status, 1);
    BOOST_CHECK(!fs::exists(folder.path / "new"));
    std::vector<std::string> for_programs = import_words(sheet, copy, copy);
    for_programs.emplace_back("--json");
    const auto answer = json::parse(run_offline(for_programs).out);
    BOOST_REQUIRE(answer);
    BOOST_CHECK(answer->find("error")->find("fields"));
    BOOST_CHECK_EQUAL(run_offline(import_words("/nowhere.csv", copy, copy)).status, 1);
    BOOST_CHECK_EQUAL(run_offline(import_words(sheet, "/nowhere", copy)).status, 1);
}

BOOST_AUTO_TEST_CASE(folders_that_cannot_be_read_are_trouble_for_a_diff_and_a_refusal_for_a_lookup) {
    Folder folder;
    const Outcome diff = run_offline({"mapping", "diff", reviewed, folder.path.string()});
    BOOST_CHECK_EQUAL(diff.status, 2);
    BOOST_CHECK_MESSAGE(diff.complains("drugs.tsv: cannot be read"), diff.err);
    BOOST_CHECK_EQUAL(run_offline({"mapping", "lookup", "drug", "YP002", "--folder", folder.path.string()}).status, 1);
}
