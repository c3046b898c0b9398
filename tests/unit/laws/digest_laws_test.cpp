#include "gateway/domain/day.hpp"
#include "gateway/domain/ids.hpp"
#include "gateway/infra/system/openssl_digest.hpp"
#include "tests/support/day_totals.hpp"
#include "tests/unit/laws/law.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

namespace clearing::laws {

namespace {

const system::OpenSslDigest openssl;

std::string id_of(std::string_view purpose, const MessageKey& key) {
    return derived_id("330200", openssl.sha256(digest_text(purpose, key)));
}

std::string short_text() {
    return *rc::gen::resize(4, rc::gen::container<std::string>(rc::gen::element('a', '1', ':', '0')));
}

MessageKey any_key() {
    return {PeerName(short_text()), InstitutionCode(short_text()), MessageId(short_text())};
}

DayLine any_line(std::size_t i) {
    DayLine line;
    line.key = {DivisionCode("330200"), SettlementId(fmt::format("330200{:024}", i * 7919 % 1000))};
    line.split = valid_split();
    line.insurance_type = *rc::gen::element(InsuranceType("310"), InsuranceType("390"));
    line.care = *rc::gen::element(CareSetting::outpatient, CareSetting::inpatient);
    line.sign = *rc::gen::element(1, -1);
    if (line.sign < 0) line.split = line.split.negated();
    return line;
}

std::vector<DayLine> any_day() {
    std::vector<DayLine> lines;
    const std::size_t count = *rc::gen::inRange<std::size_t>(0, 12);
    for (std::size_t i = 0; i < count; ++i)
        lines.push_back(any_line(i));
    return lines;
}

std::vector<DayLine> in_another_order(std::vector<DayLine> lines) {
    for (std::size_t i = 0; i + 1 < lines.size(); ++i)
        std::swap(lines[i], lines[*rc::gen::inRange(i, lines.size())]);
    return lines;
}

/// One change that a partner must not overlook, by name.
std::string change_something(DayLine& line) {
    const auto fields = fields_of(line.split);
    std::vector<Field> told;  // what the leaf holds: who pays (delta.proto, DayCloseRequest)
    for (const Field& field : fields) {
        static const std::vector<std::string> untold{"person_total", "payment",        "full_self_pay",
                                                     "over_limit",   "first_self_pay", "in_scope"};
        if (std::ranges::find(untold, field.name) == untold.end()) told.push_back(field);
    }
    const std::size_t choice = *rc::gen::inRange<std::size_t>(0, told.size() + 5);
    if (choice < told.size()) {
        *told[choice].amount += Money::from_fen(*rc::gen::element(1, -1));
        return told[choice].name;
    }
    switch (choice - told.size()) {
        case 0:
            line.sign = -line.sign;
            return "sign";
        case 1:
            line.insurance_type = InsuranceType("340");
            return "insurance type";
        case 2:
            line.care = line.care == CareSetting::inpatient ? CareSetting::outpatient : CareSetting::inpatient;
            return "care";
        case 3:
            line.key.settlement.text.back() = 'X';
            return "settlement";
        default:
            line.key.treatment_division.text = "330100";
            return "treatment division";
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(digest)

BOOST_AUTO_TEST_CASE(a_message_has_one_id_and_another_message_another) {
    holds("ids", [] {
        const MessageKey left = any_key(), right = any_key();
        RC_ASSERT(id_of("settlement", left) == id_of("settlement", left));
        RC_ASSERT((id_of("settlement", left) == id_of("settlement", right)) == (left == right));
        RC_ASSERT((digest_text("visit", left) == digest_text("visit", right)) == (left == right));
        RC_ASSERT(id_of("settlement", left) != id_of("visit", left));
        const std::string id = id_of("visit", right);
        RC_ASSERT(id.size() == 30U);
        RC_ASSERT(std::ranges::all_of(id, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }));
    });
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_messages_have_a_hundred_thousand_ids) {
    std::unordered_set<std::string> ids;
    for (int i = 0; i < 100'000; ++i) {
        const std::string number = std::to_string(100'000 + i / 3);
        const auto cut = static_cast<std::size_t>(i % 3);
        // The same digits, parted differently, are different messages.
        const MessageKey key{PeerName("local"), InstitutionCode("H" + number.substr(0, cut)),
                             MessageId(number.substr(cut))};
        ids.insert(id_of("settlement", key));
    }
    BOOST_TEST(ids.size() == 100'000U);
}

BOOST_AUTO_TEST_CASE(a_days_root_does_not_depend_on_the_order_of_its_lines) {
    holds("order", [] {
        const std::vector<DayLine> lines = any_day();
        const std::vector<DayLine> others = in_another_order(lines);
        RC_ASSERT(tests::root_of(lines, openssl).size() == 32U);
        RC_ASSERT(tests::root_of(lines, openssl) == tests::root_of(others, openssl));
        RC_ASSERT(cells_of(lines) == cells_of(others));
        RC_ASSERT(compare_lines(lines, others, {}).empty());
    });
}

BOOST_AUTO_TEST_CASE(a_days_root_sees_every_change_of_a_line) {
    holds("each field", [] {
        std::vector<DayLine> lines = any_day();
        lines.push_back(any_line(lines.size()));
        const std::string root = tests::root_of(lines, openssl);
        std::vector<DayLine> changed = lines;
        const std::string what = change_something(changed[*rc::gen::inRange<std::size_t>(0, changed.size())]);
        RC_LOG() << what;
        RC_ASSERT(tests::root_of(changed, openssl) != root);
        std::vector<DayLine> shorter = lines;
        shorter.pop_back();
        RC_ASSERT(tests::root_of(shorter, openssl) != root);
    });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace clearing::laws
