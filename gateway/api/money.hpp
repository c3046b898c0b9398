#pragma once

#include "gateway/api/route.hpp"
#include "gateway/api/schemas.hpp"
#include "gateway/ports/adjustment_offers.hpp"
#include "gateway/ports/adjustments.hpp"
#include "gateway/ports/ledger_proof.hpp"
#include "gateway/ports/sheet.hpp"
#include "gateway/services/audit/finding_service.hpp"
#include "gateway/services/payments/institution_payment_service.hpp"
#include "gateway/services/payments/payment_service.hpp"

#include <vector>

namespace clearing::api {

/// What the money side of the interface stands on. Everything outlives it.
struct MoneyDesk {
    payments::World world;
    payments::PaymentService& service;
    ports::Adjustments& adjustments;
    ports::AuditFindings& findings;
    audit::FindingService& audit;
    ports::LedgerProof& proof;
    const ports::SheetReader& sheets;
    payments::InstitutionPaymentService& to_institutions;
    ports::AdjustmentOffers& offers;
};

/// Notices, payments, adjustments, the proof, the year: appended to routes() and schemas().
std::vector<Route> money_routes();
std::vector<Schema> money_schemas();

ports::awaitable<http::Response> list_notices(World& world, Ask ask);
ports::awaitable<http::Response> get_notice(World& world, Ask ask);
ports::awaitable<http::Response> make_notice(World& world, Ask ask);
ports::awaitable<http::Response> take_over_notice(World& world, Ask ask);
ports::awaitable<http::Response> check_notice(World& world, Ask ask);
ports::awaitable<http::Response> release_notice(World& world, Ask ask);
ports::awaitable<http::Response> hand_over_notice(World& world, Ask ask);
ports::awaitable<http::Response> offset_notice(World& world, Ask ask);
ports::awaitable<http::Response> net_notices(World& world, Ask ask);
ports::awaitable<http::Response> list_payments(World& world, Ask ask);
ports::awaitable<http::Response> enter_payment(World& world, Ask ask);
ports::awaitable<http::Response> import_payments(World& world, Ask ask);
ports::awaitable<http::Response> match_payment(World& world, Ask ask);
ports::awaitable<http::Response> bounce_payment(World& world, Ask ask);
ports::awaitable<http::Response> list_institution_payments(World& world, Ask ask);
ports::awaitable<http::Response> enter_institution_payment(World& world, Ask ask);
ports::awaitable<http::Response> confirm_institution_payment(World& world, Ask ask);
ports::awaitable<http::Response> withdraw_institution_payment(World& world, Ask ask);
ports::awaitable<http::Response> enter_institution_payment_return(World& world, Ask ask);
ports::awaitable<http::Response> withdraw_institution_payment_return(World& world, Ask ask);
ports::awaitable<http::Response> confirm_institution_payment_return(World& world, Ask ask);
ports::awaitable<http::Response> owed_to_institution(World& world, Ask ask);
ports::awaitable<http::Response> list_adjustments(World& world, Ask ask);
ports::awaitable<http::Response> post_adjustment(World& world, Ask ask);
ports::awaitable<http::Response> list_adjustment_offers(World& world, Ask ask);
ports::awaitable<http::Response> resume_adjustment_offer(World& world, Ask ask);
ports::awaitable<http::Response> withdraw_adjustment_offer(World& world, Ask ask);
ports::awaitable<http::Response> list_findings(World& world, Ask ask);
ports::awaitable<http::Response> propose_finding(World& world, Ask ask);
ports::awaitable<http::Response> notify_finding(World& world, Ask ask);
ports::awaitable<http::Response> accept_finding(World& world, Ask ask);
ports::awaitable<http::Response> withdraw_finding(World& world, Ask ask);
ports::awaitable<http::Response> prove_ledger(World& world, Ask ask);
ports::awaitable<http::Response> check_year(World& world, Ask ask);

}  // namespace clearing::api
