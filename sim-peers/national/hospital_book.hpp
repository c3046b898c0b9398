#pragma once

#include "sim-peers/national/envelope.hpp"
#include "sim-peers/split.hpp"

#include <string>
#include <vector>

namespace clearing::peers::national {

/// A settlement or refund as a hospital system wrote it down from the answer it got.
struct HospitalLine {
    std::string institution, settlement_id, visit_id, person_number, insurance_type, clearing_type, settled_at;
    Fen total, fund, account;
    bool refund = false;
};

/// What the hospitals behind the bureau know of their settlements; each institution reconciles for itself. It lives as
/// long as the process: a journal does not bring it back.
class HospitalBook {
public:
    void add(HospitalLine line);
    /// An institution's lines with setl_time from `begin` to `end`, both days included; "" clr_type: all.
    std::vector<HospitalLine> lines(const std::string& institution, const std::string& begin, const std::string& end,
                                    const std::string& insurance_type = {},
                                    const std::string& clearing_type = {}) const;

private:
    std::vector<HospitalLine> lines_;
};

/// `data` of 3201 over these lines; insutype and clr_type stand in it.
Json totals_input(const std::vector<HospitalLine>& lines, const std::string& begin, const std::string& end);
/// The TXT of 3202: TAB-separated, without header, `null` where a value is empty.
std::string details_text(const std::vector<HospitalLine>& lines);
/// The result file of 3202 as rows with the names of its columns.
Json read_details_result(const std::string& text);

}  // namespace clearing::peers::national
