// The machine's clock is stepped under the gateway alone: forward, back, over midnight and back again.
#include "gateway/domain/calendar.hpp"
#include "tests/faults/stage.hpp"
#include "tests/system/clearing_day.hpp"

#include <array>
#include <cstdio>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// What the gateway takes for the machine's wall clock; the steady clock is left alone. Peers, PostgreSQL and this test
/// have the real one.
class SteppedClock {
public:
    SteppedClock() : file_(directory_.path() / "ahead") {
        std::ofstream(file_, std::ios::binary).write("\0\0\0\0\0\0\0", sizeof(std::int64_t));
        step(start);
    }

    std::vector<std::string> environment() const {
        return {"LD_PRELOAD=" CLEARING_BINARY_DIR "/lib/stepped_clock.so", "STEPPED_CLOCK=" + file_.string()};
    }
    void step(hours by) {
        ahead_ += by;
        const std::int64_t nanoseconds = ahead_.count();
        std::fstream(file_, std::ios::binary | std::ios::in | std::ios::out)
            .write(reinterpret_cast<const char*>(&nanoseconds), sizeof nanoseconds);
    }

private:
    /// Ahead from the beginning: put back, it must not come to before the certificates were made.
    static constexpr hours start{24};

    TemporaryDirectory directory_;
    std::filesystem::path file_;
    std::chrono::nanoseconds ahead_{0};
};

SteppedClock& machine() {
    static SteppedClock clock;
    return clock;
}

#ifdef CLEARING_TEST_IS_SLOW
const char* const why_skipped = "the sanitizers have a hand on the clock's functions themselves";
#else
const char* const why_skipped = nullptr;
#endif

const bool surrounded = [] {
    static const TemporaryDirectory home;
    std::filesystem::permissions(home.path(), std::filesystem::perms::others_exec, std::filesystem::perm_options::add);
    Stage::surround_the_world(home.path() / "pg");
    static const struct TakenDown {
        ~TakenDown() { Stage::take_down(); }
    } taken_down;
    World::surroundings().days_close_by_themselves = true;
    if (why_skipped == nullptr) World::surroundings().gateway_environment = machine().environment();
    return true;
}();

/// Skipped aloud, rather than being left out unseen.
struct Steps {
    Steps() {
        if (why_skipped != nullptr) std::printf("the machine's clock is stepped: SKIPPED: %s\n", why_skipped);
    }

    /// Business time as the gateway tells it.
    static Instant business_time() {
        return parse_local_time(text_of(World::instance().ctl("status"), "business_time")).value();
    }

    /// A step under load, with answers of Shanghai lost around it: settlements in doubt, with leases and back-off, live
    /// through it.
    void play(std::string name, std::function<void()> step) {
        FaultProxy& line = Stage::instance().line(Line::gateway_to_shanghai);
        Stage::Hurt hurt;
        hurt.name = std::move(name);
        hurt.begin = [&line, step = std::move(step)] {
            line.cut_after(Way::back, 6'000);
            World& world = World::instance();
            drive_until(world, [&] { return line.struck() > 0; }, seconds(5));
            step();
        };
        hurt.struck = [&line] { return line.struck(); };
        hurt.end = [&line] { line.heal(); };
        // Over midnight a reverse comes too late and is a cancel of another day: what is undone here is not of one day.
        hurt.hospital_undoes = false;
        Stage::instance().play(std::move(hurt));
    }

    static bool is_told(const std::string& alarm) {
        const json::Value alarms = World::instance().ctl("alarm list");
        return json::write(alarms).find(alarm) != std::string::npos;
    }

    /// Every flow's day closes by itself, but for Shanghai's, which is Shanghai's to close.
    static void closes(const std::string& day) {
        World& world = World::instance();
        for (const char* flow : {"delta-310000-visitor", "national-520100-visitor", "national-110000-resident_away"}) {
            const std::string id = statement_id(flow, day);
            const auto is_stated = [&] { return world.try_ctl("statement show " + id).exit_code == 0; };
            BOOST_TEST_REQUIRE(world.comes_true(is_stated, seconds(60)), id << " is made by itself");
        }
        PeersCall closing(world, "/day/close", fmt::format(R"({{"role":"shanghai","day":"{}"}})", day));
        BOOST_TEST(text_of(closing.answer(seconds(30)), "agreed") == "true");
    }

    /// What was in doubt at the first close is carried into the second: what they sum up to is the books'.
    static void state_what_the_books_hold(std::initializer_list<const char*> days) {
        const auto sum = [&days](const auto& of_day) {
            Totals all;
            for (const std::string day : days) {
                const Totals one = of_day(day);
                all.settlements += one.settlements;
                all.cancels += one.cancels;
                all.total += one.total;
                all.fund += one.fund;
                all.account += one.account;
                all.cash += one.cash;
            }
            return all;
        };
        for (const auto& [flow, book, treatment] : std::initializer_list<std::array<const char*, 3>>{
                 {"delta-310000-visitor", "shanghai", "33"},
                 {"national-520100-visitor", "guiyang", "33"},
                 {"delta-310000-resident_away", "bureau-core", "31"},
                 {"national-110000-resident_away", "bureau-core", "11"}}) {
            const Totals stated = sum([flow](const std::string& day) { return of_statement(statement_id(flow, day)); });
            const Totals booked = sum([&](const std::string& day) { return of_book(book, day, treatment); });
            std::string statements;
            for (const char* day : days)
                statements += json::write(World::instance().ctl("statement show " + statement_id(flow, day)));
            BOOST_TEST_CONTEXT(flow << ": " << statements) {
                BOOST_TEST(stated == booked);
                BOOST_TEST(stated.settlements > 0);
            }
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(the_machines_clock, Steps)

BOOST_AUTO_TEST_CASE(two_hours_forward_are_followed_at_once_and_hurt_nobody) {
    if (why_skipped != nullptr) return;
    const Instant before = business_time();
    play("the machine's clock is put two hours forward", [] { machine().step(hours(2)); });
    BOOST_TEST((business_time() >= before + hours(2)));
    BOOST_TEST(!is_told("clock_put_back"));
}

BOOST_AUTO_TEST_CASE(two_hours_back_hold_up_nothing_and_are_told) {
    if (why_skipped != nullptr) return;
    const Instant before = business_time();
    play("the machine's clock is put two hours back", [] { machine().step(hours(-2)); });
    const Instant after = business_time();
    BOOST_TEST((after > before));
    BOOST_TEST((after < before + minutes(10)), "it does not run away either");
    BOOST_TEST(World::instance().comes_true([] { return is_told("clock_put_back"); }), "somebody is told");
}

BOOST_AUTO_TEST_CASE(over_midnight_the_day_is_switched_and_closes_by_itself) {
    if (why_skipped != nullptr) return;
    World& world = World::instance();
    world.advance_clocks("2018-10-16 23:50:00");
    play("the machine's clock is put over midnight", [&world] {
        // The peers' midnight comes with it: they and we need not agree to the second, but on the day.
        world.peers("POST", "/clock/advance", R"({"to":"2018-10-17 01:50:00"})");
        machine().step(hours(4));
    });
    BOOST_TEST((local_date(business_time()) == Date::parse("2018-10-17").value()));
    closes("2018-10-16");
}

BOOST_AUTO_TEST_CASE(back_before_midnight_the_closed_day_stays_closed) {
    if (why_skipped != nullptr) return;
    const Totals closed = of_statement(statement_id("national-110000-resident_away", "2018-10-16"));
    play("the machine's clock is put back before midnight", [] { machine().step(hours(-6)); });
    BOOST_TEST((local_date(business_time()) == Date::parse("2018-10-17").value()));
    BOOST_TEST(of_book("bureau-core", "2018-10-16", "11") == closed, "nothing has come to the closed day");
    World::instance().advance_clocks("2018-10-18 00:40:00");
    closes("2018-10-17");
    state_what_the_books_hold({"2018-10-16", "2018-10-17"});
    Stage::instance().print_table();
}

BOOST_AUTO_TEST_SUITE_END()
