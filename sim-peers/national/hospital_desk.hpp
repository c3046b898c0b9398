#pragma once

#include "sim-peers/clock.hpp"
#include "sim-peers/national/hospital_book.hpp"
#include "sim-peers/national/treating_side.hpp"

namespace clearing::peers::national {

/// A hospital's reconciliation with the treatment region through its bureau: 3201, 3202 with files, 3260 to 3262.
class HospitalDesk {
public:
    HospitalDesk(TreatingSide& sender, const HospitalBook& book, const Clock& clock)
        : sender_(sender), book_(book), clock_(clock) {}

    /// `order`: {"institution","begin","end","do":["totals","details","confirm","roll_back"]}. Of `tamper` the members
    /// spoil our book for this run: "lose" and "refuse" name setl_ids, "amount" one whose total is a yuan more.
    /// Answers {totals:[{insutype,clr_type,stmt_rslt}], details:[rows of the result file], confirmed:[{otransid,rows}],
    /// rolled_back:[…], error} as far as was asked.
    boost::asio::awaitable<Json> reconcile(Json order);

private:
    struct Asked {
        std::string institution, begin, end;
        std::vector<HospitalLine> lines;
        Json tamper;
    };
    boost::asio::awaitable<Json> ask(std::string infno, const Asked& asked, Json input);
    boost::asio::awaitable<Json> totals(const Asked& asked);
    boost::asio::awaitable<Json> details(const Asked& asked);
    boost::asio::awaitable<Json> confirm(const Asked& asked);
    boost::asio::awaitable<Json> roll_back(const Asked& asked);

    TreatingSide& sender_;
    const HospitalBook& book_;
    const Clock& clock_;
    long long serial_ = 0;
};

}  // namespace clearing::peers::national
