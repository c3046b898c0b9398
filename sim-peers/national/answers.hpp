#pragma once

#include "sim-peers/books.hpp"
#include "sim-peers/people.hpp"

namespace clearing::peers::national {

/// Yuan with two decimals, as a JSON number.
Json yuan(Fen amount);

/// psn_no … age, as 1101 and the settlement answers carry them.
Json base_info(const Person& person, const std::string& today);

/// setlinfo and setldetail of a split. A cancel's leaves psn_part_amt and hosp_part_amt null, as real ones do.
Json settlement_output(const Record& record, const Person& person, const std::string& sender_msgid, bool is_quote);

}  // namespace clearing::peers::national
