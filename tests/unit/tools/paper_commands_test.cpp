#include "gateway/tools/paper_commands.hpp"

#include "tests/unit/tools/terminal.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::test;

namespace {

const std::string month = "330200-delta-310000-visitor-2018-10";

Terminal as(std::uint32_t uid) {
    Terminal terminal;
    terminal.uid = uid;
    fill_october(terminal.world);
    return terminal;
}

std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_months_id_is_told_from_a_days) {
    BOOST_CHECK(tools::names_a_month(month));
    BOOST_CHECK(!tools::names_a_month(month + "-16"));
    BOOST_CHECK(!tools::names_a_month("2018-10"));
    BOOST_CHECK(!tools::names_a_month(""));
}

BOOST_AUTO_TEST_CASE(a_month_is_shown_printed_and_written_as_a_workbook) {
    Terminal terminal = as(1);
    BOOST_CHECK(terminal.run({"statement", "month", "2018-10"}).says("1126.60"));
    BOOST_CHECK(terminal.run({"statement", "month", "2018-10", "--json"}).says("\"net\":\"1126.60\""));
    BOOST_CHECK(terminal.run({"statement", "show", month}).says("收款通知书"));
    BOOST_CHECK(terminal.run({"statement", "export", month, "--format", "camt053"}).says("CLBD"));
    BOOST_CHECK(terminal.run({"statement", "export", month, "--detail"}).says("****1234"));

    const Outcome nowhere = terminal.run({"statement", "export", month, "--format", "xlsx"});
    BOOST_CHECK_EQUAL(nowhere.status, 2);
    BOOST_CHECK(nowhere.complains("--out"));
    const auto file = std::filesystem::temp_directory_path() / "paper_commands_test.xlsx";
    const Outcome written =
        terminal.run({"statement", "export", month, "--format", "xlsx", "--out", file.string(), "--json"});
    BOOST_CHECK_MESSAGE(written.status == 0, written.err);
    BOOST_CHECK(written.says("paper_commands_test.xlsx"));
    BOOST_CHECK(read_file(file).starts_with("PK"));
    std::filesystem::remove(file);
}

BOOST_AUTO_TEST_CASE(the_statements_of_a_month_are_listed_as_the_work_they_are) {
    Terminal terminal = as(2);
    const std::vector<std::string> listed{"statement", "list", "--month", "2018-10"};
    BOOST_CHECK(terminal.run(listed).says("待制单"));
    terminal.run({"statement", "revise", month});
    const Outcome made = terminal.run(listed);
    BOOST_CHECK_MESSAGE(made.says(month) && made.says("待复核") && made.says("1126.60") && made.says("maker"),
                        made.out);
    terminal.world.days.rows.back().state = DayState::open;
    terminal.world.days.rows[14].state = DayState::open;
    const Outcome waiting = terminal.run(listed);
    BOOST_CHECK_MESSAGE(waiting.says("未对平") && waiting.says("2018-10-30 is open (and 1 more)"), waiting.out);
    BOOST_CHECK(terminal.run({"statement", "list", "--month", "2018-10", "--kind", "day"}).says(month + "-16"));
    BOOST_CHECK(!terminal.run({"statement", "list"}).says("未对平"));
    const Outcome missing = terminal.run({"statement", "list", "--kind", "month"});
    BOOST_CHECK_EQUAL(missing.status, 1);
    BOOST_CHECK_MESSAGE(missing.complains("which month"), missing.err);
}

BOOST_AUTO_TEST_CASE(a_day_that_is_not_agreed_is_named) {
    Terminal terminal = as(1);
    terminal.world.days.rows.back().state = DayState::open;
    const Outcome refused = terminal.run({"statement", "month", "2018-10"});
    BOOST_CHECK_EQUAL(refused.status, 1);
    BOOST_CHECK(refused.complains("2018-10-31 is open"));
}

BOOST_AUTO_TEST_CASE(revised_by_one_and_released_by_another) {
    Terminal terminal = as(2);
    BOOST_CHECK(terminal.run({"statement", "revisions", month}).says("no revision"));
    BOOST_CHECK(terminal.run({"statement", "revise", month}).says("made"));
    BOOST_CHECK(terminal.run({"statement", "revise", month}).says("nothing changed"));
    const Outcome refused = terminal.run({"statement", "release", month, "--revision", "1"});
    BOOST_CHECK_EQUAL(refused.status, 1);
    terminal.uid = 4;
    const Outcome released = terminal.run({"statement", "release", month, "--revision", "1"});
    BOOST_CHECK_MESSAGE(released.status == 0, released.err);
    BOOST_CHECK(released.says("已复核"));
    BOOST_CHECK(terminal.run({"statement", "revisions", month}).says("checker"));
    const Outcome as_json = terminal.run({"statement", "revisions", month, "--json"});
    BOOST_CHECK(json::parse(as_json.out).has_value());
}
