// camt.053.001.08: the mandatory elements, their order and their sums. The published schema is not part of this
// repository; where CAMT053_XSD names it, xmllint validates against it as well.
#include "gateway/infra/export/camt053.hpp"

#include "tests/unit/infra/export/period_example.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <boost/test/unit_test.hpp>

namespace clearing::tests {
namespace {

struct Element {
    std::string name, text;
    std::vector<Element> children;

    const Element& at(std::string_view path) const {
        const auto slash = path.find('/');
        const auto found = std::ranges::find(children, path.substr(0, slash), &Element::name);
        BOOST_REQUIRE_MESSAGE(found != children.end(), name << " lacks " << path);
        return slash == std::string_view::npos ? *found : found->at(path.substr(slash + 1));
    }
    std::vector<const Element*> all(std::string_view wanted) const {
        std::vector<const Element*> found;
        for (const Element& child : children)
            if (child.name == wanted) found.push_back(&child);
        return found;
    }
};

/// A reader of its own: tags must nest and close.
Element read_element(std::string_view& text) {
    text.remove_prefix(text.find('<') + 1);
    const std::string_view tag = text.substr(0, text.find('>'));
    Element element{std::string(tag.substr(0, tag.find(' '))), {}, {}};
    text.remove_prefix(tag.size() + 1);
    while (!text.substr(text.find('<')).starts_with("</")) {
        element.children.push_back(read_element(text));
    }
    if (element.children.empty()) element.text = text.substr(0, text.find('<'));
    const std::string end = "</" + element.name + ">";
    text.remove_prefix(text.find('<'));
    BOOST_REQUIRE_MESSAGE(text.starts_with(end), element.name << " is not closed");
    text.remove_prefix(end.size());
    return element;
}

Element read_document(std::string_view text) {
    BOOST_REQUIRE(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    text.remove_prefix(text.find('\n'));
    return read_element(text);
}

/// The schema's order of what we write; '!' is mandatory.
const std::map<std::string, std::vector<std::string>> sequences{
    {"Document", {"!BkToCstmrStmt"}},
    {"BkToCstmrStmt", {"!GrpHdr", "!Stmt"}},
    {"GrpHdr", {"!MsgId", "!CreDtTm"}},
    {"Stmt", {"!Id", "CreDtTm", "FrToDt", "!Acct", "!Bal", "TxsSummry", "Ntry", "AddtlStmtInf"}},
    {"FrToDt", {"!FrDtTm", "!ToDtTm"}},
    {"Acct", {"!Id", "Ccy", "Nm", "Ownr"}},
    {"Bal", {"!Tp", "!Amt", "!CdtDbtInd", "!Dt"}},
    {"TxsSummry", {"TtlNtries", "TtlCdtNtries", "TtlDbtNtries"}},
    {"TtlNtries", {"NbOfNtries", "Sum", "TtlNetNtry"}},
    {"TtlNetNtry", {"!Amt", "!CdtDbtInd"}},
    {"Ntry", {"NtryRef", "!Amt", "!CdtDbtInd", "!Sts", "BookgDt", "ValDt", "!BkTxCd", "AddtlNtryInf"}},
    {"Prtry", {"!Cd", "Issr"}},
};

void check_order(const Element& element) {
    if (const auto found = sequences.find(element.name); found != sequences.end()) {
        std::size_t place = 0;
        for (const std::string& step : found->second) {
            const bool mandatory = step.starts_with('!');
            const std::string name = step.substr(mandatory ? 1 : 0);
            const std::size_t before = place;
            while (place < element.children.size() && element.children[place].name == name)
                ++place;
            BOOST_TEST((!mandatory || place > before), element.name << " lacks " << name);
        }
        BOOST_TEST(place == element.children.size(), "out of order in " << element.name);
    }
    for (const Element& child : element.children)
        check_order(child);
}

Money signed_amount(const Element& element) {
    const Money amount = Money::parse(element.at("Amt").text).value();
    BOOST_TEST(!amount.is_negative());
    return element.at("CdtDbtInd").text == "CRDT" ? amount : -amount;
}

bool validates(const std::string& xml, const char* schema) {
    const auto file = std::filesystem::temp_directory_path() / "camt053_test.xml";
    std::ofstream(file) << xml;
    const std::string order = "xmllint --noout --schema '" + std::string(schema) + "' '" + file.string() + "'";
    return std::system(order.c_str()) == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(camt053)

BOOST_AUTO_TEST_CASE(elements_are_there_and_in_the_schemas_order) {
    for (const Direction direction : {Direction::visitor, Direction::resident_away}) {
        const std::string xml = exports::to_camt053(example_month(direction).statement, 1, example_naming());
        BOOST_TEST(xml.find("xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"") != std::string::npos);
        check_order(read_document(xml));
    }
}

BOOST_AUTO_TEST_CASE(the_published_schema_takes_it) {
    const char* schema = std::getenv("CAMT053_XSD");
    if (schema == nullptr) {
        BOOST_TEST_MESSAGE("not validated: CAMT053_XSD names no camt.053.001.08.xsd");
        return;
    }
    for (const Direction direction : {Direction::visitor, Direction::resident_away})
        BOOST_TEST(validates(exports::to_camt053(example_month(direction).statement, 1, example_naming()), schema));
}

BOOST_AUTO_TEST_CASE(opening_and_entries_make_the_closing_and_the_totals) {
    for (const Direction direction : {Direction::visitor, Direction::resident_away}) {
        const PeriodStatement statement = example_month(direction).statement;
        const Element document = read_document(exports::to_camt053(statement, 1, example_naming()));
        const Element& stmt = document.at("BkToCstmrStmt/Stmt");
        const auto balances = stmt.all("Bal");
        BOOST_REQUIRE(balances.size() == 2);
        BOOST_TEST(balances[0]->at("Tp/CdOrPrtry/Cd").text == "OPBD");
        BOOST_TEST(balances[1]->at("Tp/CdOrPrtry/Cd").text == "CLBD");
        Money sum = signed_amount(*balances[0]), turnover;
        const auto entries = stmt.all("Ntry");
        BOOST_TEST(entries.size() == 7);  // two days, three components; a deduction
        BOOST_TEST(entries.back()->at("NtryRef").text == "2017-07-31-hifp-ADJ");
        BOOST_TEST(entries.back()->at("CdtDbtInd").text == (direction == Direction::visitor ? "DBIT" : "CRDT"));
        for (const Element* entry : entries) {
            sum += signed_amount(*entry);
            turnover += signed_amount(*entry).abs();
        }
        BOOST_TEST((sum == signed_amount(*balances[1])));
        // We receive from visitors' regions and owe to residents'.
        const bool visitor = direction == Direction::visitor;
        BOOST_TEST((signed_amount(*balances[1]) == (visitor ? statement.closing() : -statement.closing())));
        BOOST_TEST(balances[1]->at("CdtDbtInd").text == (visitor ? "CRDT" : "DBIT"));
        BOOST_TEST(stmt.at("TxsSummry/TtlNtries/NbOfNtries").text == "7");
        BOOST_TEST((Money::parse(stmt.at("TxsSummry/TtlNtries/Sum").text).value() == turnover));
        BOOST_TEST((signed_amount(stmt.at("TxsSummry/TtlNtries/TtlNetNtry")) == sum - signed_amount(*balances[0])));
    }
}

BOOST_AUTO_TEST_CASE(ids_are_no_longer_than_the_format_allows) {
    PeriodStatement statement = example_month(Direction::resident_away).statement;
    statement.pair.platform = PlatformName("a-platform-with-a-very-long-name-indeed");
    const Element document = read_document(exports::to_camt053(statement, 1, example_naming()));
    BOOST_TEST(document.at("BkToCstmrStmt/GrpHdr/MsgId").text.size() <= 35);
    BOOST_TEST(document.at("BkToCstmrStmt/Stmt/Id").text.size() <= 35);
    BOOST_TEST(document.at("BkToCstmrStmt/Stmt/Acct/Id/Othr/Id").text.size() <= 34);
    BOOST_TEST(document.at("BkToCstmrStmt/Stmt/AddtlStmtInf").text.find(statement.id) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_correction_is_a_message_of_its_own_about_the_same_statement) {
    PeriodStatement statement = example_month(Direction::visitor).statement;
    const auto message_of = [&](int revision) {
        const Element document = read_document(exports::to_camt053(statement, revision, example_naming()));
        return std::pair(document.at("BkToCstmrStmt/GrpHdr/MsgId").text, document.at("BkToCstmrStmt/Stmt/Id").text);
    };
    const auto [first, id] = message_of(1);
    const auto [second, same_id] = message_of(2);
    BOOST_TEST(second == first + "-2");
    BOOST_TEST(same_id == id);
    BOOST_TEST(message_of(0).first == first);
    statement.pair.platform = PlatformName("a-platform-with-a-very-long-name-indeed");
    BOOST_TEST(message_of(12).first.size() <= 35);
    BOOST_TEST(message_of(12).first.ends_with("-12"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::tests
