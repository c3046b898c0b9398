#pragma once

#include "gateway/ports/institution_confirmations.hpp"
#include "gateway/ports/institution_desk.hpp"

#include <map>
#include <set>
#include <vector>

namespace clearing::reconciliation {

/// An institution's rows against our lines, page by page, both directions; matched one to one. Pure.
///
/// A row fits a line by our setl_id and refund flag; a refund may also be named by its original's id, as hospital
/// systems write it. A second row for a line that is matched already is the institution's alone.
class InstitutionMatching {
public:
    explicit InstitutionMatching(std::vector<ports::InstitutionRow> rows);

    /// Lines in any order, each once.
    void take(const std::vector<ports::InstitutionLine>& lines);

    /// The rows in the order they were sent, then what only we have. `persons` of the latter stay empty.
    std::vector<ports::InstitutionResult> results() const;
    /// Which of our lines the last results are, those without a row of the institution: for their persons.
    const std::vector<ports::InstitutionLine>& only_here() const { return only_here_; }

    /// For the record of the comparison: counts, and a row for what does not match.
    void write_down(ports::InstitutionComparison& comparison) const;

private:
    struct Judged {
        std::optional<SettlementNo> line;
        MessageId message;
        LineVerdict verdict = LineVerdict::only_sender;  ///< until a line of ours is found
        std::string memo = "中心无此明细";
    };
    using Key = std::pair<SettlementId, bool>;  ///< setl_id, refund
    std::optional<std::size_t> free_row(const ports::InstitutionLine& line) const;
    void judge(std::size_t row, const ports::InstitutionLine& line);

    std::vector<ports::InstitutionRow> rows_;
    std::vector<Judged> judged_;  ///< parallel to rows_
    std::multimap<Key, std::size_t> row_of_;
    std::vector<ports::InstitutionLine> only_here_;
};

}  // namespace clearing::reconciliation
