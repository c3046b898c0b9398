#include "gateway/services/translation/code_book.hpp"

#include <cstring>

#include <boost/test/unit_test.hpp>

using namespace clearing;
using namespace clearing::translation;

namespace {

Date day(const char* text) {
    return *Date::parse(text);
}

MappingRow row(const char* code, const char* target, const char* from = "2017-01-01", const char* to = nullptr,
               Relation relation = Relation::same) {
    MappingRow made;
    made.kind = CodeKind::diagnosis;
    made.from = Vocabulary::local;
    made.to = Vocabulary::national;
    made.code = code;
    made.target = target;
    made.name = "clinical";
    made.target_name = "insurance";
    made.period.from = day(from);
    if (to != nullptr) made.period.to = day(to);
    made.relation = relation;
    made.origin = "test";
    made.reviewed_by = "pending";
    return made;
}

std::string found(const CodeBook& book, Vocabulary from, Vocabulary to, const char* code, const char* on) {
    const auto match = book.find(CodeKind::diagnosis, from, to, code, day(on));
    if (match) return std::string(match.code);
    return match.several ? "several" : "none";
}

std::uint32_t catalog_row(const CodeBook& book, const char* national, const char* local, const char* on) {
    const CodeBook::CatalogQuestion question{national, local, day(on)};
    std::uint32_t row = 0;
    book.find_catalog({&question, 1}, {&row, 1});
    return row;
}

std::string forward(const CodeBook& book, const char* code, const char* on = "2018-10-16") {
    return found(book, Vocabulary::local, Vocabulary::national, code, on);
}
std::string backward(const CodeBook& book, const char* code, const char* on = "2018-10-16") {
    return found(book, Vocabulary::national, Vocabulary::local, code, on);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(code_book)

BOOST_AUTO_TEST_CASE(an_empty_book_finds_nothing) {
    const auto book = CodeBook::build({});
    BOOST_TEST(book->size() == 0U);
    BOOST_TEST(forward(*book, "A00.000") == "none");
    BOOST_TEST(catalog_row(*book, "X", "", "2018-10-16") == CodeBook::no_row);
}

BOOST_AUTO_TEST_CASE(the_day_picks_the_row_and_both_ends_belong_to_it) {
    const auto book = CodeBook::build({row("A", "B", "2017-01-01", "2017-12-31"), row("A", "C", "2018-01-01")});
    BOOST_TEST(forward(*book, "A", "2016-12-31") == "none");
    BOOST_TEST(forward(*book, "A", "2017-01-01") == "B");
    BOOST_TEST(forward(*book, "A", "2017-12-31") == "B");
    BOOST_TEST(forward(*book, "A", "2018-01-01") == "C");
    BOOST_TEST(forward(*book, "A", "2999-01-01") == "C");
}

BOOST_AUTO_TEST_CASE(only_a_same_row_without_a_rival_is_read_backwards) {
    const auto book = CodeBook::build({row("A", "T"), row("B", "S", "2017-01-01", nullptr, Relation::many_to_one),
                                       row("C", "S", "2017-01-01", nullptr, Relation::many_to_one),
                                       row("D", "N", "2017-01-01", nullptr, Relation::narrower)});
    BOOST_TEST(backward(*book, "T") == "A");
    BOOST_TEST(backward(*book, "S") == "several");
    BOOST_TEST(backward(*book, "N") == "several");
    BOOST_TEST(backward(*book, "A") == "none");
}

BOOST_AUTO_TEST_CASE(rivals_count_only_while_both_are_in_force) {
    const auto book = CodeBook::build({row("A", "T", "2017-01-01", "2017-12-31"), row("B", "T", "2018-01-01")});
    BOOST_TEST(backward(*book, "T", "2017-06-01") == "A");
    BOOST_TEST(backward(*book, "T", "2018-06-01") == "B");
    // A row wrongly called `same` beside a rival is not read backwards all the same.
    const auto wrong = CodeBook::build({row("A", "T"), row("B", "T", "2018-01-01")});
    BOOST_TEST(backward(*wrong, "T", "2018-06-01") == "several");
}

BOOST_AUTO_TEST_CASE(a_row_written_for_the_way_back_goes_before_reading_backwards) {
    MappingRow back = row("T", "Z");
    back.from = Vocabulary::national;
    back.to = Vocabulary::local;
    const auto book = CodeBook::build({row("A", "T"), back});
    BOOST_TEST(backward(*book, "T") == "Z");
    BOOST_TEST(forward(*book, "A") == "T");
}

BOOST_AUTO_TEST_CASE(kinds_and_directions_do_not_mix) {
    MappingRow operation = row("A", "OP");
    operation.kind = CodeKind::operation;
    const auto book = CodeBook::build({row("A", "DX"), operation});
    BOOST_TEST(forward(*book, "A") == "DX");
    BOOST_TEST(book->find(CodeKind::operation, Vocabulary::local, Vocabulary::national, "A", day("2018-01-01")).code ==
               "OP");
    BOOST_TEST(found(*book, Vocabulary::local, Vocabulary::delta, "A", "2018-01-01") == "none");
}

BOOST_AUTO_TEST_CASE(a_row_comes_out_as_it_went_in) {
    MappingRow drug = row("YP1", "XJ01CAA040E001010190001", "2017-01-01", "2020-12-31", Relation::broader);
    drug.kind = CodeKind::drug;
    drug.catalog = CatalogTerms{"101", "09", "02", *Decimal::parse("0.05"), *Decimal::parse("12.345678")};
    const auto book = CodeBook::build({drug});
    const std::uint32_t only = book->rows().front();
    const MappingRow out = book->row(only);
    BOOST_TEST(out.same_content(drug));
    BOOST_TEST((out.period.from == drug.period.from && out.period.to == drug.period.to));
    BOOST_TEST(out.origin == "test");
    BOOST_TEST(out.reviewed_by == "pending");
    BOOST_TEST(catalog_row(*book, "XJ01CAA040E001010190001", "", "2018-01-01") == only);
    BOOST_TEST(catalog_row(*book, "", "YP1", "2018-01-01") == only);
    BOOST_TEST(catalog_row(*book, "", "YP1", "2021-01-01") == CodeBook::no_row);
    BOOST_TEST(catalog_row(*book, "YP1", "", "2018-01-01") == CodeBook::no_row);
    BOOST_TEST(catalog_row(*book, "", "XJ01CAA040E001010190001", "2018-01-01") == CodeBook::no_row);
    BOOST_TEST(book->catalog(only).code == "XJ01CAA040E001010190001");
    BOOST_TEST(book->name_of_row(only) == "drugs:local:YP1>national@2017-01-01");
}

BOOST_AUTO_TEST_CASE(many_of_the_catalog_are_answered_as_one_by_one) {
    std::vector<MappingRow> rows;
    std::vector<std::string> codes;
    for (int i = 0; i < 100; ++i)
        codes.push_back("C" + std::to_string(i));
    for (const std::string& code : codes) {
        rows.push_back(row(code.c_str(), code.c_str(), "2018-01-01"));
        rows.back().kind = CodeKind::drug;
        rows.back().catalog = CatalogTerms{"101", "09", "02", *Decimal::parse("0.05"), std::nullopt};
    }
    const auto book = CodeBook::build(rows);
    std::vector<CodeBook::CatalogQuestion> questions;
    for (const std::string& code : codes)
        for (const char* on : {"2017-12-31", "2018-01-01"})
            questions.push_back({"", code, day(on)});
    questions.push_back({"", "unknown", day("2018-01-01")});
    std::vector<std::uint32_t> answers(questions.size());
    book->find_catalog(questions, answers);
    std::size_t found = 0;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        std::uint32_t alone = 0;
        book->find_catalog({&questions[i], 1}, {&alone, 1});
        BOOST_TEST(answers[i] == alone);
        if (alone != CodeBook::no_row) ++found;
    }
    BOOST_TEST(found == codes.size());
}

BOOST_AUTO_TEST_CASE(its_block_opens_again_and_answers_the_same) {
    const auto book = CodeBook::build({row("A", "T"), row("B", "S")});
    const auto copy = std::make_shared<std::vector<std::byte>>(book->block().begin(), book->block().end());
    const auto opened = CodeBook::open(*copy, copy);
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(forward(**opened, "A") == "T");
    BOOST_TEST(backward(**opened, "S") == "B");
}

BOOST_AUTO_TEST_CASE(a_block_with_any_byte_changed_or_cut_off_is_refused) {
    const auto book = CodeBook::build({row("A", "T"), row("B", "S")});
    const std::vector<std::byte> good(book->block().begin(), book->block().end());
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto bad = std::make_shared<std::vector<std::byte>>(good);
        (*bad)[i] ^= std::byte{1};
        BOOST_TEST(!CodeBook::open(*bad, bad).has_value(), "byte " << i);
        auto cut = std::make_shared<std::vector<std::byte>>(good.begin(), good.begin() + static_cast<long>(i));
        BOOST_TEST(!CodeBook::open(*cut, cut).has_value(), "cut at " << i);
    }
}

BOOST_AUTO_TEST_SUITE_END()
