#include "tests/faults/kill_points.hpp"

#include "tests/faults/chosen.hpp"
#include "tests/faults/comparison.hpp"
#include "tests/faults/hospital.hpp"
#include "tests/system/claim.hpp"
#include "tests/system/clearing_day.hpp"
#include "tests/system/world.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>

#include <boost/test/results_collector.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

using namespace clearing;
using namespace clearing::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int killed = 128 + SIGKILL;
constexpr seconds time_to_die{15};

/// Everything of one kill: what is prepared before, what goes on when the process ends, what must be true after.
class Kill {
public:
    Kill(World& world, const KillPoint& point) : world_(world), point_(point) {}
    virtual ~Kill() = default;

    void run() {
        prepare();
        end_gateway();
        world_.start_gateway({std::string("GATEWAY_DIE_AT=") + point_.moment});
        begin();
        died_ = drive_until(world_, [this] { return has_died(); }, time_to_die);
        BOOST_TEST(died_, "the moment was never reached");
        end_gateway();
        world_.start_gateway();
        finish();
        BOOST_TEST(world_.comes_true([this] { return world_.unresolved() == 0; }, seconds(30)), "nothing is in doubt");
        const Findings findings = compare(read_books(world_));
        BOOST_TEST(findings.nothing(), findings.text());
    }

protected:
    virtual void prepare() = 0;
    /// Sets off what the process is to die in; need not wait for it.
    virtual void begin() = 0;
    /// The gateway is there again: whoever was left without an answer asks again.
    virtual void finish() = 0;

    /// Asks until the answer is final. A hospital whose message was reversed sends its bill again under a new id.
    Reply send_until_final(const std::string& body) {
        Reply reply;
        const bool final = world_.comes_true(
            [&] {
                reply = world_.send(body);
                return reply.is_yes() || reply.code.starts_with("GW1");
            },
            seconds(30));
        BOOST_TEST(final, "still " << reply.err_msg);
        return reply;
    }
    World& world_;
    const KillPoint& point_;

private:
    bool has_died() {
        const auto code = world_.wait_for_gateway(milliseconds(0));
        return code && *code == killed;
    }
    void end_gateway() {
        world_.signal_gateway(SIGKILL);
        world_.wait_for_gateway(seconds(5));
    }
    bool died_ = false;
};

/// Stays go over the hub, outpatients to Shanghai.
Care care_of(Flow flow) {
    switch (flow) {
        case Flow::visitor_national:
        case Flow::cancel_national:
        case Flow::reverse_national:
        case Flow::doubt_national:
            return Care::inpatient;
        default:
            return Care::outpatient;
    }
}

/// A hospital here settles one bill.
class VisitorSettles : public Kill {
public:
    VisitorSettles(World& world, const KillPoint& point) : Kill(world, point), visit_(care_of(point.flow)) {}

protected:
    void prepare() override {
        visit_.open();
        body_ = visit_.settle().text();
        booked_ = world_.booked();
    }
    void begin() override {
        if (std::string(point_.moment).starts_with("door.9001")) world_.send(sign_in());
        world_.send(body_);
    }
    void finish() override {
        Reply reply = send_until_final(body_);
        for (int messages = 1; reply.code == "GW1102" && messages < 3; ++messages)
            reply = send_until_final(body_ = visit_.settle().text());
        BOOST_TEST(reply.is_yes(), reply.err_msg);
        BOOST_TEST(world_.booked() == booked_ + 1, "the bill is booked once");
        BOOST_TEST((world_.send(body_).output == reply.output), "and answered alike for ever");
    }

    Visit visit_;
    std::string body_;
    std::size_t booked_ = 0;
};

/// … the answer is lost, and the gateway asks what became of it.
class DoubtIsResolved : public VisitorSettles {
public:
    using VisitorSettles::VisitorSettles;

protected:
    void begin() override {
        const bool delta = point_.flow == Flow::doubt_delta;
        const char* asked = delta ? "shanghai" : "hub";
        world_.fault(asked, "unavailable", delta ? "query" : "5203");
        world_.fault(asked, "drop_reply", delta ? "settle" : "2304", 1000, 1);
        world_.send(body_);
        world_.no_faults();
    }
};

/// … and what the lines of it were is told later.
class FeesAreForwarded : public VisitorSettles {
public:
    using VisitorSettles::VisitorSettles;

protected:
    void finish() override {
        VisitorSettles::finish();
        const auto is_empty = [this] { return text_of(*world_.ctl("status").find("backlog"), "outbox") == "0"; };
        BOOST_TEST(world_.comes_true(is_empty, seconds(30)), "the lines are taken in");
    }
};

/// … and cancels or reverses it.
class VisitorUndoes : public Kill {
public:
    VisitorUndoes(World& world, const KillPoint& point)
        : Kill(world, point),
          visit_(care_of(point.flow)),
          cancels_(point.flow == Flow::cancel_delta || point.flow == Flow::cancel_national) {}

protected:
    void prepare() override {
        const Message settle = visit_.open().settle();
        settled_ = settle.text();
        const Reply reply = world_.send(settled_);
        BOOST_TEST_REQUIRE(reply.is_yes(), reply.err_msg);
        id_ = text_of(*reply.output.find("setlinfo"), "setl_id");
        body_ = cancels_ ? visit_.cancel(id_).text() : visit_.reverse(settle.msgid()).text();
    }
    void begin() override { world_.send(body_); }
    void finish() override {
        Reply reply = send_until_final(body_);
        if (cancels_ && reply.code == "GW1102") reply = send_until_final(visit_.cancel(id_).text());
        BOOST_TEST(reply.is_yes(), reply.err_msg);
        const std::string state = text_of(world_.ctl("settlement show " + id_), "state");
        BOOST_TEST(state == (cancels_ ? "cancelled" : "reversed"));
    }

    Visit visit_;
    bool cancels_;
    std::string settled_, id_, body_;
};

/// … and what it clears is adjusted: asked first, then posted in both books.
class AdjustmentIsTold : public Kill {
public:
    using Kill::Kill;

protected:
    void prepare() override {
        static int adjustments = 0;
        origin_ = fmt::format("kill-{}", ++adjustments);
        order_ = fmt::format("adjustment post --settlement {} --reason deduction --origin {} --amount 1.00",
                             zhangs_settlement(), origin_);
    }
    void begin() override { world_.try_ctl(order_); }
    void finish() override {
        Ran ordered;
        const bool is_ordered = world_.comes_true([&] {
            ordered = world_.try_ctl(order_);
            return ordered.exit_code == 0;
        });
        BOOST_TEST(is_ordered, "ordered again: " << ordered.output);
        BOOST_TEST(world_.comes_true([this] { return posted_here() == 1; }, seconds(90)), "it stands here, once");
        const json::Value kept = world_.peers("GET", "/adjustments");
        BOOST_TEST(rows_of_it(*kept.find("insured")) == 1, "and there, once: " << json::write(kept));
    }

private:
    std::ptrdiff_t rows_of_it(const json::Value& rows) const {
        return std::ranges::count_if(*rows.as_array(),
                                     [this](const json::Value& row) { return text_of(row, "origin") == origin_; });
    }
    std::ptrdiff_t posted_here() {
        const json::Value listed = world_.ctl("adjustment list delta 310000 visitor 2018-10-16");
        return rows_of_it(*listed.find("adjustments"));
    }

    /// Its fund pays 1126.60: enough for all of them.
    const std::string& zhangs_settlement() {
        static const std::string id = [this] {
            // As printed it is 2.00 short and undone; the same bill settles afterwards.
            BOOST_TEST_REQUIRE(world_.play("zhang-as-printed") == "as_expected");
            const json::Value played = world_.peers("POST", "/play", R"({"story":"zhang-corrected"})");
            BOOST_TEST_REQUIRE(text_of(played, "outcome") == "as_expected", json::write(played));
            return text_of(played, "setl_id");
        }();
        return id;
    }

    std::string origin_, order_;
};

/// Another region's hospital settles a bill of one of ours, and asks again as its system does.
class ResidentSettles : public Kill {
public:
    using Kill::Kill;

protected:
    void prepare() override {}
    void begin() override {
        static int bills = 0;
        const char* story = point_.flow == Flow::resident_delta ? "resident-outpatient" : "resident-inpatient";
        playing_.emplace(world_, "/play", fmt::format(R"({{"story":"{}","bill":"KILL{}"}})", story, ++bills));
    }
    void finish() override {
        const json::Value played = playing_->answer(seconds(40));
        const std::string outcome = text_of(played, "outcome");
        // Whoever is fenced out was told so; whoever was answered has it booked: the books say the rest.
        const std::string all = json::write(played);
        // What comes after the settlement is not asked again: it met a gateway that was gone.
        const bool after_it = outcome == "unexpected at fees" || outcome == "unexpected at 2402";
        const bool known = outcome == "as_expected" || after_it || all.find("GW1102") != std::string::npos ||
                           all.find("reversed") != std::string::npos;
        BOOST_TEST(known, all);
        playing_.reset();
    }
    std::optional<PeersCall> playing_;
};

/// A day is closed. Each has a day of its own with one settlement in it; days before it are closed first.
class DayCloses : public Kill {
public:
    using Kill::Kill;

protected:
    static inline std::string today_ = "2018-10-16";
    static inline std::map<Flow, std::string> next_to_close_;

    void prepare() override {
        if (point_.flow == Flow::close_shanghais) {
            BOOST_TEST(world_.play("resident-outpatient", fmt::format(R"("bill":"DAY{}")", today_)) == "as_expected");
        } else {
            Visit visit(point_.flow == Flow::close_national ? Care::inpatient : Care::outpatient);
            const Reply reply = world_.send(visit.open().settle().text());
            BOOST_TEST_REQUIRE(reply.is_yes(), reply.err_msg);
        }
        day_ = today_;
        today_ = next_day(today_);
        world_.advance_clocks(today_ + " 00:40:00");
        std::string& next = next_to_close_.try_emplace(point_.flow, "2018-10-16").first->second;
        for (; next < day_; next = next_day(next))
            BOOST_TEST(close(next), "day " << next);
        next = today_;
    }
    void begin() override { close(day_); }
    void finish() override {
        BOOST_TEST(world_.comes_true([this] { return close(day_); }), "the day closes");
        const char* flow = point_.flow == Flow::close_delta      ? "delta-310000-visitor"
                           : point_.flow == Flow::close_national ? "national-520100-visitor"
                                                                 : "delta-310000-resident_away";
        const bool theirs = point_.flow == Flow::close_shanghais;
        const char* book = point_.flow == Flow::close_delta ? "shanghai" : theirs ? "bureau-core" : "guiyang";
        check_statement(flow, day_, "agreed");
        const Totals stated = of_statement(statement_id(flow, day_));
        BOOST_TEST(stated == of_book(book, day_, theirs ? "31" : "33"));
        BOOST_TEST(stated.settlements >= 1, "the day holds what was settled on it");
    }

    std::string day_;
    static std::string next_day(const std::string& day) {
        const std::chrono::year_month_day date{std::chrono::year(std::stoi(day.substr(0, 4))),
                                               std::chrono::month(static_cast<unsigned>(std::stoi(day.substr(5, 2)))),
                                               std::chrono::day(static_cast<unsigned>(std::stoi(day.substr(8, 2))))};
        const std::chrono::year_month_day next{std::chrono::sys_days(date) + std::chrono::days(1)};
        return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(next.year()), static_cast<unsigned>(next.month()),
                           static_cast<unsigned>(next.day()));
    }

private:
    bool close(const std::string& day) {
        if (point_.flow == Flow::close_shanghais) {
            PeersCall closing(world_, "/day/close", fmt::format(R"({{"role":"shanghai","day":"{}"}})", day));
            return text_of(closing.answer(seconds(30)), "agreed") == "true";
        }
        const bool delta = point_.flow == Flow::close_delta;
        const Ran ran =
            world_.try_ctl(fmt::format("day close --platform {} --counterparty {} --direction visitor --day {}",
                                       delta ? "delta" : "national", delta ? "310000" : "520100", day));
        return ran.exit_code == 0;
    }
};

/// … by itself, at midnight; the daemon that comes after the dead one ends what it had begun, and nobody orders it.
class DayClosesByItself : public DayCloses {
public:
    using DayCloses::DayCloses;

protected:
    void prepare() override {
        World::surroundings().days_close_by_themselves = true;
        // Whatever other flows have left open is closed before, so that the daemon dies in this day, and what is
        // settled is settled on it.
        world_.stop_gateway();
        world_.start_gateway();
        BOOST_TEST(world_.comes_true([this] { return nothing_is_due(); }, seconds(60)), "it catches up");
        Visit visit;
        const Reply reply = world_.send(visit.open().settle().text());
        BOOST_TEST_REQUIRE(reply.is_yes(), reply.err_msg);
        day_ = today_;
        today_ = next_day(today_);
    }
    bool nothing_is_due() {
        for (const json::Value& run : *world_.ctl("day schedule").find("runs")->as_array())
            if (text_of(run, "state") != "later") return false;
        return true;
    }
    void begin() override {
        try {
            world_.advance_clocks(today_ + " 00:40:00");
        } catch (const std::runtime_error&) {
            // It died of it before it had answered the order.
        }
    }
    void finish() override {
        const std::string id = statement_id("delta-310000-visitor", day_);
        const auto stated = [&] { return world_.try_ctl("statement show " + id).exit_code == 0; };
        BOOST_TEST(world_.comes_true(stated, seconds(60)), "the day closes");
        check_statement("delta-310000-visitor", day_, "agreed");
        BOOST_TEST(of_statement(id) == of_book("shanghai", day_, "33"));
        BOOST_TEST(of_statement(id).settlements >= 1, "the day holds what was settled on it");
        // The next kill closes its day by hand again.
        World::surroundings().days_close_by_themselves = false;
        world_.stop_gateway();
        world_.start_gateway();
    }
};

std::unique_ptr<Kill> kill_at(World& world, const KillPoint& point) {
    switch (point.flow) {
        case Flow::visitor_delta:
        case Flow::visitor_national:
            return std::make_unique<VisitorSettles>(world, point);
        case Flow::resident_delta:
        case Flow::resident_national:
            return std::make_unique<ResidentSettles>(world, point);
        case Flow::doubt_delta:
        case Flow::doubt_national:
            return std::make_unique<DoubtIsResolved>(world, point);
        case Flow::fees_delta:
            return std::make_unique<FeesAreForwarded>(world, point);
        case Flow::cancel_delta:
        case Flow::cancel_national:
        case Flow::reverse_delta:
        case Flow::reverse_national:
            return std::make_unique<VisitorUndoes>(world, point);
        case Flow::adjust_delta:
            return std::make_unique<AdjustmentIsTold>(world, point);
        case Flow::close_delta:
        case Flow::close_national:
        case Flow::close_shanghais:
            break;
        case Flow::schedule_delta:
            return std::make_unique<DayClosesByItself>(world, point);
    }
    return std::make_unique<DayCloses>(world, point);
}

unsigned long failures_so_far() {
    namespace unit_test = boost::unit_test;
    return unit_test::results_collector.results(unit_test::framework::current_test_case_id()).p_assertions_failed;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(kill_points_of_the_gateway)

/// GATEWAY_FAULTS=long: all of them; else those of the short form. GATEWAY_KILL: only moments that contain this.
BOOST_AUTO_TEST_CASE(wherever_the_process_ends_a_bill_is_booked_once_by_everybody_or_by_nobody) {
    World& world = World::instance();
    Chosen chosen("GATEWAY_KILL");
    for (const KillPoint& point : kill_points()) {
        const std::string name = fmt::format("{} at {}", name_of(point.flow), point.moment);
        if (!chosen.takes(name, point.in_short_form)) continue;
        BOOST_TEST_CONTEXT("killed in " << name) {
            const auto begun = std::chrono::steady_clock::now();
            std::printf("kill %3zu  %-18s %-70s", chosen.count(), name_of(point.flow), point.moment);
            std::fflush(stdout);
            const auto failures = failures_so_far();
            kill_at(world, point)->run();
            const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
            std::printf(" %s %5lld ms\n", failures_so_far() == failures ? "equal " : "FAILED",
                        static_cast<long long>(took.count()));
        }
    }
    BOOST_TEST(chosen.count() >= chosen.expected_at_least(20, 170));
}

BOOST_AUTO_TEST_SUITE_END()
