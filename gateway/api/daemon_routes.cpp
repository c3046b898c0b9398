#include "gateway/api/route_table.hpp"
#include "gateway/api/shared_parameters.hpp"

namespace clearing::api {

std::vector<Route> status_routes() {
    return {
        {"GET", "/status", {}, "The daemon and its backlog", {}, "", "Status", get_status},
    };
}

std::vector<Route> peer_routes() {
    return {
        {"GET", "/peers", {}, "The other sides as this process knows them", {}, "", "PeerList", get_peers},
        {"GET",
         "/certificates",
         {},
         "Certificates and revocation list, with their ends",
         {},
         "",
         "CertificateList",
         get_certificates},
    };
}

std::vector<Route> record_routes() {
    return {
        {"GET",
         "/audit",
         {},
         "The newest audit events, oldest of them first",
         {shared::limit},
         "",
         "AuditList",
         get_audit},
        {"POST",
         "/clock/advance",
         Role::operator_,
         "Put the business clock forward; only where the configuration has one (tests, replay)",
         {},
         "ClockAdvance",
         "Clock",
         advance_clock},
        {"GET", "/openapi.json", {}, "This document", {}, "", "", get_openapi},
    };
}

}  // namespace clearing::api
