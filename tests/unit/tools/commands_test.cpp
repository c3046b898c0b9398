#include "tests/unit/tools/terminal.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <streambuf>

#include <boost/test/unit_test.hpp>
#include <sys/stat.h>

using namespace clearing;
using namespace clearing::test;

namespace {

Terminal with_books() {
    Terminal terminal;
    terminal.world.mapping->begin();
    terminal.world.settlements.records = {booked("A"), booked("B")};
    terminal.world.days.rows = {{zhang_day(), DayState::agreed, {}}};
    terminal.world.days.differences_of[zhang_day()] = zhang_statement().differences;
    terminal.world.days.balance = zhang_statement().trial_balance;
    terminal.world.days.statements_made = {zhang_statement()};
    terminal.world.details.lines[zhang_day()] = {zhang_line()};
    terminal.world.closing.outcome = zhang_statement();
    terminal.world.peers.known.push_back(shanghai());
    terminal.world.peers.held.push_back({"gateway", "330200", "gateway", "ab12", {}, 12, true});
    terminal.world.status.raised.push_back({7, "A", "a late yes", {}});
    terminal.world.doubts.rows = {in_doubt("C")};
    terminal.world.outbox.rows = {outbox_row(12, ports::OutboxState::parked)};
    terminal.world.schedule.planned = {planned_close()};
    terminal.world.deliveries.states = {webhook_that_is_away()};
    terminal.world.audit.events.push_back({{}, "clock_advanced", "operator", "s", "d"});
    terminal.world.differences->open_case(7);
    return terminal;
}

const std::vector<std::string> day_options{"--platform",  "delta",   "--counterparty", "310000",
                                           "--direction", "visitor", "--day",          "2018-10-16"};

std::vector<std::string> joined(std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

const std::string zhang_id = "330200-delta-310000-visitor-2018-10-16";

/// Every command that talks to the daemon, with what it must have in its answer for people.
const std::vector<std::pair<std::vector<std::string>, std::string>>& online_commands() {
    static const std::vector<std::pair<std::vector<std::string>, std::string>> commands{
        {{"status"}, "in doubt 结果未知"},
        {{"settlement", "list"}, "已结算"},
        {{"settlement", "show", "A"}, "章*"},
        {{"day", "list"}, "310000"},
        {joined({"day", "show"}, day_options), "试算平衡"},
        {joined({"day", "close"}, day_options), "清算对账单"},
        {joined({"reconcile", "show"}, day_options), "总额不符"},
        {{"difference", "list"}, "2018-10-16"},
        {joined({"reconcile", "run"}, day_options), "the day is equal"},
        {{"difference", "cases", "--state", "open"}, "待人工处理"},
        {{"difference", "show", "7"}, "lines of one key"},
        {{"difference", "assign", "7", "li"}, "li"},
        {{"difference", "note", "7", "asked by telephone"}, "noted"},
        {{"difference", "resolve", "7", "--reason", "theirs was the double"}, "已处理"},
        {{"calendar", "show", "--year", "2018"}, "国办发明电〔2017〕12号"},
        {{"day", "schedule"}, "delta/310000/visitor/2018-10-16"},
        {{"alarm", "deliveries"}, "webhook"},
        {{"calendar", "check"}, "the calendar is in order"},
        {{"calendar", "deadline", "to_finance", "--from", "2018-09-28"}, "2018-10-10"},
        {{"statement", "list"}, "应收 1126.60"},
        {{"statement", "list", "--month", "2018-10"}, "2018-10-17 is not begun"},
        {{"statement", "show", zhang_id}, "账平"},
        {{"statement", "export", zhang_id}, "对账单号,"},
        {{"statement", "revisions", zhang_id}, "no revision"},
        {{"statement", "revise", zhang_id}, "made"},
        {{"peer", "list"}, "shanghai"},
        {{"peer", "forwarding", "shanghai", "off"}, "forwarding to shanghai is off"},
        {{"cert", "list"}, "ab12"},
        {{"alarm", "list"}, "a late yes"},
        {{"alarm", "acknowledge", "7"}, "alarm 7 acknowledged by operator"},
        {{"doubt", "list"}, "00:01:30"},
        {{"outbox", "list", "--state", "parked"}, "GW1203"},
        {{"outbox", "resume", "--no", "12"}, "1 to be sent again"},
        {{"audit", "tail", "--limit", "5"}, "clock_advanced"},
        {{"clock", "advance", "--to", "2018-10-17 00:05:00"}, "2018-10-17 00:05:00"},
    };
    return commands;
}

/// A disk that takes so many bytes, and loses what is left when it is flushed.
class FullDisk final : public std::streambuf {
public:
    explicit FullDisk(std::streamsize room) : room_(room) {}

private:
    int_type overflow(int_type byte) override { return room_-- > 0 ? byte : traits_type::eof(); }
    std::streamsize xsputn(const char*, std::streamsize size) override {
        const std::streamsize taken = std::min(size, room_);
        room_ -= taken;
        return taken;
    }
    int sync() override { return room_ > 0 ? 0 : -1; }

    std::streamsize room_;
};

Outcome run_onto(std::streambuf& disk, std::vector<std::string> words) {
    Terminal terminal = with_books();
    std::ostream out(&disk);
    std::ostringstream err;
    const auto connect = [&](const tools::Target&) -> std::expected<std::unique_ptr<tools::Connection>, std::string> {
        return std::make_unique<InMemory>(terminal.world, terminal.uid);
    };
    const int status = tools::run(std::move(words), out, err, connect, terminal.watching);
    return {status, "", err.str()};
}

std::uint32_t allowed_uid(const std::vector<std::string>& command) {
    const std::string& verb = command[1 % command.size()];
    for (const char* of_makers : {"close", "run", "assign", "note", "revise"})
        if (verb == of_makers) return 2;
    if (verb == "resolve") return 4;
    for (const char* of_operators : {"advance", "forwarding", "acknowledge", "resume"})
        if (verb == of_operators) return 3;
    return 1;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_command_reads_for_people_and_for_programs) {
    for (const auto& [command, expected] : online_commands()) {
        Terminal terminal = with_books();
        terminal.uid = allowed_uid(command);
        const Outcome people = terminal.run(command);
        BOOST_CHECK_MESSAGE(people.status == 0, command[0] << ": " << people.err);
        BOOST_CHECK_MESSAGE(people.says(expected), command[0] << " lacks " << expected << ":\n" << people.out);

        Terminal again = with_books();
        again.uid = allowed_uid(command);
        std::vector<std::string> before = command, after = command;
        before.insert(before.begin(), "--json");
        after.emplace_back("--json");
        const Outcome programs = again.run(before);
        if (command[1 % command.size()] != "export")
            BOOST_CHECK_MESSAGE(json::parse(programs.out), command[0] << ":\n" << programs.out);
        Terminal third = with_books();
        third.uid = allowed_uid(command);
        const Outcome same = third.run(after);
        BOOST_CHECK_EQUAL(same.out, programs.out);
    }
}

BOOST_AUTO_TEST_CASE(every_command_has_help_that_needs_no_daemon) {
    Terminal terminal;
    terminal.reachable = false;
    for (const auto& [command, expected] : online_commands()) {
        std::vector<std::string> words{command[0]};
        if (command.size() > 1) words.push_back(command[1]);
        words.emplace_back("--help");
        const Outcome help = terminal.run(words);
        BOOST_CHECK_MESSAGE(help.status == 0 && help.says("Usage"), command[0] << ": " << help.out << help.err);
    }
    const Outcome help = terminal.run({"--help"});
    for (const char* word : {"migrate", "mapping", "config", "settlement", "Exit status"})
        BOOST_CHECK_MESSAGE(help.says(word), word);
}

BOOST_AUTO_TEST_CASE(a_daemon_that_cannot_be_reached_is_status_three) {
    for (const auto& [command, expected] : online_commands()) {
        Terminal terminal;
        terminal.reachable = false;
        const Outcome outcome = terminal.run(command);
        BOOST_CHECK_EQUAL(outcome.status, 3);
        BOOST_CHECK(outcome.err.find("cannot reach the daemon: no such file") != std::string::npos);
        BOOST_CHECK(outcome.out.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_refusal_is_status_one_with_its_code_in_both_languages) {
    Terminal terminal = with_books();
    const Outcome outcome = terminal.run({"settlement", "show", "none"});
    BOOST_CHECK_EQUAL(outcome.status, 1);
    BOOST_CHECK_MESSAGE(outcome.err.find("[GW1701]") != std::string::npos, outcome.err);
    const Outcome programs = terminal.run({"--json", "settlement", "show", "none"});
    BOOST_CHECK_EQUAL(programs.status, 1);
    BOOST_CHECK(programs.says("\"GW1701\""));
    BOOST_CHECK_EQUAL(terminal.run(joined({"day", "close"}, day_options)).status, 1);
    BOOST_CHECK(terminal.world.closing.ordered.empty());
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_status_two) {
    Terminal terminal = with_books();
    const std::vector<std::vector<std::string>> wrong{
        {},
        {"settle"},
        {"settlement"},
        {"settlement", "show"},
        {"day", "close", "--platform", "delta"},
        {"day", "show", "--platform", "delta", "--counterparty", "310000", "--direction", "up", "--day", "2018-10-16"},
        {"statement", "export", zhang_id, "--format", "xlsx"},
        {"status", "--cert", "x"},
        {"status", "--url", "https://h:8443"},
        {"status", "--url", "https://h:8443", "--cert", "c", "--key", "k", "--ca", "a"},
        {"clock", "advance"},
        {"outbox", "resume"},
        {"outbox", "resume", "--no", "12", "--peer", "shanghai"},
        {"outbox", "resume", "--no", "twelve"},
        {"outbox", "resume", "--peer", ""},
        {"peer", "forwarding", "shanghai"},
        {"peer", "forwarding", "shanghai", "maybe"},
        {"alarm", "acknowledge"},
        {"alarm", "acknowledge", "0"},
        {"settlement", "list", "--state", "doubtful"},
        {"settlement", "list", "--direction", "up"},
        {"settlement", "list", "--limit", "0"},
        {"difference", "cases", "--state", "closed"},
        {"difference", "cases", "--kind", "colour"},
        {"difference", "resolve", "7", "--reason", "r", "--suspend"},
        {"difference", "resolve", "7", "--reason", "r", "--raise"},
        {"outbox", "list", "--state", "lost"},
        {"alarm", "list", "--limit", "many"},
        {"statement", "list", "--kind", "year"},
        {"payment", "list", "--direction", "sideways"},
        {"adjustment", "list", "delta", "310000", "sideways", "2018-10-16"},
        {"adjustment", "offers", "--state", "lost"},
        {"adjustment", "give-up", "first"},
        {"adjustment", "post", "--settlement", "A", "--reason", "because", "--origin", "f1", "--amount", "1.00"},
    };
    for (const auto& words : wrong)
        BOOST_CHECK_EQUAL(terminal.run(words).status, 2);
}

BOOST_AUTO_TEST_CASE(a_list_with_open_outcomes_says_where_they_are_followed) {
    Terminal terminal = with_books();
    BOOST_CHECK(!terminal.run({"settlement", "list"}).says("doubt list"));
    terminal.world.settlements.records.front().state = SettlementState::reversing;
    BOOST_CHECK(terminal.run({"settlement", "list"}).says("gatewayctl doubt list"));
}

BOOST_AUTO_TEST_CASE(a_case_shows_its_day_its_next_try_and_its_deadline) {
    Terminal terminal = with_books();
    const Outcome one = terminal.run({"difference", "show", "7"});
    for (const char* part : {"清算对方", "310000", "平台", "delta", "外来就医", "逾期"})
        BOOST_CHECK_MESSAGE(one.says(part), part << " lacks in\n" << one.out);
    const Outcome list = terminal.run({"difference", "cases"});
    for (const char* part : {"下次处理", "逾期", "外来就医"})
        BOOST_CHECK_MESSAGE(list.says(part), part << " lacks in\n" << list.out);
}

BOOST_AUTO_TEST_CASE(lists_of_settlements_page_or_come_whole) {
    Terminal terminal = with_books();
    const Outcome page = terminal.run({"settlement", "list", "--limit", "1", "--state", "booked"});
    BOOST_CHECK(page.says("more: --after A"));
    BOOST_CHECK(terminal.world.settlements.asked.state == SettlementState::booked);
    const Outcome whole = terminal.run({"--json", "settlement", "list", "--all"});
    const auto value = json::parse(whole.out);
    BOOST_REQUIRE(value);
    BOOST_CHECK_EQUAL(value->find("settlements")->as_array()->size(), 2);
    BOOST_CHECK(value->find("next")->is_null());
}

BOOST_AUTO_TEST_CASE(nothing_found_is_said) {
    Terminal terminal;
    BOOST_CHECK_EQUAL(terminal.run({"settlement", "list"}).out, "（无）\n");
    BOOST_CHECK_EQUAL(terminal.run({"settlement", "list"}).status, 0);
}

BOOST_AUTO_TEST_CASE(a_statement_is_exported_to_a_file_that_is_whole_or_the_old_one) {
    Terminal terminal = with_books();
    std::string pattern = "/tmp/export-test-XXXXXX";
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    const std::filesystem::path file = folder / "statement.csv";
    const Outcome done = terminal.run({"statement", "export", zhang_id, "--out", file.string(), "--bom"});
    BOOST_CHECK_EQUAL(done.status, 0);
    std::ifstream stream(file);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    BOOST_CHECK(content.starts_with("\xEF\xBB\xBF对账单号"));
    BOOST_CHECK(!std::filesystem::exists(file.string() + ".part"));

    BOOST_CHECK_EQUAL(terminal.run({"statement", "export", "none", "--out", file.string()}).status, 1);
    BOOST_CHECK(std::filesystem::file_size(file) == content.size());
    BOOST_CHECK_EQUAL(terminal.run({"statement", "export", zhang_id, "--out", "/proc/nowhere/x"}).status, 1);
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_never_replaced_by_one) {
    Terminal terminal = with_books();
    std::string pattern = "/tmp/export-test-XXXXXX";
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    const auto refuses = [&](const std::filesystem::path& target, std::string_view reason) {
        const Outcome refused = terminal.run({"statement", "export", zhang_id, "--out", target.string()});
        BOOST_CHECK_EQUAL(refused.status, 1);
        BOOST_CHECK_MESSAGE(refused.complains(reason), refused.err);
        BOOST_CHECK(!std::filesystem::exists(target.string() + ".part"));
    };
    const std::filesystem::path pipe = folder / "pipe";
    BOOST_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
    refuses(pipe, "no regular file");
    BOOST_CHECK(std::filesystem::is_fifo(pipe));
    refuses(folder, "no regular file");
    std::filesystem::create_symlink(pipe, folder / "to-a-pipe");
    refuses(folder / "to-a-pipe", "no regular file");
    std::filesystem::create_symlink(folder / "nothing", folder / "to-nothing");
    refuses(folder / "to-nothing", "leads nowhere");
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(a_link_stays_one_and_the_file_behind_it_is_written) {
    Terminal terminal = with_books();
    std::string pattern = "/tmp/export-test-XXXXXX";
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder / "filed");
    std::ofstream(folder / "filed/day.csv") << "old";
    std::filesystem::create_symlink("filed/day.csv", folder / "latest.csv");
    const Outcome done = terminal.run({"statement", "export", zhang_id, "--out", (folder / "latest.csv").string()});
    BOOST_CHECK_MESSAGE(done.status == 0, done.err);
    BOOST_CHECK(std::filesystem::is_symlink(folder / "latest.csv"));
    std::ifstream stream(folder / "filed/day.csv");
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    BOOST_CHECK(content.starts_with("对账单号"));
    std::filesystem::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(output_that_is_lost_is_no_success) {
    const std::vector<std::vector<std::string>> printing{
        {"statement", "export", zhang_id}, {"settlement", "list", "--all"}, {"--json", "status"}, {"--help"}};
    for (const auto& words : printing)
        for (const std::streamsize room : {0, 10}) {
            FullDisk disk(room);
            const Outcome lost = run_onto(disk, words);
            BOOST_CHECK_MESSAGE(lost.status == 1, words[0] << ": " << lost.status);
            BOOST_CHECK_MESSAGE(lost.complains("standard output cannot be written"), lost.err);
        }
    FullDisk large(1 << 20);
    BOOST_CHECK_EQUAL(run_onto(large, {"statement", "export", zhang_id}).status, 0);
}

BOOST_AUTO_TEST_CASE(a_url_lacks_what_says_who_calls) {
    Terminal terminal = with_books();
    const Outcome outcome = terminal.run({"--url", "https://h:8443", "status"});
    BOOST_CHECK_MESSAGE(outcome.complains("--url requires --"), outcome.err);
    BOOST_CHECK_EQUAL(outcome.status, 2);
}

BOOST_AUTO_TEST_CASE(the_program_tells_its_version) {
    Terminal terminal;
    terminal.reachable = false;
    const Outcome outcome = terminal.run({"--version"});
    BOOST_CHECK_EQUAL(outcome.status, 0);
    BOOST_CHECK_MESSAGE(outcome.out.starts_with("gatewayctl "), outcome.out);
}

BOOST_AUTO_TEST_CASE(the_target_is_the_socket_or_a_url_with_a_certificate) {
    Terminal terminal = with_books();
    terminal.run({"status", "--socket", "/tmp/x.sock"});
    BOOST_CHECK_EQUAL(terminal.asked.socket, "/tmp/x.sock");
    terminal.run({"--url", "https://h:8443", "--cert", "c", "--key", "k", "--ca", "a", "--crl", "r", "status"});
    BOOST_CHECK_EQUAL(terminal.asked.url, "https://h:8443");
    BOOST_CHECK_EQUAL(terminal.asked.certificate, "c");
    for (const char* url : {"http://h:1", "https://", "https://h:x", "h:8443", "https://h/path"})
        BOOST_CHECK_MESSAGE(
            !tools::connect({.socket = {}, .url = url, .certificate = {}, .key = {}, .ca = {}, .crl = {}}), url);
}

BOOST_AUTO_TEST_CASE(ids_with_odd_characters_stay_one_segment_of_the_path) {
    BOOST_CHECK_EQUAL(tools::path_segment("a/b?c=中 %"), "a%2Fb%3Fc%3D%E4%B8%AD%20%25");
    Terminal terminal = with_books();
    BOOST_CHECK_EQUAL(terminal.run({"settlement", "show", "../days"}).status, 1);
}

BOOST_AUTO_TEST_CASE(a_real_socket_that_is_not_there_is_status_three) {
    std::ostringstream out, err;
    BOOST_CHECK_EQUAL(tools::run({"status", "--socket", "/tmp/no-such-gateway.sock"}, out, err, tools::connect), 3);
    BOOST_CHECK(err.str().find("cannot reach the daemon") != std::string::npos);
}
