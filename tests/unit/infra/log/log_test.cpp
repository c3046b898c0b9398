#include "gateway/infra/log/log.hpp"

#include "gateway/infra/json/value.hpp"

#include <fstream>
#include <sstream>

#include <boost/test/unit_test.hpp>

using namespace clearing;

namespace {

struct LogFile {
    LogFile() {
        std::string pattern = "/tmp/log-test-XXXXXX";
        folder = ::mkdtemp(pattern.data());
        file = folder / "gateway.log";
    }
    ~LogFile() {
        static_cast<void>(log::start({}));
        std::filesystem::remove_all(folder);
    }
    std::vector<std::string> lines() const {
        log::flush();
        std::ifstream stream(file);
        std::vector<std::string> result;
        for (std::string line; std::getline(stream, line);)
            result.push_back(line);
        return result;
    }

    std::filesystem::path folder, file;
};

json::Value parsed(const std::string& line) {
    const auto value = json::parse(line);
    BOOST_REQUIRE_MESSAGE(value, line);
    return *value;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_is_one_json_object_with_its_ids) {
    LogFile file;
    BOOST_REQUIRE(log::start({"info", "json", file.file}));
    log::info("settlement_booked",
              {{"settlement", "330200ABC"}, {"peer", std::string("shanghai")}, {"duration_ms", 12}});
    const auto lines = file.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 1);
    const json::Value line = parsed(lines[0]);
    BOOST_CHECK_EQUAL(*line.find("event")->as_string(), "settlement_booked");
    BOOST_CHECK_EQUAL(*line.find("level")->as_string(), "info");
    BOOST_CHECK_EQUAL(*line.find("settlement")->as_string(), "330200ABC");
    BOOST_CHECK_EQUAL(line.find("duration_ms")->as_number()->text, "12");
    BOOST_CHECK_EQUAL(line.find("at")->as_string()->size(), std::string("2018-10-16T09:30:00.123Z").size());
}

BOOST_AUTO_TEST_CASE(a_value_cannot_break_out_of_its_line) {
    LogFile file;
    BOOST_REQUIRE(log::start({"info", "json", file.file}));
    log::error("peer_failed", {{"reason", "\"}\n{\"event\":\"forged\"} {} %v"}});
    const auto lines = file.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 1);
    BOOST_CHECK_EQUAL(*parsed(lines[0]).find("reason")->as_string(), "\"}\n{\"event\":\"forged\"} {} %v");
}

BOOST_AUTO_TEST_CASE(a_person_in_a_free_text_does_not_reach_the_file) {
    LogFile file;
    BOOST_REQUIRE(log::start({"info", "json", file.file}));
    log::warning("peer_refused", {{"reason", "章阿姨 310101195001011234 unknown"}});
    const std::string line = file.lines().at(0);
    BOOST_CHECK(line.find("章") == std::string::npos);
    BOOST_CHECK(line.find("1950") == std::string::npos);
    BOOST_CHECK(line.find("unknown") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_below_the_level_are_left_out) {
    LogFile file;
    BOOST_REQUIRE(log::start({"warning", "text", file.file}));
    log::debug("a");
    log::info("b");
    log::warning("peer_slow", {{"peer", "shanghai"}});
    log::error("peer_gone");
    const auto lines = file.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 2);
    BOOST_CHECK(lines[0].ends_with("warning peer_slow peer=\"shanghai\""));
    BOOST_CHECK(lines[1].ends_with("peer_gone"));
}

BOOST_AUTO_TEST_CASE(after_a_rotation_lines_go_to_the_new_file) {
    LogFile file;
    BOOST_REQUIRE(log::start({"info", "json", file.file}));
    log::info("before");
    log::flush();
    std::filesystem::rename(file.file, file.folder / "old.log");
    BOOST_REQUIRE(log::reopen());
    log::info("after");
    const auto lines = file.lines();
    BOOST_REQUIRE_EQUAL(lines.size(), 1);
    BOOST_CHECK(lines[0].find("after") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_is_said_and_the_old_output_goes_on) {
    LogFile file;
    BOOST_REQUIRE(log::start({"info", "json", file.file}));
    BOOST_CHECK(!log::start({"info", "json", "/proc/nowhere/gateway.log"}));
    log::info("still_here");
    BOOST_CHECK_EQUAL(file.lines().size(), 1);
}
