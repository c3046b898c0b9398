#pragma once

#include "adapters/national_format/body.hpp"
#include "gateway/domain/visit.hpp"

namespace clearing::national_format {

// 2201 2202 2203 2203A 2401–2405, and 5201, which lists visits. Errors of reading: Faults::to_error.

Result<VisitRequest> read_visit_request(const RequestEnvelope& envelope, VisitAction action);
json::Value write_visit_request(const VisitRequest& request, const CallHeader& header);

Result<VisitAnswer> read_visit_answer(const json::Value& output, VisitAction action);
/// The request lends what the format wants echoed (psn_no, ipt_otp_no).
json::Value write_visit_answer(const VisitAnswer& answer, const VisitRequest& request);

/// 5201's output: visits as our books hold them, with our ids; the other side's in exp_content (SETTLEMENT §1).
json::Value write_visits(const std::vector<Visit>& visits);

}  // namespace clearing::national_format
