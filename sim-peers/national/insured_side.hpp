#pragma once

#include "sim-peers/centre.hpp"
#include "sim-peers/national/envelope.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

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
    static constexpr const char* whole_stay = "0";  ///< number of the bill at discharge, and of every line of a stay
    struct Kept {
        std::string content;
        Json answer;
    };
    struct UploadedLine {
        std::string bill_no;  ///< of a stay "0": its lines name no bill
        Fen amount;
        std::string settled_by = {};  ///< key of the settlement that took it; that may be undone since
        bool told = false;            ///< it came after that settlement
    };
    using Lines = std::map<std::string, UploadedLine>;  ///< by feedetl_sn
    /// A settlement that stands, and what its lines are short of its total.
    struct Settled {
        const Record* record;
        Fen lacking;
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
    Answered<UploadedLine> line_of(const Request& request, const Json& row);
    Answered<void> check_visit(const Json& row);
    /// The settlement that took it stands.
    bool is_settled(const UploadedLine& line) const;
    /// The next bill takes it. What was told of a settlement is nobody's when that is undone, until it is told again.
    bool is_free(const UploadedLine& line) const { return !line.told && !is_settled(line); }
    std::vector<UploadedLine*> free_lines(const std::string& visit, const std::string& bill_no);
    Answered<void> check_lines_of(const CentreBill& bill, bool is_numbered);
    void take_lines(const Record& by);
    /// `besides`: lines that are told now, some of them again.
    std::vector<Settled> settled_of(const Request& request, const std::string& visit, const std::string& bill_no,
                                    const Lines& besides);
    /// Lines that come after their settlement become its own. False: they do not fit it.
    bool tell(const Request& request, const std::string& visit, const std::string& bill_no,
              const std::vector<UploadedLine*>& lines, const Lines& staged);
    void lose(const UploadedLine& line);

    Centre& centre_;
    bool closes_days_;
    std::map<std::string, Kept> kept_;              ///< by institution|msgid
    std::map<std::string, std::string> opened_by_;  ///< msgid → mdtrt_id
    std::map<std::string, Lines> lines_;            ///< by mdtrt_id
    std::set<std::string> lost_lines_;              ///< settlements that were undone and whose lines went elsewhere
};

}  // namespace clearing::peers::national
