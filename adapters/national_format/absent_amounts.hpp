#pragma once

#include "gateway/domain/claim.hpp"

namespace clearing::national_format {

/// Gives the amounts that a forward answer leaves out (5203 has no field for some of them) the value that its laws and
/// its detail rows leave no doubt about; whatever stays in doubt stays zero (decision 0029). `amounts_present` goes on
/// naming what was there. No stated amount is changed, but for oth_pay: the funds that the format states in a column
/// beside the eight of law D count there. That alone is done to a cancel's negative amounts.
void fill_absent_amounts(SettledBill& bill);

}  // namespace clearing::national_format
