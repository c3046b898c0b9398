// A hundred days close one after the other while settlements go on: nothing is lost, nothing clears twice, and both
// sides come to the same counts and amounts on every day (SETTLEMENT §3). How long an intent took, and how long the
// close itself kept anybody from the day, is printed, not judged.
#include "gateway/infra/postgres/long_work.hpp"
#include "tests/integration/postgres/books.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::postgres {
namespace {

using namespace std::chrono_literals;
using ports::awaitable;
using test::booking_of;
using test::first_day;
using test::noon;
using test::TestDatabase;
using Clock = std::chrono::steady_clock;

constexpr int closes = 100;
constexpr int desks = 12;
constexpr std::size_t connections = 8;

/// Between two settlements of a desk. None by default: as much load as the machine bears, so whoever looks at the
/// longest waits sees those for a core, too. CUT_OFF_THINK_MS=50 leaves cores free and shows the close alone.
std::chrono::milliseconds time_to_think() {
    const char* wanted = std::getenv("CUT_OFF_THINK_MS");
    return std::chrono::milliseconds(wanted == nullptr ? 0 : std::atoi(wanted));
}

const ClearingFormula formula{"all", {clearable_components.begin(), clearable_components.end()}};

// As an intent asks for the day's lock; measured by the server, so without the way there.
constexpr Sql wait_for_the_day{"test_wait_for_the_day", R"sql(
    SELECT (extract(epoch FROM clock_timestamp() - a.asked_at) * 1000000)::bigint AS waited_us
    FROM (SELECT clock_timestamp() AS asked_at OFFSET 0) a,
         LATERAL (SELECT pg_advisory_xact_lock_shared(day_lock_key('delta', '310000', 'visitor')) OFFSET 0) held)sql"};

/// A gateway's books, with the pool for whole days that the daemon has.
struct Side {
    TestDatabase database;
    Vault vault = test::example_vault();
    test::FixedClock clock;
    Pool pool{test::config_for(database.daemon_url(), connections)};
    Pool long_work{for_long_work(database.daemon_url())};
    Pool beside{test::config_for(database.daemon_url(), 1)};
    SettlementStore settlements{pool, vault};
    DayStore days{pool, long_work, clock};
};

template <class T>
T value_of(Result<T> result) {
    if (!result) throw std::runtime_error(stable_code(result.error().code) + " " + result.error().detail);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

struct Wait {
    Clock::time_point begin, end;
};

double ms(Clock::duration time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

std::string in_words(std::vector<Clock::duration> times) {
    if (times.empty()) return "none";
    std::ranges::sort(times);
    return fmt::format("{:.1f} {:.1f} {:.1f} ({} of them)", ms(times[times.size() / 2]),
                       ms(times[times.size() * 95 / 100]), ms(times.back()), times.size());
}

class CutOff {
public:
    boost::asio::io_context io;
    Side treating, insuring;

    void run() {
        for (int desk = 0; desk < desks; ++desk)
            spawn(work_at(desk));
        spawn(resolve());
        spawn(wait_for_days());
        spawn(close_all());
        const auto until = Clock::now() + 400s;
        while (running_ > 0 && Clock::now() < until && io.run_one_for(1s) > 0) {
        }
        if (thrown_) std::rethrow_exception(thrown_);
        BOOST_REQUIRE(running_ == 0);
    }

    /// Without the first switch, which every connection meets with nothing prepared.
    void print_waits() const {
        const Wait& first = switches_.front();
        std::vector<Clock::duration> at_a_switch, elsewhere, switches;
        for (const Wait& one : switches_)
            if (one.begin != first.begin) switches.push_back(one.end - one.begin);
        for (const Wait& opened : opens_) {
            const auto overlaps = [&](const Wait& one) { return one.begin < opened.end && opened.begin < one.end; };
            if (overlaps(first)) continue;
            (std::ranges::any_of(switches_, overlaps) ? at_a_switch : elsewhere).push_back(opened.end - opened.begin);
        }
        std::printf(
            "ms at the median, for 95 of 100, at the longest: an intent at a switch %s, elsewhere %s; a switch %s, "
            "the first one %.1f. The day's lock was not to be had for %.1f ms at the longest (%zu times asked "
            "for).\n",
            in_words(std::move(at_a_switch)).c_str(), in_words(std::move(elsewhere)).c_str(),
            in_words(std::move(switches)).c_str(), ms(first.end - first.begin), ms(longest_lock_), locks_asked_for_);
    }
    std::size_t settled() const { return opens_.size(); }

private:
    void spawn(awaitable<void> work) {
        ++running_;
        boost::asio::co_spawn(io, std::move(work), [this](std::exception_ptr thrown) {
            --running_;
            if (!thrown) return;
            thrown_ = thrown;
            load_is_over_ = days_are_over_ = true;
        });
    }

    awaitable<void> pause(std::chrono::milliseconds time) {
        boost::asio::steady_timer timer(io, time);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }

    /// What a close keeps from everybody, whoever else computes: the day's lock, asked for again and again.
    awaitable<void> wait_for_days() {
        while (!days_are_over_) {
            const auto waited = value_of(co_await treating.beside.read([](Session& session) -> Result<long long> {
                return session.first(wait_for_the_day)->number("waited_us");
            }));
            longest_lock_ = std::max<Clock::duration>(longest_lock_, std::chrono::microseconds(waited));
            ++locks_asked_for_;
            co_await pause(1ms);
        }
    }

    /// The intent here, then the partner's whole side: its day is the one our intent was given.
    awaitable<SettlementRecord> open_on_both(SettlementRecord record, SettlementRecord there) {
        const auto begin = Clock::now();
        auto opened = value_of(co_await treating.settlements.open(std::move(record), true));
        opens_.push_back({begin, Clock::now()});
        there.key = opened.record.key;
        there.assigned_day = opened.record.assigned_day;
        there.care = opened.record.care;
        auto opened_there = value_of(co_await insuring.settlements.open(std::move(there), false));
        auto change = booking_of(opened_there.record);
        auto booked = value_of(co_await insuring.settlements.apply(std::move(change)));
        if (!booked) throw std::runtime_error("the partner's booking was decided from something else");
        there_.insert_or_assign(opened.record.key, *booked);
        co_return opened.record;
    }

    awaitable<SettlementRecord> book(SettlementRecord intent) {
        auto change = booking_of(intent);
        change.posting_day = intent.assigned_day;
        auto booked = value_of(co_await treating.settlements.apply(std::move(change)));
        if (!booked) throw std::runtime_error("our booking was decided from something else");
        co_return *booked;
    }

    awaitable<void> work_at(int desk) {
        const auto think = time_to_think();
        for (int i = 0; !load_is_over_; ++i) {
            if (think > 0ms) co_await pause(think);
            const std::string name = fmt::format("{}-{}", desk, i);
            SettlementRecord mine = test::visitor_record(name);
            mine.care = i % 3 == 0 ? CareSetting::inpatient : CareSetting::outpatient;
            SettlementRecord intent = co_await open_on_both(std::move(mine), test::resident_record(name, first_day));
            if (i % 5 == 1) {  // the answer is lost; asked again, perhaps after the close
                auto doubtful =
                    value_of(co_await treating.settlements.apply(test::move_of(intent, SettlementState::in_doubt)));
                doubts_.push_back(doubtful.value());
                continue;
            }
            const SettlementRecord booked = co_await book(std::move(intent));
            if (i % 7 == 2) {
                SettlementRecord cancel = test::cancel_of(booked, name + "-c");
                cancel.care = booked.care;
                SettlementRecord there = test::resident_record(name + "-c", first_day);
                const SettlementRecord& original = there_.at(booked.key);
                there.kind = SettlementKind::cancel;
                there.cancels = original.no;
                there.visit = original.visit;
                there.bill = original.bill;
                there.claimed_total = -original.claimed_total;
                SettlementRecord opened = co_await open_on_both(std::move(cancel), std::move(there));
                co_await book(std::move(opened));
            }
        }
        ++desks_done_;
    }

    /// The oldest doubt is answered now and then, so that some are carried and some are not.
    awaitable<void> resolve() {
        while (!days_are_over_ || !doubts_.empty()) {
            const bool all = desks_done_ == desks;
            if (!doubts_.empty() && (all || doubts_.size() > 20)) {
                SettlementRecord doubt = std::move(doubts_.front());
                doubts_.pop_front();
                co_await book(std::move(doubt));
            } else {
                if (all && doubts_.empty()) break;
                co_await pause(2ms);
            }
        }
        doubts_are_over_ = true;
    }

    awaitable<ports::DayAgreement> agreement_of(const DayKey& key, const ports::DaySums& sums) {
        ports::DayAgreement agreement;
        agreement.at = noon;
        agreement.content_revision = sums.content_revision;
        agreement.day = {key, sums.carried.empty() ? DayState::agreed : DayState::agreed_with_carried_lines, noon};
        FormulasByDay formulas;
        for (const LineSums& group : sums.cleared)
            formulas.emplace(group.agreement_day, formula);
        agreement.cells = clearing_cells(sums.cleared, formulas);
        for (const StatementCell& cell : agreement.cells)
            agreement.transfers_per_cell.push_back(
                postings_of_clearing(key.direction, cell.component, cell.amount).front());
        for (const ports::CarriedRecord& carried : sums.carried)
            agreement.carried.push_back(carried.key);
        agreement.statement.id = statement_id(key, DivisionCode("330200"));
        agreement.statement.key = key;
        agreement.statement.state = agreement.day.state;
        agreement.statement.formula = formula;
        agreement.statement.clearing = agreement.cells;
        co_return agreement;
    }

    awaitable<void> close(ClearingDay day) {
        const PlatformName delta("delta");
        const DivisionCode shanghai("310000");
        const DayKey ours{delta, shanghai, Direction::visitor, day};
        const DayKey theirs{delta, shanghai, Direction::resident_away, day};
        const auto begin = Clock::now();
        value_of(co_await treating.days.switch_day(ours, noon));
        switches_.push_back({begin, Clock::now()});
        while (value_of(co_await treating.days.awaiting(ours)) > 0)
            co_await pause(1ms);
        const ports::DaySums here = value_of(co_await treating.days.sums(ours, {}));
        std::vector<SettlementKey> carried, late;
        for (const ports::CarriedRecord& one : here.carried)
            carried.push_back(one.key);
        for (const LateLine& one : here.late)
            late.push_back(one.key);
        value_of(co_await insuring.days.switch_day(theirs, noon));
        value_of(co_await insuring.days.keep_partner_close(theirs, std::move(carried), std::move(late), noon));
        const ports::DaySums there = value_of(co_await insuring.days.sums(theirs, {}));
        BOOST_TEST_CONTEXT(day.to_text()) {
            BOOST_TEST((cells_of(here.cleared) == cells_of(there.cleared)));
            BOOST_TEST(here.late.size() == there.late.size());
        }
        carried_ += here.carried.size();
        late_ += here.late.size();
        auto agreement = co_await agreement_of(ours, here);
        value_of(co_await treating.days.agree(std::move(agreement)));
        agreement = co_await agreement_of(theirs, there);
        value_of(co_await insuring.days.agree(std::move(agreement)));
    }

    awaitable<void> close_all() {
        ClearingDay day = first_day;
        for (int i = 0; i < closes && !load_is_over_; ++i, day = day.next())
            co_await close(day);
        load_is_over_ = true;
        while (!doubts_are_over_ && !days_are_over_)
            co_await pause(5ms);
        for (int i = 0; i < 2; ++i, day = day.next())  // what is left, and an empty day
            co_await close(day);
        days_are_over_ = true;
        BOOST_TEST(carried_ > 0U);
        BOOST_TEST(late_ > 0U);
    }

    std::vector<Wait> opens_, switches_;
    std::deque<SettlementRecord> doubts_;
    std::map<SettlementKey, SettlementRecord> there_;
    std::size_t carried_ = 0, late_ = 0, locks_asked_for_ = 0;
    Clock::duration longest_lock_{};
    int running_ = 0, desks_done_ = 0;
    bool load_is_over_ = false, days_are_over_ = false, doubts_are_over_ = false;
    std::exception_ptr thrown_;
};

/// Counts and amounts by the day they cleared on, however they came there.
constexpr const char* cleared_by_day = R"sql(
    SELECT string_agg(cleared_day || ' ' || lines || ' ' || total, ' ' ORDER BY cleared_day)
    FROM (SELECT cleared_day, count(*) AS lines, sum(total) AS total FROM settlement_record
          WHERE cleared_day IS NOT NULL GROUP BY cleared_day) x)sql";
constexpr const char* posted_by_day = R"sql(
    SELECT string_agg(clearing_day || ' ' || component || ' ' || amount, ' ' ORDER BY clearing_day, component)
    FROM (SELECT clearing_day, component, sum(CASE WHEN debit IN ('R2', 'P1') THEN amount ELSE -amount END) AS amount
          FROM transfer WHERE event = 'clearing_agreed' GROUP BY clearing_day, component) x)sql";

}  // namespace

BOOST_AUTO_TEST_SUITE(cut_off)

BOOST_AUTO_TEST_CASE(a_hundred_closes_under_load_lose_nothing_and_both_sides_agree) {
    CutOff story;
    story.run();
    story.print_waits();
    for (Side* side : {&story.treating, &story.insuring}) {
        const auto ask = [&](const std::string& sql) { return side->database.ask_as_owner(sql); };
        BOOST_TEST(ask("SELECT count(*) FROM settlement") == std::to_string(story.settled()));
        BOOST_TEST(ask("SELECT count(*) FROM settlement_record WHERE cleared_day IS NULL "
                       "OR state NOT IN ('booked', 'cancelled')") == "0");
        // R1 and P1 are empty: everything that was booked has cleared, once.
        BOOST_TEST(ask("SELECT count(*) FROM (SELECT component FROM transfer GROUP BY component HAVING "
                       "sum(CASE WHEN debit IN ('R1', 'P1') THEN amount ELSE 0 END) <> "
                       "sum(CASE WHEN credit IN ('R1', 'P1') THEN amount ELSE 0 END)) x") == "0");
        BOOST_TEST(ask("SELECT count(*) FROM clearing_day WHERE state LIKE 'agreed%'") == std::to_string(closes + 2));
    }
    const auto both = [&](const char* sql) {
        return std::pair(story.treating.database.ask_as_owner(sql), story.insuring.database.ask_as_owner(sql));
    };
    const auto [here, there] = both(cleared_by_day);
    BOOST_TEST(here == there);
    const auto [posted_here, posted_there] = both(posted_by_day);
    BOOST_TEST(posted_here == posted_there);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
