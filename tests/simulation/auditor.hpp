#pragma once

#include "tests/simulation/asker.hpp"
#include "tests/simulation/audit_office.hpp"
#include "tests/simulation/gateway_books.hpp"
#include "tests/simulation/hub.hpp"
#include "tests/simulation/insured_side.hpp"
#include "tests/simulation/treasury.hpp"
#include "tests/simulation/treating_adjustments.hpp"
#include "tests/simulation/treating_days.hpp"

#include <string>
#include <vector>

namespace clearing::simulation {

/// The books of everybody, after everything is quiet.
struct AllBooks {
    const GatewayBooks& gateway;
    const InsuredSide& shanghai;  ///< insures our visitors, Delta
    const InsuredSide& province;  ///< insures our visitors, behind the hub
    const InsuredSide& core;      ///< insures our residents
    const Asker& bureau;          ///< our hospitals
    const Asker& beijing;         ///< theirs, over the hub
    const Asker& shanghai_asks;   ///< theirs, over Delta
    const TreatingDays& shanghai_days;
    const Hub& hub;
    const AuditOffice& office;                    ///< adjusts visitors, ours
    const TreatingAdjustments& shanghai_adjusts;  ///< theirs adjusts our residents
    const Treasury& treasury;
    bool adjustments_travel = false;
};

/// Everything that is wrong, in sentences; reads rows and nothing else: it was not told how the gateway works.
std::vector<std::string> audit(const AllBooks& books);

/// At the moment a day's statement was made: records of its pair that are open and not named in it.
std::vector<std::string> audit_statement(const GatewayBooks& books, const Statement& statement);

}  // namespace clearing::simulation
