#pragma once

#include "tests/support/store_contract.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::tests {

/// What the booking of an example record posts, as StoreContract::ledger tells it.
inline StoreContract::Lines example_postings() {
    return {"R1 H hifp 60.00 2018-10-16 310 outpatient answered_yes",
            "R1 H hifmi 10.00 2018-10-16 310 outpatient answered_yes",
            "R1 H acct 3.00 2018-10-16 310 outpatient answered_yes",
            "R1 H mulaid 2.00 2018-10-16 310 outpatient answered_yes"};
}

inline void check_lines(const StoreContract::Lines& found, const StoreContract::Lines& wanted) {
    BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

}  // namespace clearing::tests
