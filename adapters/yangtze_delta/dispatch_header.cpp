#include "adapters/yangtze_delta/dispatch.hpp"
#include "adapters/yangtze_delta/envelope.hpp"
#include "clearing/delta/v1/delta.pb.h"

namespace clearing::yangtze_delta {
namespace {

using wire::Envelope;

std::string_view number_of(wire::VisitAction action) {
    switch (action) {
        case wire::REGISTER:
            return "2201";
        case wire::CANCEL_REGISTRATION:
            return "2202";
        case wire::DETAILS:
            return "2203";
        case wire::ADMIT:
            return "2401";
        case wire::DISCHARGE:
            return "2402";
        case wire::CHANGE_ADMISSION:
            return "2403";
        case wire::CANCEL_ADMISSION:
            return "2404";
        case wire::CANCEL_DISCHARGE:
            return "2405";
        default:
            return "visit_request";
    }
}

template <class Body>
void name_parties(const Body& body, CallHeader& header) {
    header.treatment_division = DivisionCode(body.treatment_division());
    header.insured_division = DivisionCode(body.insured_division());
    header.institution = InstitutionCode(body.institution());
}

void name_bill(const wire::Bill& bill, std::string_view outpatient, std::string_view inpatient, CallHeader& header) {
    header.infno = bill.inpatient() ? inpatient : outpatient;
    name_parties(bill, header);
    header.institution_name = bill.institution_name();
}

}  // namespace

CallHeader header_of(const Envelope& request) {
    CallHeader header;
    header.message = MessageId(request.message_id());
    header.infno = body_name(request);
    header.treatment_division = DivisionCode(request.sender_division());
    header.insured_division = DivisionCode(request.receiver_division());
    switch (request.body_case()) {
        case Envelope::kPersonRequest:
            header.infno = "1101";
            name_parties(request.person_request(), header);
            break;
        case Envelope::kEntitlementRequest:
            header.infno = "2001";
            name_parties(request.entitlement_request(), header);
            break;
        case Envelope::kVisitRequest:
            header.infno = number_of(request.visit_request().action());
            name_parties(request.visit_request(), header);
            header.institution_name = request.visit_request().institution_name();
            break;
        case Envelope::kQuoteRequest:
            name_bill(request.quote_request().bill(), "2206", "2303", header);
            break;
        case Envelope::kSettleRequest:
            name_bill(request.settle_request().bill(), "2207", "2304", header);
            break;
        case Envelope::kFeesRequest:
            header.infno = "2204";
            header.treatment_division = DivisionCode(request.fees_request().treatment_division());
            break;
        case Envelope::kCancelRequest:
            header.infno = "2208";
            header.treatment_division = DivisionCode(request.cancel_request().treatment_division());
            break;
        case Envelope::kReverseRequest:
            header.infno = "2601";
            header.treatment_division = DivisionCode(request.reverse_request().treatment_division());
            break;
        case Envelope::kQueryRequest:
            header.infno = "5203";
            header.treatment_division = DivisionCode(request.query_request().treatment_division());
            break;
        default:
            break;
    }
    if (header.institution.empty()) header.institution = InstitutionCode(std::string(no_institution));
    return header;
}

}  // namespace clearing::yangtze_delta
