#pragma once

#include "gateway/ports/institution_desk.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace clearing::national_format {

// The TXT of 3202 (interface/fields.md): TAB-separated UTF-8 without header, a row a line, an empty value is `null`.

struct DetailFile {
    std::vector<ports::InstitutionRow> rows;
    std::vector<ports::UnreadableRow> unreadable;  ///< a bad line is named and does not stop the rest
};

/// Columns setl_id mdtrt_id psn_no medfee_sumamt fund_pay_sumamt acct_pay refd_setl_flag. A leading BOM, carriage
/// returns and empty lines are passed over.
DetailFile read_detail_file(std::string_view text);

/// Columns psn_no mdtrt_id setl_id msgid stmt_rslt refd_setl_flag memo medfee_sumamt fund_pay_sumamt acct_pay. Lines
/// that could not be read come last, as the sender's alone (we have nothing for them), with the reason.
std::string write_result_file(const std::vector<ports::InstitutionResult>& results,
                              const std::vector<ports::UnreadableRow>& unreadable);

}  // namespace clearing::national_format
