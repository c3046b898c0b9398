#pragma once

#include "gateway/api/route.hpp"

#include <vector>

// The rows of the interface by subject; routes() puts them into one table. What stands on a desk of its own is declared
// beside that desk.

namespace clearing::api {

std::vector<Route> status_routes();            // daemon_routes.cpp
std::vector<Route> settlement_routes();        // settlement_routes.cpp
std::vector<Route> day_routes();               // day_routes.cpp: lists, closes, files
std::vector<Route> statement_routes();         // statement_routes.cpp: lists, one day's, a month's tables
std::vector<Route> paper_routes();             // statement_routes.cpp: documents, months, revisions
std::vector<Route> found_difference_routes();  // difference_routes.cpp: what closes found
std::vector<Route> mapping_routes();           // mapping_routes.cpp
std::vector<Route> peer_routes();              // daemon_routes.cpp: the other sides, certificates
std::vector<Route> work_routes();              // work_routes.cpp: what is open, parked, forwarded, alarms
std::vector<Route> record_routes();            // daemon_routes.cpp: audit, clock, this document

}  // namespace clearing::api
