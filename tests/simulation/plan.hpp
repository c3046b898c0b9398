#pragma once

#include "gateway/domain/prefund_hold.hpp"
#include "tests/simulation/asker.hpp"
#include "tests/simulation/gateway_books.hpp"
#include "tests/simulation/insured_side.hpp"
#include "tests/simulation/network.hpp"

#include <array>
#include <optional>
#include <vector>

namespace clearing::simulation {

enum class Flow : std::uint8_t { shanghai_visitor, guiyang_visitor, shanghai_resident, beijing_resident };

struct PlannedBill {
    Flow flow{};
    Millis begins_after = 0;
    std::int64_t total = 0;
    bool employee = true;             ///< insurance 310, else 390
    std::optional<PlannedStay> stay;  ///< with more bills than this one
};

struct Troubles {
    int daemon_crashes = 0, peer_crashes = 0, cut_roads = 0, lost_disks = 0;
    int double_orders = 0;    ///< of a close, in parts of ten thousand
    int cut_at_midnight = 0;  ///< roads that are cut over the first midnight
};

/// Beside the settlements; no orders on either side in most runs.
struct PlannedAdjustments {
    bool travel = false;
    int ours = 0, theirs = 0;  ///< orders
    Millis unanswered_at_most = 0;
};

/// What visitors' counterparties have placed with us, and what happens at its limit; none in most runs.
struct PlannedPrefund {
    std::string counterparty;
    std::int64_t first = 0, more = 0;  ///< fen; more below nothing: some is given back
    Millis first_after = 0, more_after = 0;
};

/// What a seed decides before anything happens.
struct Plan {
    Millis begin = 0;     ///< wall clock, as WallClock::local
    Millis chaos = 0;     ///< how long
    Millis midnight = 0;  ///< after the beginning; 0: not within the run
    int daemons = 1;
    std::array<Millis, 2> daemon_ahead{};
    Millis shanghai_ahead = 0, hub_ahead = 0, core_ahead = 0;
    std::vector<PlannedBill> bills;
    Weather weather;
    DiskTrouble disk;
    Troubles troubles;
    Temper shanghai, province, core;
    Habits habits;
    PlannedAdjustments adjustments;
    std::vector<PlannedPrefund> prefunds;
    AtLimit at_limit = AtLimit::allow;
    int hurts_lines = 0;  ///< Shanghai's lists of days, in parts of ten thousand lines
};

Plan plan_of(Random& random);
/// What is decided by chance of its own, after everything else (HurtLines).
void plan_hurt_lines(Plan& plan, std::uint64_t seed);
void plan_adjustments(Plan& plan, std::uint64_t seed);
void plan_prefunds(Plan& plan, std::uint64_t seed);
void plan_stays(Plan& plan, std::uint64_t seed);
Asker::Case case_of(const PlannedBill& planned, int number, const std::string& today);

}  // namespace clearing::simulation
