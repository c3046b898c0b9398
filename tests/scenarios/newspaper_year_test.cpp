// The newspaper's year (DOMAIN §2, volumes): 12,834 residents away and 2,389 visitors of 2017-07 to 2018-08 are settled
// one by one, their days closed in order on the business clock, and each month is added up. The stays are generated and
// said to be; counts and sums are the newspaper's. A month has books of its own: stores in memory look through all they
// hold.
#include "tests/scenarios/newspaper_bills.hpp"
#include "tests/scenarios/papers.hpp"

#include <algorithm>
#include <map>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace clearing::tests {
namespace {

Date date(std::string_view text) {
    return Date::parse(text).value();
}
Money yuan(std::string_view text) {
    return Money::parse(text).value();
}

/// What the newspaper printed: ten thousands of yuan, rounded.
std::int64_t in_wan(Money amount) {
    return (amount.fen() + 500'000) / 1'000'000;
}

struct Volume {
    std::size_t count = 0;
    Money sum;

    Volume& operator+=(const Volume& other) {
        count += other.count;
        sum += other.sum;
        return *this;
    }
    bool operator==(const Volume&) const = default;
};

Volume volume_of(const std::vector<GeneratedStay>& stays, const Period& period) {
    Volume volume;
    for (const GeneratedStay& stay : stays)
        if (period.contains(stay.day)) volume += {1, stay.total};
    return volume;
}

std::vector<GeneratedStay> joined(std::vector<GeneratedStay> left, const std::vector<GeneratedStay>& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// Over the national platform; Ms Yuan and Mr Tang are among them (DOMAIN §3). The exact sums are ours: the newspaper's
/// are rounded.
const std::vector<GeneratedStay>& residents() {
    static const auto stays = joined(
        generated_stays(
            {date("2017-07-22"), date("2017-10-31"), 890, yuan("24061234.56"), {{date("2017-07-24"), yuan("9933.00")}}},
            20170722),
        generated_stays({date("2017-11-01"), date("2018-08-31"), 12'834 - 890, yuan("298197530.87")}, 20171101));
    return stays;
}
const std::vector<GeneratedStay>& visitors() {
    static const auto stays = joined(
        generated_stays(
            {date("2017-07-22"), date("2017-10-31"), 160, yuan("2612345.67"), {{date("2017-07-22"), yuan("15253.29")}}},
            3302),
        generated_stays({date("2017-11-01"), date("2018-08-31"), 2'389 - 160, yuan("31555555.55")}, 330200));
    return stays;
}

/// 81.62 % of Mr Tang's bill was the fund's; the rest is cash. Where the sources print no split, this is invented.
PaymentSplit split_of(Money total) {
    PaymentSplit split;
    split.total = total;
    split.funds[Fund::hifp] =
        total == yuan("15253.29") ? yuan("12450.53") : share_of(total, Decimal::parse("0.68").value());
    if (total != yuan("15253.29")) split.funds[Fund::hifmi] = share_of(total, Decimal::parse("0.05").value());
    split.fund_total = split.funds.sum();
    split.cash = split.person_total = total - split.fund_total;
    split.scope.in_scope = total;
    return split;
}

/// One month of the replay.
struct NewspaperMonth : Papers {
    explicit NewspaperMonth(const Period& of_month)
        : Papers("报纸的一年 · " + of_month.to_text(),
                 std::max(of_month.first, date("2017-07-22")).to_text() + " 07:00:00"),
          period(of_month) {}

    static PairKey pair(Direction direction) {
        return {PlatformName("national"), DivisionCode(direction == Direction::visitor ? "520100" : "110000"),
                direction};
    }

    void settle_visitor(const GeneratedStay& stay, std::size_t no) {
        hub.will_pay(split_of(stay.total));
        const std::string name = fmt::format("v{}", no);
        const Bill bill{"0", stay.total.to_yuan()};
        const VisitId visit = register_visit(guiyang_call("2401", name + "a"), local_now(), insurance(no)).value();
        BOOST_REQUIRE(upload(guiyang_call("2301", name + "f"), visit, bill).has_value());
        const auto answer = settle(guiyang_call("2304", name + "s"), visit, bill);
        BOOST_REQUIRE_MESSAGE(answer.has_value(), why(answer));
    }
    void settle_resident(const GeneratedStay& stay, std::size_t no) {
        core.will_pay(split_of(stay.total));
        const std::string name = fmt::format("r{}", no);
        const VisitId visit = register_visit(beijing_call("2401", name + "a"), local_now(), insurance(no)).value();
        const auto answer = settle(beijing_call("2304", name + "s"), visit, {"0", stay.total.to_yuan()});
        BOOST_REQUIRE_MESSAGE(answer.has_value(), why(answer));
    }

    /// Every day of the month: its stays, and after midnight its close in both directions.
    void replay() {
        for (Date day = local_date(clock.now()); day <= period.last; day = day.next()) {
            clock.set(day.to_text() + " 08:00:00");
            std::size_t no = 0;
            for (const GeneratedStay& stay : stays_of(visitors(), day))
                settle_visitor(stay, numbered(day, ++no));
            for (const GeneratedStay& stay : stays_of(residents(), day))
                settle_resident(stay, numbered(day, ++no));
            clock.set(day.next().to_text() + " 00:35:00");
            for (const Direction direction : {Direction::visitor, Direction::resident_away}) {
                const PairKey whose = pair(direction);
                const auto closed = close({whose.platform, whose.counterparty, direction, ClearingDay{day}});
                BOOST_REQUIRE_MESSAGE(closed.has_value(), why(closed));
            }
        }
    }

    PeriodStatement statement(Direction direction) {
        const auto made = month(pair(direction), period.to_text());
        BOOST_REQUIRE_MESSAGE(made.has_value(), why(made));
        return *made;
    }

    Period period;

private:
    std::string local_now() const { return to_local_time(clock.now()); }
    static std::string insurance(std::size_t no) { return no % 3 == 0 ? "390" : "310"; }
    static std::size_t numbered(Date day, std::size_t no) {
        return static_cast<std::size_t>(day.days.time_since_epoch().count()) * 1000 + no;
    }
    std::vector<GeneratedStay> stays_of(const std::vector<GeneratedStay>& stays, Date day) {
        const auto [first, last] = std::ranges::equal_range(stays, day, {}, &GeneratedStay::day);
        return {first, last};
    }
};

Volume stated(const PeriodStatement& statement) {
    const DayCell sum = sum_of(statement.cells());
    BOOST_TEST(sum.cancels == 0);
    return {static_cast<std::size_t>(sum.settlements), sum.sums.total};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(newspapers_year)

BOOST_AUTO_TEST_CASE(the_generated_stays_are_the_newspapers_in_number_and_sum) {
    const Period year{date("2017-07-01"), date("2018-08-31")}, window{date("2017-07-22"), date("2017-10-31")};
    BOOST_TEST(volume_of(residents(), year).count == 12'834U);
    BOOST_TEST(in_wan(volume_of(residents(), year).sum) == 32'226);
    BOOST_TEST(volume_of(residents(), window).count == 890U);
    BOOST_TEST(in_wan(volume_of(residents(), window).sum) == 2'406);
    BOOST_TEST(volume_of(visitors(), year).count == 2'389U);
    BOOST_TEST(in_wan(volume_of(visitors(), year).sum) == 3'417);
    BOOST_TEST(volume_of(visitors(), window).count == 160U);
    BOOST_TEST(in_wan(volume_of(visitors(), window).sum) == 261);
}

BOOST_AUTO_TEST_CASE(no_single_record_balances_the_sum) {
    for (const StayPlan& plan : {StayPlan{date("2017-07-22"), date("2017-10-31"), 160, yuan("2612345.67")},
                                 StayPlan{date("2017-11-01"), date("2018-08-31"), 11'944, yuan("298197530.87")}}) {
        // The same draw for a sum a hundred times finer shows each share before its fen: what was added is at most one.
        StayPlan finer = plan;
        finer.sum = Money::from_fen(plan.sum.fen() * 100);
        auto stays = generated_stays(plan, 7), shares = generated_stays(finer, 7);
        std::vector<Money> totals;
        std::int64_t most_added = 0;
        for (std::size_t i = 0; i < stays.size(); ++i) {
            most_added = std::max(most_added, stays[i].total.fen() - shares[i].total.fen() / 100);
            totals.push_back(stays[i].total);
        }
        BOOST_TEST(most_added <= 1);
        std::ranges::sort(totals);
        const Money percentile_99 = totals[totals.size() * 99 / 100];
        BOOST_TEST(totals.front().fen() > 0);
        BOOST_TEST(most_added < percentile_99.fen());
        // And nobody's bill is out of all proportion: the dearest is no tenth of the sum.
        BOOST_TEST(totals.back().fen() * 10 < plan.sum.fen());
    }
}

BOOST_AUTO_TEST_CASE(month_by_month_the_statements_show_the_newspapers_totals) {
    std::map<Direction, Volume> year, window;
    std::map<Direction, Money> owed;
    Period month = Period::month("2017-07").value();
    for (int i = 0; i < 14; ++i) {
        NewspaperMonth books(month);
        books.replay();
        for (const Direction direction : {Direction::visitor, Direction::resident_away}) {
            const PeriodStatement statement = books.statement(direction);
            const Volume volume = stated(statement);
            const auto& stays = direction == Direction::visitor ? visitors() : residents();
            BOOST_TEST((volume == volume_of(stays, month)), statement.id);
            BOOST_TEST(statement.carried_out().empty());
            BOOST_TEST((statement.closing() == statement.net()));
            BOOST_TEST_MESSAGE(fmt::format("      {}  {} 人次  {} 元  净额 {} 元", statement.id, volume.count,
                                           volume.sum.to_yuan(), statement.net().to_yuan()));
            year[direction] += volume;
            if (month.last <= date("2017-10-31")) window[direction] += volume;
            owed[direction] += statement.net();
        }
        month = Period::month(month.last.next().to_text().substr(0, 7)).value();
    }
    const Volume away = year[Direction::resident_away], here = year[Direction::visitor];
    BOOST_TEST(away.count == 12'834U);
    BOOST_TEST(in_wan(away.sum) == 32'226);
    BOOST_TEST(here.count == 2'389U);
    BOOST_TEST(in_wan(here.sum) == 3'417);
    BOOST_TEST(window[Direction::resident_away].count == 890U);
    BOOST_TEST(in_wan(window[Direction::resident_away].sum) == 2'406);
    BOOST_TEST(window[Direction::visitor].count == 160U);
    BOOST_TEST(in_wan(window[Direction::visitor].sum) == 261);
    for (const auto& [direction, amount] : owed)
        BOOST_TEST_MESSAGE(fmt::format("      {} 全年清算 {} 元", name_of(direction), amount.to_yuan()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
