#include "gateway/domain/calendar.hpp"
#include "tests/faults/chosen.hpp"
#include "tests/faults/small_disk.hpp"
#include "tests/faults/stage.hpp"
#include "tests/support/patience.hpp"
#include "tests/system/clearing_day.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <string_view>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// PostgreSQL's data, its write-ahead log, and the gateway's log: each on a disk that can be filled by itself.
struct Disks {
    SmallDisk data{420}, write_ahead_log{32}, log{16};
};
/// They stand before the world is made, and go after it.
Disks& disks() {
    static Disks all;
    return all;
}
const bool surrounded = [] {
    Disks& all = disks();
    const std::filesystem::path write_ahead_log = all.write_ahead_log.path() / "pg_wal";
    std::filesystem::create_directory(write_ahead_log);
    Stage::surround_the_world(all.data.path() / "pg", write_ahead_log);
    // Ends before the disks it lies on, and after every database of it.
    static const struct TakenDown {
        ~TakenDown() { Stage::take_down(); }
    } taken_down;
    World::surroundings().peers_keep_a_journal = true;
    World::surroundings().log_file = all.log.path() / "gateway.log";
    return true;
}();

/// A method of the proxy, by name. The byte counts lie inside the handshake of TLS, or behind it.
struct LineFault {
    const char* name;
    void (*put_on)(FaultProxy&);
    milliseconds lasts{1'500};
    bool spoils_bytes = false;
    bool ends_connections = false;  ///< and meets nothing where there is none
};
constexpr std::size_t in_the_handshake = 300, after_the_handshake = 6'000;
const LineFault faults[] = {
    {"refused", [](FaultProxy& line) { line.refuse(); }, milliseconds(1'500), false, true},
    {"not accepted", [](FaultProxy& line) { line.accept_nothing(); }, milliseconds(1'500), false, true},
    {"stalled", [](FaultProxy& line) { line.stall(); }, milliseconds(settle_limit_ms + 1'000)},
    {"slower by 300 ms", [](FaultProxy& line) { line.delay(milliseconds(300)); }},
    {"cut in the handshake", [](FaultProxy& line) { line.cut_after(Way::there, in_the_handshake); }},
    {"cut in the middle of a request", [](FaultProxy& line) { line.cut_after(Way::there, after_the_handshake); }},
    {"cut in the middle of an answer", [](FaultProxy& line) { line.cut_after(Way::back, after_the_handshake); }},
    {"half open, requests vanish", [](FaultProxy& line) { line.half_open(Way::there); }},
    {"half open, answers vanish", [](FaultProxy& line) { line.half_open(Way::back); }},
    {"a bit of a request flipped", [](FaultProxy& line) { line.corrupt(Way::there, after_the_handshake); },
     milliseconds(1'500), true},
    {"a bit of an answer flipped", [](FaultProxy& line) { line.corrupt(Way::back, after_the_handshake); },
     milliseconds(1'500), true},
    {"bytes of a request twice", [](FaultProxy& line) { line.duplicate(Way::there, after_the_handshake); },
     milliseconds(1'500), true},
    {"bytes of an answer twice", [](FaultProxy& line) { line.duplicate(Way::back, after_the_handshake); },
     milliseconds(1'500), true},
};

/// Every line at least once, and most faults: what every run of the tests plays.
struct FaultOfLine {
    Line line;
    std::string_view fault;
};
constexpr FaultOfLine short_form[] = {
    {Line::gateway_to_shanghai, "cut in the middle of an answer"},
    {Line::shanghai_to_gateway, "a bit of a request flipped"},
    {Line::hub_to_gateway, "cut in the middle of a request"},
    {Line::gateway_to_hub, "refused"},
    {Line::gateway_to_hub, "half open, answers vanish"},
    {Line::hospital_to_gateway, "bytes of a request twice"},
    {Line::gateway_to_core, "not accepted"},
    {Line::gateway_to_core, "slower by 300 ms"},
    {Line::gateway_to_postgres, "stalled"},
    {Line::gateway_to_postgres, "half open, requests vanish"},
    {Line::gateway_to_postgres, "half open, answers vanish"},
};

/// What else there is: an answer of our core, one kill each of three parties, three disks; in the long form five kills
/// each, and a clock.
constexpr std::size_t others_in_short_form = 7, others_in_long_form = 20;

Chosen& chosen() {
    static Chosen faults_of_this_run("GATEWAY_FAULT");
    return faults_of_this_run;
}

bool is_in_short_form(Line line, const LineFault& fault) {
    return std::ranges::any_of(short_form,
                               [&](const FaultOfLine& one) { return one.line == line && one.fault == fault.name; });
}

void hurt_line(Line line, const LineFault& fault) {
    FaultProxy& proxy = Stage::instance().line(line);
    Stage::Hurt hurt;
    hurt.name = fmt::format("{}: {}", name_of(line), fault.name);
    hurt.begin = [&] {
        if (fault.ends_connections)
            drive_until(World::instance(), [&] { return proxy.has_connections(); }, seconds(10 * tests::patience));
        fault.put_on(proxy);
    };
    hurt.end = [&] { proxy.heal(); };
    hurt.struck = [&] { return proxy.struck(); };
    hurt.lasts = fault.lasts;
    hurt.hospital_is_answered = line != Line::hospital_to_gateway;
    Stage::instance().play(std::move(hurt));
}

/// Fills the disk in the middle of the load and frees it again. What else belongs to the fault is `more`'s.
void play_on(const SmallDisk& disk, const std::string& name, const std::function<void(Stage::Hurt&)>& more) {
    if (!chosen().takes(name, true)) return;
    if (!disk.is_small()) {
        std::printf("%-58s SKIPPED: no small file system can be mounted here (%s)\n", name.c_str(),
                    disk.why_not().c_str());
        return;
    }
    OwnPostgres& postgres = Stage::instance().postgres();
    Stage::Hurt hurt;
    hurt.name = name;
    hurt.begin = [&disk] { disk.fill(); };
    hurt.end = [&] {
        disk.free_again();
        if (!postgres.is_running()) postgres.start();  // as its supervisor would
    };
    hurt.lasts = seconds(4);
    hurt.hospital_is_answered = true;
    more(hurt);
    Stage::instance().play(std::move(hurt));
}

std::size_t times_said(const std::string& text, const std::string& word) {
    std::size_t times = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + word.size()))
        ++times;
    return times;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(real_faults)

BOOST_AUTO_TEST_CASE(the_short_form_hurts_every_line_by_a_fault_that_there_is) {
    for (const Line line : all_lines)
        BOOST_TEST(std::ranges::count(short_form, line, &FaultOfLine::line) >= 1, name_of(line));
    for (const FaultOfLine& one : short_form)
        BOOST_TEST(std::ranges::count(faults, one.fault, &LineFault::name) == 1, one.fault);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_hurt_under_load_loses_doubles_and_guesses_nothing) {
    for (const Line line : all_lines)
        for (const LineFault& fault : faults) {
            const std::string name = fmt::format("{}: {}", name_of(line), fault.name);
            if (!chosen().takes(name, is_in_short_form(line, fault))) continue;
            if (line == Line::gateway_to_postgres && fault.spoils_bytes) {
                std::printf(
                    "%-58s SKIPPED: on a local socket no byte changes; over a network PostgreSQL's own TLS stands\n",
                    name.c_str());
                continue;
            }
            BOOST_TEST_CONTEXT(name) {
                hurt_line(line, fault);
            }
        }
}

BOOST_AUTO_TEST_CASE(a_residents_settlement_whose_answer_vanishes_behind_our_core_is_asked_about) {
    const std::string name = fmt::format("{}: the answer to a settlement vanishes", name_of(Line::gateway_to_core));
    if (!chosen().takes(name, true)) return;
    World& world = World::instance();
    FaultProxy& line = Stage::instance().line(Line::gateway_to_core);
    Stage::Hurt hurt;
    hurt.name = name;
    hurt.begin = [&] {
        // The line is hurt between the core's booking and its answer, which is slow enough for that: earlier, and only
        // questions without an effect would be met.
        const std::size_t before = world.booked_at("bureau-core");
        for (const char* settlement : {"2207", "2304"})
            world.fault("bureau-core", "slow_reply", settlement, settle_limit_ms / 2);
        const auto is_booked_there = [&] { return world.booked_at("bureau-core") > before; };
        drive_until(world, is_booked_there, seconds(20 * tests::patience));
        line.half_open(Way::back);
        world.no_faults();
    };
    hurt.struck = [&world] { return std::stoul(text_of(*world.ctl("status").find("backlog"), "in_doubt")); };
    hurt.end = [&line] { line.heal(); };
    hurt.lasts = milliseconds(settle_limit_ms + 500);
    hurt.hospital_is_answered = true;
    Stage::instance().play(std::move(hurt));
}

BOOST_AUTO_TEST_CASE(the_gateway_killed_under_load_takes_up_its_work_again) {
    World& world = World::instance();
    const int times = is_long_form() ? 5 : 1;
    for (int i = 0; i < times && chosen().takes("kill -9 of the gateway", true); ++i) {
        Stage::Hurt hurt;
        hurt.name = fmt::format("kill -9 of the gateway, {}", i + 1);
        hurt.begin = [&] {
            world.signal_gateway(SIGKILL);
            BOOST_TEST(world.wait_for_gateway(seconds(5)).value_or(0) == 128 + SIGKILL);
        };
        hurt.end = [&] { world.start_gateway(); };
        hurt.lasts = milliseconds(300 + 200 * i);
        BOOST_TEST_CONTEXT(hurt.name) {
            Stage::instance().play(std::move(hurt));
        }
    }
}

BOOST_AUTO_TEST_CASE(postgresql_killed_under_load_is_found_again) {
    OwnPostgres& postgres = Stage::instance().postgres();
    const int times = is_long_form() ? 5 : 1;
    for (int i = 0; i < times && chosen().takes("kill -9 of PostgreSQL", true); ++i) {
        std::size_t processes = 0;
        Stage::Hurt hurt;
        hurt.name = fmt::format("kill -9 of PostgreSQL, {}", i + 1);
        hurt.begin = [&] { processes = static_cast<std::size_t>(postgres.kill_all()); };
        hurt.end = [&] { postgres.start(); };
        hurt.struck = [&] { return processes; };
        hurt.lasts = milliseconds(500);
        BOOST_TEST_CONTEXT(hurt.name) {
            Stage::instance().play(std::move(hurt));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_peers_killed_under_load_are_asked_when_they_are_back) {
    World& world = World::instance();
    const int times = is_long_form() ? 5 : 1;
    for (int i = 0; i < times && chosen().takes("kill -9 of the peers", true); ++i) {
        Stage::Hurt hurt;
        hurt.name = fmt::format("kill -9 of the peers, {}", i + 1);
        hurt.begin = [&] {
            world.signal_peers(SIGKILL);
            BOOST_TEST(world.wait_for_peers(seconds(5)).value_or(0) == 128 + SIGKILL);
        };
        hurt.end = [&] { world.start_peers(); };
        hurt.lasts = milliseconds(600);
        BOOST_TEST_CONTEXT(hurt.name) {
            Stage::instance().play(std::move(hurt));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_full_disk_of_postgresql_is_waited_for) {
    play_on(disks().data, "the disk of PostgreSQL's data is full", [](Stage::Hurt&) {});
}

BOOST_AUTO_TEST_CASE(a_full_disk_of_the_write_ahead_log_is_waited_for) {
    // PostgreSQL panics: its sessions end, and until there is room it does not come up again.
    OwnPostgres& postgres = Stage::instance().postgres();
    const auto panics = [&postgres] { return times_said(postgres.said(), "PANIC"); };
    play_on(disks().write_ahead_log, "the disk of PostgreSQL's write-ahead log is full", [&](Stage::Hurt& hurt) {
        hurt.begin = [&postgres, fill = hurt.begin] {
            fill();
            postgres.fill_its_log(32);  // it has segments in reserve
        };
        hurt.struck = [panics, before = panics()] { return panics() - before; };
    });
}

BOOST_AUTO_TEST_CASE(a_full_disk_of_the_gateways_log_stops_nobody) {
    World& world = World::instance();
    const std::filesystem::path log = World::surroundings().log_file;
    const auto be_refused = [&world] { world.send_as("expired", world.ports().local_bureau, sign_in()); };
    const auto refusals_told = [log] { return times_said(read_file(log), "connection_refused"); };
    // Whoever writes the log says on standard error what it could not write.
    const auto lines_lost = [&world] { return times_said(read_file(world.file("gateway.log")), "LOG ERROR"); };
    bool was_played = false;
    play_on(disks().log, "the disk of the gateway's log is full", [&](Stage::Hurt& hurt) {
        hurt.begin = [&world, be_refused, log, fill = hurt.begin] {
            std::filesystem::rename(log, log.string() + ".1");
            fill();
            world.signal_gateway(SIGHUP);  // opened again where no byte has room
            world.comes_true([&] { return std::filesystem::exists(log); });
            be_refused();
        };
        hurt.struck = [lines_lost, before = lines_lost()] { return lines_lost() - before; };
        was_played = true;
    });
    if (!was_played) return;
    const std::size_t before = refusals_told();
    be_refused();
    BOOST_TEST(world.comes_true([&] { return refusals_told() > before; }), "with room again the log goes on");
}

BOOST_AUTO_TEST_CASE(a_clock_that_jumps_forward_changes_nothing) {
    if (!chosen().takes("the business clock jumps", false)) return;
    World& world = World::instance();
    Stage::Hurt hurt;
    hurt.name = "the business clock jumps by hours, the peers' does not";
    const auto business_time = [&world] {
        return parse_local_time(text_of(world.ctl("status"), "business_time").substr(0, 19)).value();
    };
    hurt.begin = [&] { world.ctl("clock advance --to 2018-10-16 20:00:00"); };
    hurt.end = [] {};
    hurt.struck = [business_time, before = business_time()] {
        return static_cast<std::size_t>(business_time() - before > std::chrono::hours(1));
    };
    Stage::instance().play(std::move(hurt));
}

BOOST_AUTO_TEST_CASE(what_was_to_be_played_was_played) {
    BOOST_TEST(chosen().count() >=
               chosen().expected_at_least(std::size(short_form) + others_in_short_form,
                                          std::size(faults) * std::size(all_lines) + others_in_long_form));
}

BOOST_AUTO_TEST_CASE(whatever_was_hurt_bills_were_undone_beside_it) {
    for (const Played& row : Stage::instance().table())
        BOOST_TEST((row.undone > 0 || row.paid < Hospital::cancels_each), row.fault << ": nothing was undone");
}

BOOST_AUTO_TEST_CASE(the_day_of_all_this_closes_agreed) {
    World& world = World::instance();
    const std::string day = "2018-10-16";
    world.advance_clocks("2018-10-17 00:40:00");
    for (const auto& [platform, counterparty, direction] :
         std::initializer_list<std::tuple<const char*, const char*, const char*>>{
             {"delta", "310000", "visitor"},
             {"national", "520100", "visitor"},
             {"national", "110000", "resident_away"}}) {
        const json::Value closed = close_ours(platform, counterparty, direction, day);
        BOOST_TEST(text_of(closed, "difference_count") == "0", json::write(closed));
        check_statement(fmt::format("{}-{}-{}", platform, counterparty, direction), day, "agreed");
    }
    PeersCall closing(world, "/day/close", fmt::format(R"({{"role":"shanghai","day":"{}"}})", day));
    BOOST_TEST(text_of(closing.answer(seconds(30)), "agreed") == "true");
    check_statement("delta-310000-resident_away", day, "agreed");
    BOOST_TEST(of_statement(statement_id("delta-310000-visitor", day)) == of_book("shanghai", day, "33"));
    BOOST_TEST(of_statement(statement_id("national-520100-visitor", day)) == of_book("guiyang", day, "33"));
    BOOST_TEST(of_statement(statement_id("delta-310000-resident_away", day)) == of_book("bureau-core", day, "31"));
    BOOST_TEST(of_statement(statement_id("national-110000-resident_away", day)) == of_book("bureau-core", day, "11"));
    Stage::instance().print_table();
}

BOOST_AUTO_TEST_SUITE_END()
