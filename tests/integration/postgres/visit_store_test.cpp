// What only PostgreSQL shows of the visits; the rest is in tests/support/visit_store_contract.cpp.
#include "gateway/infra/postgres/json_forms.hpp"
#include "tests/integration/postgres/books.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::postgres {

using test::Books;
using test::example_line;

BOOST_AUTO_TEST_SUITE(visit_tables)

BOOST_AUTO_TEST_CASE(a_fee_line_stored_by_an_earlier_release_can_be_read) {
    std::string document = whole(example_line("L1", 1234));
    const std::string later = R"("national_code":"",)";
    const std::size_t place = document.find(later);
    BOOST_REQUIRE(place != std::string::npos);
    document.erase(place, later.size());
    BOOST_TEST(read_fee_line(document).name == example_line("L1", 1234).name);
    BOOST_TEST(read_fee_line(document).national_code.empty());
}

BOOST_AUTO_TEST_CASE(a_removed_line_is_marked_and_stays) {
    Books books;
    const Visit visit = books.value(books.visits.open(test::example_visit("v")));
    books.value(books.visits.add_lines(visit.no, {example_line("L1", 1000), example_line("L2", 1000)}));
    books.value(books.visits.remove_lines(visit.no, BillNumber("0000"), {}));
    BOOST_TEST(books.database.ask_as_owner("SELECT count(*) FROM fee_line WHERE removed") == "2");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::postgres
