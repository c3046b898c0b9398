#include "tests/simulation/plan.hpp"

#include "tests/simulation/calendar.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace clearing::simulation {
namespace {

/// Nothing, or up to so much of it.
int some(Random& random, int at_most) {
    return random.chance(4'000) ? 0 : static_cast<int>(random.between(0, at_most));
}

Weather weather_of(Random& random) {
    Weather weather;
    if (random.chance(1'500)) return weather;
    weather.lose = some(random, 1'500);
    weather.cut = some(random, 1'000);
    weather.duplicate = some(random, 2'000);
    weather.hold_up = some(random, 1'500);
    weather.longest_hold_up = random.chance(3'000) ? 5 * minute : 30 * second;
    weather.usual_latency = random.between(5, 400);
    return weather;
}

DiskTrouble disk_of(Random& random) {
    DiskTrouble disk;
    if (random.chance(4'000)) return disk;
    disk.waits = some(random, 5'000);
    disk.longest_wait = random.chance(2'000) ? 3 * second : 50;
    disk.fails = some(random, 150);
    disk.crashes = some(random, 40);
    return disk;
}

Temper temper_of(Random& random, bool national) {
    Temper temper;
    if (random.chance(2'000)) return temper;
    temper.refuses = some(random, 1'000);
    temper.is_unavailable = some(random, 800);
    temper.answers_in_doubt = some(random, 1'500);
    temper.works_long = some(random, 2'000);
    temper.refuses_cancels = some(random, 2'000);
    temper.changes_benefit = some(random, 1'000);
    temper.undoes_cancels = random.chance(3'000);
    // A split that breaks a law and cannot be undone waits for two persons: not here.
    if (random.chance(3'000)) {
        temper.is_unbalanced = some(random, 1'500);
    } else {
        temper.not_reversible = some(random, 2'000);
        if (national) temper.closes_at_midnight = random.chance(3'000);
    }
    return temper;
}

Troubles troubles_of(Random& random) {
    Troubles troubles;
    troubles.daemon_crashes = some(random, 4);
    troubles.peer_crashes = some(random, 4);
    troubles.cut_roads = some(random, 4);
    troubles.lost_disks = some(random, 2);
    troubles.double_orders = random.chance(2'000) ? 1'000 : 0;
    troubles.cut_at_midnight = some(random, 2);
    return troubles;
}

PlannedStay stay_of(Random& random) {
    PlannedStay stay;
    // Half of the second clerks look while the first one's bill is on its way.
    stay.last_bill_after = random.chance(5'000) ? random.between(0, 3 * second) : random.between(0, minute);
    const auto charges = random.between(0, 4);
    for (long long i = 0; i < charges; ++i) {
        PlannedCharge charge;
        charge.fen = random.between(100, 100'000);
        charge.comes_after = random.between(0, 40 * second);
        if (random.chance(4'000)) charge.withdrawn_after = random.between(0, 10 * second);
        stay.charges.push_back(charge);
    }
    return stay;
}

}  // namespace

Plan plan_of(Random& random) {
    Plan plan;
    plan.chaos = random.between(1 * minute, 6 * minute);
    // Most runs go over midnight, and many begin their work in the last seconds before it.
    const bool over_midnight = random.chance(6'500);
    const std::string clock_time = over_midnight ? "2018-10-17 00:00:00" : "2018-10-16 10:00:00";
    plan.begin = WallClock::millis_of(clock_time);
    if (over_midnight) plan.midnight = random.between(1 * second, plan.chaos);
    plan.begin -= plan.midnight;
    plan.daemons = random.chance(4'500) ? 2 : 1;
    for (Millis& ahead : plan.daemon_ahead)
        ahead = random.between(-500, 500);
    plan.shanghai_ahead = random.chance(5'000) ? 0 : random.between(-40, 40) * second;
    plan.hub_ahead = random.chance(5'000) ? 0 : random.between(-40, 40) * second;
    plan.core_ahead = random.chance(5'000) ? 0 : random.between(-40, 40) * second;
    const auto bills = random.between(3, 9);
    for (long long i = 0; i < bills; ++i) {
        PlannedBill bill;
        bill.flow = static_cast<Flow>(random.between(0, 3));
        bill.begins_after = random.between(0, plan.chaos * 2 / 3);
        const bool in_the_last_seconds = plan.midnight > 0 && random.chance(5'000);
        if (in_the_last_seconds) bill.begins_after = std::max(0LL, plan.midnight - random.between(1, 40 * second));
        bill.total = random.between(1'000, 500'000);
        bill.employee = random.chance(6'000);
        plan.bills.push_back(bill);
    }
    plan.weather = weather_of(random);
    plan.disk = disk_of(random);
    plan.troubles = troubles_of(random);
    plan.shanghai = temper_of(random, false);
    plan.province = temper_of(random, true);
    plan.core = temper_of(random, false);
    return plan;
}

void plan_hurt_lines(Plan& plan, std::uint64_t seed) {
    Random random(seed);
    if (random.chance(3'000)) plan.hurts_lines = static_cast<int>(random.between(1'000, 6'000));
}

void plan_adjustments(Plan& plan, std::uint64_t seed) {
    Random random(seed);
    if (!random.chance(3'000)) return;
    plan.adjustments.travel = true;
    plan.adjustments.ours = static_cast<int>(random.between(2, 10));
    plan.adjustments.theirs = static_cast<int>(random.between(2, 10));
    plan.adjustments.unanswered_at_most = random.chance(3'000) ? random.between(10 * second, 3 * minute) : 72 * hour;
}

void plan_prefunds(Plan& plan, std::uint64_t seed) {
    Random random(seed);
    if (!random.chance(3'000)) return;
    plan.at_limit = random.one_of(std::vector{AtLimit::refuse, AtLimit::refuse, AtLimit::queue, AtLimit::allow});
    for (const char* counterparty : {"310000", "520100"}) {
        PlannedPrefund prefund;
        prefund.counterparty = counterparty;
        prefund.first = random.between(1, 1'000'000);
        if (random.chance(3'000)) prefund.first_after = random.between(0, plan.chaos / 2);
        if (random.chance(6'000)) prefund.more = random.between(-300'000, 600'000);
        prefund.more_after = random.between(plan.chaos / 4, plan.chaos);
        plan.prefunds.push_back(prefund);
    }
}

void plan_stays(Plan& plan, std::uint64_t seed) {
    Random random(seed);
    if (!random.chance(3'000)) return;
    const auto is_stay = [](const PlannedBill& bill) { return bill.flow == Flow::guiyang_visitor; };
    if (std::ranges::none_of(plan.bills, is_stay)) plan.bills.back().flow = Flow::guiyang_visitor;
    for (PlannedBill& bill : plan.bills)
        if (is_stay(bill)) bill.stay = stay_of(random);
}

Asker::Case case_of(const PlannedBill& planned, int number, const std::string& today) {
    Asker::Case bill;
    bill.number = number;
    bill.begin_day = today;
    bill.total = planned.total;
    bill.insurance = planned.employee ? "310" : "390";
    bill.bill = fmt::format("B{}", number);
    bill.person = fmt::format("P{}", number);
    switch (planned.flow) {
        case Flow::shanghai_visitor:
            bill.treatment_division = "330203";
            bill.insured_division = "310115";
            bill.institution = "H33020300001";
            break;
        case Flow::guiyang_visitor:
            bill.treatment_division = "330206";
            bill.insured_division = "520100";
            bill.institution = "H33020600001";
            bill.inpatient = true;
            break;
        case Flow::shanghai_resident:
            bill.treatment_division = "310000";
            bill.insured_division = "330203";
            bill.institution = "H31011000001";
            break;
        case Flow::beijing_resident:
            bill.treatment_division = "110000";
            bill.insured_division = "330203";
            bill.institution = "H11010100001";
            bill.inpatient = true;
            break;
    }
    const std::int64_t first = planned.total / 3;
    bill.lines = {{fmt::format("{}-L1", bill.bill), first}, {fmt::format("{}-L2", bill.bill), planned.total - first}};
    return bill;
}

}  // namespace clearing::simulation
