#pragma once

#include "sim-peers/centre.hpp"
#include "sim-peers/national/envelope.hpp"

#include <map>
#include <string>

namespace clearing::peers::national {

/// A centre as the answering side of the national format: a province behind the hub, or the bureau's core for its own
/// residents. One request in, one answer out, no sockets. Frozen answers by message id, refusals with codes.
class InsuredSide {
public:
    /// `closes_days`: a settlement of an earlier day can no longer be reversed, only cancelled (provinces).
    InsuredSide(Centre& centre, bool closes_days);

    Json answer(const Request& request, bool unbalanced);
    Centre& centre() { return centre_; }

private:
    struct Kept {
        std::string content;
        Json answer;
    };
    struct UploadedLine {
        std::string bill_no;
        Fen amount;
    };

    Answered<Json> handle(const Request& request, bool unbalanced);
    Answered<Json> person(const Request& request);
    Answered<Json> entitlement(const Request& request);
    Answered<Json> open_visit(const Request& request);
    Answered<Json> change_visit(const Request& request);
    Answered<Json> lines(const Request& request);
    Answered<Json> remove_lines(const Request& request);
    Answered<CentreBill> bill_of(const Request& request);
    Answered<Json> quote(const Request& request, bool unbalanced);
    Answered<Json> settle(const Request& request, bool unbalanced);
    Answered<Json> cancel(const Request& request);
    Answered<Json> reverse(const Request& request);
    Answered<Json> visits(const Request& request);
    Answered<Json> settlement(const Request& request);
    Answered<Json> uploaded(const Request& request);
    Fen uploaded_sum(const std::string& visit, const std::string& bill_no) const;
    /// What the bills of a stay that stand have taken of its lines, which have no bills themselves.
    Fen billed_of_stay(const std::string& institution, const std::string& visit) const;

    Centre& centre_;
    bool closes_days_;
    std::map<std::string, Kept> kept_;                                  ///< by institution|msgid
    std::map<std::string, std::string> opened_by_;                      ///< msgid → mdtrt_id
    std::map<std::string, std::map<std::string, UploadedLine>> lines_;  ///< mdtrt_id → feedetl_sn
};

}  // namespace clearing::peers::national
